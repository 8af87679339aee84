//! What the test binaries share: an application made with `auth!`, the providers it talks to, and a browser.

pub mod auth;
pub mod support;
