//! What the README shows is what the example is.

const README: &str = include_str!("../../README.md");

#[test]
fn the_application_of_the_readme_is_the_example_word_for_word() {
    for source in [
        include_str!("../../examples/minimal/src/auth.rs"),
        include_str!("../../examples/minimal/src/main.rs"),
    ] {
        assert!(
            README.contains(&format!("\n```rust,ignore\n{source}```\n")),
            "{source}"
        );
    }
}

#[test]
fn the_application_of_the_readme_has_at_most_thirty_lines() {
    let lines = [
        include_str!("../../examples/minimal/src/auth.rs"),
        include_str!("../../examples/minimal/src/main.rs"),
    ]
    .map(|source| {
        source
            .lines()
            .filter(|line| !line.trim().is_empty())
            .count()
    });
    assert!(lines.iter().sum::<usize>() <= 30);
}

#[test]
fn every_preset_is_named() {
    for preset in auth_spec::presets::ALL {
        assert!(
            README.contains(&format!("`{}`", preset.id)),
            "{}",
            preset.id
        );
    }
}
