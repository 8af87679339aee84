//! `events: { … }`

use std::borrow::Cow;

use syn::Path;

use super::Reading;
use super::entry::{Field, Key, Keys, entries};
use super::slice::Slice;
use super::value;
use super::word::Place;

/// Which functions are told what happens.
#[derive(Clone, Default)]
pub(crate) struct Events {
    pub(crate) sign_in: Option<Field<Path>>,
    pub(crate) sign_out: Option<Field<Path>>,
    pub(crate) after_sign_out: Option<Field<Path>>,
    pub(crate) session: Option<Field<Path>>,
    pub(crate) refused: Option<Field<Path>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Event {
    SignIn,
    SignOut,
    AfterSignOut,
    Session,
    Refused,
}

pub(crate) fn parse(reading: &mut Reading, value: &Slice, form: &str) -> Option<Events> {
    let block = value::block(reading, value, form)?;
    let read = entries(reading, block.stream(), &KEYS, false);
    let mut events = Events::default();
    for entry in read.entries {
        let function = entry.field(reading, value::own_function);
        match entry.is {
            Event::SignIn => events.sign_in = function,
            Event::SignOut => events.sign_out = function,
            Event::AfterSignOut => events.after_sign_out = function,
            Event::Session => events.session = function,
            Event::Refused => events.refused = function,
        }
    }
    Some(events)
}

pub(crate) const KEYS: Keys<Event> = Keys {
    owner: Cow::Borrowed("`events`"),
    noun: "key",
    place: Place::Event,
    known: &[
        Key::new("sign_in", Event::SignIn, "signed_in"),
        Key::new("sign_out", Event::SignOut, "signing_out"),
        Key::new("after_sign_out", Event::AfterSignOut, "signed_out"),
        Key::new("session", Event::Session, "session_read"),
        Key::new("refused", Event::Refused, "refused"),
    ],
    later: &[],
};

/// Words of the language that this version does not have, and what is said meanwhile.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "create_user",
        "`create_user` is not available yet, for no accounts are kept: `sign_in` is told of every sign-in, with the user's id",
    ),
    (
        "update_user",
        "`update_user` is not available yet, for no accounts are kept: `sign_in` is told of every sign-in, with the user as they are now",
    ),
    (
        "link_account",
        "`link_account` is not available yet, for no accounts are kept: `sign_in` is told of every sign-in, with the user's id and provider",
    ),
];
