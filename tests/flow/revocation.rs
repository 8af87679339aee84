//! Revoking what a provider has granted when somebody signs out (RFC 7009).

use std::time::Duration;

use auth::testing::{Endpoint, Fault, RecordedRequest};
use auth_tests::support::world::World;
use http::{HeaderValue, StatusCode};
use serde_json::{Value, json};

use crate::sign_out_layers::{assert_signed_out, revocations, sign_out, sign_out_as};

/// S2-9, R-7009-01
#[tokio::test]
async fn revoking_takes_the_refresh_token_first_and_then_the_access_token() {
    let mut world = World::new();
    world.sign_in("other", "ada").await;
    let answer = sign_out_as(&mut world, &[], "revoke=true").await;
    assert_eq!(answer.json()["revocation"], json!("revoked"));
    assert_eq!(answer.json()["provider"], Value::Null);
    assert_eq!(answer.location(), "https://app.test/");
    assert_signed_out(&mut world).await;

    let revoked = revocations(&world, "other");
    let kinds: Vec<&str> = revoked.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(kinds, ["refresh_token", "access_token"]);
    for (_, token) in &revoked {
        assert!(!world.providers.other.is_active(token));
    }
    let requests = world.providers.other.requests();
    let authorization = |endpoint: Endpoint| {
        let of = |request: &&RecordedRequest| request.endpoint == endpoint;
        let request = requests.iter().find(of).unwrap();
        request.header("authorization").unwrap().to_owned()
    };
    assert_eq!(
        authorization(Endpoint::Revocation),
        authorization(Endpoint::Token)
    );
}

/// S2-9: a client that sends its secret in the body does so here too.
#[tokio::test]
async fn the_client_authenticates_as_at_the_token_endpoint() {
    let mut world = World::new();
    world.sign_in("posting", "ada").await;
    let answer = sign_out_as(&mut world, &[], "revoke=true").await;
    assert_eq!(answer.json()["revocation"], json!("revoked"));
    let requests = world.providers.posting.requests_to(Endpoint::Revocation);
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].header("authorization"), None);
    assert_eq!(
        requests[0].parameter("client_secret"),
        Some("posting secret")
    );
}

/// S2-10, S3-19, LO-18
#[tokio::test(start_paused = true)]
async fn a_revocation_that_fails_undoes_nothing_and_is_tried_again_later() {
    let mut world = World::new();
    world.sign_in("other", "ada").await;
    let unavailable = Fault::status(StatusCode::SERVICE_UNAVAILABLE).and(Fault::header(
        http::header::RETRY_AFTER,
        HeaderValue::from_static("30"),
    ));
    let provider = world.providers.other.clone();
    provider.next(Endpoint::Revocation, unavailable.times(3));
    let begun = tokio::time::Instant::now();
    let answer = sign_out_as(&mut world, &[], "revoke=true").await;
    assert_eq!(begun.elapsed(), Duration::ZERO);
    assert_eq!(answer.json()["ok"], json!(true));
    assert_eq!(answer.json()["revocation"], json!("failed"));
    assert_signed_out(&mut world).await;

    let tokens: Vec<String> = revocations(&world, "other")
        .into_iter()
        .map(|(_, token)| token)
        .collect();
    assert_eq!(tokens.len(), 2);
    assert!(tokens.iter().all(|token| provider.is_active(token)));
    tokio::time::sleep(Duration::from_secs(29)).await;
    assert_eq!(provider.count(Endpoint::Revocation), 2);
    // The first of these attempts fails as well.
    tokio::time::sleep(Duration::from_secs(120)).await;
    assert_eq!(provider.count(Endpoint::Revocation), 6);
    assert!(tokens.iter().all(|token| !provider.is_active(token)));
    tokio::time::sleep(Duration::from_secs(3_600)).await;
    assert_eq!(provider.count(Endpoint::Revocation), 6);
}

/// LO-18
#[tokio::test(start_paused = true)]
async fn a_revocation_is_tried_a_few_times_and_then_no_more() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let down = Fault::status(StatusCode::SERVICE_UNAVAILABLE).always();
    world.providers.op.next(Endpoint::Revocation, down);
    sign_out(&mut world, &[("revoke", "true")]).await;
    tokio::time::sleep(Duration::from_secs(86_400)).await;
    assert_eq!(world.providers.op.count(Endpoint::Revocation), 4);

    // What was refused for good is not asked again.
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let refused = Fault::error("invalid_client").always();
    world.providers.op.next(Endpoint::Revocation, refused);
    let page = sign_out(&mut world, &[("revoke", "true")]).await;
    assert!(page.text().contains("was not revoked"));
    assert!(!page.text().contains("still be signed in"));
    tokio::time::sleep(Duration::from_secs(86_400)).await;
    assert_eq!(world.providers.op.count(Endpoint::Revocation), 1);
    assert_signed_out(&mut world).await;
}

/// S2-10: nobody waits for a provider that hangs.
#[tokio::test(start_paused = true)]
async fn a_revocation_is_bounded_in_time() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world
        .providers
        .op
        .next(Endpoint::Revocation, Fault::hang().always());
    let begun = tokio::time::Instant::now();
    let answer = sign_out_as(&mut world, &[], "scope=provider&revoke=true").await;
    assert_eq!(begun.elapsed(), Duration::from_secs(5));
    assert_eq!(answer.json()["revocation"], json!("failed"));
    // The rest goes on as if nothing had happened.
    assert_eq!(answer.json()["provider"], json!("redirected"));
    assert!(answer.location().starts_with("https://op.test/"));
    assert_signed_out(&mut world).await;
}

/// LO-18
#[tokio::test]
async fn a_kind_of_token_that_is_not_revoked_is_no_failure() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let unsupported = Fault::error("unsupported_token_type");
    world.providers.op.next(Endpoint::Revocation, unsupported);
    let answer = sign_out_as(&mut world, &[], "revoke=true").await;
    assert_eq!(answer.json()["revocation"], json!("unsupported"));

    world.sign_in("other", "ada").await;
    let unsupported = Fault::error("unsupported_token_type");
    world
        .providers
        .other
        .next(Endpoint::Revocation, unsupported);
    let answer = sign_out_as(&mut world, &[], "revoke=true").await;
    assert_eq!(answer.json()["revocation"], json!("revoked"));
}
