//! The page on which people choose how to sign in.

use auth_spec::ErrorCode;
use http::StatusCode;
use maud::{Markup, html};

use super::brand::Mark;
use super::form::hidden_fields;
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
}

/// `GET {base}/signin`.
pub(crate) fn sign_in(layout: &Layout, page: &SignIn<'_>) -> Page {
    let development = page.providers.iter().any(ProviderDeclaration::is_dev);
    let many = page.providers.len() > MANY;
    let main = html! {
        div.intro {
            h1 { "Sign in" }
            @if page.providers.len() > 1 { p.muted { "Choose how to continue." } }
        }
        @if let Some(error) = page.error { (error_banner(error)) }
        ul.choices role="list" {
            @for provider in page.providers {
                li { (button(page, provider)) }
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
            "Sign in"
        },
        forms: Forms::Submit,
        width: if many { Width::Wide } else { Width::Narrow },
        main,
    })
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
