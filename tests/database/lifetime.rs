//! How long a session lives: `max_age: 8 hours, idle: 100 minutes, update_age: 5 minutes`.

use auth_tests::support::world::START;

use crate::watched::Fault;
use crate::world::{World, ask, token, who};

const IDLE: u64 = 6_000;
const ABSOLUTE: u64 = 28_800;

/// SS-10
#[tokio::test]
async fn a_session_lives_to_the_last_second_of_its_idle_limit() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.wait(IDLE - 1);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
    world.wait(IDLE);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 401);
    assert_eq!(token(&ada), None);
}

/// SS-10
#[tokio::test]
async fn the_absolute_limit_wins_over_use() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let step = 1_800;
    for _ in 1..ABSOLUTE / step {
        world.wait(step);
        assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
    }
    world.wait(step - 1);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
    world.wait(1);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 401);
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
}

/// SS-10: not even when a store says that it lives longer.
#[tokio::test]
async fn no_session_is_older_than_the_declaration_says() {
    use auth::store::{SessionChange, SessionToken, Sessions};

    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let text = token(&ada).unwrap();
    let change = SessionChange {
        seen_at: START,
        expires_at: u64::MAX,
        data: None,
    };
    let hash = *SessionToken::new(&text).hash();
    let updated = world.store.memory.update_session(&hash, &change).await;
    assert_eq!(updated.unwrap(), auth::store::Update::Updated);
    world.wait(ABSOLUTE - 1);
    world.store.fail(Fault::Without("update_session"));
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
    world.wait(1);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 401);
    assert!(!world.is_kept(&text).await);
}

/// A sign-in that went through without a question is as old as the one at the provider, and the store knows.
#[tokio::test]
async fn a_session_keeps_when_its_user_was_asked() {
    use auth::testing::IdTokenForgery;

    let world = World::new();
    world.wait(3_600);
    let forgery = IdTokenForgery::new().claim("auth_time", START);
    world.providers.op.next_id_token(forgery);
    let ada = world.signed_in("ada").await;
    let session = world.session(&ada).await.unwrap();
    assert_eq!(session.signed_in_at, START + 3_600);
    assert_eq!(session.authenticated_at(), Some(START));
}

#[tokio::test]
async fn an_expired_session_is_deleted_when_it_is_met() {
    for path in ["/dashboard", "/", "/auth/session"] {
        let world = World::new();
        let mut ada = world.signed_in("ada").await;
        let text = token(&ada).unwrap();
        world.wait(IDLE);
        assert!(world.is_kept(&text).await, "nobody has met it");
        ada.open(path).await;
        assert!(!world.is_kept(&text).await, "{path}");
    }
}

/// ST-11
#[tokio::test]
async fn those_that_have_expired_go_with_each_sign_in() {
    let world = World::new();
    for _ in 0..3 {
        world.signed_in("ada").await;
    }
    world.wait(IDLE + 1);
    world.signed_in("grace").await;
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
    assert_eq!(world.sessions_of("grace@example.com").await.len(), 1);
}

#[tokio::test]
async fn use_is_noted_once_per_update_age_and_moves_the_end() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let before = token(&ada);
    let updates = |world: &World| {
        let calls = world.store.calls();
        calls
            .iter()
            .filter(|call| **call == "update_session")
            .count()
    };
    updates(&world);
    for round in 0..3 {
        world.wait(299);
        for _ in 0..5 {
            assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
        }
        assert_eq!(updates(&world), 0, "not within five minutes");
        world.wait(1);
        for _ in 0..5 {
            assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
        }
        assert_eq!(updates(&world), 1, "once after them");
        let record = world.sessions_of("ada@example.com").await.remove(0);
        let now = START + (round + 1) * 300;
        assert_eq!((record.seen_at, record.expires_at), (now, now + IDLE));
        assert_eq!(record.signed_in_at, START);
    }
    assert_eq!(token(&ada), before, "the cookie stays as it is");
}

/// What the application's function makes of it is kept in the store, and not in the browser.
#[tokio::test]
async fn what_jwt_makes_of_a_session_is_kept_when_its_use_is_noted() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    assert_eq!(ada.open("/dashboard").await.text(), "Ada Lovelace {} Op 1");
    world.wait(300);
    for _ in 0..2 {
        let answer = ada.open("/dashboard").await;
        assert_eq!(answer.text(), "Ada Lovelace {} Op 2");
        assert_eq!(answer.cookie_names(), Vec::<&str>::new());
    }
    let record = world.sessions_of("ada@example.com").await.remove(0);
    assert_eq!(record.data.as_deref(), Some(r#"{"door":"Op","kept":2}"#));
}

/// A renewal that fails is tried again with the next request, and nobody is signed out for it.
#[tokio::test]
async fn a_session_whose_use_could_not_be_noted_goes_on_until_its_end() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.store.fail(Fault::Without("update_session"));
    world.wait(IDLE - 1);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
    world.wait(1);
    assert_eq!(who(&mut ada).await, "nobody", "nothing was noted");
}

/// A clock that was set back makes nobody live longer, and ends nothing.
#[tokio::test]
async fn a_clock_that_is_set_back_ends_nothing() {
    let world = World::new();
    world.wait(600);
    let mut ada = world.signed_in("ada").await;
    world.clock.set(START);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 200);
    let record = world.sessions_of("ada@example.com").await.remove(0);
    assert_eq!(record.expires_at, START + 600 + IDLE);
}
