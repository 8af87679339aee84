//! Many who need a new one at the same time.

use std::collections::HashSet;

use auth::testing::{Endpoint, Fault};
use tokio::task::JoinSet;

use crate::world::{World, access_token};

/// SS-14
#[tokio::test]
async fn fifty_requests_at_once_refresh_once() {
    let world = World::new();
    let ada = world.signed_in("op", "ada").await;
    world.wait(3_600 - 10);
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let mut browser = world.at(&ada);
        requests.spawn(async move { access_token(&mut browser).await });
    }
    let tokens: HashSet<_> = requests.join_all().await.into_iter().collect();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    assert!(tokens.iter().all(Result::is_ok), "{tokens:?}");
    assert_eq!(world.refreshed(), 1);
    world.wait(3_600);
    assert!(
        access_token(&mut world.at(&ada)).await.is_ok(),
        "the newest refresh token is kept"
    );
}

/// SS-14: a refresh token that is used twice ends all that was granted (RFC 9700 §4.14.2).
#[tokio::test(start_paused = true)]
async fn two_servers_refresh_once() {
    let world = World::new();
    let ada = world.signed_in("op", "ada").await;
    let another = world.another_server();
    world.wait(3_600);
    let slowly = Fault::delay(std::time::Duration::from_secs(3));
    world.providers.op.next(Endpoint::Token, slowly);
    let (mut here, mut there) = (world.at(&ada), another.at(&ada));
    let (one, two) = tokio::join!(access_token(&mut here), access_token(&mut there));
    assert_eq!(one, two);
    assert!(one.is_ok(), "{one:?}");
    assert_eq!(world.refreshed(), 1);
}

/// Whoever asked is gone; what the provider gave is kept.
#[tokio::test(start_paused = true)]
async fn a_browser_that_goes_away_in_the_middle_loses_nothing() {
    let world = World::new();
    let ada = world.signed_in("op", "ada").await;
    world.wait(3_600);
    let slowly = Fault::delay(std::time::Duration::from_secs(3));
    world.providers.op.next(Endpoint::Token, slowly);
    let mut impatient = world.at(&ada);
    let second = std::time::Duration::from_secs(1);
    let gone = tokio::time::timeout(second, access_token(&mut impatient)).await;
    assert!(gone.is_err());
    assert!(access_token(&mut world.at(&ada)).await.is_ok());
    assert_eq!(world.refreshed(), 1);
}

/// Another process that died while it refreshed keeps nobody out for long.
#[tokio::test(start_paused = true)]
async fn what_somebody_has_reserved_and_never_finished_is_free_after_half_a_minute() {
    use auth::store::{Accounts, Lease, Update};

    let world = World::new();
    let ada = world.signed_in("op", "ada").await;
    world.wait(3_600);
    let now = auth_tests::support::world::START + 3_600;
    let lease = Lease {
        now,
        until: now + 30,
    };
    let leased = world
        .store
        .lease_account("https://op.test", "ada", lease)
        .await;
    assert_eq!(leased.unwrap(), Update::Updated);
    let refused = access_token(&mut world.at(&ada)).await;
    assert_eq!(refused, Err("provider_unavailable".into()));
    world.wait(30);
    assert!(access_token(&mut world.at(&ada)).await.is_ok());
}
