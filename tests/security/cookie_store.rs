//! What a browser keeps when a sign-in has failed or a session has ended: nothing of ours.

use auth::testing::{Endpoint, Fault, IdTokenForgery};
use auth_tests::support::browser::path_and_query;
use auth_tests::support::world::{Making, OTHER_SECRET, World};
use http::HeaderName;
use http::header::SET_COOKIE;
use url::Url;

use crate::aftermath::{FLOW, SESSION, code_of};

/// CK-14, V24 (CVE-2026-34454)
#[tokio::test]
async fn a_sign_in_that_failed_leaves_no_cookie() {
    type Break = fn(&World);
    let ways: [(&str, Break); 9] = [
        ("cancelled", |world| {
            world
                .providers
                .op
                .next(Endpoint::Authorization, Fault::error("access_denied"));
        }),
        ("another error", |world| {
            world
                .providers
                .op
                .next(Endpoint::Authorization, Fault::error("server_error"));
        }),
        ("another issuer", |world| {
            let fault = Fault::set("iss", "https://attacker.test");
            world.providers.op.next(Endpoint::Authorization, fault);
        }),
        ("no issuer", |world| {
            world
                .providers
                .op
                .next(Endpoint::Authorization, Fault::remove("iss"));
        }),
        ("a code twice", |world| {
            let fault = Fault::repeat("code", "x");
            world.providers.op.next(Endpoint::Authorization, fault);
        }),
        ("the code refused", |world| {
            world
                .providers
                .op
                .next(Endpoint::Token, Fault::error("invalid_grant"));
        }),
        ("a forged token", |world| {
            world
                .providers
                .op
                .next_id_token(IdTokenForgery::new().foreign_key());
        }),
        ("too late", |world| world.wait(601)),
        ("somebody else described", |world| {
            world
                .providers
                .op
                .next(Endpoint::UserInfo, Fault::set("sub", "x"));
        }),
    ];
    for (what, break_it) in ways {
        let mut world = World::new();
        let start = if what == "too late" {
            let start = world.begin("op").await;
            break_it(&world);
            start
        } else {
            break_it(&world);
            world.begin("op").await
        };
        let response = world.authorize("op", &start, "emmy").await;
        let answer = world.deliver(&response).await;
        assert!(code_of(&answer).is_some(), "{what}: {}", answer.location());
        assert!(
            world.browser.cookies.is_empty(),
            "{what}: {:?}",
            world.browser.cookies
        );
    }
}

/// CK-14
#[tokio::test]
async fn a_sign_in_that_the_application_refused_leaves_no_cookie() {
    for persona in ["banned", "waiting"] {
        let mut world = World::new();
        world.sign_in("op", persona).await;
        assert!(world.browser.cookies.is_empty(), "{persona}");
    }
}

/// CK-14
#[tokio::test]
async fn a_session_that_ended_by_itself_leaves_no_cookie() {
    for path in ["/dashboard", "/auth/session"] {
        let mut world = World::new();
        world.sign_in("op", "ada").await;
        world.wait(31 * 86_400);
        world.browser.open(path).await;
        assert!(world.browser.cookies.is_empty(), "{path}");
    }
}

/// CK-14, SR-01
#[tokio::test]
async fn a_session_under_a_secret_that_is_gone_leaves_no_cookie_and_no_error() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let making = Making {
        secret: OTHER_SECRET,
        ..Making::default()
    };
    let mut other = World::joining(&making, &world.clock, &world.providers);
    other.browser.cookies = world.browser.cookies.clone();
    let answer = other.browser.open("/dashboard").await;
    assert!(
        answer
            .location()
            .starts_with("https://app.test/auth/signin")
    );
    assert!(other.browser.cookies.is_empty());
}

/// CK-14: with chunks, pending flows and a CSRF token, from a form and from Rust.
#[tokio::test]
async fn signing_out_leaves_no_cookie() {
    for path in ["/auth/signout", "/leave", "/leave-to", "/leave.json"] {
        let mut world = World::new();
        let fault = Fault::set("door", "x".repeat(9_000));
        world.providers.plain.next(Endpoint::UserInfo, fault);
        world.sign_in("plain", "ada").await;
        assert!(world.browser.cookies_named(SESSION).len() > 2);
        world.browser.open("/auth/csrf").await;
        world.begin("op").await;
        world.begin("posting").await;
        world.browser.submit(path, &[]).await;
        assert!(
            world.browser.cookies.is_empty(),
            "{path}: {:?}",
            world.browser.cookies
        );
    }
}

/// CK-14: a deletion that is not like what it deletes deletes nothing.
#[tokio::test]
async fn a_cookie_is_deleted_with_the_attributes_it_was_set_with() {
    let mut world = World::new();
    let mut set = std::collections::BTreeMap::new();
    let mut deleted = 0;
    let mut answers = Vec::new();
    answers.push(world.browser.open("/auth/csrf").await);
    for id in ["op", "posting", "plain"] {
        let start = world.begin(id).await;
        let response = world.authorize(id, &start, "ada").await;
        answers.push(start);
        answers.push(world.deliver(&response).await);
    }
    answers.push(world.browser.submit("/auth/signout", &[]).await);
    for answer in answers {
        for field in answer.headers.get_all(SET_COOKIE) {
            let field = field.to_str().expect("text");
            let (pair, attributes) = field.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a pair");
            let scope: Vec<String> = attributes
                .split(';')
                .map(|attribute| attribute.trim().to_ascii_lowercase())
                .filter(|attribute| {
                    !attribute.starts_with("max-age") && !attribute.starts_with("samesite")
                })
                .collect();
            if field.contains("Max-Age=0") {
                assert_eq!(value, "", "{field}");
                if let Some(before) = set.get(name) {
                    assert_eq!(before, &scope, "{field}");
                    deleted += 1;
                }
            } else {
                set.insert(name.to_owned(), scope);
            }
        }
    }
    assert!(deleted >= 5, "{deleted}");
}

/// FL-05, W4-2
#[tokio::test]
async fn a_flow_that_failed_cannot_be_tried_again() {
    let mut world = World::new();
    let start = world.begin("op").await;
    let kept = world.browser.cookies.clone();
    let response = world.authorize("op", &start, "ada").await;
    world
        .providers
        .op
        .next(Endpoint::Token, Fault::error("invalid_grant"));
    world.deliver(&response).await;
    world.browser.cookies = kept;
    let again = world.deliver(&response).await;
    assert_eq!(code_of(&again).as_deref(), Some("AUTH-303"));
    assert_eq!(world.providers.op.count(Endpoint::Token), 1);
}

/// FL-05, #10 of the decisions: a code is redeemed once, however many bring it at the same time.
#[tokio::test]
async fn of_a_hundred_that_bring_one_response_one_is_signed_in() {
    let mut world = World::new();
    let start = world.begin("op").await;
    let response = world.authorize("op", &start, "ada").await;
    let path = path_and_query(&Url::parse(response.url()).expect("a redirect URI"));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let mut browser = world.another_browser();
        browser.cookies = world.browser.cookies.clone();
        let path = path.clone();
        tasks.spawn(async move {
            browser.open(&path).await;
            browser.cookies.contains_key(SESSION)
        });
    }
    let signed_in = tasks.join_all().await;
    assert_eq!(signed_in.into_iter().filter(|is| *is).count(), 1);
    assert_eq!(world.providers.op.count(Endpoint::Token), 1);
}

/// CVE-2023-27490 (V7), FL-03: a flow cookie whose name fits but that another browser got.
#[tokio::test]
async fn a_response_without_its_cookie_is_nobodys_even_beside_other_flows() {
    let mut world = World::new();
    let start = world.begin("op").await;
    let response = world.authorize("op", &start, "ada").await;
    let mut victim = world.another_browser();
    let headers: [(HeaderName, &str); 0] = [];
    victim.submit_with("/auth/signin/op", &[], &headers).await;
    let path = path_and_query(&Url::parse(response.url()).expect("a redirect URI"));
    let answer = victim.open(&path).await;
    assert_eq!(code_of(&answer).as_deref(), Some("AUTH-302"));
    assert!(!victim.cookies.contains_key(SESSION));
    assert_eq!(victim.cookies_named(FLOW).len(), 1, "its own goes on");
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}
