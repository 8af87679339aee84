//! The table of others' mistakes: whole, honest about the stage, and with tests that there are.

use auth_spec::{ErrorCode, Stage};

use crate::page::{Page, files, repository};

/// M-1 to M-44
#[test]
fn every_row_says_where_it_ends_and_what_shows_it() {
    let page = Page::read("refused.md");
    let rows: Vec<Vec<&str>> = page
        .text
        .lines()
        .filter(|line| line.starts_with("| M-"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let names: Vec<&str> = rows.iter().map(|row| row[0]).collect();
    let expected: Vec<String> = (1..=44).map(|number| format!("M-{number}")).collect();
    assert_eq!(names, expected);

    let functions: Vec<String> = ["auth/src", "auth-macros/src", "auth-spec/src", "tests"]
        .iter()
        .flat_map(|folder| files(folder, ".rs"))
        .map(|(_, text)| text)
        .collect();
    for row in rows {
        let [name, _, stages, codes, shown] = row[..] else {
            panic!("five columns: {row:?}");
        };
        for stage in stages.split(", ") {
            assert!(STAGES.contains(&stage), "{name}: {stage}");
        }
        let codes: Vec<&ErrorCode> = codes
            .split(", ")
            .filter(|code| *code != "—")
            .map(|code| {
                let known = ErrorCode::ALL.iter().find(|known| known.code == code);
                known.unwrap_or_else(|| panic!("{name}: {code}"))
            })
            .collect();
        // What is found in the build has a code of the build, unless rustc finds it.
        if stages == "start-up" || stages == "request" {
            let early = codes.iter().any(|code| code.stage == Stage::Build);
            assert!(!early || codes.len() > 1 || name == "M-21", "{name}");
        }
        let mut tests = 0;
        for word in shown.split('`').skip(1).step_by(2) {
            let is_name = word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            if let Some((folder, file)) = word.split_once('/')
                && !word.contains([' ', ':', '"'])
            {
                let path = repository().join(format!("tests/ui/fail/{folder}/{file}.stderr"));
                assert!(path.exists(), "{name}: {word}");
                tests += 1;
            } else if is_name && word.matches('_').count() > 2 {
                let declared = format!("fn {word}(");
                let found = functions.iter().any(|text| text.contains(&declared));
                assert!(found, "{name}: {word}");
                tests += 1;
            }
        }
        // What nobody looks at has no test.
        assert!(tests > 0 || stages == "not refused", "{name} has no test");
    }
}

const STAGES: [&str; 5] = [
    "build",
    "start-up",
    "request",
    "cannot be written",
    "not refused",
];
