//! The application and its browsers.

use std::net::SocketAddr;

use auth::store::Memory;
use auth::testing::ManualClock;
use auth_tests::support::browser::{Answer, Browser};
use auth_tests::support::world::{Providers, SECRET, START};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{HeaderName, Method};

use crate::auth::{Auth, PASSWORD, Session, provider};

/// The application at `https://app.test`.
pub(crate) struct App {
    pub(crate) auth: Auth,
    pub(crate) clock: ManualClock,
    router: Router,
}

/// What the form of the library posts to.
pub(crate) const FORM: &str = "/auth/callback/credentials";

impl App {
    pub(crate) fn new() -> Self {
        let clock = ManualClock::at(START);
        let auth = Auth::builder()
            .variables(|name| (name == "OP_ISSUER").then(|| "https://op.test".into()))
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .store(Memory::new())
            .clock(clock.clone())
            .http_client(Providers::new("https://app.test", &clock))
            .build()
            .unwrap();
        let router = Router::new()
            .route("/", get(home))
            .route("/enter", get(enter))
            .route("/leave-everywhere", post(leave_everywhere))
            .merge(auth.routes())
            .with_state(auth.clone());
        Self {
            auth,
            clock,
            router,
        }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// What a program of the application's own site sends, with that `Accept` and those further headers.
    pub(crate) async fn program(&self, json: &str, headers: &[(HeaderName, &str)]) -> Answer {
        self.program_from(None, json, headers).await
    }

    /// The same over a connection from that address.
    pub(crate) async fn program_from(
        &self,
        address: Option<&str>,
        json: &str,
        headers: &[(HeaderName, &str)],
    ) -> Answer {
        let mut browser = self.browser();
        let mut all = vec![
            (ACCEPT, "application/json"),
            (CONTENT_TYPE, "application/json"),
            (ORIGIN, "https://app.test"),
        ];
        all.extend(headers.iter().cloned());
        let body = Body::from(json.to_owned());
        let mut request = browser.request(Method::POST, FORM, &all, body);
        if let Some(address) = address {
            let peer: SocketAddr = address.parse().unwrap();
            request.extensions_mut().insert(ConnectInfo(peer));
        }
        browser.send(request).await
    }

    /// Lets time pass.
    pub(crate) fn wait(&self, seconds: u64) {
        self.clock.advance(std::time::Duration::from_secs(seconds));
    }
}

/// What somebody types into the form.
pub(crate) async fn type_in(browser: &mut Browser, name: &str, password: &str) -> Answer {
    let fields = [("username", name), ("password", password)];
    browser.submit(FORM, &fields).await
}

/// A browser in which that person is signed in.
pub(crate) async fn signed_in(app: &App, name: &str) -> Browser {
    let mut browser = app.browser();
    let answer = type_in(&mut browser, name, PASSWORD).await;
    assert_eq!(answer.location(), "https://app.test/");
    browser
}

/// Who is signed in there, according to the application.
pub(crate) async fn who(browser: &mut Browser) -> String {
    browser.open("/").await.text().to_owned()
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(|| "nobody".into(), |session| session.user.id.clone())
}

async fn enter(auth: Auth) -> Response {
    auth.sign_in(provider::credentials).await.into_response()
}

async fn leave_everywhere(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).everywhere().await.into_response()
}
