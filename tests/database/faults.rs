//! When the store does not do what it is asked for, nobody comes in, and nothing is left half done.

use std::time::Duration;

use auth::store::{Accounts, SessionChange, SessionToken, Sessions, Update};
use auth_tests::support::browser::{ANYTHING, Browser};
use auth_tests::support::world::START;
use http::{HeaderName, StatusCode};
use serde_json::json;
use tokio::time::Instant;

use crate::book::Book;
use crate::watched::Fault;
use crate::world::{World, ask, post_form, token, who};

/// ST-01, SS-21
#[tokio::test]
async fn a_protected_route_is_unavailable_and_the_cookie_stays() {
    for fault in [
        Fault::Down,
        Fault::Without("find_session"),
        Fault::Unreadable("find_session"),
    ] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        let before = token(&ada);
        world.store.fail(fault);
        for path in [
            "/dashboard",
            "/admin",
            "/slow",
            "/auth/session",
            "/auth/sessions",
        ] {
            let answer = ask(&mut ada, path).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert_eq!(answer.json()["code"], json!("store_unavailable"), "{path}");
            assert_eq!(answer.header("retry-after"), "10", "{path}");
        }
        let page = ada.open("/dashboard").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(page.header("retry-after"), "10");
        assert_eq!(token(&ada), before);
        world.store.fail(Fault::None);
        assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
    }
}

/// ST-01
#[tokio::test]
async fn what_is_open_to_everybody_stays_open() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.store.fail(Fault::Down);
    assert_eq!(ada.open("/open").await.text(), "open");
    assert_eq!(who(&mut ada).await, "nobody", "nobody is known to be");
    assert!(token(&ada).is_some());
    let mut stranger = world.browser();
    assert_eq!(
        ask(&mut stranger, "/dashboard").await.status,
        401,
        "nothing was asked"
    );
    assert_eq!(stranger.open("/auth/signin").await.status, 200);
}

/// ST-01: a session that has expired is not let in because it could not be deleted.
#[tokio::test]
async fn an_expired_session_that_cannot_be_deleted_lets_nobody_in() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.wait(6_000);
    world.store.fail(Fault::Without("delete_session"));
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 503);
    assert_eq!(who(&mut ada).await, "nobody");
}

/// How many users, accounts and sessions there are of Ada; `true` when she is signed in.
async fn kept(world: &World, browser: &Browser) -> (usize, usize, usize, bool) {
    let Some(id) = world.id_of("ada@example.com").await else {
        return (0, 0, 0, token(browser).is_some());
    };
    let accounts = world.store.memory.accounts_of(&id).await.unwrap().len();
    let sessions = world.store.memory.sessions_of(&id).await.unwrap().len();
    (1, accounts, sessions, token(browser).is_some())
}

/// ST-02, ST-04: wherever it fails, trying again makes one of each.
#[tokio::test]
async fn a_sign_in_that_the_store_fails_leaves_nothing_half_done() {
    let writes = ["create_user", "create_session"];
    let reads = ["find_account", "find_user_by_email"];
    let down = reads.into_iter().chain(writes).map(Fault::Without);
    let lost = reads.into_iter().chain(writes).map(Fault::Forgets);
    for fault in [Fault::Down].into_iter().chain(down).chain(lost) {
        let world = World::new();
        let mut browser = world.browser();
        world.store.fail(fault);
        let answer = world.sign_in(&mut browser, "op", "ada").await;
        assert_eq!(
            answer.location_parameter("error").as_deref(),
            Some("StoreUnavailable"),
            "{fault:?}"
        );
        let (users, accounts, sessions, signed_in) = kept(&world, &browser).await;
        assert!(!signed_in, "{fault:?}");
        assert_eq!(users, accounts, "{fault:?}: both or neither");
        assert!(sessions <= users, "{fault:?}");
        let page = browser.open("/auth/error?error=StoreUnavailable").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);

        world.store.fail(Fault::None);
        let answer = world.sign_in(&mut browser, "op", "ada").await;
        assert_eq!(answer.location_parameter("error"), None, "{fault:?}");
        let (users, accounts, _, signed_in) = kept(&world, &browser).await;
        assert_eq!((users, accounts, signed_in), (1, 1, true), "{fault:?}");
        assert_eq!(who(&mut browser).await, "Ada Lovelace");
    }
}

/// ST-02: nobody is signed in beside a session that could not be ended.
#[tokio::test]
async fn whoever_signs_in_as_somebody_else_does_not_while_the_old_session_stays() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    let before = token(&browser);
    world.store.fail(Fault::Without("delete_session"));
    let answer = world.sign_in(&mut browser, "op", "grace").await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("StoreUnavailable")
    );
    assert_eq!(token(&browser), before);
    assert_eq!(who(&mut browser).await, "Ada Lovelace");
    assert_eq!(world.sessions_of("grace@example.com").await.len(), 0);
}

/// ST-02: what only tidies up keeps nobody out.
#[tokio::test]
async fn a_sign_in_does_not_fail_because_expired_sessions_stay() {
    let world = World::new();
    world.store.fail(Fault::Without("delete_expired_sessions"));
    let mut ada = world.signed_in("ada").await;
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
}

/// ST-03
#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_is_waited_for_four_seconds() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let start = ada.submit("/auth/accounts/link/other", &[]).await;
    let linked = world.at_provider("other", &start, "grace").await;
    let mut stranger = world.browser();
    let start = stranger.submit("/auth/signin/op", &[]).await;
    let signed_in = world.at_provider("op", &start, "grace").await;
    world.store.fail(Fault::Hangs);
    for path in [
        "/dashboard",
        "/",
        "/auth/session",
        "/auth/sessions",
        "/auth/accounts",
        &linked,
    ] {
        let began = Instant::now();
        let answer = ask(&mut ada, path).await;
        assert!(began.elapsed() <= Duration::from_secs(5), "{path}");
        match path {
            "/" => assert_eq!(answer.text(), "nobody"),
            path if path == linked => {
                let error = answer.location_parameter("error");
                assert_eq!(error.as_deref(), Some("StoreUnavailable"));
            }
            _ => assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}"),
        }
    }
    let began = Instant::now();
    let answer = stranger.open(&signed_in).await;
    assert!(began.elapsed() <= Duration::from_secs(5));
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("StoreUnavailable")
    );
    let began = Instant::now();
    assert_eq!(ada.open("/open").await.text(), "open");
    assert_eq!(began.elapsed(), Duration::ZERO);
    for path in ["/auth/signout", "/leave"] {
        let mut leaving = ada.clone();
        let began = Instant::now();
        let answer = leaving.submit(path, &[]).await;
        assert!(began.elapsed() <= Duration::from_secs(5), "{path}");
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}

/// ST-13
#[tokio::test]
async fn data_that_cannot_be_read_signs_nobody_in() {
    let newer = r#"{"door":["a","b"],"kept":-1}"#;
    for data in ["", "{", "\u{0}", "7", newer, &"[".repeat(100_000)] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        let change = SessionChange {
            seen_at: START,
            expires_at: START + 6_000,
            data: Some(data.to_owned()),
        };
        let hash = *SessionToken::new(&token(&ada).unwrap()).hash();
        let updated = world.store.memory.update_session(&hash, &change).await;
        assert_eq!(updated.unwrap(), Update::Updated);
        assert_eq!(ask(&mut ada, "/dashboard").await.status, 401);
        assert_eq!(token(&ada), None);
        world.sign_in(&mut ada, "op", "ada").await;
        assert_eq!(who(&mut ada).await, "Ada Lovelace");
    }
}

/// LO-13's class: nobody is told that something was ended that was not, and in this browser it is over.
#[tokio::test]
async fn a_sign_out_that_the_store_did_not_do_ends_in_this_browser_and_says_so() {
    for fault in [Fault::Down, Fault::Without("delete_session")] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        let copied = ada.cookies.clone();
        world.store.fail(fault);
        let answer = post_form(&mut ada, "/auth/signout", &[]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{fault:?}");
        assert_eq!(answer.header("retry-after"), "10");
        assert_eq!(token(&ada), None, "{fault:?}");
        world.store.fail(Fault::None);
        ada.cookies = copied;
        assert_eq!(who(&mut ada).await, "Ada Lovelace", "it was not ended");
        post_form(&mut ada, "/auth/signout", &[]).await;
        assert_eq!(
            world.sessions_of("ada@example.com").await.len(),
            0,
            "it is now"
        );
    }
}

/// LO-13's class, LO-16
#[tokio::test]
async fn whoever_signs_out_everywhere_or_by_the_list_learns_that_it_was_not_done() {
    for (method, path, name, value) in [
        ("delete_sessions", "/auth/signout", "scope", "everywhere"),
        ("delete_sessions", "/auth/sessions/end", "scope", "all"),
        ("delete_session", "/auth/sessions/end", "session", "own"),
    ] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        let own = world.session(&ada).await.unwrap().id().to_owned();
        let value = if value == "own" { &own } else { value };
        world.store.fail(Fault::Without(method));
        let answer = post_form(&mut ada, path, &[(name, value)]).await;
        assert_eq!(answer.header("clear-site-data"), "\"cache\"", "{path}");
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(token(&ada), None, "{path}");
        let told = Book::read().pop();
        assert_eq!(
            told.as_deref(),
            Some("signed out, error: Some(\"store_unavailable\")")
        );
    }
}

/// LO-13's class, SR-07: by way of the document that a browser leaves its pages by.
#[tokio::test]
async fn whoever_is_shown_pages_learns_it_on_one_that_comes_after_the_last_of_the_session() {
    for (fault, path, fields) in [
        (Fault::Without("delete_session"), "/auth/signout", vec![]),
        (
            Fault::Without("delete_sessions"),
            "/auth/signout",
            vec![("scope", "everywhere")],
        ),
        (
            Fault::Without("delete_sessions"),
            "/auth/sessions/end",
            vec![("scope", "all")],
        ),
        // It is not even known whose session it is.
        (
            Fault::Without("find_session"),
            "/auth/signout",
            vec![("callbackUrl", "/dashboard")],
        ),
    ] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        world.store.fail(fault);
        let left = ada.navigate_by(path, &fields).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER, "{path} {fields:?}");
        assert_eq!(left.header("clear-site-data"), "\"cache\"");
        assert_eq!(token(&ada), None, "{path}");
        let between = ada.navigate(left.location()).await;
        assert!(between.text().contains("<h1>You are signed out here</h1>"));
        let onward = ada.navigate(between.refresh()).await;
        assert_eq!(onward.header("clear-site-data"), "\"cache\"", "{path}");
        let told = ada.navigate(onward.location()).await;
        assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(told.text().contains("AUTH-520"), "{}", told.text());
    }
}

/// A problem document would be swapped into the page.
#[tokio::test]
async fn htmx_leads_the_browser_to_what_was_not_done() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.store.fail(Fault::Without("delete_session"));
    let headers = [(HeaderName::from_static("hx-request"), "true"), ANYTHING];
    let left = ada.submit_with("/auth/signout", &[], &headers).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    assert_eq!(token(&ada), None);
    let between = ada.navigate(left.header("hx-redirect")).await;
    let onward = ada.navigate(between.refresh()).await;
    let told = ada.navigate(onward.location()).await;
    assert!(told.text().contains("AUTH-520"), "{}", told.text());
}

#[tokio::test]
async fn an_outcome_says_that_a_sign_out_was_not_done() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.store.fail(Fault::Without("delete_session"));
    let answer = ada.submit("/leave.json", &[]).await;
    assert_eq!(
        answer.json(),
        json!({ "ok": false, "error": "store_unavailable", "url": null })
    );
    assert_eq!(token(&ada), None);
}

/// ST-01: what was asked for was not done, whatever it was.
#[tokio::test]
async fn whoever_ends_sessions_or_unlinks_learns_that_it_was_not_done() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.link(&mut ada, "other", "grace").await;
    let account = ask(&mut ada, "/auth/accounts").await.json()[1]["id"].clone();
    let there = world.signed_in("ada").await;
    let session = world.session(&there).await.unwrap().id().to_owned();
    for (method, path, name, value) in [
        (
            "sessions_of",
            "/auth/sessions/end",
            "session",
            session.as_str(),
        ),
        ("delete_session", "/auth/sessions/end", "session", &session),
        ("delete_sessions", "/auth/sessions/end", "scope", "others"),
        (
            "accounts_of",
            "/auth/accounts/unlink",
            "account",
            account.as_str().unwrap(),
        ),
        (
            "delete_account",
            "/auth/accounts/unlink",
            "account",
            account.as_str().unwrap(),
        ),
    ] {
        world.store.fail(Fault::Without(method));
        let answer = post_form(&mut ada, path, &[(name, value)]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{method}");
        assert_eq!(answer.header("retry-after"), "10", "{method}");
        assert!(token(&ada).is_some(), "{method}");
    }
    world.store.fail(Fault::None);
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 2);
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
}

#[tokio::test]
async fn a_job_learns_that_it_was_not_done_and_completes_it_by_trying_again() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let id = world.id_of("ada@example.com").await.unwrap();
    world.store.fail(Fault::Without("delete_sessions"));
    let error = world.auth.sign_out_user(&id).await.unwrap_err();
    assert_eq!(error.code().code, "AUTH-520");
    let error = world.auth.users().disable(&id).await.unwrap_err();
    assert_eq!(error.code().code, "AUTH-520");
    assert_eq!(
        ask(&mut ada, "/dashboard").await.status,
        401,
        "kept out all the same"
    );
    world.store.fail(Fault::None);
    world.auth.users().disable(&id).await.unwrap();
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
}
