//! What all pages share: document, stylesheet, policy, and the name of the application.

use http::{HeaderValue, StatusCode};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::page::Page;
use super::stylesheet::{Stylesheet, hash_source};
use crate::declaration::ProviderDeclaration;

/// What every page of one application shares; made once at start-up.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    application: String,
    stylesheet: Stylesheet,
    policy: HeaderValue,
    policy_with_forms: HeaderValue,
    policy_with_script: HeaderValue,
}

/// What one page says.
#[derive(Debug)]
pub(crate) struct Content<'a> {
    pub(crate) status: StatusCode,
    /// The document's title, without the application's name.
    pub(crate) title: &'a str,
    /// Whether `main` contains forms.
    pub(crate) forms: Forms,
    pub(crate) width: Width,
    /// What stands in `<main>`; begins with the page's one `h1`.
    pub(crate) main: Markup,
}

/// Whether a page contains forms. It decides what the browser says of the page to others, and where it may send forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Forms {
    /// Only links.
    None,
    /// Forms that are sent to this application, which answers with a redirect, perhaps to somewhere else.
    Submit,
    /// One such form, which the page sends itself, or its button where scripts do not run.
    SubmitItself,
}

/// How wide the card may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    /// One column of controls or text.
    Narrow,
    /// Room for two columns of controls.
    Wide,
}

impl Layout {
    /// `application` is what people know the application by: the host of `AUTH_URL`. Each provider's colours become a class.
    pub(crate) fn new<'a>(
        application: &str,
        providers: impl IntoIterator<Item = &'a ProviderDeclaration>,
    ) -> Self {
        let stylesheet = Stylesheet::new(providers);
        let hash = hash_source(stylesheet.as_str());
        Self {
            application: application.to_owned(),
            policy: content_security_policy(&hash, Forms::None),
            policy_with_forms: content_security_policy(&hash, Forms::Submit),
            policy_with_script: content_security_policy(&hash, Forms::SubmitItself),
            stylesheet,
        }
    }

    /// What people know the application by, to stand in a sentence.
    pub(crate) fn name(&self) -> Markup {
        html! { bdi.strong { (self.application) } }
    }

    /// The finished page.
    pub(crate) fn page(&self, content: &Content<'_>) -> Page {
        let policy = match content.forms {
            Forms::None => &self.policy,
            Forms::Submit => &self.policy_with_forms,
            Forms::SubmitItself => &self.policy_with_script,
        };
        Page::new(
            content.status,
            content.forms,
            policy.clone(),
            self.document(content),
        )
    }

    fn document(&self, content: &Content<'_>) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="robots" content="noindex";
                    link rel="icon" href=(ICON);
                    title { (content.title) " · " (self.application) }
                    style { (PreEscaped(self.stylesheet.as_str())) }
                }
                body {
                    div.card.wide[content.width == Width::Wide] {
                        header.application {
                            (monogram(&self.application))
                            span.host { (self.application) }
                        }
                        main { (content.main) }
                    }
                    @if content.forms == Forms::SubmitItself {
                        script { (PreEscaped(SUBMIT)) }
                    }
                }
            }
        }
    }
}

/// A name's first letter in a disc: decoration, hidden from screen readers.
pub(crate) fn monogram(name: &str) -> Markup {
    let letter = name.chars().find(|character| character.is_alphanumeric());
    html! {
        span.monogram aria-hidden="true" { @if let Some(letter) = letter { (letter.to_uppercase().to_string()) } }
    }
}

/// Nothing may be loaded, run or framed; the stylesheet comes in by its hash, as does the one script there is, and the icon
/// is in the page.
///
/// A page with forms has no `form-action`. Browsers that follow CSP Level 3 §6.4.1 apply it to every redirect after the form:
/// to the provider's authorization endpoint, to whatever other hosts the provider hands the user on to, and to where the flow
/// ends. No list of ours can name them (an address such as `http://[::1]` cannot be written in one at all), and a sign-in
/// that it stops just stands still. `'self' https:` would let a form through to any host, and so protect nothing.
fn content_security_policy(style: &str, forms: Forms) -> HeaderValue {
    let rest = match forms {
        Forms::None => "; form-action 'none'".to_owned(),
        Forms::Submit => String::new(),
        Forms::SubmitItself => format!("; script-src {}", hash_source(SUBMIT)),
    };
    let policy = format!(
        "default-src 'none'; style-src {style}; img-src data:; base-uri 'none'; frame-ancestors 'none'{rest}"
    );
    // The hash is base64 and the rest is constant, so this cannot fail; if it could, nothing at all would be let in.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Sends the one form of the page.
const SUBMIT: &str = "document.forms[0].submit()";

/// The tab's icon: the same key as on a button without a mark of its own.
const ICON: &str = "data:image/svg+xml,\
    %3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E\
    %3Crect width='24' height='24' rx='6' fill='%230f766e'/%3E\
    %3Cg fill='none' stroke='white' stroke-width='2' stroke-linecap='round'%3E\
    %3Ccircle cx='9' cy='15' r='3.4'/%3E%3Cpath d='m11.5 12.5 6-6m-2.5 2.5 2 2'/%3E%3C/g%3E%3C/svg%3E";
