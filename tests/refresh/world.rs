//! An application whose handlers need an access token, on one server or several.

use std::time::Duration;

use auth::store::Memory;
use auth::testing::{Endpoint, ManualClock};
use auth_tests::support::browser::{Answer, Browser, path_and_query};
use auth_tests::support::world::{Providers, SECRET, START};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use url::Url;

use crate::auth::{Auth, Session, protected, provider};

/// One server, and what all of them share.
pub struct World {
    pub providers: Providers,
    pub clock: ManualClock,
    pub store: Memory,
    pub router: Router,
}

impl World {
    pub fn new() -> Self {
        let clock = ManualClock::at(START);
        let providers = Providers::new("https://app.test", &clock);
        Self::with(clock, providers, Memory::new())
    }

    pub fn another_server(&self) -> Self {
        let (clock, providers) = (self.clock.clone(), self.providers.clone());
        Self::with(clock, providers, self.store.clone())
    }

    fn with(clock: ManualClock, providers: Providers, store: Memory) -> Self {
        let auth = Auth::builder()
            .variables(|name| match name {
                "OP_ISSUER" => Some("https://op.test".into()),
                "OTHER_ISSUER" => Some("https://other.test".into()),
                _ => None,
            })
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .client(provider::other, "app", "other secret")
            .store(store.clone())
            .clock(clock.clone())
            .http_client(providers.clone())
            .build()
            .expect("a right configuration");
        let router = Router::new()
            .route("/token", get(token))
            .route("/fails", get(fails))
            .merge(auth.routes())
            .with_state(auth);
        Self {
            providers,
            clock,
            store,
            router,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// A browser in which somebody is signed in with the provider of that id.
    pub async fn signed_in(&self, id: &str, persona: &str) -> Browser {
        let mut browser = self.browser();
        let start = browser.submit(&format!("/auth/signin/{id}"), &[]).await;
        let provider = self.providers.by_id(id);
        let response = provider.authorize(start.location(), persona).await;
        let url = Url::parse(response.expect("an authorization response").url());
        let answer = browser.open(&path_and_query(&url.expect("a URL"))).await;
        assert_eq!(answer.location(), "https://app.test/");
        self.providers.op.forget_requests();
        browser
    }

    /// The same browser at this server, as if it had gone there.
    pub fn at(&self, browser: &Browser) -> Browser {
        let mut there = self.browser();
        there.cookies = browser.cookies.clone();
        there
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// How often the token endpoint was asked for new tokens.
    pub fn refreshed(&self) -> usize {
        let requests = self.providers.op.requests_to(Endpoint::Token);
        let refresh = requests
            .iter()
            .filter(|request| request.parameter("grant_type") == Some("refresh_token"));
        refresh.count()
    }
}

/// The access token that a handler gets, or the name of the error.
pub async fn access_token(browser: &mut Browser) -> Result<String, String> {
    let answer = browser.open("/token").await;
    let text = answer.text().to_owned();
    match answer.status {
        StatusCode::OK => Ok(text),
        StatusCode::BAD_GATEWAY => Err(text),
        status => Err(status.to_string()),
    }
}

/// Whether anybody is signed in there.
pub async fn is_signed_in(browser: &mut Browser) -> bool {
    let answer: Answer = browser.open("/auth/session").await;
    !answer.json().is_null()
}

#[protected]
async fn token(State(auth): State<Auth>, session: Session) -> Response {
    match session.access_token(&auth).await {
        Ok(token) => token.expose().to_owned().into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.code().name).into_response(),
    }
}

/// Uses a token, and then fails.
#[protected]
async fn fails(State(auth): State<Auth>, session: Session) -> StatusCode {
    match session.access_token(&auth).await {
        Ok(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Err(_) => StatusCode::BAD_GATEWAY,
    }
}
