//! The page for somebody who is signed in and may not see what they asked for.

use auth_spec::ErrorCode;
use http::StatusCode;
use maud::html;

use super::form::sentence;
use super::layout::{Content, Forms, Layout, Width};
use super::notice::error_code;
use super::page::Page;
use super::sign_out::HOME;

/// What it is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Forbidden<'a> {
    /// Who is signed in.
    pub(crate) display_name: &'a str,
    /// The sign-in page, with the way back; on the built-in one another account can be chosen.
    pub(crate) sign_in: &'a str,
}

/// What a guard answers to a navigation: who is signed in, and a way to be somebody else.
pub(crate) fn forbidden(layout: &Layout, page: &Forbidden<'_>) -> Page {
    let (texts, error) = (&layout.texts.forbidden, &layout.texts.errors.forbidden);
    let main = html! {
        div.intro {
            h1 { (error.heading) }
            p { (sentence(texts.signed_in_as, page.display_name)) }
            p.muted { (error.advice) }
        }
        div.actions {
            a.button.primary href=(HOME) { (layout.texts.back) }
            a.button href=(page.sign_in) { (texts.switch) }
        }
        (error_code(&ErrorCode::FORBIDDEN, layout.texts))
    };
    layout.page(&Content {
        status: StatusCode::FORBIDDEN,
        title: error.heading,
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}
