//! An application that asks a resource server with the tokens of its users, and the provider that gives them.

use std::time::Duration;

use auth::store::Memory;
use auth::testing::{
    AuthorizationResponse, Client, DpopNoncePolicy, Endpoint, ManualClock, Provider,
    RecordedRequest,
};
use auth_tests::support::browser::{Answer, Browser, path_and_query};
use auth_tests::support::world::{SECRET, START};
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use crate::auth::{Auth, Session, protected, provider};

/// One server of the application, and what all of them share.
pub struct World {
    pub op: Provider,
    pub clock: ManualClock,
    pub store: Memory,
    pub router: Router,
}

impl World {
    pub fn new() -> Self {
        Self::demanding(DpopNoncePolicy::Never)
    }

    /// The provider demands nonces.
    pub fn demanding(policy: DpopNoncePolicy) -> Self {
        let clock = ManualClock::at(START);
        let client = |client: Client, id: &str| {
            client
                .redirect_uri(format!("https://app.test/auth/callback/{id}"))
                .post_logout_redirect_uri("https://app.test/auth/signed-out")
        };
        let op = Provider::builder()
            .issuer("https://op.test")
            .client(client(Client::new("app").secret("op secret"), "op").dpop_bound_access_tokens())
            .client(client(Client::new("phone"), "phone").dpop_bound_access_tokens())
            .client(client(Client::new("plain").secret("plain secret"), "plain"))
            .client(client(
                Client::new("bearer").secret("bearer secret"),
                "bearer",
            ))
            .clock(clock.clone())
            .dpop_nonces(policy)
            .build()
            .expect("a provider");
        Self::with(op, clock, Memory::new(), SECRET)
    }

    /// Another server, or this one after it was started anew, with these secrets.
    pub fn another_server(&self, secrets: &str) -> Self {
        let (op, clock) = (self.op.clone(), self.clock.clone());
        Self::with(op, clock, self.store.clone(), secrets)
    }

    fn with(op: Provider, clock: ManualClock, store: Memory, secrets: &str) -> Self {
        let auth = Auth::builder()
            .variables(|name| match name {
                "OP_ISSUER" => Some("https://op.test".into()),
                "AUTH_PHONE_ID" => Some("phone".into()),
                _ => None,
            })
            .secret(secrets)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .client(provider::plain, "plain", "plain secret")
            .client(provider::bearer, "bearer", "bearer secret")
            .store(store.clone())
            .clock(clock.clone())
            .http_client(op.clone())
            .build()
            .expect("a right configuration");
        let router = Router::new()
            .route("/token", get(token))
            .route("/proof", get(proof))
            .route("/leave", post(leave))
            .merge(auth.routes())
            .with_state(auth);
        Self {
            op,
            clock,
            store,
            router,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// The same browser at this server, as if it had gone there.
    pub fn at(&self, browser: &Browser) -> Browser {
        let mut there = self.browser();
        there.cookies = browser.cookies.clone();
        there
    }

    pub async fn authorize(&self, start: &str) -> AuthorizationResponse {
        let response = self.op.authorize(start, "ada").await;
        response.expect("an authorization response")
    }

    /// A sign-in from its beginning to the answer of the redirect URI.
    pub async fn sign_in(&self, id: &str) -> (Browser, Answer) {
        let mut browser = self.browser();
        let start = browser.submit(&format!("/auth/signin/{id}"), &[]).await;
        let response = self.authorize(start.location()).await;
        let url = Url::parse(response.url()).expect("a URL");
        let answer = browser.open(&path_and_query(&url)).await;
        (browser, answer)
    }

    /// A browser in which somebody is signed in.
    pub async fn signed_in(&self, id: &str) -> Browser {
        let (browser, answer) = self.sign_in(id).await;
        assert_eq!(answer.location(), "https://app.test/", "{id}");
        browser
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub fn token_requests(&self) -> Vec<RecordedRequest> {
        self.op.requests_to(Endpoint::Token)
    }
}

/// The code of the error page that a sign-in ended at.
pub fn error_code(answer: &Answer) -> Option<String> {
    answer.location_parameter("code")
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
    !browser.open("/auth/session").await.json().is_null()
}

#[protected]
async fn token(State(auth): State<Auth>, session: Session) -> Response {
    match session.access_token(&auth).await {
        Ok(token) => token.expose().to_owned().into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.code().name).into_response(),
    }
}

/// What a request to a resource server is to be made with.
#[derive(Deserialize)]
struct Wanted {
    method: String,
    url: String,
    nonce: Option<String>,
}

#[protected]
async fn proof(
    State(auth): State<Auth>,
    session: Session,
    Query(wanted): Query<Wanted>,
) -> Response {
    let token = session.access_token(&auth).await.expect("a token");
    let method: Method = wanted.method.parse().expect("a method");
    match token.dpop_proof(&method, &wanted.url, wanted.nonce.as_deref()) {
        Ok(proof) => axum::Json(json!({
            "authorization": token.authorization(),
            "token_type": token.token_type().name(),
            "debug": format!("{token:?}"),
            "proof": proof,
        }))
        .into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.code().name).into_response(),
    }
}

#[protected]
async fn leave(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).revoke().await.into_response()
}
