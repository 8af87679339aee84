//! When sessions end, and when they are sealed anew.

use super::*;

fn with_idle(idle: Option<u64>) -> SessionDeclaration {
    SessionDeclaration {
        max_age: 10_000,
        idle,
        update_age: 1_000,
        cookie: None,
    }
}

fn signed_in(declaration: SessionDeclaration) -> (Sessions<App>, StoppedClock, Browser) {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let sessions = declared::<App>(declaration, &[SECRET], &clock);
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap()
            .1,
    );
    (sessions, clock, browser)
}

/// One request, as a guard answers it.
fn visit(sessions: &Sessions<App>, browser: &mut Browser) -> bool {
    let headers = browser.request();
    match sessions.open(&headers) {
        Reading::Live {
            session,
            renewal_due,
        } => {
            if renewal_due {
                browser.receive(&sessions.renew(&headers, &session).unwrap().1);
            }
            true
        }
        Reading::Refused => {
            browser.receive(&sessions.clear(&headers));
            false
        }
        Reading::Absent | Reading::Unavailable => false,
    }
}

/// CK-06, SS-10
#[test]
fn a_session_ends_at_its_absolute_limit_and_its_cookie_goes() {
    let (sessions, clock, mut browser) = signed_in(with_idle(None));
    clock.set(NOW + 9_999);
    assert!(sessions.open(&browser.request()).live().user == ada());
    clock.set(NOW + 10_000);
    assert!(!visit(&sessions, &mut browser));
    assert!(browser.names().is_empty());
}

/// CK-06, SS-10
#[test]
fn a_session_that_rests_ends_at_its_idle_limit() {
    let (sessions, clock, mut browser) = signed_in(with_idle(Some(600)));
    let saved = browser.clone();
    clock.set(NOW + 599);
    assert!(visit(&sessions, &mut browser), "one second before");
    clock.set(NOW + 601);
    assert!(
        sessions.open(&saved.request()).is_refused(),
        "the cookie from before that visit"
    );
    assert!(visit(&sessions, &mut browser), "the visit counted");
    clock.set(NOW + 599 + 601);
    assert!(
        sessions.open(&browser.request()).is_refused(),
        "one second after"
    );
}

/// CK-06, SS-10
#[test]
fn a_session_in_constant_use_ends_at_its_absolute_limit() {
    let (sessions, clock, mut browser) = signed_in(with_idle(Some(600)));
    for second in (0..10_000).step_by(100) {
        clock.set(NOW + second);
        assert!(visit(&sessions, &mut browser), "after {second} seconds");
    }
    assert_eq!(
        browser.max_age(NAME),
        Some(100),
        "the cookie ends with the session"
    );
    clock.set(NOW + 9_999);
    assert!(visit(&sessions, &mut browser));
    clock.set(NOW + 10_000);
    assert!(!visit(&sessions, &mut browser));
}

/// CK-06
#[test]
fn the_end_holds_for_a_process_that_has_seen_the_token_and_for_one_that_has_not() {
    let (sessions, clock, browser) = signed_in(with_idle(Some(600)));
    assert_eq!(sessions.open(&browser.request()).live().user, ada());
    clock.set(NOW + 600);
    assert!(sessions.open(&browser.request()).is_refused());
    assert!(
        declared::<App>(with_idle(Some(600)), &[SECRET], &clock)
            .open(&browser.request())
            .is_refused()
    );
}

#[test]
fn a_shorter_limit_holds_for_sessions_begun_under_a_longer_one() {
    let (_, clock, browser) = signed_in(with_idle(None));
    clock.pass(500);
    let shorter = SessionDeclaration {
        max_age: 500,
        ..with_idle(None)
    };
    assert!(
        declared::<App>(shorter, &[SECRET], &clock)
            .open(&browser.request())
            .is_refused()
    );
    assert!(
        declared::<App>(with_idle(Some(500)), &[SECRET], &clock)
            .open(&browser.request())
            .is_refused()
    );
    let longer = SessionDeclaration {
        max_age: 501,
        ..with_idle(None)
    };
    let session = declared::<App>(longer, &[SECRET], &clock)
        .open(&browser.request())
        .live();
    assert_eq!(session.expires_at, NOW + 501);
}

#[test]
fn a_session_is_sealed_anew_once_per_update_age() {
    let (sessions, clock, mut browser) = signed_in(with_idle(None));
    assert!(!sessions.open(&browser.request()).is_due());
    clock.pass(999);
    assert!(!sessions.open(&browser.request()).is_due());
    clock.pass(1);
    assert!(sessions.open(&browser.request()).is_due());
    assert!(visit(&sessions, &mut browser));
    assert!(!sessions.open(&browser.request()).is_due());
}

#[test]
fn a_session_sealed_anew_is_the_same_session() {
    let (sessions, clock, mut browser) = signed_in(with_idle(Some(600)));
    let before = sessions.open(&browser.request()).live();
    clock.pass(60);
    let (renewed, fields) = sessions.renew(&browser.request(), &before).unwrap();
    let old = browser.value(NAME).to_owned();
    browser.receive(&fields);
    assert_ne!(browser.value(NAME), old);
    let after = sessions.open(&browser.request()).live();
    for session in [renewed, after] {
        assert_eq!(session.user, before.user);
        assert_eq!(session.provider, before.provider);
        assert_eq!(session.id(), before.id());
        assert_eq!(session.signed_in_at, NOW);
        assert_eq!(session.expires_at, NOW + 660);
    }
}

#[test]
fn what_has_ended_is_not_renewed() {
    let (sessions, clock, browser) = signed_in(with_idle(Some(600)));
    let session = sessions.open(&browser.request()).live();
    clock.pass(600);
    let error = sessions.renew(&browser.request(), &session).unwrap_err();
    assert!(matches!(error, SessionError::Ended));
    assert_eq!(error.code().name, "unauthenticated");
}

/// SR-01
#[test]
fn a_session_under_an_older_secret_is_sealed_anew_at_once() {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let before = declared::<App>(with_idle(None), &[OLDER_SECRET], &clock);
    browser.receive(
        &before
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap()
            .1,
    );

    let rotated = declared::<App>(with_idle(None), &[SECRET, OLDER_SECRET], &clock);
    for _ in 0..2 {
        assert!(
            rotated.open(&browser.request()).is_due(),
            "seen for the first time, and again"
        );
    }
    let old = browser.clone();
    assert!(visit(&rotated, &mut browser));
    assert!(!rotated.open(&browser.request()).is_due());

    let after = declared::<App>(with_idle(None), &[SECRET], &clock);
    assert_eq!(after.open(&browser.request()).live().user, ada());
    assert!(after.open(&old.request()).is_refused());
}

/// CK-16
#[test]
fn no_lifetime_and_no_time_is_too_large() {
    let endless = SessionDeclaration {
        max_age: u64::MAX,
        idle: Some(u64::MAX),
        update_age: u64::MAX,
        cookie: None,
    };
    let (sessions, clock, mut browser) = signed_in(endless);
    assert_eq!(browser.max_age(NAME), Some(400 * DAY));
    clock.set(NOW + 400 * DAY);
    assert!(!visit(&sessions, &mut browser));

    clock.set(u64::MAX);
    let error = sessions
        .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
        .unwrap_err();
    assert!(matches!(error, SessionError::Ended));
    clock.set(u64::MAX - 1);
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap()
            .1,
    );
    assert!(visit(&sessions, &mut browser));

    let max = u64::MAX;
    for claims in [
        format!(r#"{{"sub":"x","iat":{max},"exp":{max},"auth_time":{max},"nbf":0}}"#),
        format!(r#"{{"sub":"x","iat":0,"exp":{max},"auth_time":0,"nbf":{max}}}"#),
        r#"{"sub":"x","iat":1e308,"exp":1e308,"auth_time":-1e308}"#.into(),
        r#"{"sub":"x","exp":18446744073709551616}"#.into(),
    ] {
        let _ = sessions.open(&request(&format!("{NAME}={}", sealed(NAME, &claims))));
    }
}

#[test]
fn a_session_of_no_length_is_not_begun() {
    let clock = StoppedClock::at(NOW);
    for declaration in [
        SessionDeclaration {
            max_age: 0,
            ..with_idle(None)
        },
        with_idle(Some(0)),
    ] {
        let sessions = declared::<App>(declaration, &[SECRET], &clock);
        let error = sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap_err();
        assert!(matches!(error, SessionError::Ended));
    }
}
