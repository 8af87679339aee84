//! `callbacks: { … }`

use std::borrow::Cow;

use syn::{LitStr, Path};

use super::Reading;
use super::entry::{Field, Key, Keys, entries};
use super::slice::Slice;
use super::value::{self, List};
use super::word::Place;

/// Where users may be sent, and who may come in.
#[derive(Clone, Default)]
pub(crate) struct Callbacks {
    pub(crate) allow: Option<Field<List<LitStr>>>,
    pub(crate) after_sign_in: Option<Field<LitStr>>,
    pub(crate) after_sign_out: Option<Field<LitStr>>,
    pub(crate) sign_in: Option<Field<Path>>,
    pub(crate) jwt: Option<Field<Path>>,
    pub(crate) update: Option<Field<Path>>,
    pub(crate) session: Option<Field<Path>>,
    pub(crate) roles: Option<Field<Path>>,
    pub(crate) poisoned: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Callback {
    Allow,
    AfterSignIn,
    AfterSignOut,
    SignIn,
    Jwt,
    Update,
    Session,
    Roles,
}

pub(crate) fn parse(reading: &mut Reading, value: &Slice, form: &str) -> Option<Callbacks> {
    let block = value::block(reading, value, form)?;
    let read = entries(reading, block.stream(), &KEYS, false);
    let mut callbacks = Callbacks {
        poisoned: read.poisoned,
        ..Callbacks::default()
    };
    for entry in read.entries {
        match entry.is {
            Callback::Allow => callbacks.allow = entry.field(reading, allow),
            Callback::AfterSignIn => callbacks.after_sign_in = entry.field(reading, value::text),
            Callback::AfterSignOut => callbacks.after_sign_out = entry.field(reading, value::text),
            Callback::SignIn => callbacks.sign_in = entry.field(reading, value::own_function),
            Callback::Jwt => callbacks.jwt = entry.field(reading, value::own_function),
            Callback::Update => callbacks.update = entry.field(reading, value::own_function),
            Callback::Session => callbacks.session = entry.field(reading, value::own_function),
            Callback::Roles => callbacks.roles = entry.field(reading, value::own_function),
        }
    }
    Some(callbacks)
}

fn allow(reading: &mut Reading, value: &Slice, form: &str) -> Option<List<LitStr>> {
    let item = "an entry of `allow` is a text such as `\"/account/{*rest}\"`";
    value::texts(reading, value, form, item)
}

pub(crate) const KEYS: Keys<Callback> = Keys {
    owner: Cow::Borrowed("`callbacks`"),
    noun: "key",
    place: Place::Callback,
    known: &[
        Key::new("allow", Callback::Allow, "[\"/\", \"/account/{*rest}\"]"),
        Key::new("after_sign_in", Callback::AfterSignIn, "\"/dashboard\""),
        Key::new("after_sign_out", Callback::AfterSignOut, "\"/\""),
        Key::new("sign_in", Callback::SignIn, "may_sign_in"),
        Key::new("jwt", Callback::Jwt, "keep"),
        Key::new("update", Callback::Update, "change"),
        Key::new("session", Callback::Session, "shown"),
        Key::new("roles", Callback::Roles, "roles_of"),
    ],
    later: &[],
};

/// Words of other libraries, and what is said here instead.
pub(crate) const ELSEWHERE: &[(&str, &str)] = &[
    (
        "redirect",
        "there is no `redirect`: where users may be sent is the list `allow: [\"/\", \"/account/{*rest}\"]`, and where a flow ends is `after_sign_in` and `after_sign_out`",
    ),
    (
        "authorized",
        "there is no `authorized`: each handler says itself whom it lets in, with `#[protected]`",
    ),
    (
        "authorize",
        "there is no `authorize`: who may sign in says `sign_in: may_sign_in`, and who may reach a handler its `#[protected]`",
    ),
];
