//! How a session lives and ends.

use auth_tests::support::world::{Making, OTHER_SECRET, SECRET, START, World};
use serde_json::json;

const TOKEN: &str = "__Host-auth.session-token";

/// CK-06, SS-10
#[tokio::test]
async fn a_session_ends_thirty_days_after_signing_in_whatever_happens() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    for _ in 0..29 {
        world.wait(86_400);
        assert_eq!(world.browser.open("/").await.text(), "Ada Lovelace");
    }
    world.wait(86_400 - 1);
    assert_eq!(world.browser.open("/").await.text(), "Ada Lovelace");
    world.wait(1);
    assert_eq!(world.session().await, json!(null));
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );
}

#[tokio::test]
async fn a_session_in_use_is_sealed_anew_once_a_day() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let first = world.browser.cookies[TOKEN].value.clone();
    world.wait(86_399);
    world.browser.open("/dashboard").await;
    world.session().await;
    assert_eq!(world.browser.cookies[TOKEN].value, first);
    world.wait(1);
    let answer = world.browser.open("/dashboard").await;
    assert_eq!(answer.text(), "op:ada through Op");
    let second = world.browser.cookies[TOKEN].value.clone();
    assert_ne!(second, first);
    world.browser.open("/dashboard").await;
    assert_eq!(world.browser.cookies[TOKEN].value, second);
}

#[tokio::test]
async fn without_the_layer_a_session_is_sealed_anew_by_reading_it_over_http() {
    let mut world = World::made(&Making {
        layer: false,
        ..Making::default()
    });
    world.sign_in("op", "ada").await;
    let first = world.browser.cookies[TOKEN].value.clone();
    world.wait(86_400);
    world.browser.open("/dashboard").await;
    assert_eq!(world.browser.cookies[TOKEN].value, first);
    world.session().await;
    assert_ne!(world.browser.cookies[TOKEN].value, first);
}

/// SR-01, SR-02
#[tokio::test]
async fn secrets_rotate_without_signing_anybody_out() {
    const BOTH: &str = "u8Yt5Rf2Wq9Lk3Zx7Cv1Bn6Mp0Sd4GhJ, Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd";
    let mut old = World::new();
    old.sign_in("op", "ada").await;
    let mut both = World::joining(
        &Making {
            secret: BOTH,
            ..Making::default()
        },
        &old.clock,
        &old.providers,
    );
    both.browser.cookies = old.browser.cookies.clone();
    assert_eq!(both.browser.open("/").await.text(), "Ada Lovelace");

    let mut new = World::joining(
        &Making {
            secret: OTHER_SECRET,
            ..Making::default()
        },
        &old.clock,
        &old.providers,
    );
    new.browser.cookies = both.browser.cookies.clone();
    assert_eq!(
        new.browser.open("/").await.text(),
        "Ada Lovelace",
        "it was sealed anew under the new secret"
    );
    new.browser.cookies = old.browser.cookies.clone();
    assert_eq!(
        new.browser.open("/").await.text(),
        "nobody",
        "{SECRET} is gone"
    );
}

#[tokio::test]
async fn a_flow_that_began_on_one_instance_ends_on_another() {
    let mut one = World::new();
    let start = one.begin("op").await;
    let response = one.authorize("op", &start, "ada").await;
    let mut two = World::joining(&Making::default(), &one.clock, &one.providers);
    two.browser.cookies = one.browser.cookies.clone();
    assert_eq!(two.deliver(&response).await.location(), "https://app.test/");
}

/// W0-26, S4-2
#[tokio::test]
async fn the_browser_sees_the_user_and_when_the_session_ends_and_nothing_else() {
    let mut world = World::new();
    assert_eq!(world.session().await, json!(null));
    world.sign_in("op", "ada").await;
    let answer = world.browser.open("/auth/session").await;
    assert_eq!(START, 1_800_000_000);
    let session = answer.json();
    assert_eq!(session["expires"], json!("2027-02-14T08:00:00.000Z"));
    assert_eq!(session["user"]["name"], json!("Ada Lovelace"));
    assert_eq!(session["user"]["email"], json!("ada@example.com"));
    assert_eq!(session["user"]["id"], json!("op:ada"));
    assert_eq!(session.as_object().unwrap().len(), 2);
    assert!(
        session["user"]
            .as_object()
            .unwrap()
            .keys()
            .all(|key| ["id", "name", "email", "image"].contains(&key.as_str()))
    );
    assert_eq!(
        answer.header("cache-control"),
        "private, no-cache, no-store"
    );
}

/// CK-12
#[tokio::test]
async fn the_session_cookie_has_every_protection() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    assert_eq!(
        world.browser.cookies[TOKEN].attributes,
        [
            "httponly",
            "max-age=2592000",
            "path=/",
            "samesite=lax",
            "secure"
        ]
    );
    let mut local = World::made(&Making {
        origin: "http://localhost:3000",
        ..Making::default()
    });
    local.sign_in("op", "ada").await;
    assert_eq!(
        local.browser.cookies["auth.session-token"].attributes,
        ["httponly", "max-age=2592000", "path=/", "samesite=lax"]
    );
}
