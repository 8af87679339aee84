//! Which requests have a session.

use allocation_counter::measure;

use super::*;

fn signed_in() -> (Sessions<App>, StoppedClock, Browser) {
    let (clock, mut browser) = (StoppedClock::at(NOW), Browser::default());
    let sessions = sessions::<App>(&clock);
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
            .unwrap()
            .1,
    );
    (sessions, clock, browser)
}

#[test]
fn a_request_without_a_session_cookie_allocates_nothing() {
    let (sessions, ..) = signed_in();
    let many = (0..1_000)
        .map(|at| format!("c{at}=v"))
        .collect::<Vec<_>>()
        .join("; ");
    let like = "auth.session-token=x; __Host-auth.session-token-2=y; __host-auth.session-token=z";
    for headers in [
        HeaderMap::new(),
        request("theme=dark"),
        request(&many),
        request(like),
    ] {
        let allocations = measure(|| assert!(sessions.open(&headers).is_absent()));
        assert_eq!(allocations.count_total, 0);
    }
}

#[test]
fn a_token_that_was_seen_before_is_not_verified_again() {
    let (sessions, _, browser) = signed_in();
    let headers = browser.request();
    let first = sessions.open(&headers).live();
    let mut second = None;
    let allocations = measure(|| second = Some(sessions.open(&headers)));
    assert_eq!(allocations.count_total, 0);
    assert!(std::ptr::eq(&*first, &*second.unwrap().live()));
}

#[test]
fn tokens_that_were_seen_take_at_most_three_mebibytes() {
    let purpose = Purpose::Session { cookie_name: NAME };
    let keys = SealingKeys::derive(&[Secret::issued(SECRET)], purpose);
    for length in [0, 800, 2_500] {
        let name = "x".repeat(length);
        let mut sessions = None;
        let allocations = measure(|| {
            let all = super::sessions::<App>(&StoppedClock::at(NOW));
            for number in 0..2_000 {
                let claims = format!(
                    r#"{{"sub":"dev:{number}","name":"{name}","iat":{NOW},"exp":{}}}"#,
                    NOW + 60
                );
                let token = keys.seal(claims.as_bytes()).unwrap();
                let headers = request(&format!("{NAME}={token}"));
                assert_eq!(all.open(&headers).live().user.name.as_deref(), Some(&*name));
            }
            sessions = Some(all);
        });
        let kept = allocations.bytes_current;
        assert!(
            (300_000..3 * 1024 * 1024).contains(&kept),
            "{kept} bytes for names of {length}"
        );
    }
}

/// CK-01
#[test]
fn a_token_near_to_one_that_was_seen_is_refused_and_deleted() {
    let (sessions, _, browser) = signed_in();
    let token = browser.value(NAME).as_bytes();
    for position in 0..token.len() {
        for bit in 0..7 {
            let mut other = token.to_vec();
            other[position] ^= 1 << bit;
            let cookie = [format!("{NAME}=").as_bytes(), &other].concat();
            let Ok(field) = HeaderValue::from_bytes(&cookie) else {
                continue;
            };
            let headers = HeaderMap::from_iter([(http::header::COOKIE, field)]);
            assert!(
                sessions.open(&headers).is_refused(),
                "bit {bit} of byte {position}"
            );
        }
    }
    for length in 0..token.len() {
        let short = std::str::from_utf8(&token[..length]).unwrap();
        assert!(
            sessions
                .open(&request(&format!("{NAME}={short}")))
                .is_refused()
        );
    }
    let mut deceived = browser.clone();
    deceived.plant(NAME, &format!("{}x", browser.value(NAME)));
    assert!(sessions.open(&deceived.request()).is_refused());
    deceived.receive(&sessions.clear(&deceived.request()));
    assert!(deceived.names().is_empty());
}

/// CK-03, CK-04
#[test]
fn values_of_other_making_are_refused() {
    let (sessions, ..) = signed_in();
    let claims = format!(r#"{{"sub":"admin","iat":{NOW},"exp":{}}}"#, NOW + 60);
    let flow = SealingKeys::derive(&[Secret::issued(SECRET)], Purpose::AuthorizationFlow);
    for value in [
        flow.seal(claims.as_bytes()).unwrap(),
        sealed("auth.session-token", &claims),
        sealed("__Secure-authjs.session-token", &claims),
        claims.clone(),
        "x".into(),
        String::new(),
        "\"quoted\"".into(),
    ] {
        assert!(
            sessions
                .open(&request(&format!("{NAME}={value}")))
                .is_refused(),
            "{value}"
        );
    }
    assert_eq!(
        sessions
            .open(&request(&format!("{NAME}={}", sealed(NAME, &claims))))
            .live()
            .user
            .id,
        "admin"
    );
}

/// CK-11
#[test]
fn two_cookies_of_the_name_are_refused_in_either_order() {
    let (sessions, _, browser) = signed_in();
    let good = browser.value(NAME);
    let other = sessions
        .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
        .unwrap()
        .1;
    let mut attacker = Browser::default();
    attacker.receive(&other);
    for evil in ["evil", "", attacker.value(NAME), good] {
        for cookies in [
            format!("{NAME}={evil}; {NAME}={good}"),
            format!("{NAME}={good}; {NAME}={evil}"),
        ] {
            assert!(sessions.open(&request(&cookies)).is_refused());
        }
        let mut fields = request(&format!("{NAME}={evil}"));
        fields.append(
            http::header::COOKIE,
            HeaderValue::from_str(&format!("{NAME}={good}")).unwrap(),
        );
        assert!(sessions.open(&fields).is_refused());
    }
}

/// CK-15
#[test]
fn malformed_cookies_around_it_do_not_matter() {
    let (sessions, _, browser) = signed_in();
    let good = format!("{NAME}={}", browser.value(NAME));
    let many = (0..1_000)
        .map(|at| format!("c{at}=v"))
        .collect::<Vec<_>>()
        .join("; ");
    let filling = "x".repeat(64 * 1024);
    for around in [
        "=; ;;=x; a=b=c; \"q\"=\"; novalue",
        &many,
        &filling,
        &format!("{NAME}s=1; x{NAME}=2"),
    ] {
        for cookies in [
            format!("{around}; {good}"),
            format!("{good}; {around}"),
            format!("{good};{around}"),
        ] {
            assert_eq!(sessions.open(&request(&cookies)).live().user, ada());
        }
    }
    let bytes = [b"\xff=\xfe; \xff; ", good.as_bytes()].concat();
    let headers = HeaderMap::from_iter([(
        http::header::COOKIE,
        HeaderValue::from_bytes(&bytes).unwrap(),
    )]);
    assert_eq!(sessions.open(&headers).live().user, ada());
}

#[test]
fn the_cookie_is_found_in_any_of_several_header_fields() {
    let (sessions, _, browser) = signed_in();
    let mut headers = request("a=b");
    headers.append(
        http::header::COOKIE,
        browser.request()[http::header::COOKIE].clone(),
    );
    assert_eq!(sessions.open(&headers).live().user, ada());
}

#[test]
fn a_provider_that_is_no_longer_declared_is_none_and_comes_back_with_the_declaration() {
    let clock = StoppedClock::at(NOW);
    let sessions = sessions::<App>(&clock);
    let claims = format!(
        r#"{{"sub":"x:1","provider":"gone","auth_time":{NOW},"iat":{NOW},"exp":{}}}"#,
        NOW + 60
    );
    let headers = request(&format!("{NAME}={}", sealed(NAME, &claims)));
    let session = sessions.open(&headers).live();
    assert_eq!(session.provider, None);

    let mut browser = Browser::default();
    browser.receive(&sessions.renew(&headers, &session).unwrap().1);
    let keys = SealingKeys::derive(
        &[Secret::issued(SECRET)],
        Purpose::Session { cookie_name: NAME },
    );
    let payload = keys.open(browser.value(NAME)).unwrap().payload;
    assert!(
        String::from_utf8(payload)
            .unwrap()
            .contains(r#""provider":"gone""#)
    );
}

#[test]
fn tokens_that_are_no_session_are_refused() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let end = NOW + 60;
    let nested = format!(
        r#"{{"sub":"x","iat":{NOW},"exp":{end},"x":{}1{}}}"#,
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    for claims in [
        format!(r#"{{"iat":{NOW},"exp":{end}}}"#),
        format!(r#"{{"sub":"","iat":{NOW},"exp":{end}}}"#),
        format!(r#"{{"sub":null,"iat":{NOW},"exp":{end}}}"#),
        format!(r#"{{"sub":7,"iat":{NOW},"exp":{end}}}"#),
        format!(r#"{{"sub":"x","iat":"{NOW}","exp":{end}}}"#),
        format!(r#"{{"sub":"x","iat":{NOW},"exp":"{end}"}}"#),
        format!(r#"{{"sub":"x","iat":{NOW},"exp":null}}"#),
        format!(r#"{{"sub":"x","iat":{NOW},"exp":-1}}"#),
        format!(r#"{{"sub":"x","iat":{NOW},"exp":{end},"nbf":{}}}"#, NOW + 1),
        format!(r#"{{"sub":"x","iat":{NOW},"exp":{end}}}x"#),
        format!(r#"[{{"sub":"x","iat":{NOW},"exp":{end}}}]"#),
        r#"{"sub":"x"}"#.into(),
        "null".into(),
        "".into(),
        "\u{0}".into(),
        nested,
    ] {
        let headers = request(&format!("{NAME}={}", sealed(NAME, &claims)));
        assert!(sessions.open(&headers).is_refused(), "{claims}");
    }
}

#[test]
fn times_may_be_fractions() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let claims = format!(
        r#"{{"sub":"x","iat":{NOW}.9,"exp":{}.5,"nbf":{NOW}.5}}"#,
        NOW + 60
    );
    let session = sessions
        .open(&request(&format!("{NAME}={}", sealed(NAME, &claims))))
        .live();
    assert_eq!((session.signed_in_at, session.expires_at), (NOW, NOW + 60));
}
