//! The handle, and two browsers: one whose user is signed in, and one whose is not.

use auth::testing::session_token;
use auth_tests::support::browser::{Browser, StoredCookie};
use auth_tests::support::world::SECRET;
use axum::Router;

use crate::auth::{Auth, provider};

/// Where the application is.
pub(crate) const ORIGIN: &str = "https://app.test";

/// The handle.
pub(crate) fn auth() -> Auth {
    Auth::builder()
        .variables(|_| None)
        .secret(SECRET)
        .base_url(ORIGIN)
        .client(provider::github, "client", "secret")
        .build()
        .expect("a right configuration")
}

/// A browser of somebody who is not signed in.
pub(crate) fn anybody(app: impl Into<Router>) -> Browser {
    Browser::new(app.into(), ORIGIN)
}

/// A browser of somebody who is.
pub(crate) fn ada(app: impl Into<Router>) -> Browser {
    let mut browser = anybody(app);
    let now = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("a time after 1970")
        .as_secs();
    let claims = serde_json::json!({
        "sub": "github:1",
        "name": "Ada",
        "iat": now,
        "exp": now + 3600,
        "jti": "0123456789abcdef",
        "provider": "github",
        "auth_time": now,
    });
    let name = "__Host-auth.session-token";
    let cookie = StoredCookie {
        value: session_token(SECRET, name, &claims.to_string()),
        attributes: Vec::new(),
    };
    browser.cookies.insert(name.to_owned(), cookie);
    browser
}
