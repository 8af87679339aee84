//! The page on which people choose how to sign in.

use auth_spec::{ErrorCode, Protocol};
use http::StatusCode;
use maud::{Markup, html};

use super::brand::Mark;
use super::form::{EMAIL_FIELD, hidden_fields, input, typed_fields};
use super::layout::{Content, Forms, Layout, Width};
use super::notice::error_banner;
use super::page::Page;
use super::stylesheet::brand_class;
use crate::declaration::ProviderDeclaration;

/// What the sign-in page is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignIn<'a> {
    /// Where the routes are mounted: `/auth`.
    pub(crate) base_path: &'a str,
    /// One button each, in this order.
    pub(crate) providers: &'a [ProviderDeclaration],
    pub(crate) csrf_token: &'a str,
    /// Where the sign-in ends; one that has been checked.
    pub(crate) callback_url: Option<&'a str>,
    /// Why somebody is here again.
    pub(crate) error: Option<&'static ErrorCode>,
    /// They are signed in, and have to prove anew who they are.
    pub(crate) again: bool,
}

/// `GET {base}/signin`.
pub(crate) fn sign_in(layout: &Layout, page: &SignIn<'_>) -> Page {
    let typed = |provider: &&ProviderDeclaration| provider.is_own();
    let forms: Vec<&ProviderDeclaration> = page.providers.iter().filter(typed).collect();
    let buttons: Vec<&ProviderDeclaration> =
        page.providers.iter().filter(|one| !typed(one)).collect();
    let development = buttons.iter().any(|provider| provider.is_dev());
    let many = buttons.len() > MANY;
    let main = html! {
        div.intro {
            h1 { (heading(page)) }
            @if page.again { p { "To go on, show that it is still you." } }
            @if page.providers.len() > 1 { p.muted { "Choose how to continue." } }
        }
        @if let Some(error) = page.error { (error_banner(error)) }
        @for (number, provider) in forms.iter().enumerate() {
            @if number > 0 { (or()) }
            (form(page, provider, forms.len() > 1))
        }
        @if !(forms.is_empty() || buttons.is_empty()) { (or()) }
        @if !buttons.is_empty() {
            ul.choices role="list" {
                @for provider in buttons {
                    li { (button(page, provider)) }
                }
            }
        }
        @if development {
            p.note.small {
                "The development sign-in needs no account: you choose who to be. It exists in debug builds only."
            }
        }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: if page.error.is_some_and(is_failure) {
            "Sign-in failed"
        } else {
            heading(page)
        },
        forms: Forms::Submit,
        width: if many { Width::Wide } else { Width::Narrow },
        main,
    })
}

fn heading(page: &SignIn<'_>) -> &'static str {
    if page.again {
        "Sign in again"
    } else {
        "Sign in"
    }
}

/// What stands between two ways to sign in that look different.
fn or() -> Markup {
    html! { p.or { "or" } }
}

/// The form of a provider that the application is itself. `named` tells it from others of its kind.
fn form(page: &SignIn<'_>, provider: &ProviderDeclaration, named: bool) -> Markup {
    match provider.spec.protocol {
        Protocol::Credentials => credentials(page, provider, named),
        Protocol::Email => email(page, provider, named),
        Protocol::OpenIdConnect | Protocol::OAuth2 => button(page, provider),
    }
}

fn credentials(page: &SignIn<'_>, provider: &ProviderDeclaration, named: bool) -> Markup {
    let Some(declared) = &provider.credentials else {
        return Markup::default();
    };
    let action = format!("{}/callback/{}", page.base_path, provider.id);
    html! {
        form.fields method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            @for field in typed_fields(declared) {
                (input(&format!("{}-{}", provider.id, field.name), &field))
            }
            button.button.primary type="submit" {
                // One text: the button's parts stand apart.
                span {
                    "Sign in"
                    @if named || provider.name.is_some() { " with " bdi { (provider.display_name()) } }
                }
            }
        }
    }
}

/// It asks for a link.
fn email(page: &SignIn<'_>, provider: &ProviderDeclaration, named: bool) -> Markup {
    let action = format!("{}/signin/{}", page.base_path, provider.id);
    html! {
        form.fields method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            (input(&format!("{}-address", provider.id), &EMAIL_FIELD))
            button.button.primary type="submit" {
                @if named || provider.name.is_some() {
                    span { "Continue with " bdi { (provider.display_name()) } }
                } @else {
                    "E-mail me a link"
                }
            }
        }
    }
}

fn button(page: &SignIn<'_>, provider: &ProviderDeclaration) -> Markup {
    let mark = Mark::of(provider.spec);
    let action = format!("{}/signin/{}", page.base_path, provider.id);
    html! {
        form method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            button.choice.(brand_class(provider.id)) type="submit" {
                span.tile.coloured[mark.coloured] { (mark.svg) }
                span.label {
                    // "Continue with Development sign-in" is nobody's sentence.
                    @if !(provider.is_dev() && provider.name.is_none()) { "Continue with " }
                    bdi { (provider.display_name()) }
                }
            }
        }
    }
}

/// Being asked to sign in is not a failure.
pub(super) fn is_failure(error: &ErrorCode) -> bool {
    ![
        ErrorCode::UNAUTHENTICATED,
        ErrorCode::REAUTHENTICATION_REQUIRED,
    ]
    .contains(error)
}

/// With more buttons than this they stand in two columns where there is room.
const MANY: usize = 6;
