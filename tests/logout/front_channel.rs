//! `GET /frontchannel-logout/{provider}` (OpenID Connect Front-Channel Logout).

use auth_tests::support::browser::{Answer, Browser, form};
use http::StatusCode;

use crate::watched::Fault;
use crate::world::{World, who};

const ISSUER: &str = "https://op.test";

async fn framed(browser: &mut Browser, fields: &[(&str, &str)]) -> Answer {
    let answer = browser
        .open(&format!("/auth/frontchannel-logout/op?{}", form(fields)))
        .await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(
        answer.header("content-security-policy"),
        "default-src 'none'; frame-ancestors https://op.test"
    );
    assert_eq!(answer.header("x-frame-options"), "");
    answer
}

/// LO-15. The frame of another site brings no cookie.
#[tokio::test]
async fn oidcc_client_test_rp_frontchannel_opinitlogout() {
    for with_cookies in [false, true] {
        let world = World::new();
        let (mut ada, sid) = world.signed_in("ada").await;
        let (mut there, _) = world.signed_in("ada").await;
        let fields = [("iss", ISSUER), ("sid", sid.as_str())];
        let answer = match with_cookies {
            true => framed(&mut ada, &fields).await,
            false => framed(&mut world.browser(), &fields).await,
        };
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(who(&mut ada).await, "nobody", "{with_cookies}");
        assert_ne!(who(&mut there).await, "nobody", "{with_cookies}");
    }
}

/// The application has ended its own session before, and the provider frames it while the browser is there.
#[tokio::test]
async fn oidcc_client_test_rp_frontchannel_rpinitlogout() {
    let world = World::new();
    let (mut ada, sid) = world.signed_in("ada").await;
    let (mut there, _) = world.signed_in("ada").await;
    let fields = [("scope", "app provider")];
    let start = ada.submit("/auth/signout", &fields).await;
    let provider = "https://op.test/end-session?";
    assert!(start.location().starts_with(provider));
    assert_eq!(who(&mut ada).await, "nobody");
    let fields = [("iss", ISSUER), ("sid", sid.as_str())];
    assert_eq!(framed(&mut ada, &fields).await.status, StatusCode::OK);
    assert_eq!(who(&mut ada).await, "nobody");
    assert_ne!(who(&mut there).await, "nobody");
}

/// LO-15
#[tokio::test]
async fn what_does_not_name_the_session_of_this_browser_ends_nothing() {
    let world = World::new();
    let (mut ada, own) = world.signed_in("ada").await;
    let (mut grace, theirs) = world.signed_in("grace").await;
    let (own, theirs) = (own.as_str(), theirs.as_str());
    for fields in [
        &[][..],
        &[("sid", own)],
        &[("iss", ISSUER)],
        &[("iss", ISSUER), ("sid", "")],
        &[("iss", "https://other.test"), ("sid", own)],
        &[("iss", "https://op.test/"), ("sid", own)],
        &[("iss", ISSUER), ("sid", theirs)],
        &[("iss", ISSUER), ("sid", "x")],
        &[("iss", ISSUER), ("sid", own), ("sid", own)],
    ] {
        let answer = framed(&mut ada, fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{fields:?}");
    }
    assert_ne!(who(&mut ada).await, "nobody");
    assert_ne!(who(&mut grace).await, "nobody");
}

#[tokio::test]
async fn what_could_not_be_done_is_not_said_to_be() {
    let world = World::new();
    let (mut ada, sid) = world.signed_in("ada").await;
    world.store.fail(Fault::Down);
    for browser in [&mut ada.clone(), &mut world.browser()] {
        let answer = framed(browser, &[("iss", ISSUER), ("sid", &sid)]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    world.store.fail(Fault::None);
    assert_ne!(who(&mut ada).await, "nobody");
}
