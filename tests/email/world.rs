//! The application, and a mailbox that everything is delivered to.

use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use auth::email::{MailError, Mailer, Message};
use auth::outbound::BoxFuture;
use auth::store::Memory;
use auth::testing::ManualClock;
use auth_tests::support::browser::{Answer, Browser, HTML, form, path_and_query};
use auth_tests::support::world::{SECRET, START};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::routing::get;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{HeaderName, Method};

use crate::auth::{Auth, Session, provider};

/// One server of the application.
#[derive(Debug)]
pub struct World {
    pub browser: Browser,
    pub clock: ManualClock,
    pub post: Post,
    pub auth: Auth,
    pub router: Router,
}

/// What was sent.
#[derive(Debug, Clone, Default)]
pub struct Post {
    pub sent: Arc<Mutex<Vec<Message>>>,
    pub broken: Arc<AtomicBool>,
}

impl Mailer for Post {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            if self.broken.load(Ordering::SeqCst) {
                return Err(MailError::new("the post is on strike"));
            }
            self.sent.lock().unwrap().push(message.clone());
            Ok(())
        })
    }
}

impl World {
    pub fn new() -> Self {
        let (clock, post) = (ManualClock::at(START), Post::default());
        let auth = Auth::builder()
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .mailer(post.clone())
            .store(Memory::new())
            .clock(clock.clone())
            .build()
            .expect("a right configuration");
        let router = Router::new()
            .route("/", get(home))
            .merge(auth.routes())
            .with_state(auth.clone());
        let browser = Browser::new(router.clone(), "https://app.test");
        Self {
            browser,
            clock,
            post,
            auth,
            router,
        }
    }

    /// Another browser.
    pub fn another_browser(&self) -> Browser {
        Browser::new(self.router.clone(), "https://app.test")
    }

    /// Asks for a link.
    pub async fn ask(&mut self, email: &str) -> Answer {
        self.browser
            .submit("/auth/signin/email", &[("email", email)])
            .await
    }

    /// Asks for a link, from a connection of that peer.
    pub async fn ask_as(&mut self, email: &str, peer: Option<IpAddr>) -> Answer {
        let headers = [
            (ACCEPT, HTML),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
            (ORIGIN, "https://app.test"),
            (HeaderName::from_static("sec-fetch-site"), "same-origin"),
        ];
        let body = Body::from(form(&[("email", email)]));
        let mut request = self
            .browser
            .request(Method::POST, "/auth/signin/email", &headers, body);
        if let Some(peer) = peer {
            let connection = ConnectInfo(SocketAddr::new(peer, 4711));
            request.extensions_mut().insert(connection);
        }
        self.browser.send(request).await
    }

    /// Asks for a link and looks into the mailbox: path and query of the link.
    pub async fn link(&mut self, email: &str) -> String {
        let answer = self.ask(email).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        self.last_link()
    }

    pub fn last_link(&self) -> String {
        path_and_query(&self.last().url)
    }

    pub fn last(&self) -> Message {
        self.post
            .sent
            .lock()
            .unwrap()
            .last()
            .cloned()
            .expect("mail")
    }

    pub fn sent(&self) -> usize {
        self.post.sent.lock().unwrap().len()
    }
}

/// Opens the link and presses the button; the answer of the button.
pub async fn follow(browser: &mut Browser, link: &str) -> Answer {
    let page = browser.open(link).await;
    assert_eq!(page.status, 200, "{}", page.text());
    press(browser, &page).await
}

/// Presses the button of a page that a link led to.
pub async fn press(browser: &mut Browser, page: &Answer) -> Answer {
    let (action, fields) = button(page);
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    browser.submit(&action, &fields).await
}

/// The form of a page, without a parser: where it posts to, and its hidden fields.
pub fn button(page: &Answer) -> (String, Vec<(String, String)>) {
    let html = page.text();
    let after = |text: &str, start: &str| {
        let (_, rest) = text.split_once(start)?;
        let (value, _) = rest.split_once('"')?;
        Some(value.replace("&amp;", "&"))
    };
    let action = after(html, "method=\"post\" action=\"").expect("a form");
    let fields = html
        .split("<input type=\"hidden\"")
        .skip(1)
        .filter_map(|input| Some((after(input, "name=\"")?, after(input, "value=\"")?)))
        .collect();
    (action, fields)
}

/// Who is signed in there, according to the application.
pub async fn who(browser: &mut Browser) -> String {
    browser.open("/").await.text().to_owned()
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(
        || "nobody".into(),
        |session| {
            let user = &session.user;
            format!(
                "{} {} {}",
                user.id,
                user.email.as_deref().unwrap_or("none"),
                user.email_verified
            )
        },
    )
}
