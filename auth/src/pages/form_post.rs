//! The page between a provider's cross-site POST (OAuth 2.0 Form Post Response Mode) and the redirect URI: it sends the same
//! response to the same place again, this time from our own origin, so that cookies which are `SameSite=Lax` come along.
//!
//! It shows a form that others have filled in, and turns a cross-site POST into one of our own. What keeps it from being of use
//! to anybody:
//!
//! * **Injection.** What was sent stands in values of hidden fields, escaped, and nowhere else; nothing of it is to be read on
//!   the page, so it cannot be made to say anything. Names are those of an authorization response, from a closed list. The
//!   policy lets one script run, by the hash of its constant text, and no other page into a frame.
//! * **Where it goes.** To our own redirect URI of the provider that was addressed: base path and id come from the
//!   declaration, never from the request.
//! * **Login CSRF, and forms of our own.** At a redirect URI of `form_post` it proves nothing that a request comes from our
//!   origin, before this page and after it: there the cookie of the flow that `state` names says whose response it is, and
//!   `state` is 256 random bits that the provider alone was told. Where our origin does prove something, as at
//!   `/callback/credentials` or `/callback/email`, this page is never shown and leads nobody.
//! * **Repetition.** The form has a mark; what bears it is answered and not sent again.

use http::StatusCode;
use maud::html;
use url::form_urlencoded;

use super::form::sentence;
use super::layout::{Content, Forms, Layout, Width};
use super::page::Page;

/// What it is made of.
#[derive(Debug, Clone)]
pub(crate) struct FormPost<'a> {
    /// Where the routes are mounted: `/auth`.
    pub(crate) base_path: &'a str,
    /// The provider's id.
    pub(crate) provider: &'a str,
    /// Those of the response, each name once.
    pub(crate) parameters: Vec<(&'static str, &'a str)>,
}

impl FormPost<'_> {
    /// Whether a form says that this page has sent it.
    pub(crate) fn is_marked(form: &str) -> bool {
        form_urlencoded::parse(form.as_bytes()).any(|(name, _)| name == MARK)
    }
}

/// `POST {base}/callback/{provider}`, the first time.
pub(crate) fn form_post(layout: &Layout, page: &FormPost<'_>) -> Page {
    let action = format!("{}/callback/{}", page.base_path, page.provider);
    let texts = &layout.texts.form_post;
    let main = html! {
        div.intro {
            h1 { (texts.heading) }
            p.muted { (sentence(texts.on_the_way, layout.name())) }
        }
        form.actions method="post" action=(action) {
            @for (name, value) in &page.parameters {
                input type="hidden" name=(name) value=(value);
            }
            input type="hidden" name=(MARK) value="1";
            button.button.primary type="submit" { (texts.go_on) }
        }
    };
    layout.page(&Content {
        status: StatusCode::OK,
        title: texts.heading,
        forms: Forms::SubmitItself,
        width: Width::Narrow,
        main,
    })
}

/// No parameter of an authorization response has such a name (RFC 6749 §8.2 allows the dot, nobody uses it).
const MARK: &str = "auth.sent_again";
