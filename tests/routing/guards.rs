//! A guard belongs to its handler: no path, method, layer or router leads round it.

use std::convert::Infallible;

use ::auth::routing::{MethodFilter, Public, Router, any, get, on, post};
use auth_tests::support::browser::{Answer, Browser, HTML};
use axum::body::Body;
use axum::extract::Request;
use axum::handler::Handler;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http::header::ACCEPT;
use http::{Method, StatusCode};
use tower::ServiceExt;

use crate::app::{ada, anybody, auth};
use crate::auth::{Session, protected, public};

const SECRET: &str = "for Ada's eyes only";

#[protected]
async fn secret(session: Session) -> String {
    format!("{SECRET}: {}", session.user.id)
}

#[protected]
async fn secret_without_arguments() -> &'static str {
    SECRET
}

#[protected(role = admin)]
async fn for_admins() -> &'static str {
    SECRET
}

#[public]
async fn open() -> &'static str {
    "open"
}

#[public]
async fn greeting(session: Option<Session>) -> String {
    session.map_or_else(|| "nobody".to_owned(), |session| session.user.id.clone())
}

async fn mark(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .insert("x-layer", "passed".parse().unwrap());
    response
}

/// Open and protected handlers side by side, below and above each other.
fn application() -> Router {
    let auth = auth();
    let inner = Router::new()
        .route("/", get(secret))
        .route("/open", get(open))
        .route("/settings", get(secret).post(secret_without_arguments))
        .route("/files/{*path}", get(secret))
        .fallback(secret_without_arguments);
    let file = tower::service_fn(async |_: Request| Ok::<_, Infallible>("a file"));
    Router::new()
        .route("/", get(greeting))
        .route("/admin", get(secret).fallback(secret_without_arguments))
        .route("/admin/open", get(open))
        .route("/open/{*rest}", get(open))
        .route("/mixed", get(open).post(secret))
        .route("/on", on(MethodFilter::PUT, secret).merge(get(open)))
        .route("/admins", get(for_admins))
        .route("/any", any(secret_without_arguments))
        .route(
            "/layered",
            get(secret.layer(from_fn(mark))).layer(from_fn(mark)),
        )
        .route("/closure", post(Public(async |body: String| body)))
        .nest("/team", inner.clone())
        .nest("/open/team", inner)
        .nest(
            "/legacy",
            Public(axum::Router::new().route("/a", axum::routing::get(open))),
        )
        .nest_service("/files", Public(file))
        .merge(auth.routes())
        .layer(from_fn(mark))
        .method_not_allowed_fallback(secret_without_arguments)
        .fallback(secret_without_arguments)
        .with_state(auth)
}

/// Every way to write the paths of protected handlers that servers have been seen to take for another path.
fn spellings() -> Vec<String> {
    let mut spellings = Vec::new();
    for path in [
        "/admin",
        "/admins",
        "/any",
        "/layered",
        "/team",
        "/team/settings",
        "/team/files/a",
        "/open/team/settings",
    ] {
        let last = path.rsplit('/').next().unwrap();
        let before = &path[..path.len() - last.len()];
        spellings.extend([
            path.to_owned(),
            format!("{path}/"),
            format!("{path}//"),
            format!("/{path}"),
            format!("{path}/."),
            format!("{path}/..{path}"),
            format!("{path}?x=/open"),
            format!("{path};/open"),
            format!("{path}/open"),
            format!("{path}%2F"),
            format!("{path}%2Fopen"),
            format!("{path}%00"),
            format!("{path}%20"),
            format!("{path}.css"),
            format!("/open/..{path}"),
            format!("/open/%2e%2e{path}"),
            format!("/open%2F..{path}"),
            format!("{before}%2F{last}"),
            format!("{before}./{last}"),
            format!("{before}%{:02x}{}", last.as_bytes()[0], &last[1..]),
            path.to_uppercase(),
            format!("https://app.test{path}"),
        ]);
    }
    spellings
}

async fn ask(browser: &mut Browser, method: &Method, target: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(target)
        .header(ACCEPT, HTML)
        .body(Body::empty())
        .expect("a request");
    browser.send(request).await
}

/// HH-07, M-35, M-36
#[tokio::test]
async fn no_spelling_of_a_path_and_no_method_leads_round_a_guard() {
    let mut browser = anybody(application());
    for method in METHODS {
        for target in spellings() {
            let answer = ask(&mut browser, &method, &target).await;
            assert!(
                !answer.text().contains(SECRET),
                "{method} {target}: {}",
                answer.text()
            );
            let open = answer.text() == "open" || answer.status == StatusCode::NOT_FOUND;
            let ended = matches!(
                answer.status,
                StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED
            );
            // `HEAD` of an open handler has no body.
            let head = method == Method::HEAD && answer.status == StatusCode::OK;
            assert!(
                open || ended || head,
                "{method} {target}: {}",
                answer.status
            );
        }
    }
}

/// The guards of the test above are not all there is: who is signed in gets through.
#[tokio::test]
async fn who_is_signed_in_reaches_every_protected_handler() {
    let mut browser = ada(application());
    for (method, target) in [
        (Method::GET, "/admin"),
        (Method::DELETE, "/admin"),
        (Method::POST, "/mixed"),
        (Method::PUT, "/on"),
        (Method::PATCH, "/any"),
        (Method::GET, "/layered"),
        (Method::GET, "/team"),
        (Method::POST, "/team/settings"),
        (Method::GET, "/team/files/a%2Fb"),
        (Method::GET, "/team/nothing/here"),
        (Method::GET, "/open/team/settings"),
        (Method::POST, "/team/open"),
        (Method::GET, "/nothing/here"),
    ] {
        let answer = ask(&mut browser, &method, target).await;
        assert_eq!(answer.status, StatusCode::OK, "{method} {target}");
        assert!(answer.text().contains(SECRET), "{method} {target}");
    }
}

/// M-36
#[tokio::test]
async fn what_is_open_is_open_wherever_it_stands() {
    for mut browser in [anybody(application()), ada(application())] {
        for (method, target, text) in [
            (Method::GET, "/admin/open", "open"),
            (Method::GET, "/open/admin", "open"),
            (Method::GET, "/mixed", "open"),
            (Method::GET, "/on", "open"),
            (Method::GET, "/team/open", "open"),
            (Method::GET, "/legacy/a", "open"),
            (Method::GET, "/files/x/y", "a file"),
            (Method::POST, "/closure", ""),
        ] {
            let answer = ask(&mut browser, &method, target).await;
            assert_eq!(answer.status, StatusCode::OK, "{method} {target}");
            assert_eq!(answer.text(), text, "{method} {target}");
        }
    }
    assert_eq!(anybody(application()).open("/").await.text(), "nobody");
    assert_eq!(ada(application()).open("/").await.text(), "github:1");
}

/// A condition is part of the guard.
#[tokio::test]
async fn who_does_not_meet_a_condition_is_refused_below_every_spelling() {
    let mut browser = ada(application());
    for target in ["/admins", "/admins?x=/open"] {
        let answer = ask(&mut browser, &Method::GET, target).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{target}");
    }
}

#[tokio::test]
async fn head_is_guarded_as_get_is() {
    let mut browser = anybody(application());
    for target in ["/admin", "/team/settings", "/team"] {
        let answer = ask(&mut browser, &Method::HEAD, target).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{target}");
    }
    let answer = ask(&mut browser, &Method::HEAD, "/mixed").await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = ask(&mut ada(application()), &Method::HEAD, "/admin").await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn fallbacks_are_guarded_for_paths_and_for_methods() {
    let mut browser = anybody(application());
    for (method, target) in [
        (Method::GET, "/nothing/here"),
        (Method::GET, "/team/nothing/here"),
        (Method::GET, "/legacy/nothing"),
        (Method::HEAD, "/nothing/here"),
    ] {
        let answer = ask(&mut browser, &method, target).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{method} {target}");
    }
    for (method, target) in [
        (Method::DELETE, "/admin"),
        (Method::DELETE, "/mixed"),
        (Method::POST, "/team/open"),
    ] {
        let answer = ask(&mut browser, &method, target).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {target}");
    }
}

#[tokio::test]
async fn a_layer_is_around_the_guard() {
    let answer = anybody(application()).open("/layered").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("x-layer"), "passed");
}

/// The marker of `#[public]` looks at nothing: not at a session cookie that is none either.
#[tokio::test]
async fn an_open_handler_touches_no_cookie() {
    let mut browser = ada(application());
    for cookie in browser.cookies.values_mut() {
        cookie.value.push('A');
    }
    let answer = browser.open("/mixed").await;
    assert_eq!(answer.text(), "open");
    assert_eq!(answer.cookie_names(), Vec::<&str>::new());
    assert_eq!(answer.header("cache-control"), "");
}

#[test]
fn the_marker_of_public_is_nothing_at_run_time() {
    assert_eq!(size_of::<crate::auth::__Public>(), 0);
}

/// It is a service itself, as axum's is.
#[tokio::test]
async fn a_stating_router_answers_requests_as_it_is() {
    let request = Request::builder()
        .uri("/mixed")
        .body(Body::empty())
        .unwrap();
    let response = application().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

const METHODS: [Method; 8] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::PATCH,
    Method::DELETE,
    Method::OPTIONS,
    Method::TRACE,
];
