//! How often links are sent.

use std::net::IpAddr;
use std::time::Duration;

use http::header::RETRY_AFTER;

use crate::world::World;

#[tokio::test]
async fn an_address_is_sent_five_links_and_then_has_to_wait() {
    let mut world = World::new();
    for _ in 0..5 {
        assert_eq!(world.ask("ada@x.test").await.status, 303);
    }
    for typed in ["ada@x.test", "ADA@x.test"] {
        let answer = world.ask(typed).await;
        assert_eq!(answer.status, 429);
        assert_eq!(answer.headers[RETRY_AFTER], "180");
        assert!(answer.text().contains("too_many_attempts"));
    }
    assert_eq!(world.sent(), 5);
    assert_eq!(world.ask("bob@x.test").await.status, 303);
    world.clock.advance(Duration::from_secs(180));
    assert_eq!(world.ask("ada@x.test").await.status, 303);
}

#[tokio::test]
async fn a_peer_asks_for_twenty_links_and_then_has_to_wait() {
    let mut world = World::new();
    let peer: Option<IpAddr> = Some("203.0.113.7".parse().unwrap());
    for number in 0..20 {
        let answer = world.ask_as(&format!("a{number}@x.test"), peer).await;
        assert_eq!(answer.status, 303, "{number}");
    }
    let answer = world.ask_as("another@x.test", peer).await;
    assert_eq!(answer.status, 429);
    assert_eq!(answer.headers[RETRY_AFTER], "45");
    let other = Some("203.0.113.8".parse().unwrap());
    assert_eq!(world.ask_as("another@x.test", other).await.status, 303);
    assert_eq!(world.ask_as("yet-another@x.test", None).await.status, 303);
}
