//! The language reference has every word of the language.

use crate::page::{Page, repository};

#[test]
fn every_word_of_the_language_is_in_its_reference() {
    let page = Page::read("language.md");
    let path = repository().join("auth/src/__private/ide.rs");
    let source = std::fs::read_to_string(path).expect("the words of the language");
    let (_, words) = source.split_once("\nwords! {\n").expect("the words");
    let (words, _) = words.split_once("\n}\n").expect("their end");
    let words: Vec<&str> = words
        .lines()
        .filter_map(|line| line.trim().split_once(": \""))
        .map(|(word, _)| word)
        .collect();
    assert!(words.len() > 60, "{words:?}");
    for word in words {
        let starts = ["`", "## ", "["];
        let found = starts
            .iter()
            .any(|start| page.text.contains(&format!("{start}{word}")));
        assert!(found, "`{word}` is not in auth/docs/language.md");
    }
}
