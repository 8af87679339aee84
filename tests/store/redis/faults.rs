//! Servers that end, come back, say nothing and are full.

use std::sync::Arc;
use std::time::{Duration, Instant};

use auth::store::{
    Creation, EndedSessions, Redis, SessionSnapshots, Sessions, StoreError, VerificationToken,
    VerificationTokens,
};
use auth_store_tests::{self as servers, trial_alone, until_async};
use libtest_mimic::Trial;

use crate::listening::{Listener, MISSED, ended};
use crate::world::{Place, add, both, hash, now, session};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial_alone(
            "server::what_was_answered_is_there_after_a_kill",
            async |server: servers::Redis| {
                what_was_answered_is_there_after_a_kill(
                    &server,
                    || {
                        server.process().kill();
                    },
                    || server.process().start(),
                )
                .await;
            },
        ),
        trial_alone(
            "cluster::what_was_answered_is_there_after_a_kill",
            async |cluster: servers::RedisCluster| {
                what_was_answered_is_there_after_a_kill(
                    &cluster,
                    || {
                        cluster.nodes().iter().for_each(servers::Process::kill);
                    },
                    || cluster.start(),
                )
                .await;
            },
        ),
        trial_alone(
            "server::a_silent_server_is_an_error_in_time",
            a_silent_server_is_an_error_in_time,
        ),
        trial_alone(
            "server::a_full_server_keeps_what_it_has",
            a_full_server_keeps_what_it_has,
        ),
        trial_alone(
            "server::a_wrong_password_is_an_error_that_tells_it_to_nobody",
            a_wrong_password_is_an_error_that_tells_it_to_nobody,
        ),
    ]
}

/// ST-01
async fn what_was_answered_is_there_after_a_kill<P: Place>(
    place: &P,
    kill: impl Fn(),
    start: impl Fn(),
) {
    let redis = place.empty();
    let (store, _) = both(&redis);
    add(&store, "ada").await;
    let listener = Arc::new(Listener::default());
    let listening = tokio::spawn(redis.listen(listener.clone()).unwrap());
    until_async("it listens", async || listener.heard(MISSED) == 1).await;
    for number in 0..10 {
        let _ = store.create_session(&session("ada", number)).await.unwrap();
    }
    for number in 0..5 {
        assert!(store.delete_session(&hash(number)).await.unwrap());
    }
    let _ = redis.create_ended(&ended("ada")).await.unwrap();

    kill();
    assert!(
        store.find_session(&hash(9)).await.is_err(),
        "which is not: nobody"
    );
    assert!(redis.standing("ada", "ada").await.is_err());
    assert!(store.delete_session(&hash(9)).await.is_err(), "it may live");
    start();

    // A cluster takes a moment until its nodes know of each other again.
    until_async("it is found", async || {
        store.find_session(&hash(9)).await.is_ok()
    })
    .await;
    for number in 0..10 {
        let found = store.find_session(&hash(number)).await.unwrap();
        assert_eq!(found.is_some(), number >= 5, "session {number}");
    }
    assert!(redis.standing("ada", "ada").await.unwrap().ended);
    assert_eq!(store.sessions_of("ada").await.unwrap().len(), 5);

    until_async("it listens again", async || listener.heard(MISSED) >= 2).await;
    let there = place.connect();
    drop(there);
    let _ = redis.create_ended(&ended("bob")).await.unwrap();
    until_async("it is heard", async || listener.heard("bob") == 1).await;
    listening.abort();
}

/// ST-03
async fn a_silent_server_is_an_error_in_time(server: servers::Redis) {
    let redis = server.empty();
    assert_eq!(redis.find_session(&hash(1)).await.unwrap(), None);
    server.process().pause();
    for store in [&redis, &server.empty()] {
        let began = Instant::now();
        let error = store.find_session(&hash(1)).await.unwrap_err();
        assert!(matches!(error, StoreError::TimedOut), "{error:?}");
        assert!(began.elapsed() < Duration::from_secs(4));
    }
    server.process().resume();
    assert_eq!(redis.find_session(&hash(1)).await.unwrap(), None);
}

/// ST-06
async fn a_full_server_keeps_what_it_has(server: servers::Redis) {
    let redis = server.empty();
    let (store, _) = both(&redis);
    add(&store, "ada").await;
    let _ = store.create_session(&session("ada", 1)).await.unwrap();
    let _ = store.create_session(&session("ada", 2)).await.unwrap();
    server.command(&["CONFIG", "SET", "maxmemory-policy", "noeviction"]);
    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
    let full = store.create_session(&session("ada", 3)).await;
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    let full = redis.create_ended(&ended("ada")).await;
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    let token = VerificationToken {
        identifier: "ada@x.test",
        token: "one",
        expires_at: now() + 60,
    };
    let full = redis.create_token(&token).await;
    assert!(matches!(full, Err(StoreError::Full)), "{full:?}");
    assert!(store.find_session(&hash(1)).await.unwrap().is_some());
    assert!(
        store.delete_session(&hash(1)).await.unwrap(),
        "one can still end them"
    );
    server.command(&["CONFIG", "SET", "maxmemory", "0"]);
    let _ = store.create_session(&session("ada", 3)).await.unwrap();
    assert_eq!(redis.create_token(&token).await.unwrap(), Creation::Created);
    assert_eq!(store.sessions_of("ada").await.unwrap().len(), 2);
}

async fn a_wrong_password_is_an_error_that_tells_it_to_nobody(server: servers::Redis) {
    let port = server.process().port();
    let redis = Redis::connect(&format!("redis://:canary@127.0.0.1:{port}/")).unwrap();
    let error = redis.find_session(&hash(1)).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(!format!("{error:?}").contains("canary"), "{error:?}");
}
