//! Beginning and ending a session.

use super::*;

#[test]
fn who_signs_in_is_who_the_next_request_comes_from() {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let sessions = sessions::<App>(&clock);
    let (begun, fields) = sessions
        .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
        .unwrap();
    browser.receive(&fields);

    // Another process, which has not seen the token yet, reads the same.
    for sessions in [&sessions, &super::sessions(&clock)] {
        let read = sessions.open(&browser.request()).live();
        assert_eq!(read.user, ada());
        assert_eq!(read.provider, Some(Provider::Dev));
        assert_eq!(read.signed_in_at, NOW);
        assert_eq!(read.expires_at, NOW + 30 * DAY);
        assert_eq!(read.id(), begun.id());
    }
}

/// CK-12
#[test]
fn the_cookie_on_https_has_its_prefix_and_every_protection() {
    let mut browser = Browser::default();
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap()
            .1,
    );
    assert_eq!(browser.names(), [NAME]);
    assert_eq!(
        browser.attributes(NAME),
        ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]
    );
    assert_eq!(browser.max_age(NAME), Some(30 * DAY));
}

#[test]
fn the_cookie_on_http_has_neither_prefix_nor_secure() {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let sessions = Sessions::<App>::new(
        &[Secret::issued(SECRET)],
        &SessionDeclaration::DEFAULT,
        false,
        Arc::new(clock),
    )
    .unwrap();
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap()
            .1,
    );
    assert_eq!(browser.names(), ["auth.session-token"]);
    assert_eq!(
        browser.attributes("auth.session-token"),
        ["HttpOnly", "Path=/", "SameSite=Lax"]
    );
    assert_eq!(sessions.open(&browser.request()).live().user, ada());
}

/// M-21
#[test]
fn a_name_that_asks_for_https_is_refused_at_start_on_http() {
    let declaration = SessionDeclaration {
        cookie: Some("__Secure-authjs.session-token"),
        ..SessionDeclaration::DEFAULT
    };
    let started = |secure| {
        let clock = Arc::new(StoppedClock::at(NOW));
        Sessions::<App>::new(&[Secret::issued(SECRET)], &declaration, secure, clock)
    };
    let error = started(false).unwrap_err();
    assert_eq!(error, CookieNameError::PrefixNeedsHttps);
    assert_eq!(error.code().name, "cookie_name_invalid");
    assert!(started(true).is_ok());
}

/// SS-01, SS-02
#[test]
fn a_planted_cookie_is_neither_adopted_nor_kept_at_sign_in() {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let sessions = sessions::<App>(&clock);
    browser.plant(
        NAME,
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    );
    browser.plant(&format!("{NAME}.0"), "planted");
    browser.plant(&format!("{NAME}.7"), "planted");
    browser.plant("other", "kept");
    assert!(sessions.open(&browser.request()).is_refused());

    let (_, fields) = sessions
        .issue(&browser.request(), ada(), Provider::Dev, ())
        .unwrap();
    browser.receive(&fields);
    assert_eq!(browser.names(), [NAME, "other"]);
    assert_eq!(sessions.open(&browser.request()).live().user, ada());
}

/// SS-03
#[test]
fn signing_in_as_somebody_else_leaves_nothing_of_the_first_session() {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let sessions = sessions::<App<Vec<u8>>>(&clock);
    let large = vec![200; 1_500];
    let (first, fields) = sessions
        .issue(&HeaderMap::new(), ada(), Provider::Dev, large)
        .unwrap();
    browser.receive(&fields);
    assert!(browser.names().len() > 1);

    let grace = User {
        id: "acme-staff:grace".into(),
        ..User::default()
    };
    let (_, fields) = sessions
        .issue(
            &browser.request(),
            grace.clone(),
            Provider::AcmeStaff,
            vec![],
        )
        .unwrap();
    browser.receive(&fields);
    assert_eq!(browser.names(), [NAME]);
    let second = sessions.open(&browser.request()).live();
    assert_eq!((&second.user, &second.data), (&grace, &vec![]));
    assert_ne!(second.id(), first.id());
}

/// SS-01
#[test]
fn every_sign_in_has_an_id_of_its_own() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let id = || {
        let (session, _) = sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap();
        session.id().to_owned()
    };
    let ids: std::collections::HashSet<_> = (0..1_000).map(|_| id()).collect();
    assert_eq!(ids.len(), 1_000);
    assert!(ids.iter().all(|id| id.len() == 22), "128 bits");
}

#[test]
fn nobody_has_no_session() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let error = sessions
        .issue(&HeaderMap::new(), User::default(), Provider::Dev, ())
        .unwrap_err();
    assert!(matches!(error, SessionError::NoUser));
}

/// S3-16, S4-1, S4-2, CK-14
#[test]
fn after_signing_out_the_browser_has_no_session_cookie() {
    let clock = StoppedClock::at(NOW);
    let sessions = sessions::<App<Vec<u8>>>(&clock);
    for length in [0, 1_500, 3_000] {
        let mut browser = Browser::default();
        browser.plant("other", "kept");
        let data = vec![200; length];
        let issued = sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, data)
            .unwrap();
        browser.receive(&issued.1);
        browser.receive(&sessions.clear(&browser.request()));
        assert_eq!(browser.names(), ["other"]);
        assert!(sessions.open(&browser.request()).is_absent());
    }
}

#[test]
fn signing_out_deletes_the_cookie_even_if_the_request_has_none() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let fields = sessions.clear(&HeaderMap::new());
    assert_eq!(fields.len(), 1);
    assert!(
        fields[0]
            .to_str()
            .unwrap()
            .starts_with(&format!("{NAME}=; "))
    );
}

/// SR-05
#[test]
fn neither_secrets_nor_tokens_are_printed() {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let sessions = sessions::<App>(&clock);
    let (session, fields) = sessions
        .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
        .unwrap();
    browser.receive(&fields);
    let reading = sessions.open(&browser.request());
    let printed = format!("{sessions:?} {session:?} {reading:?}");
    let tag = browser.value(NAME).rsplit('.').next().unwrap();
    assert!(!printed.contains(tag) && !printed.contains(SECRET));
    assert!(printed.len() < 2_000, "{printed}");
    assert!(printed.contains("VerifiedTokens { weight: "));
}
