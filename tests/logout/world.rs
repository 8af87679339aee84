//! The application, its providers and its store.

use std::sync::{Arc, Mutex};

use auth::outbound::{BoxFuture, HttpClient, HttpClientError, ResponseBody};
use auth::testing::{LogoutToken, ManualClock, Provider};
use auth_tests::support::browser::{Answer, Browser, path_and_query};
use auth_tests::support::world::{Providers, SECRET, START};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;
use url::Url;

use crate::auth::{Auth, Session, provider};
use crate::watched::Watched;

#[derive(Debug)]
pub struct World {
    pub providers: Providers,
    pub clock: ManualClock,
    pub store: Watched,
    pub auth: Auth,
    pub router: Router,
}

pub const BACK_CHANNEL: &str = "/auth/backchannel-logout/op";
pub const FORM: &str = "application/x-www-form-urlencoded";

impl World {
    pub fn new() -> Self {
        let clock = ManualClock::at(START);
        let providers = Providers::new("https://app.test", &clock);
        let store = Watched::default();
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
            .client(provider::github, "app", "github secret")
            .store(store.clone())
            .clock(clock.clone())
            .http_client(providers.clone())
            .build()
            .expect("a right configuration");
        let router = Router::new()
            .route("/", get(home))
            .merge(auth.routes())
            .layer(auth.layer())
            .with_state(auth.clone());
        Self {
            providers,
            clock,
            store,
            auth,
            router,
        }
    }

    pub fn op(&self) -> &Provider {
        &self.providers.op
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// A browser in which that person is signed in, and the session of theirs at the provider `op`.
    pub async fn signed_in(&self, persona: &str) -> (Browser, String) {
        let mut browser = self.browser();
        let start = browser.submit("/auth/signin/op", &[]).await;
        self.finish(&mut browser, &start, persona).await;
        let sid = self.op().sessions_of(persona).pop();
        (browser, sid.expect("a session at the provider"))
    }

    /// Says yes at the provider, and comes back.
    pub async fn finish(&self, browser: &mut Browser, start: &Answer, persona: &str) -> Answer {
        let response = self.op().authorize(start.location(), persona).await;
        let url = Url::parse(response.expect("an authorization response").url());
        browser.open(&path_and_query(&url.expect("a URL"))).await
    }

    /// Sends a logout token as the provider does.
    pub async fn send(&self, token: LogoutToken<'_>) -> Answer {
        self.send_text(&token.sign().expect("a token")).await
    }

    pub async fn send_text(&self, token: &str) -> Answer {
        self.post(BACK_CHANNEL, FORM, ["logout_token=", token].concat())
            .await
    }

    /// From now on the provider brings its logout tokens to the application: the answers that it gets.
    pub fn receives_logout_tokens(&self) -> Answers {
        let answers = Answers::default();
        self.op().send_logout_tokens(Road {
            application: self.router.clone(),
            answers: Arc::clone(&answers),
        });
        answers
    }

    /// Nobody's browser posts this. Whatever comes of it is kept by no cache.
    pub async fn post(&self, path: &str, content_type: &str, body: String) -> Answer {
        let mut nobody = self.browser();
        let headers = [(CONTENT_TYPE, content_type)];
        let request = nobody.request(Method::POST, path, &headers, body.into());
        let answer = nobody.send(request).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        answer
    }
}

/// URLs and statuses.
pub type Answers = Arc<Mutex<Vec<(String, StatusCode)>>>;

/// The way from the provider to the application, without a network.
#[derive(Debug)]
struct Road {
    application: Router,
    answers: Answers,
}

impl HttpClient for Road {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<ResponseBody>, HttpClientError>> {
        let url = request.uri().to_string();
        let request = request.map(Body::from);
        let answer = self.application.clone().oneshot(request);
        Box::pin(async move {
            let answer = answer.await.map_err(HttpClientError::new)?;
            let mut answers = self.answers.lock().expect("no test panics meanwhile");
            answers.push((url, answer.status()));
            Ok(answer.map(|body| body.map_err(Into::into).boxed_unsync()))
        })
    }
}

/// Who is signed in there, according to the application.
pub async fn who(browser: &mut Browser) -> String {
    let answer = browser.open("/").await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.text().to_owned()
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(
        || "nobody".into(),
        |session| session.user.display_name().to_owned(),
    )
}
