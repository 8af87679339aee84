//! The page on which something ends that did not work.

use auth_spec::ErrorCode;
use maud::html;

use super::advice::Advice;
use super::form::sign_in_url;
use super::layout::{Content, Forms, Layout, Width};
use super::notice::error_code;
use super::page::Page;
use super::sign_out::HOME;
use crate::error::status;

/// What the error page is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failure<'a> {
    pub(crate) code: &'static ErrorCode,
    /// The sign-in page: the built-in one or the application's own.
    pub(crate) sign_in: &'a str,
    /// Where the sign-in would have ended; one that has been checked.
    pub(crate) callback_url: Option<&'a str>,
}

/// Where a flow that failed ends, and `GET {base}/error`.
pub(crate) fn error(layout: &Layout, page: &Failure<'_>) -> Page {
    let advice = Advice::on(page.code);
    let again = sign_in_url(page.sign_in, page.callback_url);
    let main = html! {
        div.intro {
            h1 { (advice.heading) }
            p { (advice.what_happened) }
            p.muted { (advice.what_to_do) }
        }
        div.actions {
            @if let Some(label) = advice.sign_in {
                a.button.primary href=(again) { (label) }
                a.button href=(HOME) { "Back to the application" }
            } @else {
                a.button.primary href=(HOME) { "Back to the application" }
            }
        }
        (error_code(page.code))
    };
    layout.page(&Content {
        status: status(page.code),
        title: advice.heading,
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}
