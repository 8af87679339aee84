//! `session: { … }`

use std::borrow::Cow;

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::{LitStr, Type};

use super::Reading;
use super::entry::{Field, Key, Keys, entries};
use super::slice::Slice;
use super::value::{self, Amount};
use super::word::Place;

/// How long sessions live, and what they carry.
#[derive(Clone, Default)]
pub(crate) struct Session {
    pub(crate) max_age: Option<Field<Amount>>,
    pub(crate) idle: Option<Field<Amount>>,
    pub(crate) update_age: Option<Field<Amount>>,
    pub(crate) cookie: Option<Field<LitStr>>,
    pub(crate) data: Option<Field<Type>>,
    pub(crate) strategy: Option<Field<Ident>>,
    pub(crate) revocable: Option<Field<Ident>>,
    pub(crate) poisoned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Item {
    MaxAge,
    Idle,
    UpdateAge,
    Cookie,
    Data,
    Strategy,
    Revocable,
}

pub(crate) fn parse(reading: &mut Reading, value: &Slice, form: &str) -> Option<Session> {
    let block = value::block(reading, value, form)?;
    let read = entries(reading, block.stream(), &KEYS, false);
    let mut session = Session {
        poisoned: read.poisoned,
        ..Session::default()
    };
    for entry in read.entries {
        match entry.is {
            Item::MaxAge => session.max_age = entry.field(reading, lifetime),
            Item::Idle => session.idle = entry.field(reading, lifetime),
            Item::UpdateAge => session.update_age = entry.field(reading, lifetime),
            Item::Cookie => session.cookie = entry.field(reading, value::text),
            Item::Data => session.data = entry.field(reading, value::data_type),
            Item::Strategy => session.strategy = entry.field(reading, strategy),
            Item::Revocable => session.revocable = entry.field(reading, word(Place::Switch)),
        }
    }
    Some(session)
}

/// A strategy. Others write theirs as texts: of one that there is not here, the quotes are not the mistake.
fn strategy(reading: &mut Reading, value: &Slice, form: &str) -> Option<Ident> {
    if let [TokenTree::Literal(literal)] = value.tokens()
        && let Ok(text) = syn::parse2::<LitStr>(literal.to_token_stream())
        && ![COOKIE, DATABASE].contains(&text.value().as_str())
        && let Ok(word) = text.parse::<Ident>()
    {
        return Some(word);
    }
    word(Place::Strategy)(reading, value, form)
}

/// A word of a closed set.
fn word(place: Place) -> impl Fn(&mut Reading, &Slice, &str) -> Option<Ident> {
    move |reading, value, form| {
        let word = value::word(reading, value, form)?;
        reading.words.push((place, word.clone()));
        Some(word)
    }
}

/// A number with a unit.
pub(super) fn lifetime(reading: &mut Reading, value: &Slice, form: &str) -> Option<Amount> {
    let amount = value::amount(reading, value, form)?;
    if let Some(unit) = &amount.unit {
        reading.words.push((Place::Unit, unit.clone()));
    }
    Some(amount)
}

/// The strategies.
pub(crate) const COOKIE: &str = "cookie";
pub(crate) const DATABASE: &str = "database";

pub(crate) const KEYS: Keys<Item> = Keys {
    owner: Cow::Borrowed("`session`"),
    noun: "key",
    place: Place::Session,
    known: &[
        Key::new("max_age", Item::MaxAge, "30 days"),
        Key::new("idle", Item::Idle, "12 hours"),
        Key::new("update_age", Item::UpdateAge, "1 days"),
        Key::new("cookie", Item::Cookie, "\"__Host-session\""),
        Key::new("data", Item::Data, "MyData"),
        Key::new("strategy", Item::Strategy, "cookie"),
        Key::new("revocable", Item::Revocable, "on"),
    ],
    later: &[],
};

/// What others have as keys of `session`, and what to do instead.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "same_site",
        "there is no `same_site`: session cookies are `SameSite=Lax`, for `Strict` would lose them on the way back from a provider and `None` would send them with the requests of every other site",
    ),
    (
        "secure",
        "there is no `secure`: session cookies are `Secure` wherever the application is on https, and outside this machine it is nowhere else",
    ),
    (
        "http_only",
        "there is no `http_only`: session cookies are `HttpOnly`, always",
    ),
    (
        "domain",
        "there is no `domain`: session cookies belong to one host, as `__Host-` promises, and not to its subdomains",
    ),
    (
        "path",
        "there is no `path`: session cookies are sent for every path of the application, as `__Host-` demands",
    ),
    (
        "secret",
        "there is no `secret`: it is read from `AUTH_SECRET`, or given to `Auth::builder().secret(…)`",
    ),
    (
        "store",
        "there is no `store`: it is given to `Auth::builder().store(…)`, where the sessions need one",
    ),
    (
        "adapter",
        "there is no `adapter`: write `strategy: database`, and give the store to `Auth::builder().store(…)`",
    ),
    (
        "url",
        "there is no `url`: write `strategy: database`, and give the store to `Auth::builder().store(…)`",
    ),
    (
        "database",
        "there is no `database`: write `strategy: database`, and give the store to `Auth::builder().store(…)`",
    ),
    (
        "generate_session_token",
        "there is no `generate_session_token`: what finds a session in a store is 256 random bits, always",
    ),
];
