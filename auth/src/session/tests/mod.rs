//! What sessions promise, each promise as the browser and the application see it.

mod auth_js;
mod browser;
mod chunks;
mod data;
mod dead_stays_dead;
mod ending;
mod lifetimes;
mod provider_tokens;
mod reading;
mod revocation;
mod signing_in;
mod stored;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use auth_spec::ProviderSpec;
use http::header::COOKIE;

use super::*;
use crate::clock::Clock;
use crate::declaration::{NoEmail, ProviderDeclaration, ProviderId, SealedCookies, SessionData};
use browser::Browser;

const SECRET: &str = "b2Zr0Qh8vK1xT6mW9pL3sD7fG5jY4cNa";
const OLDER_SECRET: &str = "Zx8Kq2Wn5Vt0Rb7Yj4Lm1Pd6Hs9Gf3Ce";
const NAME: &str = "__Host-auth.session-token";
/// When tests begin.
const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

/// A declaration with two providers and that data.
pub(super) struct App<T = ()>(PhantomData<fn() -> T>);

impl<T> Clone for App<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for App<T> {}

impl<T> fmt::Debug for App<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("App")
    }
}

impl<T: SessionData> Declaration for App<T> {
    type Provider = Provider;
    type Role = crate::declaration::NoRole;
    type SessionData = T;
    type Sessions = SealedCookies;
    type Email = NoEmail;

    const PROVIDERS: &'static [ProviderDeclaration] = &[
        ProviderDeclaration::new("acme-staff", &ProviderSpec::OIDC),
        ProviderDeclaration::new("dev", &ProviderSpec::DEV),
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Provider {
    AcmeStaff,
    Dev,
}

impl ProviderId for Provider {
    const ALL: &'static [Self] = &[Self::AcmeStaff, Self::Dev];

    fn index(self) -> usize {
        self as usize
    }
}

/// A clock that stands until it is moved.
#[derive(Debug, Clone)]
struct StoppedClock(Arc<AtomicU64>);

impl StoppedClock {
    fn at(now: u64) -> Self {
        Self(Arc::new(AtomicU64::new(now)))
    }

    fn set(&self, now: u64) {
        self.0.store(now, Ordering::Relaxed);
    }

    fn pass(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Sessions on https with the default declaration.
fn sessions<D: Declaration>(clock: &StoppedClock) -> Sessions<D> {
    declared(SessionDeclaration::DEFAULT, &[SECRET], clock)
}

fn declared<D: Declaration>(
    declaration: SessionDeclaration,
    secrets: &[&str],
    clock: &StoppedClock,
) -> Sessions<D> {
    let secrets: Vec<_> = secrets
        .iter()
        .map(|secret| Secret::issued(*secret))
        .collect();
    Sessions::new(&secrets, &declaration, true, Arc::new(clock.clone())).unwrap()
}

fn ada() -> User {
    User {
        id: "dev:ada".into(),
        name: Some("Ada Lovelace".into()),
        email: Some("ada@example.com".into()),
        email_verified: true,
        image: Some("https://example.com/ada.png".into()),
    }
}

/// A request with these cookies.
fn request(cookies: &str) -> HeaderMap {
    HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(cookies).unwrap())])
}

/// A session of that user.
pub(super) fn session_of(id: &str) -> Session<App> {
    let claims = format!(r#"{{"sub":"{id}","iat":{NOW},"exp":{}}}"#, NOW + 60);
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    sessions
        .open(&request(&format!("{NAME}={}", sealed(NAME, &claims))))
        .live()
}

/// A token with these claims, sealed as the session cookie of that name.
fn sealed(cookie_name: &str, claims: &str) -> String {
    let purpose = Purpose::Session { cookie_name };
    SealingKeys::derive(&[Secret::issued(SECRET)], purpose)
        .seal(claims.as_bytes())
        .unwrap()
}

impl<D: Declaration> Reading<D> {
    fn live(self) -> Session<D> {
        match self {
            Self::Live { session, .. } => session,
            other => panic!("{other:?}"),
        }
    }

    fn is_refused(&self) -> bool {
        matches!(self, Self::Refused)
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn is_due(&self) -> bool {
        matches!(
            self,
            Self::Live {
                renewal_due: true,
                ..
            }
        )
    }
}
