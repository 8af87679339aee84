//! What all pages share: document, stylesheet, policy, language, and the name of the application.

use http::{HeaderMap, HeaderValue, StatusCode};
use maud::{Markup, PreEscaped, html};

use super::colour::Colour;
use super::language::preferred;
use super::page::{Page, Shared};
use super::stylesheet::{Stylesheet, hash_source};
use super::texts::{ENGLISH, Texts};
use crate::base_url::BaseUrl;
use crate::declaration::{ProviderDeclaration, Theme};

/// The layouts of one application, one for each language that its pages speak; made once at start-up.
#[derive(Debug, Clone)]
pub(crate) struct Layouts {
    first: Layout,
    others: Vec<Layout>,
    languages: Vec<&'static str>,
}

/// What every page of one application in one language shares.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub(super) texts: &'static Texts,
    application: String,
    named: bool,
    /// From the document's beginning to its title.
    opening: String,
    /// From the end of the title to the card.
    head_end: String,
    /// The card's first line: who this is.
    header: Markup,
    without_forms: Shared,
    with_forms: Shared,
    with_script: Shared,
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

impl Layouts {
    /// One layout for each language; English where there is none. Each provider's colours become a class.
    pub(crate) fn new<'a>(
        base_url: &BaseUrl,
        theme: Theme,
        languages: &[&'static Texts],
        providers: impl IntoIterator<Item = &'a ProviderDeclaration>,
    ) -> Self {
        let accent = theme.accent.and_then(Colour::parse);
        let application = Application {
            name: theme.name.unwrap_or(base_url.authority()),
            named: theme.name.is_some(),
            logo: theme.logo.map(|path| [base_url.origin(), path].concat()),
            icon: icon(accent),
            stylesheet: Stylesheet::new(accent, providers),
        };
        let one = |texts: &&'static Texts| application.layout(texts, languages.len() > 1);
        Self {
            first: one(languages.first().unwrap_or(&&ENGLISH)),
            others: languages.iter().skip(1).map(one).collect(),
            languages: languages.iter().map(|texts| texts.language).collect(),
        }
    }

    /// The one in the language that a request asks for.
    pub(crate) fn of(&self, request: &HeaderMap) -> &Layout {
        if self.others.is_empty() {
            return &self.first;
        }
        match preferred(request, &self.languages).checked_sub(1) {
            None => &self.first,
            Some(place) => self.others.get(place).unwrap_or(&self.first),
        }
    }
}

/// What an application looks like.
struct Application<'a> {
    name: &'a str,
    /// The declaration says what it is called; else it is the host.
    named: bool,
    /// Where the logo is; it comes from the base URL, so that it is the address in the policy whatever host was asked.
    logo: Option<String>,
    icon: String,
    stylesheet: Stylesheet,
}

impl Application<'_> {
    fn layout(&self, texts: &'static Texts, negotiated: bool) -> Layout {
        let head = html! {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="robots" content="noindex";
            link rel="icon" href=(self.icon);
            style { (PreEscaped(self.stylesheet.as_str())) }
        };
        let language = html! { (texts.language) };
        let title_end = html! { " · " (self.name) };
        let header = html! {
            header.application {
                @match &self.logo {
                    Some(logo) => img.logo src=(logo) alt=(self.name);,
                    None => {
                        (monogram(self.name))
                        span.host { (self.name) }
                    }
                }
            }
        };
        let shared = |forms| {
            let policy = content_security_policy(
                &hash_source(self.stylesheet.as_str()),
                self.logo.as_deref(),
                forms,
            );
            Shared::new(forms, policy, texts.language, negotiated)
        };
        Layout {
            texts,
            application: self.name.to_owned(),
            named: self.named,
            opening: [
                "<!DOCTYPE html><html lang=\"",
                &language.0,
                "\" dir=\"",
                texts.direction.attribute(),
                "\"><head>",
                &head.0,
                "<title>",
            ]
            .concat(),
            head_end: [&title_end.0, "</title></head><body>"].concat(),
            header,
            without_forms: shared(Forms::None),
            with_forms: shared(Forms::Submit),
            with_script: shared(Forms::SubmitItself),
        }
    }
}

impl Layout {
    /// What it says, and in which language.
    pub(crate) fn texts(&self) -> &'static Texts {
        self.texts
    }

    /// What people know the application by, to stand in a sentence.
    pub(crate) fn name(&self) -> &str {
        &self.application
    }

    /// The same, where the declaration says it.
    pub(super) fn own_name(&self) -> Option<&str> {
        self.named.then_some(&self.application)
    }

    /// The finished page.
    pub(crate) fn page(&self, content: &Content<'_>) -> Page {
        let shared = match content.forms {
            Forms::None => &self.without_forms,
            Forms::Submit => &self.with_forms,
            Forms::SubmitItself => &self.with_script,
        };
        Page::new(content.status, shared, self.document(content))
    }

    fn document(&self, content: &Content<'_>) -> Markup {
        html! {
            (PreEscaped(self.opening.as_str()))
            (content.title)
            (PreEscaped(self.head_end.as_str()))
            div.card.wide[content.width == Width::Wide] {
                (self.header)
                main { (content.main) }
            }
            @if content.forms == Forms::SubmitItself {
                script { (PreEscaped(SUBMIT)) }
            }
            (PreEscaped("</body></html>"))
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

/// Nothing may be run or framed, and nothing loaded but the logo; the stylesheet comes in by its hash, as does the one script
/// there is, and the icon is in the page.
///
/// A page with forms has no `form-action`. Browsers that follow CSP Level 3 §6.4.1 apply it to every redirect after the form:
/// to the provider's authorization endpoint, to whatever other hosts the provider hands the user on to, and to where the flow
/// ends. No list of ours can name them (an address such as `http://[::1]` cannot be written in one at all), and a sign-in
/// that it stops just stands still. `'self' https:` would let a form through to any host, and so protect nothing.
fn content_security_policy(style: &str, logo: Option<&str>, forms: Forms) -> HeaderValue {
    let rest = match forms {
        Forms::None => "; form-action 'none'".to_owned(),
        Forms::Submit => String::new(),
        Forms::SubmitItself => format!("; script-src {}", hash_source(SUBMIT)),
    };
    let logo = logo.map_or_else(String::new, |url| [" ", &image_source(url)].concat());
    let policy = format!(
        "default-src 'none'; style-src {style}; img-src data:{logo}; base-uri 'none'; frame-ancestors 'none'{rest}"
    );
    // The hash is base64, the logo a URL and the rest constant, so this cannot fail; if it could, nothing at all would be let in.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// CSP Level 3 §2.3.1, `host-source`: signs that end a source are written in percent, and an address in brackets, which
/// cannot be written in one, is the page's own origin.
fn image_source(url: &str) -> String {
    if url.contains('[') {
        return "'self'".to_owned();
    }
    url.replace(';', "%3B").replace(',', "%2C")
}

/// Sends the one form of the page.
const SUBMIT: &str = "document.forms[0].submit()";

/// The tab's icon: the same key as on a button without a mark of its own, in the application's colour.
fn icon(accent: Option<Colour>) -> String {
    let ground = accent.unwrap_or(Colour::from_hex(0x0f_76_6e));
    let [ground, mark] =
        [ground, ground.mark(None)].map(|colour| colour.to_string().replace('#', "%23"));
    format!(
        "data:image/svg+xml,\
        %3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E\
        %3Crect width='24' height='24' rx='6' fill='{ground}'/%3E\
        %3Cg fill='none' stroke='{mark}' stroke-width='2' stroke-linecap='round'%3E\
        %3Ccircle cx='9' cy='15' r='3.4'/%3E%3Cpath d='m11.5 12.5 6-6m-2.5 2.5 2 2'/%3E%3C/g%3E%3C/svg%3E"
    )
}
