//! Tokens → what the user wrote, as far as it can be read.
//!
//! Every entry is read from its own tokens. One that cannot be read is reported here, once, and kept as *poisoned*, so
//! that nothing that depends on it complains as well.

pub(crate) mod callback_url;
pub(crate) mod callbacks;
pub(crate) mod entry;
pub(crate) mod events;
pub(crate) mod handler;
pub(crate) mod pages;
pub(crate) mod protected;
pub(crate) mod providers;
pub(crate) mod public;
pub(crate) mod roles;
pub(crate) mod serde;
pub(crate) mod session;
pub(crate) mod slice;
pub(crate) mod value;
pub(crate) mod word;

use std::borrow::Cow;

use proc_macro2::{Ident, Span, TokenStream};
use syn::LitStr;

use self::callbacks::Callbacks;
use self::entry::{Field, Key, Keys, entries};
use self::events::Events;
use self::pages::Pages;
use self::providers::Providers;
use self::roles::Roles;
use self::session::Session;
use self::word::{Place, Word};
use crate::report::Report;

/// What reading leaves behind besides the tree.
pub(crate) struct Reading {
    pub(crate) report: Report,
    pub(crate) words: Vec<Word>,
}

impl Reading {
    pub(crate) const fn new() -> Self {
        Self {
            report: Report::new(),
            words: Vec::new(),
        }
    }
}

impl Reading {
    /// Reads what may be a part of a mistake that has been reported: then only what fits is taken, and nothing more is said.
    pub(crate) fn doubting<T>(
        &mut self,
        doubtful: bool,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if !doubtful {
            return read(self);
        }
        let mut attempt = Self::new();
        let value = read(&mut attempt);
        self.words.append(&mut attempt.words);
        let fits = attempt.report.discard();
        value.filter(|_| fits)
    }
}

/// `auth! { … }`
#[derive(Clone)]
pub(crate) struct Declaration {
    pub(crate) providers: Option<Field<Providers>>,
    pub(crate) pages: Option<Field<Pages>>,
    pub(crate) callbacks: Option<Field<Callbacks>>,
    pub(crate) events: Option<Field<Events>>,
    pub(crate) session: Option<Field<Session>>,
    pub(crate) roles: Option<Field<Roles>>,
    pub(crate) base_path: Option<Field<LitStr>>,
    pub(crate) default_provider: Option<Field<Ident>>,
    /// Some section could not be recognised.
    pub(crate) poisoned: bool,
    /// The first word, where something is missing altogether.
    pub(crate) place: Span,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Section {
    Providers,
    Pages,
    Callbacks,
    Events,
    Session,
    Roles,
    BasePath,
    DefaultProvider,
}

/// Reads the input of `auth!`.
pub(crate) fn parse(reading: &mut Reading, tokens: TokenStream) -> Declaration {
    let place = tokens
        .clone()
        .into_iter()
        .next()
        .map_or_else(Span::call_site, |first| first.span());
    let read = entries(reading, tokens, &KEYS, true);
    let mut declaration = Declaration {
        providers: None,
        pages: None,
        callbacks: None,
        events: None,
        session: None,
        roles: None,
        base_path: None,
        default_provider: None,
        poisoned: read.poisoned,
        place,
    };
    for entry in read.entries {
        match entry.is {
            Section::Providers => declaration.providers = entry.field(reading, providers::parse),
            Section::Pages => declaration.pages = entry.field(reading, pages::parse),
            Section::Callbacks => declaration.callbacks = entry.field(reading, callbacks::parse),
            Section::Events => declaration.events = entry.field(reading, events::parse),
            Section::Session => declaration.session = entry.field(reading, session::parse),
            Section::Roles => declaration.roles = entry.field(reading, roles::parse),
            Section::BasePath => declaration.base_path = entry.field(reading, value::text),
            Section::DefaultProvider => {
                declaration.default_provider = entry.field(reading, value::word);
            }
        }
    }
    declaration
}

pub(crate) const KEYS: Keys<Section> = Keys {
    owner: Cow::Borrowed("`auth!`"),
    noun: "section",
    place: Place::Section,
    known: &[
        Key::new("providers", Section::Providers, "[github, google]"),
        Key::new("pages", Section::Pages, "{ sign_in: \"/login\" }"),
        Key::new("callbacks", Section::Callbacks, "{ allow: [\"/\"] }"),
        Key::new("events", Section::Events, "{ sign_in: signed_in }"),
        Key::new("session", Section::Session, "{ max_age: 30 days }"),
        Key::new("roles", Section::Roles, "[admin, editor]"),
        Key::new("base_path", Section::BasePath, "\"/auth\""),
        Key::new("default_provider", Section::DefaultProvider, "github"),
    ],
    later: &[],
};

/// What others have as sections, and what to do instead.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "secret",
        "there is no `secret`: it does not belong in the source, and is read from `AUTH_SECRET` or given to `Auth::builder().secret(…)`",
    ),
    (
        "trust_host",
        "there is no `trust_host`: neither `Host` nor `X-Forwarded-*` is believed, the application's origin is `AUTH_URL`",
    ),
    (
        "url",
        "there is no `url`: the application's origin is read from `AUTH_URL`, or given to `Auth::builder().base_url(…)`",
    ),
    (
        "base_url",
        "there is no `base_url`: the application's origin is read from `AUTH_URL`, or given to `Auth::builder().base_url(…)`",
    ),
    (
        "redirect_proxy_url",
        "there is no `redirect_proxy_url`: providers send browsers back to this application itself, below `AUTH_URL`",
    ),
    (
        "adapter",
        "there is no `adapter`: `session: { strategy: database }` keeps users, accounts and sessions, and the store is given to `Auth::builder().store(…)`",
    ),
    (
        "store",
        "there is no `store`: `session: { strategy: database }` keeps users, accounts and sessions, and the store is given to `Auth::builder().store(…)`",
    ),
    (
        "database",
        "there is no `database`: `session: { strategy: database }` keeps users, accounts and sessions, and the store is given to `Auth::builder().store(…)`",
    ),
    (
        "account_linking",
        "there is no `account_linking`: it is said of each provider, `google { link_by_email: verified }`",
    ),
    (
        "cookies",
        "there is no `cookies`: all that can be said of them is the name of the session's, `session: { cookie: \"__Host-session\" }`",
    ),
    (
        "use_secure_cookies",
        "there is no `use_secure_cookies`: cookies are `Secure` wherever the application is on https",
    ),
    (
        "skip_csrf_check",
        "there is no `skip_csrf_check`: it cannot be turned off",
    ),
    (
        "jwt",
        "there is no `jwt`: what a session keeps says `callbacks: { jwt }`, how long it lives `session: { max_age }`",
    ),
    (
        "debug",
        "there is no `debug`: what happens is said to `tracing`, and `AUTH_MACROS_DEBUG=1 cargo build` prints what is generated",
    ),
    (
        "logger",
        "there is no `logger`: what happens is said to `tracing`",
    ),
    (
        "allow",
        "`allow` stands in `callbacks`: write `callbacks: { allow: [\"/\"] }`",
    ),
];
