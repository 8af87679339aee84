//! The page that sends people to their mailbox.

use http::StatusCode;
use maud::html;

use super::form::sentence;
use super::layout::{Content, Forms, Layout, Width};
use super::page::Page;
use super::sign_out::HOME;

/// `GET {base}/verify-request`: a link or code is on its way by e-mail.
pub(crate) fn verify_request(layout: &Layout) -> Page {
    let texts = &layout.texts.verify_request;
    let main = html! {
        div.intro {
            h1 { (texts.heading) }
            p { (sentence(texts.on_its_way, layout.name())) }
            p.muted { (texts.nothing_came) }
        }
        div.actions { a.button href=(HOME) { (layout.texts.back) } }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: texts.heading,
        forms: Forms::None,
        width: Width::Narrow,
        main,
    })
}
