//! What the guide shows of an expansion is a part of a snapshot.

use crate::page::{Page, files};

#[test]
fn every_expansion_is_a_part_of_a_snapshot() {
    let page = Page::read("generated.md");
    let snapshots: Vec<String> = files("auth-macros/src/expand/snapshots", ".txt")
        .into_iter()
        .map(|(_, text)| words(&text))
        .collect();
    let mut seen = 0;
    for block in page.blocks() {
        if block.language != "text" || block.text.starts_with("$ ") {
            continue;
        }
        seen += 1;
        let found = snapshots
            .iter()
            .any(|snapshot| is_shortened(&block.text, snapshot));
        assert!(found, "no snapshot has\n{}", block.text);
    }
    assert!(seen > 5, "{seen}");
}

/// Whether the parts between lines of `…` stand in the whole, in this order.
fn is_shortened(text: &str, whole: &str) -> bool {
    let mut rest = whole;
    text.split("…").map(words).all(|part| {
        let Some(at) = rest.find(part.trim()) else {
            return false;
        };
        rest = &rest[at + part.trim().len()..];
        true
    })
}

/// Line breaks are the printer's.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
