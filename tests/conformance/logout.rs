//! `oidcc-client-rp-initiated-logout-rp-basic`. The provider sends its logout token while the browser is there, as the suite does.

use auth::testing::{Browser as Sso, IdTokenForgery};
use auth_tests::support::browser::{Answer, path_and_query};
use http::StatusCode;
use url::Url;

use crate::world::World;

/// Ada has signed in and out again, and the provider has sent her browser back to this URL.
async fn signed_out() -> (World, Url) {
    let mut world = World::new();
    let mut sso = world.provider("op").browser();
    sign_in(&mut world, &mut sso).await;
    let answer = world
        .browser
        .submit("/auth/signout", &[("scope", "app provider")])
        .await;
    assert!(world.has_no_session());
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let asked = |name: &str| answer.location_parameter(name);
    assert!(asked("id_token_hint").is_some() && asked("state").is_some());
    let registered = "https://app.test/auth/signed-out";
    assert_eq!(
        asked("post_logout_redirect_uri").as_deref(),
        Some(registered)
    );
    back_channel(&mut world).await;

    let end = sso.end_session(answer.location()).await.unwrap();
    // An ID token that was not issued in this run would make it ask.
    assert!(!end.was_asked());
    let back = Url::parse(end.location().unwrap()).unwrap();
    (world, back)
}

async fn sign_in(world: &mut World, sso: &mut Sso) {
    let start = world.begin("op").await;
    let response = sso.authorize(start.location(), "ada").await.unwrap();
    assert!(response.was_asked(), "nobody is signed in at the provider");
    world.deliver(&response).await;
    assert_eq!(world.stated().await["name"], "Ada Lovelace");
}

/// A logout token for a session that has ended already.
async fn back_channel(world: &mut World) {
    let token = world.provider("op").logout_token("app").subject("ada");
    let token = token.forged(IdTokenForgery::new().claim("unknown", "x"));
    let token = token.sign().unwrap();
    let path = "/auth/backchannel-logout/op";
    let fields = [("logout_token", token.as_str())];
    let answer = world.browser.submit(path, &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// The sign-out that this browser began ends where it asked to; one that comes back without its `state` is told that nobody is
/// signed in here, and is sent nowhere. Either way somebody can sign in again.
async fn ends_well(mut world: World, back: &Url, with_its_state: bool) {
    let answer: Answer = world.browser.open(&path_and_query(back)).await;
    if with_its_state {
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{back}");
        assert_eq!(answer.location(), "https://app.test/", "{back}");
    } else {
        assert_eq!(answer.status, StatusCode::OK, "{back}");
        assert!(answer.text().contains("You are signed out"), "{back}");
    }
    assert!(world.has_no_session(), "{back}");
    assert!(world.stated().await.is_null(), "{back}");
    let mut sso = world.provider("op").browser();
    sign_in(&mut world, &mut sso).await;
}

#[tokio::test]
async fn oidcc_client_test_rp_init_logout() {
    let (world, back) = signed_out().await;
    assert_eq!(back.path(), "/auth/signed-out");
    let parameters: Vec<_> = back.query_pairs().map(|(name, _)| name).collect();
    assert_eq!(parameters, ["state"]);
    ends_well(world, &back, true).await;
}

#[tokio::test]
async fn oidcc_client_test_rp_init_logout_other_state() {
    let (world, mut back) = signed_out().await;
    back.set_query(Some("state=another"));
    ends_well(world, &back, false).await;
}

#[tokio::test]
async fn oidcc_client_test_rp_init_logout_no_state() {
    let (world, mut back) = signed_out().await;
    back.set_query(None);
    ends_well(world, &back, false).await;
}
