//! Logout tokens where sessions are sealed: they are known by their user, and by nothing else.

use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};

use crate::world::{World, at, who};

pub async fn send(world: &World, token: &str) -> StatusCode {
    let mut nobody = world.browser();
    let headers = [(CONTENT_TYPE, "application/x-www-form-urlencoded")];
    let body = ["logout_token=", token].concat();
    let path = "/auth/backchannel-logout/op";
    let request = nobody.request(Method::POST, path, &headers, body.into());
    let answer = nobody.send(request).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.status
}

/// LO-06: on every server.
#[tokio::test]
async fn a_token_with_sub_ends_all_sessions_of_that_user_and_none_of_others() {
    let world = World::new();
    let other = world.another_server();
    let (mut here, mut there) = (world.signed_in("ada").await, world.signed_in("ada").await);
    let mut grace = world.signed_in("grace").await;
    let sid = world.providers.op.sessions_of("ada").pop().unwrap();
    let token = world.providers.op.logout_token("app").subject("ada");
    let token = token.session(sid).sign().unwrap();
    assert_eq!(send(&world, &token).await, StatusCode::OK);
    assert_eq!(who(&mut here).await, "nobody");
    assert_eq!(who(&mut there).await, "nobody");
    assert_eq!(who(&mut at(&here, &other)).await, "nobody");
    assert_eq!(who(&mut grace).await, "op:grace");
    // LO-09: and not whoever has signed in since.
    let mut after = world.signed_in("ada").await;
    assert_eq!(send(&world, &token).await, StatusCode::OK);
    assert_eq!(who(&mut after).await, "op:ada");
}

#[tokio::test]
async fn a_token_with_sid_alone_is_refused_and_ends_nothing() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let sid = world.providers.op.sessions_of("ada").pop().unwrap();
    let token = world.providers.op.logout_token("app").session(sid);
    let token = token.sign().unwrap();
    assert_eq!(send(&world, &token).await, StatusCode::BAD_REQUEST);
    assert_eq!(who(&mut ada).await, "op:ada");
}

/// LO-13
#[tokio::test]
async fn what_could_not_be_noted_is_noted_when_the_token_comes_again() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let token = world.providers.op.logout_token("app").subject("ada");
    let token = token.sign().unwrap();
    world.store.pull();
    assert_eq!(send(&world, &token).await, StatusCode::SERVICE_UNAVAILABLE);
    world.store.plug_in();
    assert_eq!(send(&world, &token).await, StatusCode::OK);
    assert_eq!(who(&mut ada).await, "nobody");
}
