//! The application, its providers and its store.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use auth::email::{MailError, Mailer, Message};
use auth::outbound::BoxFuture;
use auth::store::{Accounts, SessionRecord, SessionToken, Sessions, Users};
use auth::testing::{AuthorizationResponse, Choice, ManualClock};
use auth_tests::support::browser::{Answer, Browser, form, path_and_query};
use auth_tests::support::world::{Providers, SECRET, START};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, ORIGIN, USER_AGENT};
use http::{HeaderName, Method, Request};
use tokio::sync::Notify;
use url::Url;

use crate::auth::{Auth, PASSWORD, Session, protected, provider};
use crate::watched::Watched;

/// One server of the application.
#[derive(Debug)]
pub struct World {
    pub providers: Providers,
    pub clock: ManualClock,
    pub store: Watched,
    pub auth: Auth,
    pub router: Router,
    pub slow: Arc<Slow>,
    pub post: Post,
}

/// A handler that takes its time.
#[derive(Debug, Default)]
pub struct Slow {
    pub arrived: Notify,
    pub go_on: Notify,
}

/// What was sent.
#[derive(Debug, Clone, Default)]
pub struct Post(Arc<Mutex<Vec<Message>>>);

/// The session's cookie.
pub const COOKIE_NAME: &str = "__Host-auth.session-token";

impl World {
    pub fn new() -> Self {
        let clock = ManualClock::at(START);
        let providers = Providers::new("https://app.test", &clock);
        let (store, post) = (Watched::default(), Post::default());
        let auth = Auth::builder()
            .variables(|name| match name {
                "OP_ISSUER" => Some("https://op.test".into()),
                "OTHER_ISSUER" => Some("https://other.test".into()),
                "POSTING_ISSUER" => Some("https://posting.test".into()),
                _ => None,
            })
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .client(provider::other, "app", "other secret")
            .client(provider::posting, "app", "posting secret")
            .store(store.clone())
            .mailer(post.clone())
            .clock(clock.clone())
            .http_client(providers.clone())
            .client_address(|headers, peer| {
                let said = headers.get("x-real-ip").and_then(|ip| ip.to_str().ok());
                said.map_or(peer, |ip| ip.parse().ok())
            })
            .build()
            .expect("a right configuration");
        let slow = Arc::new(Slow::default());
        let router = application(&auth, &slow);
        Self {
            providers,
            clock,
            store,
            auth,
            router,
            slow,
            post,
        }
    }

    pub fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// A browser in which that person is signed in with the provider `op`.
    pub async fn signed_in(&self, persona: &str) -> Browser {
        self.signed_in_by("op", persona).await
    }

    /// A browser in which that person is signed in with that provider.
    pub async fn signed_in_by(&self, provider: &str, who: impl Into<Choice>) -> Browser {
        let mut browser = self.browser();
        let answer = self.sign_in(&mut browser, provider, who).await;
        assert_eq!(answer.location_parameter("error"), None);
        assert!(token(&browser).is_some());
        browser
    }

    /// Signs in; the answer of the redirect URI.
    pub async fn sign_in(
        &self,
        browser: &mut Browser,
        provider: &str,
        who: impl Into<Choice>,
    ) -> Answer {
        let start = browser
            .submit(&format!("/auth/signin/{provider}"), &[])
            .await;
        self.finish(browser, provider, &start, who).await
    }

    /// Links an account to whoever is signed in; the answer of the redirect URI.
    pub async fn link(
        &self,
        browser: &mut Browser,
        provider: &str,
        who: impl Into<Choice>,
    ) -> Answer {
        let start = browser
            .submit(&format!("/auth/accounts/link/{provider}"), &[])
            .await;
        self.finish(browser, provider, &start, who).await
    }

    /// Says yes at the provider, and comes back.
    pub async fn finish(
        &self,
        browser: &mut Browser,
        provider: &str,
        start: &Answer,
        who: impl Into<Choice>,
    ) -> Answer {
        let response = self.authorize(provider, start, who).await;
        let url = Url::parse(response.url()).expect("a URL");
        match response.form() {
            None => browser.open(&path_and_query(&url)).await,
            Some(form) => {
                let origin = format!("https://{provider}.test");
                let page = browser.submit_from(&origin, url.path(), form.to_owned());
                let page = page.await;
                browser.submit_form_of(&page).await
            }
        }
    }

    /// Says yes at the provider: path and query to come back to.
    pub async fn at_provider(
        &self,
        provider: &str,
        start: &Answer,
        who: impl Into<Choice>,
    ) -> String {
        let response = self.authorize(provider, start, who).await;
        path_and_query(&Url::parse(response.url()).expect("a URL"))
    }

    async fn authorize(
        &self,
        provider: &str,
        start: &Answer,
        who: impl Into<Choice>,
    ) -> AuthorizationResponse {
        let provider = self.providers.by_id(provider);
        let response = provider.authorize(start.location(), who).await;
        response.expect("an authorization response")
    }

    /// Signs in with a name and a password.
    pub async fn type_in(&self, browser: &mut Browser, name: &str) -> Answer {
        let fields = [("username", name), ("password", PASSWORD)];
        browser.submit("/auth/callback/credentials", &fields).await
    }

    /// Signs in by a link; the answer of its button.
    pub async fn follow_a_link(&self, browser: &mut Browser, email: &str) -> Answer {
        browser
            .submit("/auth/signin/email", &[("email", email)])
            .await;
        let url = self
            .post
            .0
            .lock()
            .unwrap()
            .last()
            .expect("mail")
            .url
            .clone();
        let page = browser.open(&path_and_query(&url)).await;
        let (action, fields) = button(&page);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        browser.submit(&action, &fields).await
    }

    /// The session of a browser, as a handler gets it.
    pub async fn session(&self, browser: &Browser) -> Option<Session> {
        let request = Request::get("/").header(COOKIE, browser.cookie_header());
        let (parts, ()) = request.body(()).unwrap().into_parts();
        self.auth.session(&parts).await
    }

    /// The id of the user with that address.
    pub async fn id_of(&self, email: &str) -> Option<String> {
        let found = self.store.memory.find_user_by_email(email).await.unwrap();
        Some(found?.user.id)
    }

    /// What the store has of the sessions of the user with that address.
    pub async fn sessions_of(&self, email: &str) -> Vec<SessionRecord> {
        let id = self.id_of(email).await.unwrap();
        self.store.memory.sessions_of(&id).await.unwrap()
    }

    /// The providers of the accounts of the user with that address.
    pub async fn accounts_of(&self, email: &str) -> Vec<String> {
        let id = self.id_of(email).await.unwrap();
        let accounts = self.store.memory.accounts_of(&id).await.unwrap();
        accounts
            .into_iter()
            .map(|account| format!("{} {}", account.issuer, account.subject))
            .collect()
    }

    /// Whether the store has the session of a browser that had this token.
    pub async fn is_kept(&self, token: &str) -> bool {
        let token = SessionToken::new(token);
        let found = self.store.memory.find_session(token.hash()).await;
        found.unwrap().is_some()
    }

    /// Lets time pass.
    pub fn wait(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

impl Mailer for Post {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
        self.0.lock().unwrap().push(message.clone());
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Who is signed in there, according to the application: their address.
pub async fn who(browser: &mut Browser) -> String {
    browser.open("/").await.text().to_owned()
}

/// What a browser has of its session.
pub fn token(browser: &Browser) -> Option<String> {
    let cookie = browser.cookies.get(COOKIE_NAME)?;
    Some(cookie.value.clone())
}

/// A browser with nothing but this token.
pub fn with_token(world: &World, token: &str) -> Browser {
    let mut browser = world.browser();
    let set_cookie = auth_tests::support::browser::StoredCookie {
        value: token.to_owned(),
        attributes: Vec::new(),
    };
    browser.cookies.insert(COOKIE_NAME.to_owned(), set_cookie);
    browser
}

/// What a program of the application's pages gets.
pub async fn ask(browser: &mut Browser, path: &str) -> Answer {
    let headers = [(ACCEPT, "application/json")];
    let request = browser.request(Method::GET, path, &headers, Body::empty());
    browser.send(request).await
}

/// What a program of the application's pages gets for a form.
pub async fn post_form(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let headers = [
        (ACCEPT, "application/json"),
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        (ORIGIN, "https://app.test"),
        (HeaderName::from_static("sec-fetch-site"), "same-origin"),
    ];
    let body = Body::from(form(fields));
    let request = browser.request(Method::POST, path, &headers, body);
    browser.send(request).await
}

/// Signs in by the provider `op` as a browser that calls itself so, over a connection from there.
pub async fn sign_in_from(
    world: &World,
    persona: &str,
    agent: &str,
    peer: Option<&str>,
    real_ip: Option<&str>,
) -> Browser {
    let mut browser = world.browser();
    let start = browser.submit("/auth/signin/op", &[]).await;
    let back = world.at_provider("op", &start, persona).await;
    let mut headers = vec![(USER_AGENT, agent)];
    headers.extend(real_ip.map(|ip| (HeaderName::from_static("x-real-ip"), ip)));
    let mut request = browser.request(Method::GET, &back, &headers, Body::empty());
    if let Some(peer) = peer {
        let peer: IpAddr = peer.parse().unwrap();
        let connection = ConnectInfo(SocketAddr::new(peer, 4711));
        request.extensions_mut().insert(connection);
    }
    browser.send(request).await;
    assert!(token(&browser).is_some());
    browser
}

/// The form of a page, without a parser: where it posts to, and its hidden fields.
fn button(page: &Answer) -> (String, Vec<(String, String)>) {
    let after = |text: &str, start: &str| {
        let (_, rest) = text.split_once(start)?;
        let (value, _) = rest.split_once('"')?;
        Some(value.replace("&amp;", "&"))
    };
    let html = page.text();
    let action = after(html, "method=\"post\" action=\"").expect("a form");
    let inputs = html.split("<input type=\"hidden\"").skip(1);
    let fields = inputs
        .filter_map(|input| Some((after(input, "name=\"")?, after(input, "value=\"")?)))
        .collect();
    (action, fields)
}

fn application(auth: &Auth, slow: &Arc<Slow>) -> Router {
    let slow = Arc::clone(slow);
    Router::new()
        .route("/", get(home))
        .route("/open", get(async || "open"))
        .route("/dashboard", get(dashboard))
        .route("/admin", get(admin))
        .route("/slow", get(move |session: Session| linger(session, slow)))
        .route("/link-other", post(link_other))
        .route("/leave", post(leave))
        .route("/leave.json", post(leave_json))
        .route("/leave-everywhere", post(leave_everywhere))
        .route("/leave-altogether.json", post(leave_altogether))
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(auth.clone())
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(
        || "nobody".into(),
        |session| session.user.display_name().to_owned(),
    )
}

/// A guard and two extractors.
#[protected]
async fn dashboard(session: Session, again: Option<Session>) -> String {
    assert_eq!(
        again.map(|again| again.id().to_owned()).as_deref(),
        Some(session.id())
    );
    let (roles, data) = (&session.roles, &session.data);
    format!(
        "{} {roles:?} {} {}",
        session.user.display_name(),
        data.door,
        data.kept
    )
}

#[protected(role = admin)]
async fn admin() -> &'static str {
    "admin"
}

async fn linger(session: Session, slow: Arc<Slow>) -> String {
    slow.arrived.notify_one();
    slow.go_on.notified().await;
    session.user.display_name().to_owned()
}

async fn link_other(auth: Auth, session: Session) -> Response {
    let linking = auth.my_accounts(&session).link(provider::other);
    linking.await.into_response()
}

async fn leave(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).await.into_response()
}

async fn leave_json(auth: Auth, session: Session) -> Response {
    let outcome = auth.sign_out(session).outcome().await;
    let body = axum::Json(&outcome).into_response();
    (outcome, body).into_response()
}

async fn leave_everywhere(auth: Auth, session: Session) -> Response {
    auth.sign_out(session).everywhere().await.into_response()
}

async fn leave_altogether(auth: Auth, session: Session) -> Response {
    let outcome = auth.sign_out(session).provider().revoke().outcome().await;
    let body = axum::Json(&outcome).into_response();
    (outcome, body).into_response()
}
