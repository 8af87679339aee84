//! Pictures drawn from a name: initials on a colour.

use http::StatusCode;
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use maud::{Markup, html};

use crate::testing::Persona;
use crate::testing::answer::Answer;

/// The picture as an answer of its own.
pub(in crate::testing) fn picture(persona: &Persona) -> Answer {
    let mut answer = Answer::new(StatusCode::OK);
    answer.body = avatar(persona).into_string().into();
    answer.set(CONTENT_TYPE, "image/svg+xml");
    answer.set(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    answer.set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    answer
}

/// The picture within a page, where the name stands next to it. Its colours are attributes, which a style sheet's policy
/// does not concern.
pub(super) fn avatar(persona: &Persona) -> Markup {
    let (from, to) = colours(persona.subject());
    let gradient = format!("avatar-{:x}", fingerprint(persona.subject()));
    let initials = initials(persona.display_name());
    let size = if initials.chars().count() > 1 {
        "34"
    } else {
        "42"
    };
    html! {
        svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96" aria-hidden="true" focusable="false" {
            defs {
                linearGradient id=(gradient) x1="0" y1="0" x2="1" y2="1" {
                    stop offset="0" stop-color=(from) {}
                    stop offset="1" stop-color=(to) {}
                }
            }
            circle cx="48" cy="48" r="48" fill={ "url(#" (gradient) ")" } {}
            text x="48" y="49" fill="#fff" font-family="system-ui, sans-serif" font-size=(size) font-weight="600"
                text-anchor="middle" dominant-baseline="central" { (initials) }
        }
    }
}

/// The first letter of the first word and of the last, in capitals; of one word its first letter.
fn initials(name: &str) -> String {
    let mut letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    let first = letters.next();
    let last = letters.next_back();
    let both = first.into_iter().chain(last);
    both.flat_map(char::to_uppercase).collect()
}

/// Two colours on which white letters can be read.
fn colours(subject: &str) -> (&'static str, &'static str) {
    let place = fingerprint(subject) as usize % COLOURS.len();
    COLOURS
        .get(place)
        .copied()
        .unwrap_or(("#334155", "#1e293b"))
}

/// FNV-1a: the same name has the same colours every day.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

const COLOURS: [(&str, &str); 7] = [
    ("#0f766e", "#115e59"),
    ("#1d4ed8", "#1e3a8a"),
    ("#7e22ce", "#581c87"),
    ("#be185d", "#831843"),
    ("#b45309", "#7c2d12"),
    ("#15803d", "#14532d"),
    ("#4338ca", "#312e81"),
];

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada Lovelace"), "AL");
        assert_eq!(initials("  Ada  King, countess of Lovelace "), "AL");
        assert_eq!(initials("émilie"), "É");
        assert_eq!(initials("王貞儀"), "王");
        assert_eq!(initials(""), "");
    }
}
