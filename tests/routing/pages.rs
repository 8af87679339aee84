//! The application's own pages: at the paths of the declaration, and never in a circle.

use ::auth::routing::{Router, get};
use auth_tests::support::browser::{Answer, Browser, HTML, path_and_query};
use axum::body::Body;
use axum::middleware::from_extractor_with_state;
use http::header::ACCEPT;
use http::{HeaderName, Method, StatusCode};

use crate::app::{ada, anybody, auth};
use crate::auth::{Auth, Session, page, protected, public};
use crate::log::Errors;

#[public]
async fn login() -> &'static str {
    "Please sign in"
}

#[public]
async fn failed() -> &'static str {
    "That did not work"
}

#[protected]
async fn guarded() -> &'static str {
    "guarded"
}

/// Open, it says; but it asks for a session.
#[public]
async fn asking(_: Session) -> &'static str {
    "asking"
}

fn stating() -> Router {
    let auth = auth();
    let routes = auth
        .routes()
        .page(page::sign_in, get(login))
        .page(page::error, get(failed))
        .page(page::sign_out, get(guarded));
    Router::new()
        .route("/dashboard", get(guarded))
        .merge(routes)
        .with_state(auth)
}

/// A router of axum's, where nothing stops anybody from protecting a page.
fn plain(path: &str, handlers: axum::routing::MethodRouter<Auth>) -> axum::Router {
    let auth = auth();
    axum::Router::new()
        .route(path, handlers)
        .merge(auth.routes())
        .with_state(auth)
}

async fn ask(
    browser: &mut Browser,
    method: Method,
    path: &str,
    headers: &[(HeaderName, &str)],
) -> Answer {
    let request = browser.request(method, path, headers, Body::empty());
    browser.send(request).await
}

#[track_caller]
fn assert_no_circle(answer: &Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
    assert_eq!(answer.location(), "", "{what}");
    assert_eq!(answer.header("hx-redirect"), "", "{what}");
    assert_eq!(answer.header("cache-control"), "no-store", "{what}");
}

/// M-28
#[tokio::test]
async fn a_guard_leads_to_the_page_at_the_path_of_the_declaration() {
    let mut browser = anybody(stating());
    let answer = browser.open("/dashboard").await;
    assert_eq!(
        answer.location(),
        "https://app.test/login?callbackUrl=%2Fdashboard"
    );
    let page = browser.open(&path_and_query(&answer.location_url())).await;
    assert_eq!(
        (page.status, page.text()),
        (StatusCode::OK, "Please sign in")
    );
    assert_eq!(browser.open("/oops").await.text(), "That did not work");
}

#[tokio::test]
async fn a_page_for_people_who_are_signed_in_may_be_guarded() {
    assert_eq!(
        anybody(stating()).open("/bye").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(ada(stating()).open("/bye").await.text(), "guarded");
}

/// M-28
#[tokio::test]
async fn a_guard_on_a_page_for_strangers_says_so_instead_of_leading_back_to_it() {
    let (errors, _recording) = Errors::begin();
    for (path, key) in [("/login", "sign_in"), ("/oops", "error")] {
        let mut browser = anybody(plain(path, axum::routing::get(guarded)));
        let answer = browser.open(&format!("{path}?callbackUrl=%2F")).await;
        assert_no_circle(&answer, path);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["code"], "page_protected");
        assert_eq!(answer.json()["id"], "AUTH-151");
        let log = errors.take();
        let [line] = log.as_slice() else {
            panic!("{path}: not one line: {log:?}");
        };
        for part in ["AUTH-151", key, path, "`#[public]`"] {
            assert!(line.contains(part), "{path}: {part}: {line}");
        }
    }
}

/// M-28
#[tokio::test]
async fn nobody_is_led_in_a_circle_whatever_asks_for_the_page() {
    let htmx = (HeaderName::from_static("hx-request"), "true");
    for (method, headers) in [
        (Method::HEAD, vec![(ACCEPT, HTML)]),
        (Method::GET, vec![(ACCEPT, "application/json")]),
        (Method::GET, vec![(ACCEPT, "*/*"), htmx]),
    ] {
        let mut browser = anybody(plain("/login", axum::routing::get(guarded)));
        let answer = ask(&mut browser, method.clone(), "/login", &headers).await;
        assert_no_circle(&answer, method.as_str());
    }
}

/// M-28
#[tokio::test]
async fn a_session_that_is_asked_for_on_an_open_page_is_the_same_circle() {
    let mut browser = anybody(plain("/login", axum::routing::get(asking)));
    assert_no_circle(&browser.open("/login").await, "Session");
}

/// M-28
#[tokio::test]
async fn the_page_is_known_by_the_path_that_the_browser_asked_for() {
    let auth = auth();
    let inner = axum::Router::new().route("/", axum::routing::get(guarded));
    let app: axum::Router = axum::Router::new()
        .nest("/login", inner.clone())
        .nest(
            "/other",
            axum::Router::new().route("/login", axum::routing::get(guarded)),
        )
        .with_state(auth);
    let mut browser = anybody(app);
    assert_no_circle(&browser.open("/login").await, "nested");
    let answer = browser.open("/other/login").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

/// M-28
#[tokio::test]
async fn a_guard_around_the_whole_router_does_not_lead_in_a_circle_either() {
    let auth = auth();
    let around = from_extractor_with_state::<Session, Auth>(auth.clone());
    let app: axum::Router = axum::Router::new()
        .merge(auth.routes())
        .layer(around)
        .with_state(auth);
    let mut browser = anybody(app);
    // The own page is at another path; the built-in one at this path is where a mail has been announced.
    assert_no_circle(&browser.open("/auth/verify-request").await, "built in");
    assert_eq!(
        browser.open("/auth/signout").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn who_is_signed_in_gets_a_protected_page() {
    let mut browser = ada(plain("/login", axum::routing::get(guarded)));
    assert_eq!(browser.open("/login").await.text(), "guarded");
}

/// A POST to the page is nobody who was led there.
#[tokio::test]
async fn a_protected_post_at_the_path_of_a_page_is_what_it_is_elsewhere() {
    let handlers = axum::routing::get(login).post(guarded);
    let mut browser = anybody(plain("/login", handlers));
    let answer = ask(&mut browser, Method::POST, "/login", &[(ACCEPT, HTML)]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.open("/login").await.text(), "Please sign in");
}
