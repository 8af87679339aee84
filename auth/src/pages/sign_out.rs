//! The pages around signing out.

use http::StatusCode;
use maud::html;

use super::form::hidden_fields;
use super::layout::{Content, Forms, Layout, Width};
use super::page::Page;

/// What the confirmation is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SignOut<'a> {
    /// Where the routes are mounted: `/auth`.
    pub(crate) base_path: &'a str,
    pub(crate) csrf_token: &'a str,
    /// Where the sign-out ends; one that has been checked.
    pub(crate) callback_url: Option<&'a str>,
    /// Who is signed in.
    pub(crate) display_name: &'a str,
    /// The name of the provider they signed in with, if it is still declared.
    pub(crate) provider: Option<&'a str>,
    /// Whether that provider's own session can be ended from here.
    pub(crate) offers_provider: bool,
}

/// A sign-out that ended the session here, and not all that it was asked to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Incomplete<'a> {
    /// The name of the provider they signed in with, if it is known.
    pub(crate) provider: Option<&'a str>,
    /// They may still be signed in there.
    pub(crate) signed_in: bool,
    /// What it has granted was not revoked.
    pub(crate) granted: bool,
    /// Where the sign-out ends; one that has been checked.
    pub(crate) destination: &'a str,
}

/// `GET {base}/signout` of somebody who is signed in.
pub(crate) fn sign_out(layout: &Layout, page: &SignOut<'_>) -> Page {
    let action = format!("{}/signout", page.base_path);
    let main = html! {
        div.intro {
            h1 { "Sign out?" }
            p.muted { "You are signed in as " bdi.strong { (page.display_name) } "." }
        }
        form.actions method="post" action=(action) {
            (hidden_fields(page.csrf_token, page.callback_url))
            button.button.primary type="submit" { "Sign out" }
            @if let Some(provider) = page.provider.filter(|_| page.offers_provider) {
                button.button type="submit" name="scope" value="app provider" {
                    "Sign out of " bdi { (provider) } " too"
                }
            }
            a.button href=(HOME) { "Stay signed in" }
        }
        p.note.small {
            "This ends your session here. "
            @match page.provider {
                Some(provider) => { "You stay signed in at " bdi { (provider) } " itself: on" }
                None => { "You may still be signed in at the provider: on" }
            }
            " a computer that others use, sign out there too."
        }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: "Sign out",
        forms: Forms::Submit,
        width: Width::Narrow,
        main,
    })
}

/// `GET {base}/signout` of somebody who is not signed in.
pub(crate) fn not_signed_in(layout: &Layout, sign_in: &str) -> Page {
    let main = html! {
        div.intro {
            h1 { "You are not signed in" }
            p.muted { "There is no session in this browser to end." }
        }
        div.actions {
            a.button.primary href=(sign_in) { "Sign in" }
            a.button href=(HOME) { "Back to the application" }
        }
        p.note.small {
            "You may still be signed in at the provider: on a computer that others use, sign out there too."
        }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: "You are not signed in",
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}

/// The answer to a `POST {base}/signout` that could not do all of it.
pub(crate) fn signed_out(layout: &Layout, page: &Incomplete<'_>) -> Page {
    // Whatever the checker lets through, a link is no place for a script.
    let leads = ["/", "https://", "http://"]
        .iter()
        .any(|start| page.destination.starts_with(start));
    let destination = if leads { page.destination } else { HOME };
    let provider = html! {
        @match page.provider {
            Some(provider) => { bdi { (provider) } }
            None => { "the provider" }
        }
    };
    let main = html! {
        div.intro {
            h1 { "You are signed out here" }
            @if page.signed_in {
                p {
                    "You may still be signed in at " (provider) " itself: on a computer that others use, sign out there too."
                }
            }
            @if page.granted {
                p { "What you allowed " (layout.name()) " at " (provider) " was not revoked. You can end it in your account there." }
            }
        }
        div.actions { a.button.primary href=(destination) { "Continue" } }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: "Signed out",
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}

/// Where the application begins.
pub(super) const HOME: &str = "/";
