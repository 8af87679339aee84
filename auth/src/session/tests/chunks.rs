//! Tokens that do not fit into one cookie.

use super::*;
use crate::cookies::CookieName;

type Large = App<String>;

/// Somebody whose session carries so much that its token is cut into that many chunks.
fn signed_in(sessions: &Sessions<Large>, chunks: usize) -> Browser {
    let mut browser = Browser::default();
    let data = "x".repeat(chunks * 2_952 - 500);
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, data)
            .unwrap()
            .1,
    );
    let expected: Vec<_> = match chunks {
        1 => vec![NAME.to_owned()],
        _ => (0..chunks).map(chunk).collect(),
    };
    assert_eq!(browser.names(), expected);
    browser
}

fn chunk(number: usize) -> String {
    format!("{NAME}.{number}")
}

/// The request is refused, and what answers it leaves no session cookie.
fn assert_refused_and_deleted(sessions: &Sessions<Large>, browser: &Browser) {
    let mut browser = browser.clone();
    assert!(
        sessions.open(&browser.request()).is_refused(),
        "{:?}",
        browser.names()
    );
    browser.receive(&sessions.clear(&browser.request()));
    assert_eq!(browser.names(), [""; 0]);
}

#[test]
fn a_token_is_cut_into_as_few_chunks_as_it_needs_and_read_again() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    for chunks in 1..=5 {
        let browser = signed_in(&sessions, chunks);
        assert_eq!(sessions.open(&browser.request()).live().user, ada());
        let fresh = super::sessions::<Large>(&StoppedClock::at(NOW));
        assert_eq!(
            fresh.open(&browser.request()).live().data.len(),
            chunks * 2_952 - 500
        );
    }
}

/// CK-10
#[test]
fn no_cookie_is_longer_than_browsers_keep_and_what_is_too_much_is_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let issue =
        |length| sessions.issue(&HeaderMap::new(), ada(), Provider::Dev, "x".repeat(length));
    for length in [2_000, 2_500, 2_600, 3_900, 4_096, 14_000] {
        // The browser of these tests fails on a cookie that a real one would drop.
        Browser::default().receive(&issue(length).unwrap().1);
    }
    for length in [15_000, 20_000, 1_000_000] {
        let error = issue(length).unwrap_err();
        assert!(
            matches!(
                error,
                SessionError::TooLarge {
                    maximum: 19_680,
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(error.code().name, "session_too_large");
    }
}

/// CK-10
#[test]
fn the_longest_name_leaves_room_for_a_whole_chunk() {
    static LONG: &str = concat!(
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn",
    );
    assert_eq!(LONG.len(), CookieName::LONGEST);
    let declaration = SessionDeclaration {
        cookie: Some(LONG),
        ..SessionDeclaration::DEFAULT
    };
    let sessions = declared::<Large>(declaration, &[SECRET], &StoppedClock::at(NOW));
    let mut browser = Browser::default();
    let data = "x".repeat(14_000);
    browser.receive(
        &sessions
            .issue(&HeaderMap::new(), ada(), Provider::Dev, data)
            .unwrap()
            .1,
    );
    assert_eq!(sessions.open(&browser.request()).live().user, ada());
}

/// CK-07
#[test]
fn chunks_that_were_swapped_are_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let mut browser = signed_in(&sessions, 3);
    let (one, two) = (
        browser.value(&chunk(0)).to_owned(),
        browser.value(&chunk(1)).to_owned(),
    );
    browser.plant(&chunk(0), &two);
    browser.plant(&chunk(1), &one);
    assert_refused_and_deleted(&sessions, &browser);
}

/// CK-07
#[test]
fn chunks_in_any_order_of_the_header_are_put_together_by_number() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let browser = signed_in(&sessions, 3);
    let cookies =
        [2, 0, 1].map(|number| format!("{}={}", chunk(number), browser.value(&chunk(number))));
    assert_eq!(
        sessions.open(&request(&cookies.join("; "))).live().user,
        ada()
    );
}

/// CK-07
#[test]
fn a_set_that_lacks_a_chunk_is_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    for missing in 0..3 {
        let mut browser = signed_in(&sessions, 3);
        browser.forget(&chunk(missing));
        assert_refused_and_deleted(&sessions, &browser);
    }
}

/// CK-07
#[test]
fn a_chunk_that_stands_twice_is_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let browser = signed_in(&sessions, 2);
    for number in 0..2 {
        for twice in [browser.value(&chunk(number)), "evil"] {
            let mut headers = browser.request();
            let again = format!("{}={twice}", chunk(number));
            headers.append(http::header::COOKIE, HeaderValue::from_str(&again).unwrap());
            assert!(sessions.open(&headers).is_refused());
        }
    }
}

/// CK-07
#[test]
fn chunks_of_two_sessions_are_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let other = signed_in(&sessions, 3);
    for number in 0..3 {
        let mut browser = signed_in(&sessions, 3);
        browser.plant(&chunk(number), other.value(&chunk(number)));
        assert_refused_and_deleted(&sessions, &browser);
    }
}

/// CK-07
#[test]
fn a_set_with_a_chunk_too_many_is_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let mut browser = signed_in(&sessions, 2);
    browser.plant(&chunk(2), "stale");
    assert_refused_and_deleted(&sessions, &browser);
    browser.forget(&chunk(2));
    browser.plant(&chunk(4), "stale");
    assert_refused_and_deleted(&sessions, &browser);
}

/// CK-07
#[test]
fn a_whole_cookie_beside_chunks_is_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let mut browser = signed_in(&sessions, 1);
    for number in [0, 1, 4] {
        browser.plant(&chunk(number), "stale");
        assert_refused_and_deleted(&sessions, &browser);
        browser.forget(&chunk(number));
    }
    let mut browser = signed_in(&sessions, 2);
    browser.plant(NAME, "stale");
    assert_refused_and_deleted(&sessions, &browser);
}

/// The parts would make the token: what is refused is how long they are.
#[test]
fn a_part_that_is_empty_or_longer_than_cookies_are_is_refused() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let whole = signed_in(&sessions, 1);
    let mut browser = Browser::default();
    browser.plant(&chunk(0), whole.value(NAME));
    assert_eq!(sessions.open(&browser.request()).live().user, ada());
    browser.plant(&chunk(1), "");
    assert_refused_and_deleted(&sessions, &browser);

    let cut = signed_in(&sessions, 2);
    let token = format!("{}{}", cut.value(&chunk(0)), cut.value(&chunk(1)));
    let split = |at| {
        let (one, two) = token.split_at(at);
        sessions.open(&request(&format!("{}={one}; {}={two}", chunk(0), chunk(1))))
    };
    assert_eq!(split(4_096).live().user, ada());
    assert!(split(4_097).is_refused());
    assert!(
        sessions
            .open(&request(&format!("{NAME}={token}")))
            .is_refused()
    );
}

/// CK-08
#[test]
fn chunks_beyond_the_limit_are_never_read_lock_nobody_out_and_go_in_the_end() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    for chunks in [1, 3] {
        let mut browser = signed_in(&sessions, chunks);
        browser.plant(&chunk(5), "stray");
        browser.plant(&chunk(99_999_999), "stray");
        let session = sessions.open(&browser.request()).live();
        browser.receive(&sessions.renew(&browser.request(), &session).unwrap().1);
        assert_eq!(browser.names().len(), chunks);
    }
}

/// CK-08
#[test]
fn two_hundred_stale_chunks_are_refused_and_deleted_with_few_header_fields_at_a_time() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let mut browser = Browser::default();
    for number in 0..200 {
        browser.plant(&chunk(number), &"x".repeat(3_936));
    }
    assert!(sessions.open(&browser.request()).is_refused());
    for _ in 0..13 {
        let fields = sessions.clear(&browser.request());
        assert!(fields.len() <= 22);
        browser.receive(&fields);
    }
    assert_eq!(browser.names(), [""; 0]);
}

/// CK-08
#[test]
fn more_chunks_than_are_ever_set_are_refused_even_if_they_fit_together() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let claims = format!(
        r#"{{"sub":"x","iat":{NOW},"exp":{},"data":"{}"}}"#,
        NOW + 60,
        "x".repeat(16_000)
    );
    let token = sealed(NAME, &claims);
    let mut browser = Browser::default();
    for (number, value) in token.as_bytes().chunks(3_936).enumerate() {
        browser.plant(&chunk(number), std::str::from_utf8(value).unwrap());
    }
    assert!(browser.names().len() > 5);
    assert_refused_and_deleted(&sessions, &browser);
}

/// CK-08
#[test]
fn names_that_only_look_like_chunks_are_not_ours() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    for suffix in [
        "-foo",
        ".",
        ".00",
        ".01",
        ".+1",
        ".-1",
        ".1 ",
        ".1.0",
        ".x",
        ".0x1",
        ".1e1",
        "0",
        ".1234567890",
        ".٣",
    ] {
        let headers = HeaderMap::from_iter([(
            http::header::COOKIE,
            HeaderValue::from_bytes(format!("{NAME}{suffix}=v").as_bytes()).unwrap(),
        )]);
        assert!(sessions.open(&headers).is_absent(), "{suffix}");
        assert_eq!(sessions.clear(&headers).len(), 1, "{suffix}");
    }
}

/// CK-14
#[test]
fn a_session_that_grows_or_shrinks_leaves_no_cookie_behind() {
    let sessions = sessions::<Large>(&StoppedClock::at(NOW));
    let mut browser = Browser::default();
    for length in [10, 8_000, 4_000, 14_000, 10, 4_000, 10] {
        let data = "x".repeat(length);
        let headers = browser.request();
        browser.receive(
            &sessions
                .issue(&headers, ada(), Provider::Dev, data)
                .unwrap()
                .1,
        );
        assert_eq!(sessions.open(&browser.request()).live().data.len(), length);
    }
    assert_eq!(browser.names(), [NAME]);
}
