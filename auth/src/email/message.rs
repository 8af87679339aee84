//! What is sent.

use std::fmt;

use maud::{DOCTYPE, html};
use url::Url;

use crate::email::EmailAddress;

/// A message to send: the same in plain text and in HTML.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Message {
    /// Whom it is for: one address, without a name.
    pub to: EmailAddress,
    /// Who it is from, as `email { from: "…" }` says: `login@acme.example`, or `Acme <login@acme.example>`. Without that the
    /// mailer knows.
    pub from: Option<&'static str>,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// An HTML document that loads nothing.
    pub html: String,
    /// The link, for messages of your own making. Who has it is signed in: it must not be logged.
    pub url: Url,
    /// How long the link can be used, in seconds.
    pub max_age: u64,
}

/// What one is made of.
pub(super) struct Contents<'a> {
    pub(super) to: EmailAddress,
    pub(super) from: Option<&'static str>,
    /// What people know the application by: the host of its base URL.
    pub(super) application: &'a str,
    pub(super) url: Url,
    /// In seconds.
    pub(super) max_age: u64,
}

impl Message {
    pub(super) fn new(contents: Contents<'_>) -> Self {
        let Contents {
            to,
            from,
            application,
            url,
            max_age,
        } = contents;
        let subject = format!("Sign in to {application}");
        let limits = format!("The link works once, for {}.", duration(max_age));
        let text =
            format!("{subject}\n\n{HOW}\n\n{url}\n\n{limits} It signs in {to}.\n\n{UNASKED}\n");
        let html = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    title { (subject) }
                }
                body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#111827;background:#ffffff" {
                    h1 style="font-size:22px;margin:0 0 16px" { (subject) }
                    p { (HOW) }
                    p {
                        a href=(url) style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0f766e;color:#ffffff;text-decoration:none" {
                            "Go on to " (application)
                        }
                    }
                    p { "Or copy this address:" br; span style="word-break:break-all" { (url) } }
                    p { (limits) " It signs in " (to) "." }
                    p { (UNASKED) }
                }
            }
        };
        Self {
            to,
            from,
            subject,
            text,
            html: html.into_string(),
            url,
            max_age,
        }
    }
}

/// Not the link, nor what holds it.
impl fmt::Debug for Message {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Message")
            .field("to", &self.to)
            .field("from", &self.from)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// A lifetime in words, in the largest unit in which it is a whole number.
fn duration(seconds: u64) -> String {
    let (number, unit) = match seconds {
        0 => (0, "second"),
        _ if seconds.is_multiple_of(3_600) => (seconds / 3_600, "hour"),
        _ if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {unit}{plural}")
}

const HOW: &str = "Open this link and press the button on the page that it leads to:";
const UNASKED: &str =
    "If you did not ask for this, do nothing: without the link nobody is signed in.";

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message::new(Contents {
            to: EmailAddress::parse("ada&eve@x.test").unwrap(),
            from: Some("Acme <login@acme.test>"),
            application: "app.test",
            url: Url::parse("https://app.test/auth/callback/email?token=canary&email=a").unwrap(),
            max_age: 600,
        })
    }

    #[test]
    fn a_message_says_what_for_how_long_and_for_whom() {
        let message = message();
        assert_eq!(message.subject, "Sign in to app.test");
        for part in [
            "https://app.test/auth/callback/email?token=canary&email=a\n",
            "once, for 10 minutes",
            "signs in ada&eve@x.test",
        ] {
            assert!(message.text.contains(part), "{part}");
        }
    }

    #[test]
    fn html_has_the_link_and_loads_nothing() {
        let html = message().html;
        assert!(
            html.contains("href=\"https://app.test/auth/callback/email?token=canary&amp;email=a\"")
        );
        assert!(html.contains("signs in ada&amp;eve@x.test"));
        for loads in ["<img", "<script", "<link", "url("] {
            assert!(!html.contains(loads), "{loads}");
        }
    }

    /// HI-02
    #[test]
    fn a_subject_is_one_line() {
        assert!(!message().subject.contains(['\r', '\n']));
    }

    #[test]
    fn lifetimes_are_in_words() {
        for (seconds, words) in [
            (60, "1 minute"),
            (600, "10 minutes"),
            (90, "90 seconds"),
            (3_600, "1 hour"),
            (86_400, "24 hours"),
        ] {
            assert_eq!(duration(seconds), words);
        }
    }

    /// SR-05
    #[test]
    fn the_link_is_not_printed() {
        assert!(!format!("{:?}", message()).contains("canary"));
    }
}
