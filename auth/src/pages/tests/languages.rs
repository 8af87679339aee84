//! The same pages in other languages, and in other directions.

use http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, VARY};

use super::tags::shape;
use super::*;

/// A language that is written from right to left; what it says does not matter here.
const HEBREW: Texts = Texts {
    language: "he",
    direction: Direction::RightToLeft,
    back: "\u{5d7}\u{5d6}\u{5e8}\u{5d4}",
    ..ENGLISH
};

fn asking(language: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_LANGUAGE, language.parse().unwrap());
    headers
}

#[test]
fn every_page_has_the_same_shape_in_every_language() {
    let english = Inputs::PLAIN.pages();
    let german = Inputs::PLAIN.pages_of(&layout_in(&GERMAN, "a"));
    assert_eq!(english.len(), german.len());
    for (one, other) in english.iter().zip(&german) {
        let neutral = |page: &Page| html(page).replace("lang=\"de\"", "lang=\"en\"");
        assert_eq!(shape(&neutral(one)), shape(&neutral(other)));
        assert_eq!(one.status, other.status);
    }
}

/// A sentence that somebody forgot to take out of a template shows up in both.
#[test]
fn no_page_says_anything_in_another_language() {
    let words = [
        "Sign", "sign", "You", "you", "the", "Continue", "Error", "Back", "with",
    ];
    for page in Inputs::PLAIN.pages_of(&layout_in(&GERMAN, "a")) {
        let (_, body) = html(&page).split_once("<body>").unwrap();
        let text: String = body
            .split('<')
            .filter_map(|part| part.split_once('>'))
            // What has one name everywhere: the provider, and the code of an error.
            .filter(|(_, text)| *text != ProviderSpec::DEV.name && !text.starts_with(" ("))
            .flat_map(|(_, text)| [text, " "])
            .collect();
        for word in text.split(|character: char| !character.is_alphabetic()) {
            assert!(!words.contains(&word), "{word}: {text}");
        }
    }
}

#[test]
fn a_page_is_in_the_language_that_the_browser_asks_for() {
    let layouts = themed(Theme::BUILT_IN, &[&ENGLISH, &GERMAN, &HEBREW]);
    for (asked, language, direction) in [
        ("de-CH, en;q=0.5", "de", "ltr"),
        ("he", "he", "rtl"),
        ("fr", "en", "ltr"),
    ] {
        let page = verify_request(layouts.of(&asking(asked)));
        let document = format!("<!DOCTYPE html><html lang=\"{language}\" dir=\"{direction}\">");
        assert!(html(&page).starts_with(&document), "{asked}");
        assert_eq!(page.headers[CONTENT_LANGUAGE], language);
        assert_eq!(page.headers[VARY], "Cookie, Accept-Language");
    }
}

#[test]
fn a_page_that_there_is_in_one_language_depends_on_none() {
    for texts in [&ENGLISH, &HEBREW] {
        let layouts = themed(Theme::BUILT_IN, &[texts]);
        let page = verify_request(layouts.of(&asking("de")));
        assert_eq!(page.headers[VARY], "Cookie");
        assert_eq!(page.headers[CONTENT_LANGUAGE], texts.language);
    }
}

#[test]
fn the_code_of_an_error_reads_the_same_in_every_direction() {
    let failure = Failure {
        code: &ErrorCode::STATE_EXPIRED,
        sign_in: "/login",
        callback_url: None,
    };
    let page = error(&layout_in(&HEBREW, "a"), &failure);
    assert!(
        html(&page)
            .contains("<bdi lang=\"en\" dir=\"ltr\"><code>AUTH-304</code> (state_expired)</bdi>")
    );
}

/// Left and right are where lines begin and end, and that differs.
#[test]
fn the_stylesheet_knows_no_left_and_no_right() {
    let css = include_str!("../style.css");
    for (number, line) in css.lines().enumerate() {
        if line.contains(".logo") {
            continue;
        }
        for side in ["left", "right"] {
            assert!(!line.contains(side), "line {}: {line}", number + 1);
        }
    }
}
