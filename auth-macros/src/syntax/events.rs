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
    pub(crate) create_user: Option<Field<Path>>,
    pub(crate) update_user: Option<Field<Path>>,
    pub(crate) link_account: Option<Field<Path>>,
    pub(crate) session: Option<Field<Path>>,
    pub(crate) refused: Option<Field<Path>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Event {
    SignIn,
    SignOut,
    AfterSignOut,
    CreateUser,
    UpdateUser,
    LinkAccount,
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
            Event::CreateUser => events.create_user = function,
            Event::UpdateUser => events.update_user = function,
            Event::LinkAccount => events.link_account = function,
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
        Key::new("create_user", Event::CreateUser, "user_created"),
        Key::new("update_user", Event::UpdateUser, "user_updated"),
        Key::new("link_account", Event::LinkAccount, "account_linked"),
        Key::new("session", Event::Session, "session_read"),
        Key::new("refused", Event::Refused, "refused"),
    ],
    later: &[],
};

/// What others have as events, and where it is here.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "unlink_account",
        "there is no `unlink_account`: what calls `auth.my_accounts(…).unlink(…)` is told what came of it",
    ),
    (
        "delete_user",
        "there is no `delete_user`: what calls `auth.users().delete(…)` is told what came of it",
    ),
    (
        "create_session",
        "there is no `create_session`: `sign_in` is told of every session that begins",
    ),
    (
        "delete_session",
        "there is no `delete_session`: `sign_out` and `after_sign_out` are told of sessions that their owners end",
    ),
];
