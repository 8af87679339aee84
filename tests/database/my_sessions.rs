//! The sessions of whoever is signed in: what they are shown, and what they can end.

use auth_tests::support::browser::{ANYTHING, Browser};
use auth_tests::support::world::START;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN};
use http::{HeaderName, Method, StatusCode};
use serde_json::{Value, json};

use crate::book::Book;
use crate::world::{World, ask, post_form, sign_in_from, token, who};

const LIST: &str = "/auth/sessions";
const END: &str = "/auth/sessions/end";

/// The id of a browser's own session, as its list says.
async fn own_id(browser: &mut Browser) -> String {
    let list = ask(browser, LIST).await.json();
    let own = list.as_array().unwrap().iter();
    let mut own = own.filter(|session| session["current"] == json!(true));
    let id = own.next().unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(own.next(), None, "one is the current one");
    id
}

#[tokio::test]
async fn the_list_says_device_address_and_times_of_each() {
    let world = World::new();
    let mut phone = sign_in_from(&world, "ada", "Phone/1", Some("192.0.2.7"), None).await;
    world.wait(60);
    let desk = sign_in_from(
        &world,
        "ada",
        "Desk/2",
        Some("192.0.2.8"),
        Some("2001:db8::9"),
    )
    .await;
    sign_in_from(&world, "grace", "Other/3", Some("192.0.2.9"), None).await;
    world.wait(600);
    let answer = ask(&mut phone, LIST).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("cache-control").contains("no-store"));
    // Asking for the list is no use that is noted: the one that was begun last is first.
    let (phone_id, desk_id) = (
        world.session(&phone).await.unwrap().id().to_owned(),
        world.session(&desk).await.unwrap().id().to_owned(),
    );
    assert_eq!(
        answer.json(),
        json!([
            {
                "id": desk_id, "current": false, "provider": "op", "device": "Desk/2", "address": "2001:db8::9",
                "signedInAt": "2027-01-15T08:01:00.000Z", "lastSeenAt": "2027-01-15T08:01:00.000Z",
                "expiresAt": "2027-01-15T09:41:00.000Z",
            },
            {
                "id": phone_id, "current": true, "provider": "op", "device": "Phone/1", "address": "192.0.2.7",
                "signedInAt": "2027-01-15T08:00:00.000Z", "lastSeenAt": "2027-01-15T08:00:00.000Z",
                "expiresAt": "2027-01-15T09:40:00.000Z",
            },
        ])
    );
}

#[tokio::test]
async fn a_session_that_was_used_comes_first_and_one_that_expired_not_at_all() {
    let world = World::new();
    let mut first = world.signed_in("ada").await;
    world.wait(60);
    world.signed_in("ada").await;
    world.wait(3_000);
    first.open("/dashboard").await;
    let session = world.session(&first).await.unwrap();
    let mine = world.auth.my_sessions(&session).list().await.unwrap();
    let seen: Vec<_> = mine
        .iter()
        .map(|one| (one.current, one.last_seen_at))
        .collect();
    assert_eq!(seen, [(true, START + 3_060), (false, START + 60)]);
    world.wait(3_000);
    let mine = world.auth.my_sessions(&session).list().await.unwrap();
    assert_eq!(mine.len(), 1, "the other one has expired");
}

/// Whatever a browser calls itself is data.
#[tokio::test]
async fn a_device_is_what_the_browser_says_and_no_longer_than_anybody_reads() {
    let world = World::new();
    let long = "x".repeat(10_000);
    let mut ada = sign_in_from(&world, "ada", &long, None, None).await;
    let list = ask(&mut ada, LIST).await.json();
    assert_eq!(list[0]["device"].as_str().unwrap().len(), 255);
    assert_eq!(list[0]["address"], Value::Null);
    let mut ada = sign_in_from(&world, "ada", "<script>'; DROP TABLE", None, None).await;
    let list = ask(&mut ada, LIST).await.json();
    let own = list
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["current"] == json!(true));
    assert_eq!(own.unwrap()["device"], json!("<script>'; DROP TABLE"));
}

/// S3-20
#[tokio::test]
async fn one_session_is_ended_by_its_id() {
    let world = World::new();
    let (mut here, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
    let id = own_id(&mut there).await;
    let answer = post_form(&mut here, END, &[("session", &id)]).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::OK, json!({ "ended": 1 }))
    );
    assert_eq!(who(&mut there).await, "nobody");
    assert_eq!(who(&mut here).await, "Ada Lovelace");
    let answer = post_form(&mut here, END, &[("session", &id)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "it is gone");
}

#[tokio::test]
async fn whoever_ends_their_own_session_is_signed_out() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let copied = token(&ada).unwrap();
    let id = own_id(&mut ada).await;
    let answer = post_form(&mut ada, END, &[("session", &id)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), json!({ "ended": 1 }));
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert_eq!(token(&ada), None);
    assert!(!world.is_kept(&copied).await);
}

/// SR-07: and a browser leaves the list, which it was shown, for good.
#[tokio::test]
async fn whoever_ends_their_own_session_on_a_page_leaves_its_pages() {
    let world = World::new();
    for (scope, callback_url, end) in [
        (None, "", "https://app.test/"),
        (None, "/dashboard", "https://app.test/dashboard"),
        (Some("all"), "", "https://app.test/"),
        (Some("all"), "/dashboard", "https://app.test/dashboard"),
        (Some("all"), "https://evil.test/", "https://app.test/"),
    ] {
        let mut ada = world.signed_in("ada").await;
        let copied = token(&ada).unwrap();
        let id = own_id(&mut ada).await;
        let which = scope.map_or(("session", id.as_str()), |scope| ("scope", scope));
        let fields = [which, ("callbackUrl", callback_url)];
        let left = ada.navigate_by(END, &fields).await;
        assert_eq!(left.status, StatusCode::SEE_OTHER);
        assert_eq!(left.header("clear-site-data"), "\"cache\"");
        assert_eq!(token(&ada), None);
        assert!(!world.is_kept(&copied).await);
        assert_eq!(
            Book::read().pop().as_deref(),
            Some("signed out, error: None")
        );
        let between = ada.navigate(left.location()).await;
        let arrived = ada.navigate(between.refresh()).await;
        assert_eq!(arrived.location(), end, "{fields:?}");
        assert_eq!(arrived.header("clear-site-data"), "\"cache\"");
    }
}

/// Nothing is swapped into a page whose session is over.
#[tokio::test]
async fn htmx_that_ends_its_own_session_leads_the_browser_away() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let id = own_id(&mut ada).await;
    let headers = [(HeaderName::from_static("hx-request"), "true"), ANYTHING];
    let fields = [("session", id.as_str())];
    let left = ada.submit_with(END, &fields, &headers).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    let between = ada.navigate(left.header("hx-redirect")).await;
    let arrived = ada.navigate(between.refresh()).await;
    assert_eq!(arrived.location(), "https://app.test/");
    assert_eq!(token(&ada), None);
}

/// S3-20
#[tokio::test]
async fn all_others_are_ended_at_once() {
    let world = World::new();
    let mut here = world.signed_in("ada").await;
    let mut others = [world.signed_in("ada").await, world.signed_in("ada").await];
    let mut grace = world.signed_in("grace").await;
    let answer = post_form(&mut here, END, &[("scope", "others")]).await;
    assert_eq!(answer.json(), json!({ "ended": 2 }));
    for other in &mut others {
        assert_eq!(who(other).await, "nobody");
    }
    assert_eq!(who(&mut here).await, "Ada Lovelace");
    assert_eq!(who(&mut grace).await, "Grace Hopper");
    let answer = post_form(&mut here, END, &[("scope", "others")]).await;
    assert_eq!(answer.json(), json!({ "ended": 0 }));
}

/// S3-20, LO-16
#[tokio::test]
async fn all_are_ended_at_once() {
    let world = World::new();
    let (mut here, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
    let answer = here.submit(END, &[("scope", "all")]).await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(token(&here), None);
    assert_eq!(who(&mut there).await, "nobody");
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
}

#[tokio::test]
async fn people_come_back_to_the_page_that_they_were_on() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    for (fields, location) in [
        (
            &[("scope", "others"), ("callbackUrl", "/dashboard")][..],
            "https://app.test/dashboard",
        ),
        (
            &[("scope", "others"), ("callbackUrl", "https://evil.test/")],
            "https://app.test/",
        ),
    ] {
        let answer = ada.submit(END, fields).await;
        assert_eq!(
            (answer.status, answer.location()),
            (StatusCode::SEE_OTHER, location)
        );
    }
}

/// S3-21
#[tokio::test]
async fn a_session_of_somebody_else_is_none_and_nothing_ends() {
    let world = World::new();
    let (mut ada, mut grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    let theirs = own_id(&mut grace).await;
    let token = token(&grace).unwrap();
    for id in [theirs.as_str(), &token, "x", "", &"A".repeat(43)] {
        let answer = post_form(&mut ada, END, &[("session", id)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
        assert_eq!(answer.json()["code"], json!("not_found"));
    }
    let session = world.session(&ada).await.unwrap();
    assert!(!world.auth.my_sessions(&session).end(&theirs).await.unwrap());
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
    assert_eq!(who(&mut grace).await, "Grace Hopper");
}

/// S3-21, AL-22
#[tokio::test]
async fn nobody_says_whose_sessions_are_to_end() {
    let world = World::new();
    let (mut ada, mut grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    let there = world.signed_in("ada").await;
    let user = world.id_of("grace@example.com").await.unwrap();
    let own = world.id_of("ada@example.com").await.unwrap();
    for name in ["user", "userId", "user_id", "sub"] {
        for scope in ["others", "all"] {
            for id in [user.as_str(), &own, ""] {
                let answer = post_form(&mut ada, END, &[("scope", scope), (name, id)]).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name} {scope}");
            }
        }
    }
    assert!(world.is_kept(&token(&there).unwrap()).await);
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
    assert_eq!(who(&mut grace).await, "Grace Hopper");
}

#[tokio::test]
async fn what_says_nothing_or_two_things_is_refused_and_nothing_ends() {
    let world = World::new();
    let (mut ada, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
    let id = own_id(&mut there).await;
    for fields in [
        &[][..],
        &[("scope", "everything")],
        &[("scope", "Others")],
        &[("scope", "others all")],
        &[("session", &id), ("scope", "others")],
        &[("session", &id), ("session", &id)],
    ] {
        let answer = post_form(&mut ada, END, fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
    }
    assert_eq!(who(&mut there).await, "Ada Lovelace");
}

/// LO-04
#[tokio::test]
async fn neither_a_link_nor_another_site_ends_anything() {
    let world = World::new();
    let (mut ada, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
    for path in [
        "/auth/sessions/end",
        "/auth/accounts/unlink",
        "/auth/accounts/link/other",
    ] {
        let answer = ada.open(path).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        let headers = [
            (ORIGIN, "https://evil.test"),
            (ACCEPT, "application/json"),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        ];
        let body = "scope=all&account=x".to_owned();
        let request = ada.request(Method::POST, path, &headers, body.into());
        let answer = ada.send(request).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(answer.json()["code"], json!("csrf_rejected"));
        assert_eq!(answer.location(), "");
    }
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
    assert_eq!(who(&mut there).await, "Ada Lovelace");
}

#[tokio::test]
async fn without_a_session_there_is_nothing_to_see_or_to_end() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let mut nobody = world.browser();
    for path in [LIST, "/auth/accounts"] {
        let answer = ask(&mut nobody, path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.json()["code"], json!("unauthenticated"));
    }
    let id = own_id(&mut ada).await;
    for (path, field) in [
        (END, ("session", id.as_str())),
        (END, ("scope", "others")),
        (END, ("scope", "all")),
        ("/auth/accounts/unlink", ("account", "x")),
        ("/auth/accounts/link/other", ("x", "y")),
    ] {
        let answer = post_form(&mut nobody, path, &[field]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
}

/// The same from a handler.
#[tokio::test]
async fn a_handler_lists_and_ends_the_sessions_of_its_user() {
    let world = World::new();
    let here = world.signed_in("ada").await;
    let mut others = [world.signed_in("ada").await, world.signed_in("ada").await];
    let session = world.session(&here).await.unwrap();
    let mine = world.auth.my_sessions(&session);
    let list = mine.list().await.unwrap();
    assert_eq!(list.len(), 3);
    let other = list.iter().find(|one| !one.current).unwrap();
    assert!(mine.end(&other.id).await.unwrap());
    assert!(!mine.end(&other.id).await.unwrap());
    assert_eq!(mine.end_others().await.unwrap(), 1);
    assert_eq!(mine.list().await.unwrap().len(), 1);
    for other in &mut others {
        assert_eq!(who(other).await, "nobody");
    }
}
