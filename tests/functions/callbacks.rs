//! `callbacks: { sign_in, jwt, session, roles }`.

use http::StatusCode;
use serde_json::json;

use crate::app::App;
use crate::auth::{JwtDecision, Role};
use crate::book::Book;

#[tokio::test]
async fn each_is_called_once_at_sign_in_and_sees_what_those_before_it_said() {
    Book::change(|book| book.roles = vec![Role::Admin]);
    let mut app = App::new();
    app.sign_in("ada").await;
    assert_eq!(
        Book::read(),
        [
            "sign_in",
            "jwt, claims: true",
            "roles of op:ada!, claims: true, so far: [Editor]",
            "event sign_in, Op, {Admin}",
        ]
    );
    assert_eq!(app.who().await, "op:ada! {Admin} 1");
}

#[tokio::test]
async fn what_roles_answers_takes_the_place_of_what_sign_in_said() {
    let mut app = App::new();
    app.sign_in("ada").await;
    assert_eq!(app.who().await, "op:ada! {} 1");
}

#[tokio::test]
async fn who_is_denied_is_asked_nothing_more() {
    let mut app = App::new();
    let answer = app.sign_in("banned").await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("AccessDenied")
    );
    assert_eq!(app.who().await, "nobody");
    assert!(!Book::read().iter().any(|line| line.starts_with("jwt")));
}

#[tokio::test]
async fn jwt_can_end_a_sign_in() {
    Book::change(|book| book.jwt = JwtDecision::End);
    let mut app = App::new();
    let answer = app.sign_in("ada").await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("AccessDenied")
    );
    assert_eq!(app.token(), None);
    assert!(!Book::read().iter().any(|line| line.starts_with("roles")));
}

#[tokio::test]
async fn a_browser_sees_nothing_of_the_application_by_default() {
    let mut app = App::signed_in().await;
    let answer = app.browser.open("/auth/session").await;
    assert!(!answer.text().contains("canary"), "{}", answer.text());
    let session = answer.json();
    assert_eq!(session["user"]["id"], "op:ada!");
    assert_eq!(session.as_object().unwrap().len(), 2, "{session}");
}

#[tokio::test]
async fn a_browser_sees_what_session_adds_and_not_what_it_takes_away() {
    let mut app = App::signed_in().await;
    Book::change(|book| {
        book.shown = json!({
            "user": { "email": null, "roles": ["admin"] }, "theme": "dark", "expires": "never",
        });
    });
    let session = app.session().await;
    assert_eq!(
        session,
        json!({
            "user": { "name": "Ada Lovelace", "id": "op:ada!", "image": session["user"]["image"], "roles": ["admin"] },
            "expires": "2027-02-14T08:00:00.000Z",
            "theme": "dark",
        })
    );
    assert_eq!(
        Book::read(),
        ["event session, renewed: false", "session of op:ada!"]
    );
}

/// What would have been hidden is not shown when the answer cannot be used.
#[tokio::test]
async fn what_is_no_object_is_not_shown_and_nothing_else_is() {
    let mut app = App::signed_in().await;
    for shown in [json!("dark"), json!([1]), json!({ "user": 7 })] {
        Book::change(|book| book.shown = shown);
        let answer = app.browser.open("/auth/session").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.json()["code"], "shown_session_invalid");
        assert!(!answer.text().contains("Ada"), "{}", answer.text());
    }
}

#[tokio::test]
async fn without_a_session_nobody_is_asked_what_to_show() {
    let mut app = App::new();
    assert_eq!(app.session().await, json!(null));
    assert_eq!(Book::read(), Vec::<String>::new());
}
