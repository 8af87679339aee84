//! `pages: { … }`

use std::borrow::Cow;

use auth_spec::ErrorCode;
use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::{LitStr, Path};

use super::Reading;
use super::entry::{Field, Key, Keys, entries};
use super::slice::Slice;
use super::value::{self, List};
use super::word::Place;

/// The application's own pages, and what the built-in ones look like and speak.
#[derive(Clone, Default)]
pub(crate) struct Pages {
    /// In the order in which they are written.
    pub(crate) pages: Vec<(Page, Field<LitStr>)>,
    pub(crate) theme: Option<Field<Theme>>,
    pub(crate) languages: Option<Field<List<Language>>>,
}

/// `theme: { … }`
#[derive(Clone, Default)]
pub(crate) struct Theme {
    /// In the order in which they are written.
    pub(crate) looks: Vec<(Look, Field<LitStr>)>,
}

/// What a theme says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Name,
    Accent,
    Logo,
}

/// One of `languages: [ … ]`
#[derive(Clone)]
pub(crate) enum Language {
    /// `de`
    BuiltIn(Ident),
    /// `texts::FRENCH`
    Table(Path),
}

/// What a key of `pages` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Page(Page),
    Theme,
    Languages,
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    SignIn,
    SignOut,
    Error,
    VerifyRequest,
    NewUser,
}

pub(crate) fn parse(reading: &mut Reading, value: &Slice, form: &str) -> Option<Pages> {
    let block = value::block(reading, value, form)?;
    let read = entries(reading, block.stream(), &KEYS, false);
    let mut pages = Pages::default();
    for entry in read.entries {
        match entry.is {
            Item::Page(page) => {
                let field = entry.field(reading, value::text);
                pages.pages.extend(field.map(|field| (page, field)));
            }
            Item::Theme => pages.theme = entry.field(reading, theme),
            Item::Languages => pages.languages = entry.field(reading, languages),
        }
    }
    Some(pages)
}

fn theme(reading: &mut Reading, value: &Slice, form: &str) -> Option<Theme> {
    let block = value::block(reading, value, form)?;
    let read = entries(reading, block.stream(), &THEME_KEYS, false);
    let looks = read
        .entries
        .into_iter()
        .filter_map(|entry| Some((entry.is, entry.field(reading, value::text)?)))
        .collect();
    Some(Theme { looks })
}

fn languages(reading: &mut Reading, value: &Slice, form: &str) -> Option<List<Language>> {
    value::list(reading, value, form, |reading, slice, languages| {
        let mut next = Some(slice);
        while let Some(slice) = next.take() {
            let (first, rest) = slice.clone().split_at(1);
            match (first.first(), rest.first()) {
                // Words that only lack a comma between them are read all the same.
                (Some(TokenTree::Ident(word)), after @ (None | Some(TokenTree::Ident(_))))
                    if is_word(word) =>
                {
                    if let Some(after) = after {
                        let text = format!("a comma is missing before `{after}`");
                        reading.report.refuse(after, ErrorCode::SYNTAX, text);
                    }
                    reading.words.push((Place::Language, word.clone()));
                    languages.push(Language::BuiltIn(word.clone()));
                    next = (!rest.is_empty()).then_some(rest);
                }
                _ => match syn::parse2::<Path>(slice.to_token_stream()) {
                    Ok(table) => languages.push(Language::Table(table)),
                    Err(_) => {
                        reading.report.refuse(&slice, ErrorCode::SYNTAX, LANGUAGE);
                        return false;
                    }
                },
            }
        }
        true
    })
}

/// A constant of the application's has capitals, a language that is built in has none.
fn is_word(word: &Ident) -> bool {
    !word.to_string().chars().any(char::is_uppercase)
}

const LANGUAGE: &str =
    "a language is `en` or `de`, or the path of a table of yours, such as `texts::FRENCH`";

pub(crate) const THEME_KEYS: Keys<Look> = Keys {
    owner: Cow::Borrowed("`theme`"),
    noun: "key",
    place: Place::Theme,
    known: &[
        Key::new("name", Look::Name, "\"Acme\""),
        Key::new("accent", Look::Accent, "\"#0f766e\""),
        Key::new("logo", Look::Logo, "\"/logo.svg\""),
    ],
    later: &[],
};

/// What others have as keys of a theme, and what to do instead.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "color_scheme",
        "there is no `color_scheme`: the pages are light or dark as the browser says",
    ),
    (
        "brand_color",
        "there is no `brand_color`: write `accent: \"#0f766e\"`",
    ),
    (
        "primary",
        "there is no `primary`: write `accent: \"#0f766e\"`",
    ),
    (
        "button_text",
        "there is no `button_text`: the pages find the colour that can be read on `accent`",
    ),
    (
        "css",
        "there is no `css`: pages that should look like no others are your own, `pages: { sign_in: \"/login\" }`",
    ),
];

pub(crate) const KEYS: Keys<Item> = Keys {
    owner: Cow::Borrowed("`pages`"),
    noun: "page",
    place: Place::Page,
    known: &[
        Key::new("sign_in", Item::Page(Page::SignIn), "\"/login\""),
        Key::new("sign_out", Item::Page(Page::SignOut), "\"/logout\""),
        Key::new("error", Item::Page(Page::Error), "\"/oops\""),
        Key::new(
            "verify_request",
            Item::Page(Page::VerifyRequest),
            "\"/check-your-mail\"",
        ),
        Key::new("new_user", Item::Page(Page::NewUser), "\"/welcome\""),
        Key::new("theme", Item::Theme, "{ accent: \"#0f766e\" }"),
        Key::new("languages", Item::Languages, "[en, de]"),
    ],
    later: &[],
};
