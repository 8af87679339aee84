//! The page that tells applications in frames that somebody has signed out (OpenID Connect Front-Channel Logout §2).

use http::StatusCode;
use maud::html;
use url::Url;

use super::{Extra, badge, document};
use crate::pages::Texts;
use crate::testing::answer::Answer;

/// Loads the frames, and goes on when they are there; where scripts do not run a link does.
pub(in crate::testing) fn telling(
    texts: &Texts,
    frames: &[String],
    return_to: Option<&str>,
) -> Answer {
    let words = &texts.development;
    let content = html! {
        header {
            (badge(texts))
            h1 { (words.signed_out) }
            p.lead { (words.signed_out_about) }
        }
        @if let Some(url) = return_to {
            p.choices { a.primary href=(url) { (words.go_on) } }
        }
        @for frame in frames {
            iframe hidden src=(frame) title=(words.telling) {}
        }
    };
    let origins = frames.iter().filter_map(|frame| Url::parse(frame).ok());
    let extra = Extra {
        script: return_to.map(|_| CONTINUE),
        frames: origins
            .map(|frame| frame.origin().ascii_serialization())
            .collect(),
    };
    document(StatusCode::OK, texts, words.signed_out, &content, &extra)
}

/// A page is loaded when its frames are, or have failed.
const CONTINUE: &str = "onload = () => location.replace(document.links[0].href)";
