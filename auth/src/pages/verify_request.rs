//! The page that sends people to their mailbox.

use http::StatusCode;
use maud::html;

use super::layout::{Content, Forms, Layout, Width};
use super::page::Page;
use super::sign_out::HOME;

/// `GET {base}/verify-request`: a link or code is on its way by e-mail.
pub(crate) fn verify_request(layout: &Layout) -> Page {
    let main = html! {
        div.intro {
            h1 { "Check your e-mail" }
            p { "A message is on its way to you. Use the link in it to sign in to " (layout.name()) "." }
            p.muted { "Nothing there after a few minutes? Look among the spam, or start again." }
        }
        div.actions { a.button href=(HOME) { "Back to the application" } }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: "Check your e-mail",
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}
