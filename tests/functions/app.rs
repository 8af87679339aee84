//! The application, its provider and a browser.

use std::time::Duration;

use auth::testing::{Client, ManualClock, Persona, Provider};
use auth_tests::support::browser::{Answer, Browser, path_and_query};
use auth_tests::support::world::{SECRET, START};
use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::Method;
use http::header::{CONTENT_TYPE, HeaderName, ORIGIN};
use serde_json::Value;
use url::Url;

use crate::auth::{Auth, Session, protected, provider};

/// All of it.
pub(crate) struct App {
    pub(crate) browser: Browser,
    pub(crate) provider: Provider,
    clock: ManualClock,
}

/// Sealed anew once a day.
pub(crate) const DAY: u64 = 86_400;

/// The session's cookie.
pub(crate) const TOKEN: &str = "__Host-auth.session-token";

impl App {
    /// With the layer that renews sessions.
    pub(crate) fn new() -> Self {
        let clock = ManualClock::at(START);
        let client = Client::new("app")
            .secret("op secret")
            .redirect_uri("https://app.test/auth/callback/op");
        let provider = Provider::builder()
            .issuer("https://op.test")
            .client(client)
            .personas(
                Persona::examples()
                    .into_iter()
                    .chain([Persona::new("banned").verified_email("banned@example.com")]),
            )
            .clock(clock.clone())
            .build()
            .unwrap();
        let auth = Auth::builder()
            .variables(|name| (name == "OP_ISSUER").then(|| "https://op.test".into()))
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .clock(clock.clone())
            .http_client(provider.clone())
            .store(auth::store::Memory::new())
            .build()
            .unwrap();
        let router = Router::new()
            .route("/", get(async || "home"))
            .route("/welcome", get(welcome))
            .route("/admin", get(admin))
            .route("/who", get(who))
            .route(
                "/note",
                get(async |session: Session| session.data.note.clone()),
            )
            .route("/enter-badly", get(enter_badly))
            .route("/leave", post(leave))
            .merge(auth.routes())
            .layer(auth.layer())
            .with_state(auth);
        Self {
            browser: Browser::new(router, "https://app.test"),
            provider,
            clock,
        }
    }

    /// With somebody signed in, and nothing written down.
    pub(crate) async fn signed_in() -> Self {
        let mut app = Self::new();
        let answer = app.sign_in("ada").await;
        assert_eq!(answer.location(), "https://app.test/");
        crate::book::Book::read();
        app
    }

    /// A whole sign-in; the answer of the redirect URI.
    pub(crate) async fn sign_in(&mut self, persona: &str) -> Answer {
        let start = self.browser.submit("/auth/signin/op", &[]).await;
        let response = self
            .provider
            .authorize(start.location(), persona)
            .await
            .unwrap();
        let url = Url::parse(response.url()).unwrap();
        self.browser.open(&path_and_query(&url)).await
    }

    /// What `GET /auth/session` says.
    pub(crate) async fn session(&mut self) -> Value {
        self.browser.open("/auth/session").await.json()
    }

    /// What a script of the page is answered that sends this body to its session.
    pub(crate) async fn update(&mut self, body: &Value) -> Answer {
        let headers = [
            (CONTENT_TYPE, "application/json"),
            (ORIGIN, "https://app.test"),
            (HeaderName::from_static("sec-fetch-site"), "same-origin"),
        ];
        let body = body.to_string().into();
        let request = self
            .browser
            .request(Method::POST, "/auth/session", &headers, body);
        self.browser.send(request).await
    }

    /// What the session keeps that a browser may write.
    pub(crate) async fn note(&mut self) -> String {
        self.browser.open("/note").await.text().to_owned()
    }

    /// What a handler sees of the session.
    pub(crate) async fn who(&mut self) -> String {
        self.browser.open("/who").await.text().to_owned()
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// The session's token, as the browser has it.
    pub(crate) fn token(&self) -> Option<String> {
        let cookie = self.browser.cookies.get(TOKEN)?;
        Some(cookie.value.clone())
    }
}

#[protected]
async fn welcome(session: Session) -> String {
    session.user.display_name().to_owned()
}

#[protected(role = admin)]
async fn admin() -> &'static str {
    "admin"
}

/// Two extractors, as a guard and a handler are.
async fn who(session: Option<Session>, again: Option<Session>) -> String {
    let said = |session: &Session| {
        let (user, roles, data) = (&session.user, &session.roles, &session.data);
        format!("{} {roles:?} {}", user.id, data.sealed)
    };
    assert_eq!(session.as_ref().map(said), again.as_ref().map(said));
    session.as_ref().map_or_else(|| "nobody".into(), said)
}

async fn enter_badly(auth: Auth) -> Response {
    auth.sign_in(provider::op)
        .param("redirect_uri", "https://evil.test/")
        .await
        .into_response()
}

async fn leave(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).await.into_response()
}
