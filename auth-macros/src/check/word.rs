//! Words that come from a closed set.

use auth_spec::ErrorCode;
use proc_macro2::Ident;

use crate::report::{Report, did_you_mean, listed, suggestion};

/// A word of a closed set.
pub(super) fn closed<T: Copy>(
    report: &mut Report,
    word: &Ident,
    known: &[(&str, T)],
    later: &[&str],
) -> Option<T> {
    let name = word.to_string();
    if let Some((_, value)) = known.iter().find(|(known, _)| *known == name) {
        return Some(*value);
    }
    let names = || known.iter().map(|(name, _)| *name);
    let others = format!("; write {}", listed(names()).replace(" and ", " or "));
    let text = if later.contains(&name.as_str()) {
        format!("`{name}` is not available yet{others}")
    } else {
        let short = name.trim_start_matches("client_secret_");
        let hint = suggestion(did_you_mean(short, names()), others);
        format!("`{name}` is not one of the words that stand here{hint}")
    };
    report.refuse(word, ErrorCode::SYNTAX, text);
    None
}
