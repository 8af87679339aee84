//! Pages that end something: refusals, which speak to developers and are in English, and the end of a session.

use std::fmt::Display;

use http::StatusCode;
use maud::{Markup, html};

use super::{around, badge, page};
use crate::pages::{ENGLISH, Texts};
use crate::testing::Client;
use crate::testing::answer::Answer;

/// A request that cannot be sent back to an application, because none can be trusted to have sent it.
pub(in crate::testing) fn refusal(code: &str, text: &str) -> Answer {
    let notice = Notice {
        status: StatusCode::BAD_REQUEST,
        title: "This request cannot be answered",
        text,
        details: html! { p { code { (code) } } },
        ..Notice::of(&ENGLISH)
    };
    notice.page()
}

/// A URI that the client has not registered, next to those that it has.
pub(in crate::testing) fn unregistered(
    client: &Client,
    parameter: &str,
    sent: &str,
    registered: &[String],
) -> Answer {
    let text = format!(
        "The request's {parameter} is not registered for this client. It must be one of the registered ones, character by character."
    );
    let details = html! {
        dl {
            dt { "client_id" }
            dd { (client.id()) }
            dt { (parameter) " in the request" }
            dd { @if sent.is_empty() { "none" } @else { (sent) } }
            dt { "registered" }
            @for uri in registered { dd { (uri) } }
            @if registered.is_empty() { dd { "none" } }
        }
    };
    let notice = Notice {
        status: StatusCode::BAD_REQUEST,
        title: "Nothing is sent back",
        text: &text,
        details,
        client: Some(client),
        ..Notice::of(&ENGLISH)
    };
    notice.page()
}

/// A page that was answered before, or so long ago that it is forgotten.
pub(in crate::testing) fn gone(texts: &Texts) -> Answer {
    let words = &texts.development;
    let notice = Notice {
        status: StatusCode::BAD_REQUEST,
        title: words.used_up,
        text: words.used_up_about,
        ..Notice::of(texts)
    };
    notice.page()
}

/// Something that is nobody's fault.
pub(in crate::testing) fn failure(error: &dyn Display) -> Answer {
    let notice = Notice {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        title: "The provider failed",
        text: &error.to_string(),
        ..Notice::of(&ENGLISH)
    };
    notice.page()
}

pub(in crate::testing) fn signed_out(texts: &Texts, client: Option<&Client>) -> Answer {
    let words = &texts.development;
    let notice = Notice {
        title: words.signed_out,
        text: words.signed_out_about,
        client,
        ..Notice::of(texts)
    };
    notice.page()
}

pub(in crate::testing) fn still_signed_in(texts: &Texts, client: Option<&Client>) -> Answer {
    let words = &texts.development;
    let notice = Notice {
        title: words.still_signed_in,
        text: words.still_signed_in_about,
        client,
        ..Notice::of(texts)
    };
    notice.page()
}

struct Notice<'a> {
    status: StatusCode,
    texts: &'a Texts,
    title: &'a str,
    text: &'a str,
    details: Markup,
    /// Whose home a link leads to.
    client: Option<&'a Client>,
}

impl<'a> Notice<'a> {
    fn of(texts: &'a Texts) -> Self {
        Self {
            status: StatusCode::OK,
            texts,
            title: "",
            text: "",
            details: Markup::default(),
            client: None,
        }
    }

    fn page(self) -> Answer {
        let home = self
            .client
            .and_then(|client| Some((client.display_name(), client.home()?)));
        let content = html! {
            header {
                (badge(self.texts))
                h1 { (self.title) }
                p.lead { (self.text) }
            }
            (self.details)
            @if let Some((name, url)) = home {
                p.choices { a.primary href=(url) { (around(self.texts.development.back_to, name)) } }
            }
        };
        page(self.status, self.texts, self.title, &content)
    }
}
