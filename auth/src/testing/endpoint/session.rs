//! The provider's own session in a browser: who signed in before need not choose again.

use std::sync::Arc;

use http::HeaderMap;
use http::header::COOKIE;

use crate::testing::grant::ProviderSession;
use crate::testing::random::{NoRandomness, random_token};
use crate::testing::{Persona, Provider};

impl Provider {
    /// The session that a request's cookie names, with its key.
    pub(super) fn session(&self, headers: &HeaderMap) -> Option<(String, ProviderSession)> {
        let now = self.now();
        let state = self.state();
        let cookies = headers.get_all(COOKIE).iter();
        let pairs = cookies
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'));
        let keys =
            pairs.filter_map(|pair| pair.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='));
        let mut sessions = keys.filter_map(|key| {
            let session = state.sessions.get(key)?;
            let alive = now < session.auth_time.saturating_add(LIFETIME);
            alive.then(|| (key.to_owned(), session.clone()))
        });
        sessions.next()
    }

    /// Begins a session in place of the one that the browser has, and gives its cookie.
    pub(super) fn begin_session(
        &self,
        headers: &HeaderMap,
        persona: Arc<Persona>,
    ) -> Result<(ProviderSession, String), NoRandomness> {
        let key = random_token()?;
        let session = ProviderSession {
            sid: random_token()?,
            persona,
            auth_time: self.now(),
        };
        let previous = self.session(headers);
        let mut state = self.state();
        if let Some((previous, _)) = previous {
            state.sessions.remove(&previous);
        }
        state.sessions.insert(key.clone(), session.clone());
        Ok((session, self.cookie(&key, "")))
    }

    /// A cookie that takes the session's away.
    pub(super) fn ended_session_cookie(&self) -> String {
        self.cookie("", "; Max-Age=0")
    }

    fn cookie(&self, value: &str, expiry: &str) -> String {
        let inner = self.inner();
        let path = if inner.path.is_empty() {
            "/"
        } else {
            &inner.path
        };
        let secure = if inner.secure { "; Secure" } else { "" };
        format!("{COOKIE_NAME}={value}; Path={path}; HttpOnly; SameSite=Lax{secure}{expiry}")
    }
}

const COOKIE_NAME: &str = "provider-session";

/// In seconds.
const LIFETIME: u64 = 24 * 3600;
