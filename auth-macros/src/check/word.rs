//! Words that come from a closed set.

use auth_spec::ErrorCode;
use proc_macro2::Ident;

use crate::report::{Report, did_you_mean, is_spelling_of, listed, suggestion};

/// A word of a closed set. `elsewhere` are words that are none of them, although somebody may well write them, and what to
/// say of each, to be read after the word.
pub(super) fn closed<T: Copy>(
    report: &mut Report,
    word: &Ident,
    known: &[(&str, T)],
    elsewhere: &[(&str, &str)],
) -> Option<T> {
    let name = word.to_string();
    if let Some((_, value)) = known.iter().find(|(known, _)| *known == name) {
        return Some(*value);
    }
    let names = || known.iter().map(|(name, _)| *name);
    let others = format!("; write {}", listed(names()).replace(" and ", " or "));
    let mut answered = elsewhere.iter();
    let text = if let Some((_, text)) = answered.find(|(other, _)| is_spelling_of(&name, other)) {
        format!("`{name}` {text}")
    } else {
        let short = name.trim_start_matches("client_secret_");
        let hint = suggestion(did_you_mean(short, names()), others);
        format!("`{name}` is not one of the words that stand here{hint}")
    };
    report.refuse(word, ErrorCode::SYNTAX, text);
    None
}
