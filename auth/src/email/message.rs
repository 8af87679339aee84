//! What is sent.

use std::fmt;

use maud::{DOCTYPE, html};
use url::Url;

use crate::email::EmailAddress;
use crate::pages::Texts;

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
    pub(super) texts: &'static Texts,
}

impl Message {
    pub(super) fn new(contents: Contents<'_>) -> Self {
        let Contents {
            to,
            from,
            application,
            url,
            max_age,
            texts,
        } = contents;
        let words = &texts.mail;
        let subject = words.subject.of(application);
        let limits = words.limits.of(&words.time_of(max_age));
        let text = format!(
            "{subject}\n\n{}\n\n{url}\n\n{limits} {}\n\n{}\n",
            words.how,
            words.as_whom.of(to.as_str()),
            words.unasked,
        );
        let html = html! {
            (DOCTYPE)
            html lang=(texts.language) dir=(texts.direction.attribute()) {
                head {
                    meta charset="utf-8";
                    title { (subject) }
                }
                body style="margin:0;padding:24px;font:16px/1.5 sans-serif;color:#111827;background:#ffffff" {
                    h1 style="font-size:22px;margin:0 0 16px" {
                        (words.subject.before) bdi { (application) } (words.subject.after)
                    }
                    p { (words.how) }
                    p {
                        a href=(url) style="display:inline-block;padding:12px 20px;border-radius:8px;background:#0f766e;color:#ffffff;text-decoration:none" {
                            (words.go_on.before) bdi { (application) } (words.go_on.after)
                        }
                    }
                    p { (words.or_copy) br; span dir="ltr" style="word-break:break-all" { (url) } }
                    p { (limits) " " (words.as_whom.before) bdi { (to) } (words.as_whom.after) }
                    p { (words.unasked) }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::{ENGLISH, GERMAN};

    fn message() -> Message {
        message_in(&ENGLISH)
    }

    fn message_in(texts: &'static Texts) -> Message {
        Message::new(Contents {
            to: EmailAddress::parse("ada&eve@x.test").unwrap(),
            from: Some("Acme <login@acme.test>"),
            application: "app.test",
            url: Url::parse("https://app.test/auth/callback/email?token=canary&email=a").unwrap(),
            max_age: 600,
            texts,
        })
    }

    #[test]
    fn a_message_says_what_for_how_long_and_for_whom() {
        for (texts, subject, parts) in [
            (
                &ENGLISH,
                "Sign in to app.test",
                ["once, for 10 minutes", "signs in ada&eve@x.test"],
            ),
            (
                &GERMAN,
                "Anmelden bei app.test",
                ["einmal, 10 Minuten lang", "wird ada&eve@x.test"],
            ),
        ] {
            let message = message_in(texts);
            assert_eq!(message.subject, subject);
            assert!(message.text.starts_with(&format!("{subject}\n\n")));
            let url = "\n\nhttps://app.test/auth/callback/email?token=canary&email=a\n\n";
            for part in [url].iter().chain(&parts) {
                assert!(message.text.contains(part), "{part}");
            }
            let document = format!("<html lang=\"{}\" dir=\"ltr\">", texts.language);
            assert!(message.html.contains(&document), "{}", message.html);
        }
    }

    #[test]
    fn html_has_the_link_and_loads_nothing() {
        let html = message().html;
        assert!(
            html.contains("href=\"https://app.test/auth/callback/email?token=canary&amp;email=a\"")
        );
        assert!(html.contains("signs in <bdi>ada&amp;eve@x.test</bdi>"));
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
        for (seconds, english, german) in [
            (0, "0 seconds", "0 Sekunden"),
            (1, "1 second", "1 Sekunde"),
            (60, "1 minute", "1 Minute"),
            (600, "10 minutes", "10 Minuten"),
            (90, "90 seconds", "90 Sekunden"),
            (3_600, "1 hour", "1 Stunde"),
            (86_400, "24 hours", "24 Stunden"),
        ] {
            assert_eq!(ENGLISH.mail.time_of(seconds), english);
            assert_eq!(GERMAN.mail.time_of(seconds), german);
        }
    }

    /// SR-05
    #[test]
    fn the_link_is_not_printed() {
        assert!(!format!("{:?}", message()).contains("canary"));
    }
}
