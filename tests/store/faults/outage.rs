//! The server is not there, goes, comes back, or says nothing.

use std::time::{Duration, Instant};

use auth_store_tests::trial_alone;
use http::StatusCode;
use libtest_mimic::Trial;

use crate::place::Place;
use crate::world::{NOBODY, World, assert_unavailable, token, who};

pub(crate) fn trials<P: Place>() -> Vec<Trial> {
    let name = P::NAME.to_lowercase();
    vec![
        trial_alone(
            format!("{name}::nobody_comes_in_while_the_store_is_down"),
            async |server: P| down(&server).await,
        ),
        trial_alone(
            format!("{name}::a_silent_store_holds_nobody_up_for_long"),
            async |server: P| silent(&server).await,
        ),
    ]
}

/// ST-01, ST-02: at start, in the middle, and back again, all with one application.
async fn down(server: &impl Place) {
    let (world, home) = (World::new(), server.home());
    server.process().stop();
    let instance = world.instance(server.store(&home));
    let mut stranger = instance.browser();
    assert_eq!(stranger.open("/open").await.text(), "open");
    let answer = stranger.open("/guarded").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "nothing is asked");
    assert_unavailable(&instance.with(&"A".repeat(43)).open("/guarded").await);
    let answer = instance.sign_in(&mut stranger, "ada").await;
    let error = answer.location_parameter("error");
    assert_eq!(error.as_deref(), Some("StoreUnavailable"));
    assert_eq!(token(&stranger), None);

    server.process().start();
    let mut ada = instance.signed_in("ada").await;
    assert_eq!(ada.open("/guarded").await.text(), "ada ");

    let mut late = instance.browser();
    let back = instance.come_back(&mut late, "bob").await;
    server.process().kill();
    let (mut guarded, mut asked, mut home) = (ada.clone(), ada.clone(), ada.clone());
    let (guarded, asked, home, signed_in, ended) = tokio::join!(
        guarded.open("/guarded"),
        asked.open("/auth/session"),
        who(&mut home),
        late.open(&back),
        instance.auth.sign_out_user("nobody in particular"),
    );
    assert_unavailable(&guarded);
    assert_unavailable(&asked);
    assert_eq!(home, NOBODY, "nobody is known to be");
    assert_eq!(ada.open("/open").await.text(), "open");
    let error = signed_in.location_parameter("error");
    assert_eq!(error.as_deref(), Some("StoreUnavailable"));
    assert_eq!(token(&late), None);
    assert!(ended.is_err());

    server.process().start();
    assert_eq!(ada.open("/guarded").await.text(), "ada ");
    let answer = instance.sign_in(&mut late, "bob").await;
    assert_eq!(answer.location(), "https://app.test/", "may try again");
    assert_eq!(late.open("/guarded").await.text(), "bob ");
}

/// ST-03: everybody has an answer within five seconds, routes that ask for nothing do not notice, and no place in a pool is
/// lost to it.
async fn silent(server: &impl Place) {
    let (world, home) = (World::new(), server.home());
    let instance = world.instance(server.store(&home));
    let ada = instance.signed_in("ada").await;
    let ask = || {
        let mut ada = ada.clone();
        tokio::spawn(async move { ada.open("/guarded").await })
    };
    let warm: Vec<_> = (0..REQUESTS).map(|_| ask()).collect();
    for request in warm {
        assert_eq!(request.await.unwrap().text(), "ada ");
    }

    server.process().pause();
    let mut late = instance.browser();
    let back = instance.come_back(&mut late, "bob").await;
    let began = Instant::now();
    let requests: Vec<_> = (0..REQUESTS).map(|_| ask()).collect();
    let signing_in = tokio::spawn(async move { late.open(&back).await });
    let (mut open, asked) = (ada.clone(), Instant::now());
    assert_eq!(open.open("/open").await.text(), "open");
    assert!(asked.elapsed() < Duration::from_secs(1));
    for request in requests {
        assert_unavailable(&request.await.unwrap());
    }
    let error = signing_in.await.unwrap().location_parameter("error");
    assert_eq!(error.as_deref(), Some("StoreUnavailable"));
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());

    server.process().resume();
    let again: Vec<_> = (0..REQUESTS).map(|_| ask()).collect();
    for request in again {
        assert_eq!(request.await.unwrap().text(), "ada ");
    }
    instance.signed_in("bob").await;
}

/// More than there are connections.
const REQUESTS: usize = 30;
const LONGEST: Duration = Duration::from_secs(5);
