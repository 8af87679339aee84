//! A crate has one declaration: the second one is found where it stands.
//!
//! rustc expands all macros of a crate in one process, so what has been expanded can be remembered. Nothing depends on
//! it but this error: where it is not remembered, rustc says of the carrier that it is defined twice.

use std::sync::{Mutex, PoisonError};

use proc_macro::{Span, TokenStream};

/// The declaration that came before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Earlier {
    /// `src/auth.rs:3`
    pub(crate) place: String,
    /// It is in the same file, and perhaps in the same module.
    pub(crate) in_same_file: bool,
    /// How many there were, this one included.
    pub(crate) count: usize,
}

/// Remembers a declaration; `input` is `($crate) …`.
pub(crate) fn remember(input: &TokenStream) -> Option<Earlier> {
    let first = input.clone().into_iter().nth(1)?.span();
    // An editor's server expands one macro again and again while lines move.
    let executable = std::env::current_exe().ok()?;
    let name = executable.file_stem()?.to_string_lossy().into_owned();
    if name.contains("rust-analyzer") {
        return None;
    }
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    note(&mut seen, &place(first))
}

/// Two expansions of one place are one declaration.
fn note(seen: &mut Vec<String>, place: &str) -> Option<Earlier> {
    if !seen.iter().any(|other| other == place) {
        seen.push(place.to_owned());
    } else if seen.first().is_some_and(|first| first == place) {
        return None;
    }
    let first = seen.first()?;
    (seen.len() > 1).then(|| Earlier {
        place: without_last(first).to_owned(),
        in_same_file: without_last(without_last(first)) == without_last(without_last(place)),
        count: seen.len(),
    })
}

/// `a:b:c` → `a:b`
fn without_last(place: &str) -> &str {
    place.rsplit_once(':').map_or(place, |(before, _)| before)
}

fn place(span: Span) -> String {
    format!("{}:{}:{}", span.file(), span.line(), span.column())
}

static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_place_is_another_declaration() {
        let mut seen = Vec::new();
        let mut note = |place: &str| note(&mut seen, place);
        assert_eq!(note("src/auth.rs:3:5"), None);
        assert_eq!(note("src/auth.rs:3:5"), None);
        let earlier = note("src/other.rs:1:5").unwrap();
        assert_eq!(
            (earlier.place.as_str(), earlier.count),
            ("src/auth.rs:3", 2)
        );
        assert!(!earlier.in_same_file);
        assert!(note("src/auth.rs:9:5").unwrap().in_same_file);
        assert_eq!(note("src/auth.rs:3:5"), None);
        assert_eq!(note("src/third.rs:1:5").unwrap().count, 4);
    }
}
