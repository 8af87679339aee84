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

/// Where the application begins.
pub(super) const HOME: &str = "/";
