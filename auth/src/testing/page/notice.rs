//! Pages that end something: refusals, and the end of a session.

use std::fmt::Display;

use http::StatusCode;
use maud::{Markup, html};

use super::{badge, page};
use crate::testing::Client;
use crate::testing::answer::Answer;

/// A request that cannot be sent back to an application, because none can be trusted to have sent it.
pub(in crate::testing) fn refusal(code: &str, text: &str) -> Answer {
    let details = html! { p { code { (code) } } };
    notice(
        StatusCode::BAD_REQUEST,
        "This request cannot be answered",
        text,
        &details,
        None,
    )
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
    notice(
        StatusCode::BAD_REQUEST,
        "Nothing is sent back",
        &text,
        &details,
        Some(client),
    )
}

/// A page that was answered before, or so long ago that it is forgotten.
pub(in crate::testing) fn gone() -> Answer {
    let text = "It has been answered before. Go back to the application and start again.";
    notice(
        StatusCode::BAD_REQUEST,
        "This page is used up",
        text,
        &html! {},
        None,
    )
}

/// Something that is nobody's fault.
pub(in crate::testing) fn failure(error: &dyn Display) -> Answer {
    let status = StatusCode::INTERNAL_SERVER_ERROR;
    notice(
        status,
        "The provider failed",
        &error.to_string(),
        &html! {},
        None,
    )
}

pub(in crate::testing) fn signed_out(client: Option<&Client>) -> Answer {
    let text = "The next sign-in will ask who you are.";
    notice(
        StatusCode::OK,
        "You are signed out",
        text,
        &html! {},
        client,
    )
}

pub(in crate::testing) fn still_signed_in(client: Option<&Client>) -> Answer {
    let text = "The next sign-in will ask nothing.";
    notice(
        StatusCode::OK,
        "You are still signed in here",
        text,
        &html! {},
        client,
    )
}

fn notice(
    status: StatusCode,
    title: &str,
    text: &str,
    details: &Markup,
    client: Option<&Client>,
) -> Answer {
    let home = client.and_then(|client| Some((client.display_name(), client.home()?)));
    let content = html! {
        header {
            (badge())
            h1 { (title) }
            p.lead { (text) }
        }
        (details)
        @if let Some((name, url)) = home {
            p.choices { a.primary href=(url) { "Back to " bdi { (name) } } }
        }
    };
    page(status, title, &content)
}
