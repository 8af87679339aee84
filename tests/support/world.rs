//! The application under test and everything around it.

use std::time::Duration;

use auth::outbound::{BoxFuture, HttpClient, HttpClientError, ResponseBody};
use auth::testing::{AuthorizationResponse, Client, ManualClock, Persona, Provider};
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::Request;
use url::Url;

use crate::auth::{Auth, Session, callback_url, protected, provider};
use crate::support::browser::{Answer, Browser, path_and_query};

/// The application at `https://app.test`, four providers, a clock that tests move, and one browser.
#[derive(Debug)]
pub struct World {
    /// The browser.
    pub browser: Browser,
    /// The providers, by their ids.
    pub providers: Providers,
    /// The clock of the application and of the providers.
    pub clock: ManualClock,
    /// The application's handle.
    pub auth: Auth,
    /// The application.
    pub router: Router,
}

/// Every provider of the declaration. They are all the network there is.
#[derive(Debug, Clone)]
pub struct Providers {
    /// An OpenID provider.
    pub op: Provider,
    /// Another one.
    pub other: Provider,
    /// One that answers by `form_post`.
    pub posting: Provider,
    /// One that is used by OAuth 2.0 alone.
    pub plain: Provider,
}

/// How a world is made.
#[derive(Debug, Clone)]
pub struct Making {
    /// Where the application is.
    pub origin: &'static str,
    /// `AUTH_SECRET`.
    pub secret: &'static str,
    /// Whether the layer that renews sessions is around the application.
    pub layer: bool,
}

/// A good secret.
pub const SECRET: &str = "Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd";

/// Another good secret.
pub const OTHER_SECRET: &str = "u8Yt5Rf2Wq9Lk3Zx7Cv1Bn6Mp0Sd4GhJ";

/// When the clock starts.
pub const START: u64 = 1_800_000_000;

impl Default for Making {
    fn default() -> Self {
        Self {
            origin: "https://app.test",
            secret: SECRET,
            layer: true,
        }
    }
}

impl World {
    /// The ordinary one.
    #[must_use]
    pub fn new() -> Self {
        Self::made(&Making::default())
    }

    /// Another one.
    #[must_use]
    pub fn made(making: &Making) -> Self {
        let clock = ManualClock::at(START);
        let providers = Providers::new(making.origin, &clock);
        Self::joining(making, &clock, &providers)
    }

    /// One more instance of the application, with the same providers and clock.
    #[must_use]
    pub fn joining(making: &Making, clock: &ManualClock, providers: &Providers) -> Self {
        let auth = handle(making, clock, providers);
        let router = application(&auth, making.layer);
        let browser = Browser::new(router.clone(), making.origin);
        Self {
            browser,
            providers: providers.clone(),
            clock: clock.clone(),
            auth,
            router,
        }
    }

    /// A handle of the same application that is in no router.
    #[must_use]
    pub fn without_routes(&self) -> Auth {
        handle(&Making::default(), &self.clock, &self.providers)
    }

    /// Another browser of the same application.
    #[must_use]
    pub fn another_browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// Begins a sign-in from the form of a page.
    pub async fn begin(&mut self, id: &str) -> Answer {
        self.begin_to(id, None).await
    }

    /// Begins a sign-in that is to end at a callback URL.
    pub async fn begin_to(&mut self, id: &str, callback_url: Option<&str>) -> Answer {
        let fields: Vec<(&str, &str)> = callback_url
            .map(|url| ("callbackUrl", url))
            .into_iter()
            .collect();
        self.browser
            .submit(&format!("/auth/signin/{id}"), &fields)
            .await
    }

    /// What the provider answers when this person says yes.
    pub async fn authorize(
        &self,
        id: &str,
        start: &Answer,
        persona: &str,
    ) -> AuthorizationResponse {
        self.providers
            .by_id(id)
            .authorize(start.location(), persona)
            .await
            .expect("an authorization response")
    }

    /// Brings an authorization response to the redirect URI, as the browser does.
    pub async fn deliver(&mut self, response: &AuthorizationResponse) -> Answer {
        let url = Url::parse(response.url()).expect("a redirect URI");
        match response.form() {
            None => self.browser.open(&path_and_query(&url)).await,
            Some(form) => {
                let page = self.deliver_form(url.path(), form.to_owned()).await;
                self.browser.submit_form_of(&page).await
            }
        }
    }

    /// The cross-site POST of a provider's page; the answer of ours that comes first.
    pub async fn deliver_form(&mut self, path: &str, form: String) -> Answer {
        self.browser
            .submit_from("https://posting.test", path, form)
            .await
    }

    /// A whole sign-in; the answer of the redirect URI.
    pub async fn sign_in(&mut self, id: &str, persona: &str) -> Answer {
        self.sign_in_to(id, persona, None).await
    }

    /// A whole sign-in that is to end at a callback URL.
    pub async fn sign_in_to(
        &mut self,
        id: &str,
        persona: &str,
        callback_url: Option<&str>,
    ) -> Answer {
        let start = self.begin_to(id, callback_url).await;
        let response = self.authorize(id, &start, persona).await;
        self.deliver(&response).await
    }

    /// What `GET /auth/session` says.
    pub async fn session(&mut self) -> serde_json::Value {
        self.browser.open("/auth/session").await.json()
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl Providers {
    /// The providers of an application at this origin.
    #[must_use]
    pub fn new(origin: &str, clock: &ManualClock) -> Self {
        let provider =
            |id: &str| {
                let client = Client::new("app")
                    .secret(format!("{id} secret"))
                    .redirect_uri(format!("{origin}/auth/callback/{id}"))
                    .post_logout_redirect_uri(format!("{origin}/auth/signed-out"))
                    .backchannel_logout_uri(format!("{origin}/auth/backchannel-logout/{id}"));
                Provider::builder()
                    .issuer(format!("https://{id}.test"))
                    .client(client)
                    .personas(Persona::examples().into_iter().chain(PEOPLE.map(
                        |(subject, email)| {
                            Persona::new(subject).name(subject).verified_email(email)
                        },
                    )))
                    .clock(clock.clone())
                    .build()
                    .expect("a provider")
            };
        Self {
            op: provider("op"),
            other: provider("other"),
            posting: provider("posting"),
            plain: provider("plain"),
        }
    }

    /// The provider with that id.
    #[must_use]
    pub fn by_id(&self, id: &str) -> &Provider {
        match id {
            "op" => &self.op,
            "other" => &self.other,
            "posting" => &self.posting,
            "plain" => &self.plain,
            _ => panic!("there is no provider `{id}`"),
        }
    }
}

impl HttpClient for Providers {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, HttpClientError>> {
        let all = [&self.op, &self.other, &self.posting, &self.plain];
        match all
            .into_iter()
            .find(|provider| provider.serves(request.uri()))
        {
            Some(provider) => provider.send(request),
            None => Box::pin(async { Err(HttpClientError::new("there is no such host")) }),
        }
    }
}

/// People beside the examples: subject and verified address.
const PEOPLE: [(&str, &str); 4] = [
    ("admin", "admin@example.com"),
    ("editor", "editor@example.com"),
    ("banned", "banned@example.com"),
    ("waiting", "waiting@example.com"),
];

fn handle(making: &Making, clock: &ManualClock, providers: &Providers) -> Auth {
    Auth::builder()
        .variables(|name| match name {
            "OP_ISSUER" => Some("https://op.test".into()),
            "OTHER_ISSUER" => Some("https://other.test".into()),
            "POSTING_ISSUER" => Some("https://posting.test".into()),
            _ => None,
        })
        .secret(making.secret)
        .base_url(making.origin)
        .client(provider::op, "app", "op secret")
        .client(provider::other, "app", "other secret")
        .client(provider::posting, "app", "posting secret")
        .client(provider::plain, "app", "plain secret")
        .clock(clock.clone())
        .http_client(providers.clone())
        .build()
        .expect("a right configuration")
}

fn application(auth: &Auth, layer: bool) -> Router {
    let router = Router::new()
        .route("/", get(home))
        .route("/open", get(async || "open"))
        .route("/dashboard", get(dashboard).post(dashboard))
        .route("/account/{*rest}", get(dashboard))
        .route("/not-listed", get(dashboard))
        .route("/enter", get(enter))
        .route("/enter-any", get(enter_any))
        .route("/enter-with", get(enter_with))
        .route("/enter-badly", get(enter_badly))
        .route("/enter-without-request", get(enter_without_request))
        .route("/enter.json", get(enter_json))
        .route("/leave", post(leave))
        .route("/leave-without-request", post(leave_without_request))
        .route("/leave-to", post(leave_to))
        .route("/leave.json", post(leave_json))
        .route("/leave-all", post(leave_all))
        .route("/leave-all-to", post(leave_all_to))
        .route("/leave-all.json", post(leave_all_json))
        .merge(auth.routes());
    let router = if layer {
        router.layer(auth.layer())
    } else {
        router
    };
    router.with_state(auth.clone())
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(
        || "nobody".into(),
        |session| session.user.display_name().to_owned(),
    )
}

#[protected]
async fn dashboard(session: Session) -> String {
    format!("{} through {}", session.user.id, session.data.door)
}

async fn enter(auth: Auth) -> Response {
    auth.sign_in(provider::op).await.into_response()
}

async fn enter_any(auth: Auth) -> Response {
    auth.sign_in_any().await.into_response()
}

async fn enter_with(auth: Auth) -> Response {
    auth.sign_in(provider::op)
        .callback_url(callback_url!("/account/new"))
        .scope("api email")
        .param("login_hint", "ada@example.com")
        .await
        .into_response()
}

async fn enter_badly(auth: Auth) -> Response {
    auth.sign_in(provider::op)
        .param("redirect_uri", "https://evil.test/")
        .await
        .into_response()
}

async fn enter_without_request(State(auth): State<Auth>) -> Response {
    auth.sign_in(provider::op).await.into_response()
}

async fn enter_json(auth: Auth) -> Response {
    let outcome = auth.sign_in(provider::op).outcome().await;
    let body = axum::Json(&outcome).into_response();
    (outcome, body).into_response()
}

#[protected]
async fn leave_without_request(State(auth): State<Auth>, session: Session) -> Response {
    auth.sign_out(session).await.into_response()
}

#[protected]
async fn leave(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).await.into_response()
}

#[protected]
async fn leave_to(auth: Auth, session: Session) -> Response {
    auth.sign_out(session)
        .callback_url(callback_url!("/welcome"))
        .await
        .into_response()
}

#[protected]
async fn leave_json(auth: Auth, session: Session) -> Response {
    let outcome = auth.sign_out(session).outcome().await;
    let body = axum::Json(serde_json::json!({ "success": outcome.ok })).into_response();
    (outcome, body).into_response()
}

#[protected]
async fn leave_all(auth: Auth, session: Session) -> Response {
    auth.sign_out(session)
        .provider()
        .revoke()
        .await
        .into_response()
}

#[protected]
async fn leave_all_to(auth: Auth, session: Session) -> Response {
    auth.sign_out(session)
        .callback_url(callback_url!("/welcome"))
        .provider()
        .await
        .into_response()
}

#[protected]
async fn leave_all_json(auth: Auth, session: Session) -> Response {
    let outcome = auth.sign_out(session).provider().revoke().outcome().await;
    let body = axum::Json(&outcome).into_response();
    (outcome, body).into_response()
}
