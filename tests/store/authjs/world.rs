//! One database, an application of ours on it, and what Auth.js would do there.

use auth::store::AuthJs;
use auth::testing::ManualClock;
use auth_store_tests::Postgresql;
use auth_tests::support::browser::{Browser, StoredCookie, path_and_query};
use auth_tests::support::world::{Providers, SECRET};
use axum::Router;
use axum::routing::get;
use http::StatusCode;
use serde_json::{Value, json};
use sqlx::PgPool;
use url::Url;

use crate::adapter;
use crate::auth::{Auth, Session, protected, provider};

/// Whose tables they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    PgAdapter,
    Drizzle,
}

impl Layout {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PgAdapter => "pg-adapter",
            Self::Drizzle => "drizzle",
        }
    }
}

pub(crate) struct World {
    pub(crate) layout: Layout,
    pub(crate) pool: PgPool,
    pub(crate) store: AuthJs,
    pub(crate) auth: Auth,
    url: String,
    providers: Providers,
    router: Router,
}

impl World {
    pub(crate) async fn new(server: &Postgresql, layout: Layout) -> Self {
        let url = server.database();
        let pool = PgPool::connect(&url).await.unwrap();
        let tables = match layout {
            Layout::PgAdapter => include_str!("../../interop/authjs-tables/pg-adapter.sql"),
            Layout::Drizzle => include_str!("../../interop/authjs-tables/drizzle.sql"),
        };
        sqlx::raw_sql(tables).execute(&pool).await.unwrap();
        let store = match layout {
            Layout::PgAdapter => AuthJs::pg_adapter(pool.clone()),
            Layout::Drizzle => AuthJs::drizzle(pool.clone()),
        };
        let store = store.provider("op", "https://op.test");
        // The adapters go by the clock of the machine.
        let now = std::time::SystemTime::now();
        let now = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let clock = ManualClock::at(now);
        let providers = Providers::new("http://localhost:3000", &clock);
        let auth = Auth::builder()
            .variables(|name| match name {
                "OP_ISSUER" => Some("https://op.test".into()),
                "OTHER_ISSUER" => Some("https://other.test".into()),
                _ => None,
            })
            .secret(SECRET)
            .base_url("http://localhost:3000")
            .client(provider::op, "app", "op secret")
            .client(provider::other, "app", "other secret")
            .store(store.clone())
            .clock(clock)
            .http_client(providers.clone())
            .build()
            .unwrap();
        let router = Router::new()
            .route("/", get(home))
            .route("/fresh", get(fresh))
            .route("/admin", get(admin))
            .merge(auth.routes())
            .with_state(auth.clone());
        Self {
            layout,
            pool,
            store,
            auth,
            url,
            providers,
            router,
        }
    }

    /// What a method of the adapter answers.
    pub(crate) async fn adapter<const N: usize>(
        &self,
        method: &str,
        arguments: [Value; N],
    ) -> Value {
        let arguments = Value::from(arguments.to_vec());
        adapter::call(self.layout, &self.url, method, arguments).await
    }

    /// A user with an account, and a session with that token, as Auth.js makes them when somebody signs in first.
    pub(crate) async fn signed_in_there(&self, subject: &str, token: &str) -> String {
        let user = json!({
            "id": format!("made by core for {subject}"), "name": subject, "image": null,
            "email": format!("{subject}@example.com"), "emailVerified": null,
        });
        let user = self.adapter("createUser", [user]).await;
        let id = user["id"].clone();
        let account = json!({
            "userId": id, "type": "oidc", "provider": "op", "providerAccountId": subject,
            "access_token": "theirs", "scope": "openid",
        });
        self.adapter("linkAccount", [account]).await;
        let session = json!({
            "sessionToken": token, "userId": id, "expires": "2099-01-01T00:00:00.000Z",
        });
        self.adapter("createSession", [session]).await;
        match id {
            Value::String(id) => id,
            id => id.to_string(),
        }
    }

    /// A browser of our application with a session's token.
    pub(crate) fn with_token(&self, token: &str) -> Browser {
        let mut browser = self.browser();
        let cookie = StoredCookie {
            value: token.to_owned(),
            attributes: Vec::new(),
        };
        browser.cookies.insert(COOKIE.to_owned(), cookie);
        browser
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::new(self.router.clone(), "http://localhost:3000")
    }

    /// Signs in at our application; where that has led.
    pub(crate) async fn sign_in(&self, id: &str, persona: &str) -> (Browser, String) {
        let mut browser = self.browser();
        let start = browser.submit(&format!("/auth/signin/{id}"), &[]).await;
        let provider = self.providers.by_id(id);
        let response = provider.authorize(start.location(), persona).await.unwrap();
        let url = Url::parse(response.url()).unwrap();
        let answer = browser.open(&path_and_query(&url)).await;
        let location = answer.location().to_owned();
        (browser, location)
    }

    /// The token of a browser's session.
    pub(crate) fn token(browser: &Browser) -> String {
        browser.cookies[COOKIE].value.clone()
    }
}

/// Who is signed in there: the id of a user, or nobody.
pub(crate) async fn who(browser: &mut Browser) -> String {
    browser.open("/").await.text().to_owned()
}

/// The status of a page.
pub(crate) async fn status(browser: &mut Browser, path: &str) -> StatusCode {
    browser.open(path).await.status
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(|| "nobody".into(), |session| session.user.id.clone())
}

#[protected(fresh = 10 minutes)]
async fn fresh() {}

#[protected(role = admin)]
async fn admin() {}

/// The cookie that both share.
const COOKIE: &str = "authjs.session-token";
