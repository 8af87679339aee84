//! The page that tells applications in frames that somebody has signed out (OpenID Connect Front-Channel Logout §2).

use http::StatusCode;
use maud::html;
use url::Url;

use super::{Extra, badge, document};
use crate::testing::answer::Answer;

/// Loads the frames, and goes on when they are there; where scripts do not run a link does.
pub(in crate::testing) fn telling(frames: &[String], return_to: Option<&str>) -> Answer {
    let content = html! {
        header {
            (badge())
            h1 { "You are signed out" }
            p.lead { "The next sign-in will ask who you are." }
        }
        @if let Some(url) = return_to {
            p.choices { a.primary href=(url) { "Continue" } }
        }
        @for frame in frames {
            iframe hidden src=(frame) title="Signs you out of an application" {}
        }
    };
    let origins = frames.iter().filter_map(|frame| Url::parse(frame).ok());
    let extra = Extra {
        script: return_to.map(|_| CONTINUE),
        frames: origins
            .map(|frame| frame.origin().ascii_serialization())
            .collect(),
    };
    document(StatusCode::OK, "You are signed out", &content, &extra)
}

/// A page is loaded when its frames are, or have failed.
const CONTINUE: &str = "onload = () => location.replace(document.links[0].href)";
