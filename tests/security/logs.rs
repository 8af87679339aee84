//! What is written to the log while the application is attacked, and while it is not.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use auth::testing::{Endpoint, Fault, IdTokenForgery};
use auth_tests::support::browser::HTML;
use auth_tests::support::world::World;
use axum::body::Body;
use http::header::{ACCEPT, COOKIE, REFERER, USER_AGENT};
use http::{HeaderName, Method};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Event, Level, Metadata, Subscriber};

use crate::aftermath::{CSRF, FLOW, SESSION};

mod canaries;

/// Everything of every level that any crate says on this thread.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<Line>>>);

/// An event or a new span.
#[derive(Debug, Clone)]
struct Line {
    level: Level,
    target: String,
    fields: Vec<(String, String)>,
}

struct Recorder {
    log: Log,
    next_span: AtomicU64,
}

impl Log {
    /// Records until the guard is dropped.
    fn begin() -> (Self, DefaultGuard) {
        LazyLock::force(&OTHER);
        let log = Self::default();
        let guard = tracing::subscriber::set_default(Recorder::of(&log));
        (log, guard)
    }

    fn take(&self) -> Vec<Line> {
        std::mem::take(&mut *self.0.lock().expect("a log"))
    }

    fn push(&self, metadata: &Metadata<'_>, record: impl FnOnce(&mut Line)) {
        let mut line = Line {
            level: *metadata.level(),
            target: metadata.target().to_owned(),
            fields: Vec::new(),
        };
        record(&mut line);
        self.0.lock().expect("a log").push(line);
    }
}

/// With one subscriber alone, `tracing` asks that of the thread that is first to say something, which may be none.
static OTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(Recorder::of(&Log::default())));

impl Recorder {
    fn of(log: &Log) -> Self {
        Self {
            log: log.clone(),
            next_span: AtomicU64::new(1),
        }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let value = format!("{value:?}");
        self.fields.push((field.name().to_owned(), value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let value = value.to_owned();
        self.fields.push((field.name().to_owned(), value));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.log.push(span.metadata(), |line| span.record(line));
        Id::from_u64(self.next_span.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.log.push(event.metadata(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// One line each, of bounded length, in characters that every log can hold.
fn assert_plain(lines: &[Line], what: &str) {
    for line in lines {
        let length: usize = line.fields.iter().map(|(_, value)| value.len()).sum();
        assert!(length < 2_048, "{what}: {length} bytes");
        for (name, value) in &line.fields {
            assert!(
                !value.contains(char::is_control),
                "{what}: {name}: {value:?}"
            );
        }
    }
}

/// What attackers put where they expect it to be logged.
fn injections() -> [String; 4] {
    [
        "x\n{\"level\":\"info\",\"message\":\"canary\"}".to_owned(),
        "x\r\n2026-01-01T00:00:00Z INFO canary signed in".to_owned(),
        "\u{1b}[2J\u{1b}[31mcanary\u{7}\u{8}\0".to_owned(),
        format!("canary{}", "A".repeat(20 * 1024)),
    ]
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// M-33: what no build can see is told once, where it would be looked for.
#[tokio::test]
async fn routes_that_are_in_no_router_are_told_once() {
    let world = World::new();
    let (log, _recording) = Log::begin();
    let _ = world.auth.sign_in_any().outcome().await;
    assert!(!log.take().iter().any(|line| line.level == Level::ERROR));

    let auth = world.without_routes();
    for _ in 0..2 {
        let _ = auth.sign_in_any().outcome().await;
    }
    let told: Vec<Line> = log.take();
    let told: Vec<&Line> = told
        .iter()
        .filter(|line| line.level == Level::ERROR)
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    let code = ("code".to_owned(), "AUTH-154".to_owned());
    assert!(told[0].fields.contains(&code), "{told:?}");
}

/// M-34, SR-07: nothing else says that what was made for one user may be kept for another.
#[tokio::test]
async fn a_session_outside_of_the_layer_is_told_once() {
    for layer in [true, false] {
        let making = auth_tests::support::world::Making {
            layer,
            ..Default::default()
        };
        let mut world = World::made(&making);
        let (log, _recording) = Log::begin();
        world.browser.open("/").await;
        world.sign_in("op", "ada").await;
        for _ in 0..2 {
            world.browser.open("/").await;
            world.browser.open("/dashboard").await;
        }
        let code = ("code".to_owned(), "AUTH-155".to_owned());
        let told = log.take();
        let told = told.iter().filter(|line| line.fields.contains(&code));
        assert_eq!(told.count(), usize::from(!layer), "layer: {layer}");
    }
}

/// The control: a sign-in and a sign-out are each told once, and to nobody else's surprise.
#[tokio::test]
async fn each_event_is_one_record() {
    let mut world = World::new();
    let (log, _guard) = Log::begin();
    world.sign_in("op", "ada").await;
    let own = |lines: Vec<Line>| -> Vec<Line> {
        let above = |line: &Line| line.level <= Level::INFO && line.target.starts_with("auth");
        lines.into_iter().filter(above).collect()
    };
    let lines = own(log.take());
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0].level, Level::INFO);

    world.browser.submit("/auth/signout", &[]).await;
    let lines = own(log.take());
    assert_eq!(lines.len(), 1, "{lines:?}");

    world
        .providers
        .op
        .next(Endpoint::Token, Fault::error("invalid_grant"));
    world.sign_in("op", "ada").await;
    let lines = own(log.take());
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0].level, Level::WARN);
    let code = lines[0].fields.iter().find(|(name, _)| name == "code");
    assert_eq!(code.map(|(_, code)| code.as_str()), Some("AUTH-402"));

    // RU-01: a destination that is refused leaves a trace.
    let fields = [("callbackUrl", "https://evil.test/")];
    world.browser.submit("/auth/signin/op", &fields).await;
    let lines = own(log.take());
    assert!(
        lines.iter().any(|line| line
            .fields
            .iter()
            .any(|(name, value)| name == "code" && value == "AUTH-104")),
        "{lines:?}"
    );
}

/// HI-04
#[tokio::test]
async fn nothing_in_a_request_writes_lines_of_its_own() {
    let mut world = World::new();
    let (log, _guard) = Log::begin();
    for text in injections() {
        let value = encoded(&text);
        for path in [
            format!("/auth/callback/op?code={value}&state={value}"),
            format!("/auth/callback/op?error={value}&error_description={value}&state={value}"),
            format!("/auth/callback/op?code=x&state=y&iss={value}"),
            format!("/auth/callback/{value}"),
            format!("/auth/signin?callbackUrl={value}&error={value}"),
            format!("/auth/error?code={value}&error={value}&callbackUrl={value}"),
            format!("/auth/{value}"),
            format!("/account/{value}"),
        ] {
            world.browser.open(&path).await;
        }
        world.begin("op").await;
        world
            .browser
            .open(&format!(
                "/auth/callback/op?code=x&state={value}&iss={value}"
            ))
            .await;
        for path in [
            format!("/auth/signin/{value}"),
            format!("/auth/signin/op?login_hint={value}"),
            format!("/auth/signin/op?{value}={value}"),
            "/auth/signin/op".to_owned(),
            "/auth/signout".to_owned(),
        ] {
            let fields = [("callbackUrl", text.as_str()), ("csrfToken", &text)];
            world.browser.submit(&path, &fields).await;
        }
        let plain: String = text.chars().filter(|c| !c.is_control()).collect();
        let cookie = format!("{SESSION}={plain}; {FLOW}x={plain}; {CSRF}={plain}");
        let headers = [
            (ACCEPT, HTML),
            (USER_AGENT, plain.as_str()),
            (REFERER, plain.as_str()),
            (COOKIE, cookie.as_str()),
            (HeaderName::from_static("hx-current-url"), plain.as_str()),
            (HeaderName::from_static("origin"), plain.as_str()),
        ];
        for path in ["/dashboard", "/auth/session", "/auth/signin"] {
            let request = world
                .browser
                .request(Method::GET, path, &headers, Body::empty());
            world.browser.send(request).await;
        }
        let lines = log.take();
        assert!(!lines.is_empty());
        assert_plain(&lines, &text[..10]);
        for line in &lines {
            for (name, value) in &line.fields {
                assert!(!value.contains("canary"), "{name}: {value}");
            }
        }
    }
}

/// HI-04: of a provider a little is quoted, but as a quotation.
#[tokio::test]
async fn nothing_a_provider_says_writes_lines_of_its_own() {
    for text in injections() {
        let (log, _guard) = Log::begin();
        let said = || text.clone();
        for (endpoint, fault) in [
            (Endpoint::Discovery, Fault::set("issuer", said())),
            (Endpoint::Discovery, Fault::set("token_endpoint", said())),
            (Endpoint::Discovery, Fault::body("text/html", said())),
            (Endpoint::Token, Fault::error(said())),
            (
                Endpoint::Token,
                Fault::error("invalid_grant").and(Fault::set("error_description", said())),
            ),
            (Endpoint::Token, Fault::set("token_type", said())),
            (Endpoint::Token, Fault::set("access_token", said())),
            (Endpoint::Token, Fault::set("id_token", said())),
            (Endpoint::Token, Fault::set("scope", said())),
            (Endpoint::Token, Fault::body("text/html", said())),
            (Endpoint::Keys, Fault::body("application/json", said())),
            (Endpoint::UserInfo, Fault::set("sub", said())),
            (Endpoint::UserInfo, Fault::set("name", said())),
            (Endpoint::UserInfo, Fault::body("text/html", said())),
            (Endpoint::Authorization, Fault::error(said())),
            (Endpoint::Authorization, Fault::set("iss", said())),
        ] {
            let what = format!("{fault:?}").chars().take(80).collect::<String>();
            let mut world = World::new();
            world.providers.op.next(endpoint, fault);
            let start = world.begin("op").await;
            if start.location().starts_with("https://op.test") {
                let response = world.authorize("op", &start, "emmy").await;
                world.deliver(&response).await;
            }
            assert_plain(&log.take(), &what);
        }
        for forgery in [
            IdTokenForgery::new().header("kid", said()),
            IdTokenForgery::new().header("alg", said()),
            IdTokenForgery::new().header("typ", said()),
            IdTokenForgery::new().claim("iss", said()),
            IdTokenForgery::new().claim("aud", said()),
            IdTokenForgery::new().claim("sub", said()),
            IdTokenForgery::new().claim("nonce", said()),
            IdTokenForgery::new().claim("exp", said()),
            IdTokenForgery::new().claim("name", said()),
            IdTokenForgery::new().claim("email", said()),
            IdTokenForgery::new().token(said()),
        ] {
            let mut world = World::new();
            world.providers.op.next_id_token(forgery.clone());
            world.sign_in("op", "emmy").await;
            assert_plain(&log.take(), &format!("{:.80}", format!("{forgery:?}")));
        }
    }
}

/// What does not fit is said once, not every time that the session is sealed anew.
#[tokio::test]
async fn tokens_that_do_not_fit_into_the_session_are_told_once() {
    let mut world = World::new();
    let (log, _guard) = Log::begin();
    let large = IdTokenForgery::new().claim("door", "x".repeat(7_000));
    world.providers.op.next_id_token(large);
    world.sign_in("op", "ada").await;
    world.wait(2 * 86_400);
    world.browser.open("/auth/session").await;
    world.browser.open("/dashboard").await;
    let told = log.take();
    let told = told.iter().filter(|line| {
        let code = ("code".to_owned(), "AUTH-530".to_owned());
        line.level == Level::WARN && line.fields.contains(&code)
    });
    assert_eq!(told.count(), 1);
}
