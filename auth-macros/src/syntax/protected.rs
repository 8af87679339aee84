//! What stands in the parentheses of `#[protected(…)]`.

use auth_spec::ErrorCode;
use proc_macro2::{TokenStream, TokenTree};

use super::Reading;
use super::slice::Slice;

/// Reads the conditions. This version has none, so that whatever stands there is refused.
pub(crate) fn parse(reading: &mut Reading, tokens: TokenStream) {
    let slice = Slice::whole(tokens);
    let text = match slice.first() {
        None => return,
        Some(TokenTree::Ident(word)) => {
            let word = word.to_string();
            if LATER.contains(&word.as_str()) {
                format!("`{word}` is not available yet: `#[protected]` alone asks for a session")
            } else {
                format!("`#[protected]` has no condition `{word}`: alone it asks for a session")
            }
        }
        Some(_) => {
            "`#[protected]` takes nothing in parentheses: alone it asks for a session".into()
        }
    };
    let place = slice.split_at(1).0;
    reading
        .report
        .refuse(place, ErrorCode::PROTECTED_MISUSED, text);
}

/// Conditions of the language that this version does not have.
const LATER: &[&str] = &[
    "role",
    "any",
    "all",
    "not",
    "when",
    "fresh",
    "provider",
    "callback_url",
];
