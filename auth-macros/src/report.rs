//! The accumulator of errors: everything that is wrong is said in one build, each thing once.

use std::fmt::Display;

use auth_spec::ErrorCode;
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// What is wrong with the input of one macro call.
///
/// It has to be [finished](Self::finish): a report that is dropped is errors that nobody sees.
#[must_use]
pub(crate) struct Report {
    errors: Vec<syn::Error>,
    finished: bool,
}

impl Report {
    /// Nothing wrong so far.
    pub(crate) const fn new() -> Self {
        Self {
            errors: Vec::new(),
            finished: false,
        }
    }

    /// Refuses `tokens`: the word to change, or the words from the first to the last.
    pub(crate) fn refuse(&mut self, tokens: impl ToTokens, code: ErrorCode, text: impl Display) {
        self.errors
            .push(syn::Error::new_spanned(tokens, with_code(code, &text)));
    }

    /// Refuses what has a place but no tokens of its own.
    pub(crate) fn refuse_at(&mut self, place: Span, code: ErrorCode, text: impl Display) {
        self.errors
            .push(syn::Error::new(place, with_code(code, &text)));
    }

    /// How many errors there are.
    pub(crate) const fn count(&self) -> usize {
        self.errors.len()
    }

    /// The errors as the compiler is to see them: one `compile_error!` each, in the order in which they were found.
    pub(crate) fn finish(mut self) -> TokenStream {
        self.finished = true;
        self.errors
            .iter()
            .map(syn::Error::to_compile_error)
            .collect()
    }

    /// The texts alone.
    #[cfg(test)]
    pub(crate) fn texts(mut self) -> Vec<String> {
        self.finished = true;
        self.errors.iter().map(ToString::to_string).collect()
    }

    /// Drops what has been found, where a reading was only an attempt.
    pub(crate) fn discard(mut self) -> bool {
        self.finished = true;
        self.errors.is_empty()
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        debug_assert!(
            self.finished || std::thread::panicking(),
            "a report was dropped before it was finished"
        );
    }
}

/// The one among `known` that was probably meant by `got`, if one is near enough.
///
/// Case and the difference between `_` and `-` do not count; a beginning of at least three letters is near.
pub(crate) fn did_you_mean<'a>(
    got: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let got = folded(got);
    let length = got.chars().count();
    let limit = match length {
        0..=2 => 0,
        _ => length / 3,
    };
    known
        .into_iter()
        .map(|word| (distance(&got, &folded(word)), word))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

/// Whether `got` is `word`, but for case and the difference between `_` and `-`.
pub(crate) fn is_spelling_of(got: &str, word: &str) -> bool {
    folded(got) == folded(word)
}

/// `; did you mean …?`, or what else to say when nothing is near.
pub(crate) fn suggestion(meant: Option<&str>, otherwise: impl Display) -> String {
    match meant {
        Some(word) => format!("; did you mean `{word}`?"),
        None => otherwise.to_string(),
    }
}

/// "`one`, `two` and `three`", in backticks.
pub(crate) fn listed<T: Display>(words: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

fn with_code(code: ErrorCode, text: &impl Display) -> String {
    format!("{text} [{}]", code.code)
}

fn folded(word: &str) -> String {
    word.chars()
        .filter(|letter| !matches!(letter, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many letters have to be typed otherwise; one when `got` is how `word` begins.
fn distance(got: &str, word: &str) -> usize {
    if got != word && got.len() >= 3 && word.starts_with(got) {
        return 1;
    }
    strsim::osa_distance(got, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROVIDERS: [&str; 5] = ["github", "gitlab", "google", "microsoft_entra_id", "dev"];

    #[test]
    fn a_typo_is_near() {
        assert_eq!(did_you_mean("githib", PROVIDERS), Some("github"));
        assert_eq!(did_you_mean("gogle", PROVIDERS), Some("google"));
        assert_eq!(did_you_mean("gihtub", PROVIDERS), Some("github"));
        assert_eq!(
            did_you_mean("microsoft_entra", PROVIDERS),
            Some("microsoft_entra_id")
        );
    }

    #[test]
    fn case_and_separators_do_not_count() {
        assert_eq!(did_you_mean("GitHub", PROVIDERS), Some("github"));
        assert_eq!(
            did_you_mean("microsoft-entra-id", PROVIDERS),
            Some("microsoft_entra_id")
        );
        assert_eq!(
            did_you_mean("microsoftEntraId", PROVIDERS),
            Some("microsoft_entra_id")
        );
    }

    #[test]
    fn the_beginning_of_a_word_is_near() {
        assert_eq!(did_you_mean("goo", PROVIDERS), Some("google"));
        assert_eq!(
            did_you_mean("client_", ["scopes", "client_id"]),
            Some("client_id")
        );
    }

    #[test]
    fn the_nearest_of_several_wins() {
        assert_eq!(did_you_mean("gitlub", PROVIDERS), Some("github"));
        assert_eq!(did_you_mean("gitlap", PROVIDERS), Some("gitlab"));
    }

    #[test]
    fn another_word_is_not_near() {
        assert_eq!(did_you_mean("salesforce", PROVIDERS), None);
        assert_eq!(did_you_mean("x", PROVIDERS), None);
        assert_eq!(did_you_mean("de", PROVIDERS), None);
        assert_eq!(did_you_mean("", PROVIDERS), None);
        assert_eq!(did_you_mean("_", PROVIDERS), None);
    }

    #[test]
    fn words_are_listed_as_people_do() {
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b"]), "`a` and `b`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(listed::<&str>([]), "");
    }

    #[test]
    fn every_error_carries_its_code_and_none_is_lost() {
        let mut report = Report::new();
        report.refuse_at(Span::call_site(), ErrorCode::NO_PROVIDER, "one");
        report.refuse_at(Span::call_site(), ErrorCode::SYNTAX, "two");
        let tokens = report.finish().to_string();
        assert!(tokens.contains("one [AUTH-101]"), "{tokens}");
        assert!(tokens.contains("two [AUTH-118]"), "{tokens}");
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "dropped before it was finished")]
    fn a_report_that_nobody_reads_is_noticed() {
        drop(Report::new());
    }
}
