//! An application with keys, and providers that know their public halves.

use std::time::Duration;

use auth::outbound::{BoxFuture, HttpClient, HttpClientError, ResponseBody};
use auth::store::Memory;
use auth::testing::{Client, ClientKey, Endpoint, ManualClock, Provider, SigningAlgorithm};
use auth_tests::support::browser::{Answer, Browser, path_and_query};
use auth_tests::support::world::{SECRET, START};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64_simd::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::Value;
use url::Url;

use crate::auth::{Auth, Session, protected};

pub struct World {
    pub providers: Providers,
    pub clock: ManualClock,
    pub auth: Auth,
    pub browser: Browser,
}

/// All the network there is.
#[derive(Debug, Clone)]
pub struct Providers {
    pub signed: Provider,
    /// It takes pushed requests alone.
    pub pushed: Provider,
    pub plain: Provider,
}

impl World {
    /// With a new key for this algorithm, which the providers know.
    pub fn new(algorithm: SigningAlgorithm) -> Self {
        let key = ClientKey::generate(algorithm).expect("a key");
        Self::with(&key, &key)
    }

    /// The application has the one key, and the providers know the other.
    pub fn with(own: &ClientKey, registered: &ClientKey) -> Self {
        let clock = ManualClock::at(START);
        let provider = |id: &str| {
            let client = Client::new("app");
            let client = match id {
                "pushed" => client.secret("a secret"),
                _ => client.jwks(registered.jwks()),
            };
            let client = client.redirect_uri(format!("https://app.test/auth/callback/{id}"));
            let builder = match id {
                "pushed" => Provider::builder().require_pushed_authorization_requests(),
                _ => Provider::builder(),
            };
            builder
                .issuer(format!("https://{id}.test"))
                .clock(clock.clone())
                .client(client)
                .build()
                .expect("a provider")
        };
        let providers = Providers {
            signed: provider("signed"),
            pushed: provider("pushed"),
            plain: provider("plain"),
        };
        let pem = own.pem().to_owned();
        let auth = Auth::builder()
            .variables(move |name| match name {
                "SIGNED_ISSUER" => Some("https://signed.test".into()),
                "PUSHED_ISSUER" => Some("https://pushed.test".into()),
                "PUSHED_SECRET" => Some("a secret".into()),
                "AUTH_SIGNED_ID" | "AUTH_PUSHED_ID" | "AUTH_PLAIN_ID" => Some("app".into()),
                "AUTH_SIGNED_PRIVATE_KEY" => Some(pem.replace('\n', "\\n")),
                "PLAIN_KEY" => Some(pem.clone()),
                _ => None,
            })
            .secret(SECRET)
            .base_url("https://app.test")
            .store(Memory::new())
            .clock(clock.clone())
            .http_client(providers.clone())
            .build()
            .expect("a right configuration");
        let router = Router::new()
            .route("/token", get(token))
            .route("/leave", post(leave))
            .merge(auth.routes())
            .with_state(auth.clone());
        Self {
            providers,
            clock,
            auth,
            browser: Browser::new(router, "https://app.test"),
        }
    }

    /// Where the start of a sign-in leads.
    pub async fn begin(&mut self, id: &str) -> Answer {
        self.browser
            .submit(&format!("/auth/signin/{id}"), &[])
            .await
    }

    /// A whole sign-in; the answer of the redirect URI.
    pub async fn sign_in(&mut self, id: &str, persona: &str) -> Answer {
        let start = self.begin(id).await;
        let provider = self.providers.by_id(id).clone();
        let response = provider.authorize(start.location(), persona).await;
        let url = Url::parse(response.expect("an authorization response").url());
        self.browser
            .open(&path_and_query(&url.expect("a URL")))
            .await
    }

    pub async fn user(&mut self) -> Value {
        let session = self.browser.open("/auth/session").await.json();
        session["user"]["name"].clone()
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

impl Providers {
    pub fn by_id(&self, id: &str) -> &Provider {
        match id {
            "signed" => &self.signed,
            "pushed" => &self.pushed,
            "plain" => &self.plain,
            _ => panic!("no provider {id}"),
        }
    }
}

impl HttpClient for Providers {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, HttpClientError>> {
        let all = [&self.signed, &self.pushed, &self.plain];
        match all
            .into_iter()
            .find(|provider| provider.serves(request.uri()))
        {
            Some(provider) => provider.send(request),
            None => Box::pin(async { Err(HttpClientError::new("there is no such host")) }),
        }
    }
}

/// What a client has signed.
#[derive(Debug)]
pub struct Assertion {
    pub header: Value,
    pub claims: Value,
}

/// The assertions that came to an endpoint, oldest first. No request brought a secret.
pub fn assertions(provider: &Provider, endpoint: Endpoint) -> Vec<Assertion> {
    let requests = provider.requests_to(endpoint);
    let read = |request: &auth::testing::RecordedRequest| {
        assert_eq!(request.parameter("client_secret"), None);
        assert_eq!(request.header("authorization"), None);
        assert_eq!(request.parameter("client_id"), Some("app"));
        let text = request.parameter("client_assertion").expect("an assertion");
        let segment = |place| {
            let segment: &str = text.split('.').nth(place).expect("a segment");
            let bytes = URL_SAFE_NO_PAD.decode_to_vec(segment).expect("base64url");
            serde_json::from_slice(&bytes).expect("JSON")
        };
        Assertion {
            header: segment(0),
            claims: segment(1),
        }
    };
    requests.iter().map(read).collect()
}

#[protected]
async fn token(State(auth): State<Auth>, session: Session) -> Response {
    match session.access_token(&auth).await {
        Ok(token) => token.expose().to_owned().into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.code().name).into_response(),
    }
}

#[protected]
async fn leave(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).revoke().await.into_response()
}
