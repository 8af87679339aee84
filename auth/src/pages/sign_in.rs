//! The page on which people choose how to sign in.

use auth_spec::{ErrorCode, Protocol};
use http::StatusCode;
use maud::{Markup, html};

use super::brand::Mark;
use super::form::{ButtonText, hidden_fields, input, inputs};
use super::layout::{Content, Forms, Layout, Width};
use super::notice::error_banner;
use super::page::Page;
use super::stylesheet::brand_class;
use super::texts::SignInTexts;
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
    /// They want to use another account, for which the provider is to ask (`prompt=select_account`).
    pub(crate) another_account: bool,
}

/// `GET {base}/signin`.
pub(crate) fn sign_in(layout: &Layout, page: &SignIn<'_>) -> Page {
    let typed = |provider: &&ProviderDeclaration| provider.is_own();
    let forms: Vec<&ProviderDeclaration> = page.providers.iter().filter(typed).collect();
    let buttons: Vec<&ProviderDeclaration> =
        page.providers.iter().filter(|one| !typed(one)).collect();
    let development = buttons.iter().any(|provider| provider.is_dev());
    let many = buttons.len() > MANY;
    let texts = &layout.texts.sign_in;
    let heading = heading(layout, page);
    let main = html! {
        div.intro {
            h1 { (heading) }
            @if page.again { p { (texts.still_you) } }
            @if page.providers.len() > 1 { p.muted { (texts.choose_how) } }
        }
        @if let Some(error) = page.error { (error_banner(error, layout.texts)) }
        @for (number, provider) in forms.iter().enumerate() {
            @if number > 0 { p.or { (texts.or) } }
            (form(texts, page, provider, has_equals(&forms, provider)))
        }
        @if !(forms.is_empty() || buttons.is_empty()) { p.or { (texts.or) } }
        @if !buttons.is_empty() {
            ul.choices role="list" {
                @for provider in buttons {
                    li { (button(texts, page, provider)) }
                }
            }
        }
        @if development { p.note.small { (texts.development) } }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: if page.error.is_some_and(is_failure) {
            texts.failed
        } else {
            title(texts, page)
        },
        forms: Forms::Submit,
        width: if many { Width::Wide } else { Width::Narrow },
        main,
    })
}

fn title(texts: &SignInTexts, page: &SignIn<'_>) -> &'static str {
    match (page.again, page.another_account) {
        (true, _) => texts.sign_in_again,
        (false, true) => texts.another_account,
        (false, false) => texts.sign_in,
    }
}

/// The title, or, where the application has a name, where people sign in to.
fn heading(layout: &Layout, page: &SignIn<'_>) -> Markup {
    let texts = &layout.texts.sign_in;
    match layout.own_name() {
        Some(name) if !(page.again || page.another_account) => html! {
            (texts.sign_in_to.before) bdi { (name) } (texts.sign_in_to.after)
        },
        _ => html! { (title(texts, page)) },
    }
}

/// Whether another form asks for the same, so that their buttons have to say which is which.
fn has_equals(forms: &[&ProviderDeclaration], provider: &ProviderDeclaration) -> bool {
    let same = |form: &&&ProviderDeclaration| form.spec.protocol == provider.spec.protocol;
    forms.iter().filter(same).count() > 1
}

/// The form of a provider that the application is itself. `named` tells it from others of its kind.
fn form(
    texts: &SignInTexts,
    page: &SignIn<'_>,
    provider: &ProviderDeclaration,
    named: bool,
) -> Markup {
    let action = match provider.spec.protocol {
        Protocol::Credentials => "/callback/",
        Protocol::Email => "/signin/",
        Protocol::OpenIdConnect | Protocol::OAuth2 => return button(texts, page, provider),
    };
    let action = [page.base_path, action, provider.id].concat();
    let text = ButtonText::of(texts, provider, named);
    html! {
        form.fields method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            @for field in inputs(texts, provider) {
                (input(&format!("{}-{}", provider.id, field.name), &field))
            }
            // The button's parts stand apart; this is one of them.
            button.button.primary type="submit" { span { (text) } }
        }
    }
}

fn button(texts: &SignInTexts, page: &SignIn<'_>, provider: &ProviderDeclaration) -> Markup {
    let mark = Mark::of(provider.spec);
    let prompt = if page.another_account {
        SELECT_ACCOUNT
    } else {
        ""
    };
    let action = [page.base_path, "/signin/", provider.id, prompt].concat();
    html! {
        form method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            button.choice.(brand_class(provider.id)) type="submit" {
                span.tile.coloured[mark.coloured] { (mark.svg) }
                span.label { (ButtonText::of(texts, provider, false)) }
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

/// OpenID Connect Core §3.1.2.1: else a provider that somebody is signed in to would let the same account through.
const SELECT_ACCOUNT: &str = "?prompt=select_account";

/// With more buttons than this they stand in two columns where there is room.
const MANY: usize = 6;
