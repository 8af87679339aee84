//! `callbacks: { update }`, and what a browser can send without it.

use http::StatusCode;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::{JwtDecision, UpdateDecision};
use crate::book::{Book, Failure};

/// What is not taken: another type, a member that there is not, nothing, too much.
fn refused() -> [Value; 6] {
    [
        json!({ "note": 7 }),
        json!({ "note": "x", "roles": ["admin"] }),
        json!({ "secret": "x" }),
        json!({}),
        json!("x"),
        Value::Null,
    ]
}

#[tokio::test]
async fn what_it_takes_is_in_the_session_from_then_on() {
    let mut app = App::signed_in().await;
    let before = app.token();
    let answer = app.update(&json!({ "data": { "note": "dark" } })).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["user"]["name"], "Countess Ada");
    assert_eq!(
        Book::read(),
        [
            "update of op:ada!",
            "jwt, claims: false",
            "roles of op:ada!, claims: false, so far: []",
            "event session, renewed: true",
            "session of op:ada!",
        ]
    );
    assert_ne!(app.token(), before);
    assert_eq!(app.note().await, "dark");
}

/// Who somebody is was proved when they signed in, and what they may do `roles` says.
#[tokio::test]
async fn nobody_becomes_somebody_else() {
    let mut app = App::signed_in().await;
    app.update(&json!({ "data": { "note": "x" }, "user": { "id": "op:eve" }, "roles": ["admin"] }))
        .await;
    assert_eq!(app.who().await, "op:ada! {} 2");
}

/// AUTH-512
#[tokio::test]
async fn what_is_of_another_type_never_reaches_it() {
    let mut app = App::signed_in().await;
    let before = app.token();
    for data in refused() {
        let answer = app.update(&json!({ "data": data })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{data}");
        assert_eq!(answer.json()["id"], "AUTH-512", "{data}");
    }
    assert_eq!(Book::read(), Vec::<String>::new());
    assert_eq!(app.token(), before);
}

/// AUTH-512
#[tokio::test]
async fn what_it_refuses_changes_nothing() {
    let mut app = App::signed_in().await;
    Book::change(|book| book.update = UpdateDecision::Refuse);
    let answer = app.update(&json!({ "data": { "note": "dark" } })).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["id"], "AUTH-512");
    assert_eq!(Book::read(), ["update of op:ada!"]);
    assert_eq!(app.note().await, "");
}

/// AUTH-512: a cookie does not hold everything, and the provider has nothing to do with it.
#[tokio::test]
async fn what_does_not_fit_is_refused() {
    let mut app = App::signed_in().await;
    let noise: String = (0..30_000u32)
        .map(|n| char::from(b'a' + (n.wrapping_mul(2_654_435_761) >> 27) as u8 % 26))
        .collect();
    let answer = app.update(&json!({ "data": { "note": noise } })).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(app.note().await, "");
}

#[tokio::test(start_paused = true)]
async fn while_a_function_fails_the_session_stays_what_it_was() {
    for function in ["update", "jwt", "roles"] {
        for failure in [Failure::Panics, Failure::Hangs] {
            Book::change(|book| book.failure = None);
            let mut app = App::signed_in().await;
            Book::change(|book| book.failure = Some((function, failure)));
            let answer = app.update(&json!({ "data": { "note": "dark" } })).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{function}");
            assert_eq!(answer.json()["id"], "AUTH-551", "{function}");
            Book::change(|book| book.failure = None);
            assert_eq!(app.note().await, "", "{function}");
        }
    }
}

#[tokio::test]
async fn a_session_that_jwt_ends_then_has_ended() {
    let mut app = App::signed_in().await;
    let copy = app.browser.clone();
    Book::change(|book| book.jwt = JwtDecision::End);
    let answer = app.update(&json!({ "data": { "note": "dark" } })).await;
    assert_eq!(answer.json(), Value::Null);
    assert_eq!(app.token(), None);
    Book::change(|book| book.jwt = JwtDecision::Keep);
    app.browser = copy;
    assert_eq!(app.who().await, "nobody");
}

#[tokio::test]
async fn nobody_has_nothing_to_change() {
    let mut app = App::new();
    let answer = app.update(&json!({ "data": { "note": "dark" } })).await;
    assert_eq!(answer.json(), Value::Null);
    assert_eq!(Book::read(), Vec::<String>::new());
}

#[tokio::test]
async fn without_data_the_session_is_read() {
    let mut app = App::signed_in().await;
    let answer = app.update(&json!({ "csrfToken": "" })).await;
    assert_eq!(answer.json()["user"]["name"], "Ada Lovelace");
    assert_eq!(
        Book::read(),
        ["event session, renewed: false", "session of op:ada!"]
    );
}

/// CS-01: `update` is a change like any other.
#[tokio::test]
async fn another_site_changes_nothing() {
    let mut app = App::signed_in().await;
    let headers = [
        (http::header::CONTENT_TYPE, "application/json"),
        (http::header::ORIGIN, "https://evil.test"),
        (
            http::header::HeaderName::from_static("sec-fetch-site"),
            "cross-site",
        ),
    ];
    let body = json!({ "data": { "note": "x" } }).to_string().into();
    let request = app
        .browser
        .request(http::Method::POST, "/auth/session", &headers, body);
    let answer = app.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(Book::read(), Vec::<String>::new());
    assert_eq!(app.note().await, "");
}
