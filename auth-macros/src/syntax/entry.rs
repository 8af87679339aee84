//! `key: value`: what every `{ … }` of the language is made of.

use std::borrow::Cow;

use auth_spec::ErrorCode;
use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;

use super::Reading;
use super::slice::{Angles, Slice, split};
use super::word::Place;
use super::{callbacks, events, pages, providers, session};
use crate::report::{did_you_mean, is_spelling_of, listed, suggestion};

/// The keys that one place of the language has.
pub(crate) struct Keys<K: 'static> {
    /// What has them, as a text says it: "`pages`".
    pub(crate) owner: Cow<'static, str>,
    /// What they are called there: "key", "option", "section".
    pub(crate) noun: &'static str,
    /// Where that is, for completion.
    pub(crate) place: Place,
    pub(crate) known: &'static [Key<K>],
    /// Keys of the language that this version does not have.
    pub(crate) later: &'static [&'static str],
}

/// One key.
pub(crate) struct Key<K> {
    pub(crate) name: &'static str,
    pub(crate) is: K,
    /// A value, as it is written.
    pub(crate) example: &'static str,
}

impl<K> Key<K> {
    pub(crate) const fn new(name: &'static str, is: K, example: &'static str) -> Self {
        Self { name, is, example }
    }
}

/// What was written, entry by entry.
pub(crate) struct Entries<K> {
    pub(crate) entries: Vec<Entry<K>>,
    /// Something in it could not be read or is not known; what is missing may have been meant by it.
    pub(crate) poisoned: bool,
}

/// One entry whose key is known and stands there for the first time.
pub(crate) struct Entry<K> {
    pub(crate) is: K,
    pub(crate) key: Ident,
    example: &'static str,
    /// Never empty; `None` when it has been reported.
    value: Option<Slice>,
    /// The key had to be guessed, which has been reported.
    guessed: bool,
    /// Something around the value has been reported: whether the value fits is no second mistake.
    doubtful: bool,
}

/// A key together with what was made of its value.
#[derive(Clone)]
pub(crate) struct Field<T> {
    pub(crate) key: Ident,
    /// `None` when it could not be read, which has been reported.
    pub(crate) value: Option<T>,
}

impl<K> Entry<K> {
    /// Makes a field of the value. `parse` is given the value and "`key` is written `key: example`" for its errors.
    pub(crate) fn field<T>(
        &self,
        reading: &mut Reading,
        parse: impl FnOnce(&mut Reading, &Slice, &str) -> Option<T>,
    ) -> Option<Field<T>> {
        let value = self.value.as_ref().and_then(|value| {
            reading.doubting(self.guessed || self.doubtful, |reading| {
                parse(reading, value, &self.form())
            })
        });
        Some(Field {
            key: self.key.clone(),
            value,
        })
    }

    fn form(&self) -> String {
        form(&self.key, self.example)
    }
}

/// Reads `key: value, …`. A key that is not known is taken for its neighbour where `guess` says so.
pub(crate) fn entries<K: Copy + PartialEq>(
    reading: &mut Reading,
    tokens: TokenStream,
    keys: &Keys<K>,
    guess: bool,
) -> Entries<K> {
    let mut read = Entries {
        entries: Vec::new(),
        poisoned: false,
    };
    for slice in split(&mut reading.report, tokens, Angles::Bracket) {
        let mut next = Some(slice);
        while let Some(slice) = next.take() {
            let errors = reading.report.count();
            let (slice, following) = match slice.next_key() {
                Some(at) => {
                    let (slice, following) = slice.split_at(at);
                    // Without a value it is not an entry, which is what will be said of it.
                    let after_key = slice.tokens().get(1..).unwrap_or_default();
                    let whole = after_key.len() > signs(after_key);
                    if let Some(key) = following.first().filter(|_| whole) {
                        let text = format!("a comma is missing before `{key}`");
                        reading.report.refuse(key, ErrorCode::SYNTAX, text);
                    }
                    (slice, Some(following))
                }
                None => (slice, None),
            };
            next = following;
            let Some(mut entry) = entry(reading, slice, keys, guess) else {
                read.poisoned = true;
                continue;
            };
            entry.doubtful = reading.report.count() > errors;
            read.poisoned |= entry.guessed;
            match read.entries.iter().position(|other| other.is == entry.is) {
                None => read.entries.push(entry),
                // One that was guessed has been reported as what it is: not a key at all.
                Some(_) if entry.guessed => {}
                // Nor is one that has no value, which has been reported too.
                Some(at)
                    if read
                        .entries
                        .get(at)
                        .is_some_and(|other| other.guessed || other.value.is_none()) =>
                {
                    read.entries.push(entry);
                    read.entries.swap_remove(at);
                }
                Some(_) => twice(reading, &entry.key),
            }
        }
    }
    read
}

fn entry<K: Copy>(
    reading: &mut Reading,
    slice: Slice,
    keys: &Keys<K>,
    guess: bool,
) -> Option<Entry<K>> {
    let errors = reading.report.count();
    let (key, slice) = key(reading, slice, keys)?;
    let misspelt = reading.report.count() > errors;
    reading.words.push((keys.place, key.clone()));
    let name = key.to_string();
    if let Some(known) = keys.known.iter().find(|known| known.name == name) {
        let value = value(reading, &key, slice, known.example);
        return Some(Entry {
            is: known.is,
            key,
            example: known.example,
            value,
            guessed: false,
            doubtful: false,
        });
    }
    if misspelt {
        return None;
    }
    if keys.later.contains(&name.as_str()) {
        let text = format!("`{name}` is not available yet: leave it out");
        reading.report.refuse(&key, ErrorCode::UNKNOWN_KEY, text);
        return None;
    }
    let mut others = elsewhere(keys.place).iter();
    if let Some((_, text)) = others.find(|(word, _)| is_spelling_of(&name, word)) {
        reading.report.refuse(&key, ErrorCode::UNKNOWN_KEY, text);
        return None;
    }
    let names = keys.known.iter().map(|known| known.name);
    let meant = did_you_mean(&name, names.clone());
    let others = format!("; it has {}", listed(names));
    let text = format!(
        "{} has no {} `{name}`{}",
        keys.owner,
        keys.noun,
        suggestion(meant, others)
    );
    reading.report.refuse(&key, ErrorCode::UNKNOWN_KEY, text);
    let meant = keys
        .known
        .iter()
        .find(|known| guess && Some(known.name) == meant)?;
    // The value is read as what was meant, without a second word about it.
    let mut attempt = Reading::new();
    let value = value(&mut attempt, &key, slice, meant.example);
    let fits = attempt.report.discard();
    let value = value.filter(|_| fits);
    Some(Entry {
        is: meant.is,
        key: Ident::new(meant.name, key.span()),
        example: meant.example,
        value,
        guessed: true,
        doubtful: false,
    })
}

/// Words that are no keys there, although somebody may well write them, and what to say of each.
fn elsewhere(place: Place) -> &'static [(&'static str, &'static str)] {
    match place {
        Place::Callback => callbacks::ELSEWHERE,
        Place::Event => events::ELSEWHERE,
        Place::Option => providers::ELSEWHERE,
        Place::Theme => pages::ELSEWHERE,
        Place::Section => super::ELSEWHERE,
        Place::Session => session::ELSEWHERE,
        _ => &[],
    }
}

/// The key, and what follows it.
fn key<K>(reading: &mut Reading, slice: Slice, keys: &Keys<K>) -> Option<(Ident, Slice)> {
    let (first, rest) = slice.split_at(1);
    match first.first() {
        Some(TokenTree::Ident(key)) => Some((key.clone(), rest)),
        Some(TokenTree::Literal(literal)) => {
            let text = syn::parse2::<LitStr>(literal.to_token_stream()).map(|text| text.value());
            let word = text
                .ok()
                .filter(|text| syn::parse_str::<Ident>(text).is_ok());
            let advice = match &word {
                Some(word) => format!("keys are words: write `{word}` without quotes"),
                None => expected(keys),
            };
            reading.report.refuse(literal, ErrorCode::SYNTAX, advice);
            word.map(|word| (Ident::new(&word, literal.span()), rest))
        }
        Some(other) => {
            reading
                .report
                .refuse(other, ErrorCode::SYNTAX, expected(keys));
            None
        }
        None => None,
    }
}

fn expected<K>(keys: &Keys<K>) -> String {
    match keys.known.first() {
        Some(known) => {
            let form = format!("{}: {}", known.name, known.example);
            format!("{} is made of entries such as `{form}`", keys.owner)
        }
        None => format!("{} is made of entries such as `key: value`", keys.owner),
    }
}

/// What follows the colon. A missing or mistaken sign is refused, and the value read all the same.
pub(crate) fn value(
    reading: &mut Reading,
    key: &Ident,
    slice: Slice,
    example: &str,
) -> Option<Slice> {
    let signs = signs(slice.tokens());
    let (signs, value) = slice.split_at(signs);
    let written: String = signs.tokens().iter().map(ToString::to_string).collect();
    let report = &mut reading.report;
    if value.is_empty() {
        let text = format!("`{key}` has no value: write `{key}: {example}`");
        report.refuse(key, ErrorCode::SYNTAX, text);
        return None;
    }
    if signs.is_empty() {
        let text = format!("a colon is missing after `{key}`");
        report.refuse(key, ErrorCode::SYNTAX, text);
    } else if written != ":" {
        let text = format!("`{key}` and its value are separated by `:`");
        report.refuse(&signs, ErrorCode::SYNTAX, text);
    }
    Some(value)
}

/// How many tokens stand where the colon belongs: `:`, `=`, `=>` or `::`.
fn signs(tokens: &[TokenTree]) -> usize {
    let mut count = 0;
    let mut joint = true;
    for token in tokens {
        match token {
            TokenTree::Punct(sign) if joint && matches!(sign.as_char(), ':' | '=' | '>') => {
                joint = sign.spacing() == Spacing::Joint;
                count += 1;
            }
            _ => break,
        }
    }
    count
}

/// Refuses a key that stands there a second time.
fn twice(reading: &mut Reading, key: &Ident) {
    let text = format!("`{key}` is given twice");
    reading.report.refuse(key, ErrorCode::DUPLICATE_KEY, text);
}

fn form(key: &Ident, example: &str) -> String {
    format!("`{key}` is written `{key}: {example}`")
}
