//! `events: { sign_in, sign_out, after_sign_out, session, refused }`.

use auth::testing::{Endpoint, Fault};
use http::StatusCode;
use serde_json::json;

use crate::app::{App, DAY};
use crate::book::{Book, Failure};

/// S3-18
#[tokio::test]
async fn a_sign_out_is_told_before_and_after() {
    for path in ["/auth/signout", "/leave"] {
        let mut app = App::signed_in().await;
        let answer = app.browser.submit(path, &[]).await;
        assert_eq!(answer.location(), "https://app.test/");
        assert_eq!(
            Book::read(),
            [
                "event sign_out, op:ada!",
                "event after_sign_out, op:ada!, provider: None"
            ]
        );
        assert_eq!(app.token(), None);
    }
}

#[tokio::test]
async fn who_was_not_signed_in_does_not_sign_out() {
    let mut app = App::new();
    app.browser.submit("/auth/signout", &[]).await;
    assert_eq!(Book::read(), Vec::<String>::new());
}

/// S3-19
#[tokio::test(start_paused = true)]
async fn nobody_stays_signed_in_because_a_function_failed() {
    for function in ["sign_out", "after_sign_out"] {
        for failure in [Failure::Panics, Failure::Hangs] {
            Book::change(|book| book.failure = None);
            let mut app = App::signed_in().await;
            Book::change(|book| book.failure = Some((function, failure)));
            let answer = app.browser.submit("/auth/signout", &[]).await;
            assert_eq!(
                (answer.status, answer.location()),
                (StatusCode::SEE_OTHER, "https://app.test/"),
                "{function} {failure:?}"
            );
            assert_eq!(Book::read().len(), 2, "the other one is told all the same");
            assert_eq!(app.who().await, "nobody");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_that_fails_changes_nothing_of_what_it_was_told() {
    for failure in [Failure::Panics, Failure::Hangs] {
        Book::change(|book| book.failure = Some(("sign_in", failure)));
        let mut app = App::new();
        let answer = app.sign_in("ada").await;
        assert_eq!(answer.location(), "https://app.test/");
        assert_eq!(app.who().await, "op:ada! {} 1");

        Book::change(|book| book.failure = Some(("session", failure)));
        assert_eq!(app.session().await["user"]["id"], "op:ada!");

        Book::change(|book| book.failure = Some(("refused", failure)));
        let answer = app.browser.open("/admin").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test(start_paused = true)]
async fn five_seconds_are_enough_for_a_function() {
    let mut app = App::signed_in().await;
    Book::change(|book| book.failure = Some(("session", Failure::Hangs)));
    let began = tokio::time::Instant::now();
    app.session().await;
    assert_eq!(began.elapsed().as_secs(), 5);
}

#[tokio::test]
async fn every_reading_of_the_session_over_http_is_told() {
    let mut app = App::signed_in().await;
    app.session().await;
    app.wait(DAY);
    app.session().await;
    let told: Vec<String> = Book::read()
        .into_iter()
        .filter(|line| line.starts_with("event"))
        .collect();
    assert_eq!(
        told,
        [
            "event session, renewed: false",
            "event session, renewed: true"
        ]
    );
}

/// S4-13
#[tokio::test]
async fn a_callback_url_that_is_refused_is_told() {
    let refused = "event refused, CallbackUrl, AUTH-104, None, None";
    let mut app = App::signed_in().await;
    for path in [
        "/auth/signin?callbackUrl=https://evil.test/",
        "/auth/signout?callbackUrl=/elsewhere",
    ] {
        app.browser.open(path).await;
        assert_eq!(Book::read(), [refused], "{path}");
    }
    let fields = [("callbackUrl", "//evil.test")];
    app.browser.submit("/auth/signin/op", &fields).await;
    assert_eq!(Book::read(), [refused]);
    app.browser.submit("/auth/signout", &fields).await;
    assert_eq!(Book::read()[0], refused);
    let fields = [("callbackUrl", "/welcome")];
    app.browser.submit("/auth/signin/op", &fields).await;
    assert_eq!(Book::read(), Vec::<String>::new());
}

#[tokio::test]
async fn a_sign_in_that_is_refused_is_told_with_whom_it_was() {
    let mut app = App::new();
    app.sign_in("banned").await;
    assert_eq!(
        Book::read(),
        [
            "sign_in",
            "event refused, SignIn, AUTH-309, Some(Op), Some(\"op:banned\")"
        ]
    );
    app.browser.open("/auth/callback/op?code=x&state=y").await;
    assert_eq!(
        Book::read(),
        ["event refused, SignIn, AUTH-301, Some(Op), None"]
    );
}

#[tokio::test]
async fn a_sign_in_that_could_not_be_started_is_told() {
    let mut app = App::new();
    app.browser.open("/enter-badly").await;
    assert_eq!(
        Book::read(),
        ["event refused, SignIn, AUTH-121, Some(Op), None"]
    );
    app.provider
        .next(Endpoint::Discovery, Fault::disconnect().always());
    app.browser.submit("/auth/signin/op", &[]).await;
    assert_eq!(
        Book::read(),
        ["event refused, SignIn, AUTH-401, Some(Op), None"]
    );
}

#[tokio::test]
async fn a_guard_that_refuses_is_told_once() {
    let mut app = App::new();
    app.browser.open("/welcome").await;
    app.browser.open("/admin").await;
    assert_eq!(
        Book::read(),
        ["event refused, Guard, AUTH-501, None, None"; 2]
    );
    app.sign_in("ada").await;
    Book::read();
    app.browser.open("/admin").await;
    assert_eq!(
        Book::read(),
        ["event refused, Guard, AUTH-511, None, Some(\"op:ada!\")"]
    );
    assert_eq!(app.who().await, "op:ada! {} 1");
    assert_eq!(
        app.session().await["expires"],
        json!("2027-02-14T08:00:00.000Z")
    );
}
