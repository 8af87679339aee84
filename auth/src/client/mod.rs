//! The browser's side: a module of JavaScript that signs in and out, and its types for a declaration.
//!
//! `client.ts` is its source, `client.js` what is served, built from it and checked in. `declared.d.ts` says what it exports; what
//! depends on a declaration stands there for every declaration, and [`declarations`](types::declarations) replaces it.

mod described;
mod types;

use std::sync::LazyLock;

use ring::digest::{SHA256, digest};

pub use described::TypeScript;
pub(crate) use types::declarations;

/// What is served as `client.js`.
pub(crate) const SCRIPT: &str = include_str!("client.js");

/// The hash of [`SCRIPT`], as it stands in its URL.
pub(crate) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| tag(SCRIPT));
    &VERSION
}

/// The beginning of the SHA-256 of a text, in hexadecimal digits: nobody gains anything by a text with the same one.
pub(crate) fn tag(text: &str) -> String {
    let digest = digest(&SHA256, text.as_bytes());
    let beginning = digest.as_ref().iter().take(8);
    beginning.map(|byte| format!("{byte:02x}")).collect()
}
