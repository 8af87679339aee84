//! `callbacks: { jwt, roles }` when a session is sealed anew.

use http::StatusCode;
use serde_json::json;

use crate::app::{App, DAY};
use crate::auth::{JwtDecision, Role};
use crate::book::{Book, Failure};

/// A day later, with a session that is due.
async fn a_day_later() -> App {
    Book::change(|book| book.roles = vec![Role::Admin]);
    let app = App::signed_in().await;
    app.wait(DAY);
    app
}

#[tokio::test]
async fn they_are_asked_when_it_is_due_and_not_before() {
    let mut app = a_day_later().await;
    Book::change(|book| book.roles = Vec::new());
    let before = app.token();
    assert_eq!(app.who().await, "op:ada! {} 2");
    assert_eq!(
        Book::read(),
        [
            "jwt, claims: false",
            "roles of op:ada!, claims: false, so far: [Admin]"
        ]
    );
    assert_ne!(app.token(), before);
    assert_eq!(app.who().await, "op:ada! {} 2");
    app.wait(DAY - 1);
    assert_eq!(app.who().await, "op:ada! {} 2");
    assert_eq!(Book::read(), Vec::<String>::new());
}

/// The request at which it turns out is the first that is refused.
#[tokio::test]
async fn a_role_that_was_taken_away_goes_at_the_next_sealing() {
    let mut app = a_day_later().await;
    Book::change(|book| book.roles = Vec::new());
    let refused = app.browser.open("/admin").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = app.browser.open("/admin").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    app.wait(DAY);
    Book::change(|book| book.roles = vec![Role::Admin]);
    assert_eq!(app.browser.open("/admin").await.text(), "admin");
}

#[tokio::test]
async fn reading_the_session_over_http_asks_them_too() {
    let mut app = a_day_later().await;
    Book::change(|book| book.name = Some("Ada Byron".into()));
    let session = app.session().await;
    assert_eq!(session["user"]["name"], "Ada Byron");
    assert_eq!(
        Book::read(),
        [
            "jwt, claims: false",
            "roles of op:ada!, claims: false, so far: [Admin]",
            "event session, renewed: true",
            "session of op:ada!",
        ]
    );
}

/// Who somebody is was proved when they signed in.
#[tokio::test]
async fn nobody_becomes_somebody_else() {
    let mut app = a_day_later().await;
    Book::change(|book| book.name = Some("Mallory".into()));
    assert_eq!(app.who().await, "op:ada! {Admin} 2");
    assert_eq!(app.browser.open("/welcome").await.text(), "Mallory");
}

#[tokio::test]
async fn a_session_that_jwt_ends_has_ended() {
    let mut app = a_day_later().await;
    Book::change(|book| book.jwt = JwtDecision::End);
    assert_eq!(app.who().await, "nobody");
    assert_eq!(app.token(), None, "deleted by the layer");

    let mut app = a_day_later_again().await;
    Book::change(|book| book.jwt = JwtDecision::End);
    let answer = app.browser.open("/welcome").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(app.token(), None, "deleted by the guard");

    let mut app = a_day_later_again().await;
    Book::change(|book| book.jwt = JwtDecision::End);
    assert_eq!(app.session().await, json!(null));
    assert_eq!(app.token(), None, "deleted by the route");
}

/// A copy of its token, too, where sessions can be ended on the server.
#[tokio::test]
async fn a_session_that_jwt_ends_is_noted_on_the_server() {
    let mut app = a_day_later().await;
    let copy = app.browser.clone();
    Book::change(|book| book.jwt = JwtDecision::End);
    assert_eq!(app.who().await, "nobody");
    Book::change(|book| book.jwt = JwtDecision::Keep);
    app.browser = copy;
    assert_eq!(app.who().await, "nobody");
}

async fn a_day_later_again() -> App {
    Book::change(|book| book.jwt = JwtDecision::Keep);
    a_day_later().await
}

/// A session whose roles nobody could confirm becomes no younger, and the next request asks again.
#[tokio::test(start_paused = true)]
async fn while_they_fail_the_session_goes_on_as_it_was() {
    for function in ["jwt", "roles"] {
        for failure in [Failure::Panics, Failure::Hangs] {
            Book::change(|book| book.failure = None);
            let mut app = a_day_later().await;
            let before = app.token();
            Book::change(|book| book.failure = Some((function, failure)));
            assert_eq!(app.who().await, "op:ada! {Admin} 1");
            assert_eq!(app.session().await["user"]["id"], "op:ada!");
            assert_eq!(app.token(), before);
            Book::change(|book| book.failure = None);
            assert_eq!(app.who().await, "op:ada! {Admin} 2");
            assert_ne!(app.token(), before);
        }
    }
}
