//! Every code has a section, and no section is about another.

use auth_spec::{ErrorCode, Stage};

use crate::page::Page;

#[test]
fn every_code_has_a_section_in_order_and_no_section_is_about_another() {
    let page = Page::read("refused.md");
    let sections: Vec<&str> = sections(&page.text).map(|(code, _)| code).collect();
    let codes: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.code).collect();
    assert_eq!(sections, codes);
}

#[test]
fn a_section_says_name_stage_and_summary_of_its_code() {
    let page = Page::read("refused.md");
    for (code, text) in sections(&page.text) {
        let code = ErrorCode::ALL.iter().find(|known| known.code == code);
        let code = code.expect("a code");
        let stage = match code.stage {
            Stage::Build => "build",
            Stage::StartUp => "start-up",
            Stage::Request => "request",
        };
        let expected = format!("\n`{}` · {stage} · {}\n", code.name, code.summary);
        assert!(
            text.starts_with(&expected),
            "{} should begin with{expected}",
            code.code
        );
    }
}

#[test]
fn a_section_has_an_example_of_its_stage_and_a_way_out() {
    let page = Page::read("refused.md");
    for code in ErrorCode::ALL {
        let (_, text) = sections(&page.text)
            .find(|(section, _)| *section == code.code)
            .expect("a section");
        let example = match code.stage {
            Stage::Build => "```text\nerror",
            Stage::StartUp => &format!("```text\n  {} ", code.code),
            Stage::Request => "",
        };
        assert!(text.contains(example), "{} has no example", code.code);
        // What went wrong before and has ended by itself needs none.
        let way_out = text.contains("*Way out:*") || code.stage == Stage::Request;
        assert!(way_out, "{} has no way out", code.code);
    }
}

#[test]
fn a_code_that_is_named_is_one_that_there_is() {
    for name in ["language.md", "refused.md", "generated.md"] {
        let page = Page::read(name);
        for (at, _) in page.text.match_indices("AUTH-") {
            let code: String = page.text[at..].chars().take(8).collect();
            if !code.ends_with(|last: char| last.is_ascii_digit()) {
                continue;
            }
            let known = ErrorCode::ALL.iter().any(|known| known.code == code);
            assert!(known, "{name}: {code}");
        }
    }
}

/// The code of each section, and what stands below its heading.
fn sections(page: &str) -> impl Iterator<Item = (&str, &str)> {
    page.split("\n### AUTH-").skip(1).map(|section| {
        let start = section.as_ptr() as usize - page.as_ptr() as usize - "AUTH-".len();
        let section = section.split("\n## ").next().unwrap_or_default();
        let (code, text) = section.split_once('\n').unwrap_or((section, ""));
        (&page[start..start + "AUTH-".len() + code.len()], text)
    })
}
