//! `pages: { … }`

use std::borrow::Cow;

use syn::LitStr;

use super::Reading;
use super::entry::{Field, Key, Keys, entries};
use super::slice::Slice;
use super::value;
use super::word::Place;

/// The application's own pages.
#[derive(Clone, Default)]
pub(crate) struct Pages {
    /// In the order in which they are written.
    pub(crate) pages: Vec<(Page, Field<LitStr>)>,
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
    let pages = read
        .entries
        .into_iter()
        .filter_map(|entry| Some((entry.is, entry.field(reading, value::text)?)))
        .collect();
    Some(Pages { pages })
}

pub(crate) const KEYS: Keys<Page> = Keys {
    owner: Cow::Borrowed("`pages`"),
    noun: "page",
    place: Place::Page,
    known: &[
        Key::new("sign_in", Page::SignIn, "\"/login\""),
        Key::new("sign_out", Page::SignOut, "\"/logout\""),
        Key::new("error", Page::Error, "\"/oops\""),
        Key::new(
            "verify_request",
            Page::VerifyRequest,
            "\"/check-your-mail\"",
        ),
        Key::new("new_user", Page::NewUser, "\"/welcome\""),
    ],
    later: &[],
};
