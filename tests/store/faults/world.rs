//! The application, on one server or several, and who uses it.

use std::time::{SystemTime, UNIX_EPOCH};

use auth::store::{SessionToken, Sessions};
use auth::testing::{ManualClock, Persona};
use auth_tests::support::browser::{Answer, Browser, StoredCookie, path_and_query};
use auth_tests::support::world::{Providers, SECRET};
use axum::Router;
use axum::routing::get;
use http::StatusCode;
use url::Url;

use crate::auth::{Auth, Session, protected, provider};
use crate::place::Everything;

/// What all servers of the application share, but for the store.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) clock: ManualClock,
    providers: Providers,
}

/// One server of the application.
#[derive(Debug, Clone)]
pub(crate) struct Instance {
    pub(crate) auth: Auth,
    providers: Providers,
    router: Router,
}

/// The cookie of a session.
pub(crate) const COOKIE: &str = "__Host-auth.session-token";

impl World {
    pub(crate) fn new() -> Self {
        // Redis goes by a clock of its own.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let clock = ManualClock::at(now.as_secs());
        let providers = Providers::new("https://app.test", &clock);
        Self { clock, providers }
    }

    pub(crate) fn instance(&self, store: impl Everything) -> Instance {
        let auth = Auth::builder()
            .variables(variables)
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .client(provider::other, "app", "other secret")
            .store(store)
            .clock(self.clock.clone())
            .http_client(self.providers.clone())
            .build()
            .unwrap();
        let router = Router::new()
            .route("/", get(home))
            .route("/open", get(async || "open"))
            .route("/guarded", get(guarded))
            .merge(auth.routes())
            .layer(auth.layer())
            .with_state(auth.clone());
        Instance {
            auth,
            providers: self.providers.clone(),
            router,
        }
    }
}

impl Instance {
    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// A browser with nothing but this token.
    pub(crate) fn with(&self, token: &str) -> Browser {
        let mut browser = self.browser();
        let cookie = StoredCookie {
            value: token.to_owned(),
            attributes: Vec::new(),
        };
        browser.cookies.insert(COOKIE.to_owned(), cookie);
        browser
    }

    /// A browser in which somebody of that name is signed in.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let answer = self.sign_in(&mut browser, name).await;
        assert!(token(&browser).is_some(), "{}", answer.location());
        browser
    }

    /// Signs in; the answer of the redirect URI.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, name: &str) -> Answer {
        let back = self.come_back(browser, name).await;
        browser.open(&back).await
    }

    /// Signs in as far as the provider can do it: what is left is to open this path.
    pub(crate) async fn come_back(&self, browser: &mut Browser, name: &str) -> String {
        let start = browser.submit("/auth/signin/op", &[]).await;
        at_provider(&self.providers, "op", &start, name).await
    }

    /// Links that person's account at the other provider; the last answer of the application.
    pub(crate) async fn link(&self, browser: &mut Browser, name: &str) -> Answer {
        let start = browser.submit("/auth/accounts/link/other", &[]).await;
        if !start.location().starts_with("https://other.test") {
            return start;
        }
        let back = at_provider(&self.providers, "other", &start, name).await;
        browser.open(&back).await
    }

    /// The session of a token, as a handler gets it.
    pub(crate) async fn session(&self, token: &str) -> Option<Session> {
        let cookie = format!("{COOKIE}={token}");
        let request = http::Request::get("/").header("cookie", cookie);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        self.auth.session(&parts).await
    }
}

/// Path and query of the redirect URI, after somebody of that name has said yes.
async fn at_provider(providers: &Providers, id: &str, start: &Answer, name: &str) -> String {
    let somebody = Persona::new(name).name(name).verified_email(address(name));
    let response = providers
        .by_id(id)
        .authorize(start.location(), somebody)
        .await;
    path_and_query(&Url::parse(response.unwrap().url()).unwrap())
}

/// The e-mail address of somebody.
pub(crate) fn address(name: &str) -> String {
    format!("{name}@example.com")
}

/// What a browser has of its session.
pub(crate) fn token(browser: &Browser) -> Option<String> {
    let cookie = browser.cookies.get(COOKIE)?;
    Some(cookie.value.clone())
}

/// Who is signed in there, according to a page that is everybody's.
pub(crate) async fn who(browser: &mut Browser) -> String {
    browser.open("/").await.text().to_owned()
}

/// Whether the store has the session of a token.
pub(crate) async fn is_kept(store: &impl Sessions, token: &str) -> bool {
    let token = SessionToken::new(token);
    let found = store.find_session(token.hash()).await;
    found.unwrap().is_some()
}

/// Refused because nobody knows: the cookie stays, and it may be tried again.
pub(crate) fn assert_unavailable(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "10");
    assert!(
        !answer.cookie_names().contains(&COOKIE),
        "the cookie is to stay"
    );
}

pub(crate) const NOBODY: &str = "nobody";

fn variables(name: &str) -> Option<String> {
    match name {
        "OP_ISSUER" => Some("https://op.test".into()),
        "OTHER_ISSUER" => Some("https://other.test".into()),
        _ => None,
    }
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(
        || NOBODY.into(),
        |session| session.user.display_name().to_owned(),
    )
}

/// Who it is, and which roles they have.
#[protected]
async fn guarded(session: Session) -> String {
    let roles: Vec<_> = session
        .roles
        .iter()
        .map(|role| format!("{role:?}"))
        .collect();
    format!("{} {}", session.user.display_name(), roles.join(" "))
}
