//! The provider's pages: no script (but for the one line that goes on by itself), one style sheet, nothing from elsewhere but
//! the frames in which applications sign somebody out.

mod avatar;
mod form_post;
mod notice;
mod sign_in;
mod sign_out;
mod telling;

use std::sync::LazyLock;

use http::StatusCode;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use ring::digest::{SHA256, digest};

use super::answer::Answer;
use crate::pages::{Sentence, Texts};

pub(super) use avatar::picture;
pub(super) use form_post::form_post;
pub(super) use notice::{failure, gone, refusal, signed_out, still_signed_in, unregistered};
pub(super) use sign_in::sign_in;
pub(super) use sign_out::sign_out;
pub(super) use telling::telling;

/// A whole page.
fn page(status: StatusCode, texts: &Texts, title: &str, content: &Markup) -> Answer {
    document(status, texts, title, content, &Extra::default())
}

/// What few pages have.
#[derive(Default)]
struct Extra<'a> {
    /// The one inline script.
    script: Option<&'a str>,
    /// Frames of other origins, as sources of a policy.
    frames: Vec<String>,
}

/// A whole page.
fn document(
    status: StatusCode,
    texts: &Texts,
    title: &str,
    content: &Markup,
    extra: &Extra<'_>,
) -> Answer {
    let markup = html! {
        (DOCTYPE)
        html lang=(texts.language) dir=(texts.direction.attribute()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) " – " (texts.development.provider) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main { (content) }
                @if let Some(script) = extra.script {
                    script { (PreEscaped(script)) }
                }
            }
        }
    };
    let mut answer = Answer::new(status);
    answer.body = markup.into_string().into();
    answer.set(CONTENT_TYPE, "text/html; charset=utf-8");
    answer.set(CACHE_CONTROL, "no-store");
    answer.set(CONTENT_SECURITY_POLICY, &content_security_policy(extra));
    answer.set(REFERRER_POLICY, "no-referrer");
    answer.set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}

/// `form-action` cannot be narrower: browsers apply it to every redirect after a form, and those lead to the application and
/// on to wherever it sends its users.
fn content_security_policy(extra: &Extra<'_>) -> String {
    let script = extra.script;
    let script = script.map(|script| format!("; script-src {}", source_hash(script)));
    let frames = match extra.frames.as_slice() {
        [] => String::new(),
        frames => format!("; frame-src {}", frames.join(" ")),
    };
    format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'self' http: https:; frame-ancestors 'none'{}{frames}",
        *STYLE_SOURCE,
        script.unwrap_or_default(),
    )
}

/// Content Security Policy Level 3 §2.3.1.
fn source_hash(text: &str) -> String {
    let hash = base64_simd::STANDARD.encode_to_string(digest(&SHA256, text.as_bytes()));
    format!("'sha256-{hash}'")
}

/// What every page says about itself.
fn badge(texts: &Texts) -> Markup {
    html! { p.badge { (texts.development.provider) } }
}

/// A sentence with its value, which is kept apart from the direction of the text around it.
fn around(sentence: Sentence, value: &str) -> Markup {
    html! { (sentence.before) bdi { (value) } (sentence.after) }
}

static STYLE_SOURCE: LazyLock<String> = LazyLock::new(|| source_hash(STYLE));

const STYLE: &str = include_str!("style.css");
