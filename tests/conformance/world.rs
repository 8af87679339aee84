//! The application, four providers, a browser, and what a module demands of them.

use std::time::Duration;

use auth::store::Memory;
use auth::testing::{
    AuthorizationResponse, Client, Endpoint, IdTokenForgery, ManualClock, Persona, Provider,
    SigningAlgorithm,
};
use auth_tests::support::browser::{Answer, Browser, HTML, path_and_query};
use auth_tests::support::world::{SECRET, START};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{HeaderName, Method, StatusCode};
use serde_json::{Map, Value, json};
use url::Url;

use crate::auth::{Auth, Session, protected, provider};
use crate::network::Network;

pub struct World {
    pub network: Network,
    pub clock: ManualClock,
    pub browser: Browser,
    providers: Vec<(&'static str, Provider)>,
}

/// Providers that differ in nothing but how an authorization response comes back: the modules of the plans
/// `oidcc-client-basic-certification-test-plan` and `oidcc-client-formpost-basic-certification-test-plan` are the same.
pub const BOTH_MODES: [&str; 2] = ["op", "posting"];

impl World {
    /// Providers that sign as the suite's do: RS256, and PS256 for FAPI.
    pub fn new() -> Self {
        Self::signing(SigningAlgorithm::Rs256, SigningAlgorithm::Ps256)
    }

    /// The first for the OpenID Connect plans, the second for FAPI's.
    pub fn signing(openid: SigningAlgorithm, fapi: SigningAlgorithm) -> Self {
        let clock = ManualClock::at(START);
        let providers: Vec<_> = IDS
            .into_iter()
            .map(|id| {
                let algorithm = if id == "fapi" { fapi } else { openid };
                (id, provider_of(id, algorithm, &clock))
            })
            .collect();
        let network = Network::new(providers.iter().map(|(_, one)| one.clone()).collect());
        let auth = Auth::builder()
            .variables(|name| {
                let id = name.strip_suffix("_ISSUER")?.to_ascii_lowercase();
                IDS.contains(&id.as_str()).then(|| issuer(&id))
            })
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .client(provider::posting, "app", "posting secret")
            .client(provider::lasting, "app", "lasting secret")
            .client(provider::fapi, "app", "fapi secret")
            .store(Memory::new())
            .clock(clock.clone())
            .http_client(network.clone())
            .build()
            .expect("a right configuration");
        let router = Router::new()
            .route("/", get(home))
            .route("/token", get(token))
            .merge(auth.routes())
            .with_state(auth);
        Self {
            network,
            clock,
            browser: Browser::new(router, "https://app.test"),
            providers,
        }
    }

    pub fn provider(&self, id: &str) -> &Provider {
        let found = self.providers.iter().find(|(known, _)| *known == id);
        &found.expect("a provider").1
    }

    /// What is wrong with the next ID token; the ones after it are right again.
    pub fn forge(&self, id: &str, forgery: IdTokenForgery) {
        let provider = self.provider(id);
        provider.clear_faults();
        provider.next_id_token(forgery);
        provider.next_id_token(right().always());
    }

    /// Begins a sign-in from the form of a page.
    pub async fn begin(&mut self, id: &str) -> Answer {
        self.browser
            .submit(&format!("/auth/signin/{id}"), &[])
            .await
    }

    /// The person at the provider says yes.
    pub async fn authorize(&self, id: &str, start: &Answer) -> AuthorizationResponse {
        let response = self.provider(id).authorize(start.location(), "ada").await;
        response.expect("an authorization response")
    }

    /// Brings an authorization response to the redirect URI, as the browser does.
    pub async fn deliver(&mut self, response: &AuthorizationResponse) -> Answer {
        let url = Url::parse(response.url()).expect("a redirect URI");
        let Some(form) = response.form() else {
            return self.browser.open(&path_and_query(&url)).await;
        };
        let headers = [
            (ACCEPT, HTML),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
            (ORIGIN, "https://posting.test"),
            (HeaderName::from_static("sec-fetch-site"), "cross-site"),
        ];
        let body = form.to_owned().into();
        let request = self
            .browser
            .request(Method::POST, url.path(), &headers, body);
        self.browser.send(request).await
    }

    /// A whole sign-in; the answer of the redirect URI.
    pub async fn sign_in(&mut self, id: &str) -> Answer {
        let start = self.begin(id).await;
        let response = self.authorize(id, &start).await;
        self.deliver(&response).await
    }

    /// Ada signs in, and the application knows of her what only the UserInfo endpoint has said: it was called, once, with the
    /// new access token.
    pub async fn accepts(&mut self, id: &str) {
        let before = self.provider(id).count(Endpoint::UserInfo);
        let answer = self.sign_in(id).await;
        assert_eq!(answer.location(), "https://app.test/", "{id}");
        let stated = self.stated().await;
        assert_eq!(stated["name"], "Ada Lovelace", "{id}");
        assert_eq!(stated["email"], "ada@example.com", "{id}");
        let asked = self.provider(id).requests_to(Endpoint::UserInfo);
        assert_eq!(asked.len() as u64, before + 1, "{id}");
    }

    /// What the application knows of who is signed in here; `null` for nobody.
    pub async fn stated(&mut self) -> Value {
        self.browser.open("/").await.json()
    }

    /// The access token that the application gets for who is signed in, or the code of the refusal.
    pub async fn access_token(&mut self) -> Result<String, String> {
        let answer = self.browser.open("/token").await;
        let text = answer.text().to_owned();
        match answer.status {
            StatusCode::OK => Ok(text),
            StatusCode::BAD_GATEWAY => Err(text),
            status => Err(status.to_string()),
        }
    }

    /// The browser was told this code, on a page with a way back; nobody is signed in; and everything that was forged has
    /// been sent.
    pub async fn refused(&mut self, answer: &Answer, code: &str) {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let told = answer.location_parameter("code");
        assert_eq!(told.as_deref(), Some(code), "{}", answer.location());
        assert!(self.has_no_session(), "{code}");
        let page = path_and_query(&answer.location_url());
        let page = self.browser.open(&page).await;
        assert!(page.status.is_client_error() || page.status.is_server_error());
        assert!(page.text().contains(code) && page.text().contains("/auth/signin"));
        assert_eq!(self.stated().await, Value::Null, "{code}");
    }

    pub fn has_no_session(&self) -> bool {
        self.browser.cookies_named("__Host-auth.session").is_empty()
    }

    /// A sign-in in which the next ID token is wrong is refused with that code, and nothing is called after the token
    /// endpoint but, where the key is not known, the keys. The same flow goes through when nothing is wrong any more.
    pub async fn refuses_id_token(&mut self, id: &str, forgery: IdTokenForgery, code: &str) {
        self.forge(id, forgery);
        let answer = self.sign_in(id).await;
        let always = 1;
        assert_eq!(self.provider(id).pending_faults(), always, "it was sent");
        self.refused(&answer, code).await;
        self.made_no_call_after(id, Endpoint::Token);
        self.accepts(id).await;
    }

    /// Whether the last thing that this provider was asked for, but for its keys, was this, and was asked for once.
    pub fn made_no_call_after(&self, id: &str, last: Endpoint) {
        let provider = self.provider(id);
        let requests = provider.requests();
        let asked = requests.iter().map(|request| request.endpoint);
        let asked: Vec<_> = asked
            .filter(|endpoint| !matches!(endpoint, Endpoint::Keys | Endpoint::Interaction))
            .collect();
        assert_eq!(asked.last(), Some(&last), "{asked:?}");
        assert_eq!(provider.count(last), 1, "{asked:?}");
    }

    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

/// An ID token as the suite's providers send it: about the sign-in, and with no claim of what the scopes ask for, so that there
/// is something to ask the UserInfo endpoint for.
pub fn right() -> IdTokenForgery {
    IdTokenForgery::new().patch_claims(|claims: &mut Map<String, Value>| {
        claims.retain(|name, _| ABOUT_THE_SIGN_IN.contains(&name.as_str()));
    })
}

/// A refusal of an ID token in both response modes.
pub async fn refused_in_both_modes(forgery: IdTokenForgery, code: &str) {
    for id in BOTH_MODES {
        let mut world = World::new();
        world.refuses_id_token(id, forgery.clone(), code).await;
    }
}

pub fn issuer(id: &str) -> String {
    format!("https://{id}.test")
}

/// A provider whose next ID tokens are [`right`].
fn provider_of(id: &str, algorithm: SigningAlgorithm, clock: &ManualClock) -> Provider {
    let client = Client::new("app")
        .secret(format!("{id} secret"))
        .redirect_uri(format!("https://app.test/auth/callback/{id}"))
        .post_logout_redirect_uri("https://app.test/auth/signed-out");
    let ada = Persona::new("ada")
        .name("Ada Lovelace")
        .verified_email("ada@example.com")
        .claim("phone_number", "+44 20 7946 0000")
        .claim("address", json!({ "locality": "London" }));
    let provider = Provider::builder()
        .issuer(issuer(id))
        .client(client)
        .personas([ada])
        .signing_algorithm(algorithm)
        .clock(clock.clone())
        .build()
        .expect("a provider");
    provider.next_id_token(right().always());
    provider
}

async fn home(session: Option<Session>) -> axum::Json<Value> {
    axum::Json(session.map_or(Value::Null, |session| {
        json!({
            "id": session.user.id,
            "name": session.user.name,
            "email": session.user.email,
            "phone_number": session.data.phone_number,
            "locality": session.data.locality,
        })
    }))
}

#[protected]
async fn token(State(auth): State<Auth>, session: Session) -> Response {
    match session.access_token(&auth).await {
        Ok(token) => token.expose().to_owned().into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, error.code().name).into_response(),
    }
}

const IDS: [&str; 4] = ["op", "posting", "lasting", "fapi"];

const ABOUT_THE_SIGN_IN: [&str; 9] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nonce",
    "auth_time",
    "at_hash",
    "sid",
];
