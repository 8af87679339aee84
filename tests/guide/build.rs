//! What the guide shows of the compiler is what the compiler says.

use crate::page::{Page, files};

#[test]
fn every_error_of_the_build_is_shown_as_it_is_printed() {
    let page = Page::read("refused.md");
    let said: Vec<String> = files("tests/ui/fail", ".stderr")
        .iter()
        .flat_map(|(_, text)| errors(text))
        .collect();
    let mut changes = Vec::new();
    let mut seen = 0;
    for block in page.blocks() {
        let Some(first) = block.text.lines().next() else {
            continue;
        };
        if block.language != "text" || !first.starts_with("error") {
            continue;
        }
        seen += 1;
        // A release build says it, which `release.rs` compares.
        if let Some(message) = first.strip_prefix("error: `dev`") {
            assert_eq!(block.text.lines().count(), 1);
            let expansion = &files("auth-macros/src/expand/snapshots", "full.txt")[0].1;
            assert!(
                expansion.contains(&format!("\"`dev`{message}\"")),
                "{first}"
            );
            continue;
        }
        let code = format!("[{}]", block.heading);
        let alike = |error: &&String| common(error, &block.text);
        // Of those that are as much alike the first.
        let error = said
            .iter()
            .rev()
            .filter(|error| error.contains(&code))
            .max_by_key(alike)
            .filter(|error| common(error, &block.text) > "error[E0000]: ".len());
        let error = error.unwrap_or_else(|| panic!("{code}: nothing says `{first}`"));
        let exact = said.iter().find(|error| **error == block.text);
        let fence = |text: &str| format!("```text\n{text}```\n");
        changes.push((fence(&block.text), fence(exact.unwrap_or(error))));
    }
    assert!(seen > 70, "{seen}");
    page.settle(&changes);
}

/// The README shows some of them, at the places of a real application.
#[test]
fn the_errors_of_the_readme_are_ones_that_are_printed() {
    let readme = include_str!("../../README.md");
    let said = files("tests/ui/fail", ".stderr");
    let shown: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("error"))
        .collect();
    assert!(shown.len() >= 3, "{shown:?}");
    for error in shown {
        let found = said
            .iter()
            .any(|(_, text)| text.lines().any(|line| line == error));
        assert!(found, "{error}");
    }
}

/// How many letters two texts have in common before they differ.
fn common(one: &str, other: &str) -> usize {
    one.bytes()
        .zip(other.bytes())
        .take_while(|(one, other)| one == other)
        .count()
}

/// The errors of one file, each up to where the compiler begins to explain itself, and without the line of the file.
fn errors(text: &str) -> Vec<String> {
    text.split("\n\n")
        .filter(|error| error.starts_with("error"))
        .map(|error| {
            let lines = error
                .lines()
                .take_while(|line| !EXPLAINS.iter().any(|word| line.starts_with(word)))
                .filter(|line| !line.trim_start().starts_with("--> "))
                .filter(|line| !line.trim_start().starts_with("= help: the trait"))
                .filter(|line| {
                    !line
                        .trim_start()
                        .starts_with("= note: this error originates")
                });
            let mut lines: Vec<&str> = lines.collect();
            while lines.last().is_some_and(|line| line.trim() == "|") {
                lines.pop();
            }
            let error = lines.join("\n") + "\n";
            // Where a declaration is in an application.
            error.replace("$DIR/ui/fail/together/second_declaration.rs", "src/auth.rs")
        })
        .collect()
}

const EXPLAINS: [&str; 2] = ["note: required by", "help: the"];
