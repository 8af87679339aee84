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
    let texts = layout.texts;
    let Advice { text, sign_in } = Advice::on(page.code, texts);
    let again = sign_in_url(page.sign_in, page.callback_url);
    let main = html! {
        div.intro {
            h1 { (text.heading) }
            p { (text.happened) }
            p.muted { (text.advice) }
        }
        div.actions {
            @if let Some(label) = sign_in {
                a.button.primary href=(again) { (label) }
                a.button href=(HOME) { (texts.back) }
            } @else {
                a.button.primary href=(HOME) { (texts.back) }
            }
        }
        (error_code(page.code, texts))
    };
    layout.page(&Content {
        status: status(page.code),
        title: text.heading,
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}
