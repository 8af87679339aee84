//! What a request costs at the store.

use crate::world::{World, ask, with_token};

/// What the store was asked by one request.
async fn asked(
    world: &World,
    path: &str,
    browser: &mut auth_tests::support::browser::Browser,
) -> Vec<&'static str> {
    world.store.calls();
    ask(browser, path).await;
    world.store.calls()
}

#[tokio::test]
async fn a_guard_and_all_extractors_of_a_request_ask_once() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    // A guard, a session, and perhaps a session.
    assert_eq!(
        asked(&world, "/dashboard", &mut ada).await,
        ["find_session"]
    );
    assert_eq!(asked(&world, "/", &mut ada).await, ["find_session"]);
    assert_eq!(asked(&world, "/admin", &mut ada).await, ["find_session"]);
    assert_eq!(
        asked(&world, "/auth/session", &mut ada).await,
        ["find_session"]
    );
}

#[tokio::test]
async fn noting_that_a_session_is_in_use_takes_one_more() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.wait(300);
    let calls = asked(&world, "/dashboard", &mut ada).await;
    assert_eq!(calls, ["find_session", "update_session"]);
    assert_eq!(
        asked(&world, "/dashboard", &mut ada).await,
        ["find_session"]
    );
}

#[tokio::test]
async fn where_nobody_asks_who_it_is_the_store_is_not_asked() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.wait(300);
    for path in [
        "/open",
        "/nothing-here",
        "/auth/csrf",
        "/auth/providers",
        "/auth/signin",
    ] {
        assert_eq!(
            asked(&world, path, &mut ada).await,
            Vec::<&str>::new(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn without_a_cookie_or_with_what_is_no_token_the_store_is_not_asked() {
    let world = World::new();
    for path in [
        "/dashboard",
        "/",
        "/auth/session",
        "/auth/sessions",
        "/auth/accounts",
    ] {
        let mut nobody = world.browser();
        assert_eq!(asked(&world, path, &mut nobody).await, Vec::<&str>::new());
        let mut endless = with_token(&world, &"A".repeat(1_000));
        assert_eq!(asked(&world, path, &mut endless).await, Vec::<&str>::new());
    }
}

#[tokio::test]
async fn an_expired_session_costs_its_deletion_once() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.wait(6_000);
    let calls = asked(&world, "/", &mut ada).await;
    assert_eq!(calls, ["find_session", "delete_session"]);
}
