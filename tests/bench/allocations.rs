//! What a request that brings no session costs: no allocation, whatever else the application has.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

use std::convert::Infallible;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use allocation_counter::measure;
use axum::Router;
use axum::body::Body;
use axum::extract::OptionalFromRequestParts;
use axum::response::Response;
use axum::routing::get;
use http::Request;
use tower::Service;

use crate::auth::{Auth, Session};

mod auth {
    auth::auth! {
        providers: [acme: oidc { issuer: "https://acme.example" }],
    }
}

#[test]
fn an_anonymous_request_allocates_nothing_in_the_extractor() {
    let auth = auth();
    for cookies in [
        "",
        "theme=dark; _ga=GA1.1.1848.17; auth.session-tokens=of somebody else",
    ] {
        let (mut parts, _) = request("/", cookies).into_parts();
        let mut session = None;
        let allocations = measure(|| {
            let extraction =
                <Session as OptionalFromRequestParts<Auth>>::from_request_parts(&mut parts, &auth);
            session = Some(at_once(extraction));
        });
        assert!(matches!(session, Some(Ok(None))), "{session:?}");
        assert_eq!(allocations.count_total, 0, "with the cookies {cookies:?}");
    }
}

#[test]
fn a_handler_that_asks_for_a_session_allocates_no_more_than_one_that_does_not() {
    let auth = auth();
    let mut app = Router::new()
        .route(
            "/asks",
            get(async |session: Option<Session>| assert!(session.is_none())),
        )
        .route("/open", get(async || ()))
        .merge(auth.routes())
        .with_state(auth);
    assert_eq!(
        allocations_of(&mut app, "/asks"),
        allocations_of(&mut app, "/open")
    );
}

#[test]
fn an_open_route_allocates_no_more_than_in_an_app_without_the_library() {
    let auth = auth();
    let mut with = Router::new()
        .route("/open", get(async || ()))
        .merge(auth.routes())
        .with_state(auth);
    let mut without = Router::new().route("/open", get(async || ()));
    assert_eq!(
        allocations_of(&mut with, "/open"),
        allocations_of(&mut without, "/open")
    );
}

/// The count is of the second request, after what is made once.
fn allocations_of(app: &mut Router, path: &str) -> u64 {
    let mut count = 0;
    for _ in 0..2 {
        let request = request(path, "");
        let mut response: Option<Result<Response, Infallible>> = None;
        count = measure(|| response = Some(at_once(app.call(request)))).count_total;
        assert!(response.unwrap().unwrap().status().is_success());
    }
    assert!(count > 0, "the counter counts what axum itself allocates");
    count
}

fn auth() -> Auth {
    Auth::builder()
        .secret("7d1b7f0c2a5e4c59b8e3d1f6a4927c60-only-for-this-test")
        .base_url("http://localhost:3000")
        .client(auth::provider::acme, "client", "secret")
        .build()
        .unwrap()
}

fn request(path: &str, cookies: &str) -> Request<Body> {
    Request::get(path)
        .header("cookie", cookies)
        .body(Body::empty())
        .unwrap()
}

/// What a future says when it waits for nothing.
fn at_once<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits for something"),
    }
}
