//! `Cookie` header fields that no browser of ours sends: planted, repeated, endless, or no text at all.

use std::time::{Duration, Instant};

use auth::testing::{Endpoint, Fault, session_token};
use auth_tests::support::browser::{Answer, Browser};
use auth_tests::support::world::{Making, SECRET, START, World};
use axum::body::Body;
use http::header::{ACCEPT, COOKIE, ORIGIN, SET_COOKIE};
use http::{HeaderValue, Method, StatusCode};
use serde_json::json;

use crate::aftermath::{CSRF, FLOW, SESSION, code_of};

/// A session whose token needs so many cookies, cut as the library cuts it.
fn chunks(user: &str, number: usize) -> Vec<String> {
    let door = "x".repeat(number * 2_900 - 600);
    let claims = json!({
        "sub": user, "provider": "op", "iat": START, "exp": START + 86_400, "jti": user, "data": { "door": door },
    });
    let token = session_token(SECRET, SESSION, &claims.to_string());
    let bytes = token.as_bytes().chunks(3_936);
    let chunks: Vec<String> = bytes
        .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
        .collect();
    assert_eq!(chunks.len(), number);
    chunks
}

/// A `Cookie` field of pairs.
fn field(pairs: &[(String, &str)]) -> Vec<u8> {
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("; ").into_bytes()
}

/// The name of a chunk.
fn chunk(number: impl std::fmt::Display) -> String {
    format!("{SESSION}.{number}")
}

async fn send(browser: &mut Browser, method: Method, path: &str, cookies: &[&[u8]]) -> Answer {
    let accept = [(ACCEPT, "application/json")];
    let mut request = browser.request(method, path, &accept, Body::empty());
    for cookie in cookies {
        let value = HeaderValue::from_bytes(cookie).expect("a field value");
        request.headers_mut().append(COOKIE, value);
    }
    browser.send(request).await
}

async fn status(browser: &mut Browser, cookie: &[u8]) -> StatusCode {
    send(browser, Method::GET, "/dashboard", &[cookie])
        .await
        .status
}

/// CK-07
#[tokio::test]
async fn a_chunked_session_is_one_whole_or_nothing() {
    let world = World::new();
    let mut browser = world.another_browser();
    let (ada, grace) = (chunks("op:ada", 3), chunks("op:grace", 3));
    let set = |values: &[&str]| -> Vec<u8> {
        let pairs: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(number, value)| (chunk(number), *value))
            .collect();
        field(&pairs)
    };
    let whole = set(&[&ada[0], &ada[1], &ada[2]]);
    assert_eq!(status(&mut browser, &whole).await, StatusCode::OK);
    let in_any_order = field(&[
        (chunk(2), &ada[2]),
        (chunk(0), &ada[0]),
        (chunk(1), &ada[1]),
    ]);
    assert_eq!(status(&mut browser, &in_any_order).await, StatusCode::OK);

    let again = |name: String| [&whole[..], b"; ", &field(&[(name, &ada[0])])].concat();
    for (what, cookie) in [
        ("swapped", set(&[&ada[1], &ada[0], &ada[2]])),
        ("the last one dropped", set(&[&ada[0], &ada[1]])),
        (
            "the middle one dropped",
            field(&[(chunk(0), &ada[0]), (chunk(2), &ada[2])]),
        ),
        (
            "the first one dropped",
            field(&[(chunk(1), &ada[1]), (chunk(2), &ada[2])]),
        ),
        ("of two sessions", set(&[&ada[0], &grace[1], &ada[2]])),
        ("the tail of another", set(&[&ada[0], &ada[1], &grace[2]])),
        ("one twice", set(&[&ada[0], &ada[0], &ada[2]])),
        ("a name twice", again(chunk(0))),
        ("a whole one beside", again(SESSION.into())),
        ("one too many", again(chunk(3))),
        ("an empty one", set(&[&ada[0], "", &ada[2]])),
        (
            "numbers with zeros",
            field(&[
                (chunk("00"), &ada[0]),
                (chunk("01"), &ada[1]),
                (chunk("02"), &ada[2]),
            ]),
        ),
        (
            "numbers with signs",
            field(&[
                (chunk("+0"), &ada[0]),
                (chunk("+1"), &ada[1]),
                (chunk("+2"), &ada[2]),
            ]),
        ),
    ] {
        let answer = send(&mut browser, Method::GET, "/dashboard", &[&cookie]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
        assert!(
            answer
                .headers
                .get_all(SET_COOKIE)
                .iter()
                .all(|cookie| cookie
                    .to_str()
                    .is_ok_and(|cookie| cookie.contains("Max-Age=0"))),
            "{what}"
        );
        if what.starts_with("numbers") {
            continue; // Those are nobody's names.
        }
        let text = String::from_utf8_lossy(&cookie).into_owned();
        let names = text.split("; ").filter_map(|pair| pair.split('=').next());
        for name in names {
            assert!(answer.cookie_names().contains(&name), "{what}: {name}");
        }
    }
}

/// CK-08, V36 (CVE-2024-24814)
#[tokio::test]
async fn a_number_of_chunks_is_not_believed() {
    let world = World::new();
    let mut browser = world.another_browser();
    let many: Vec<_> = (0..200).map(|number| (chunk(number), "x")).collect();
    let far: Vec<_> = (0..3_000)
        .map(|number| (chunk(99_999_000 + number), "x"))
        .collect();
    let begun = Instant::now();
    for cookie in [
        format!("{SESSION}=99999999").into_bytes(),
        format!("{SESSION}=chunks:99999999").into_bytes(),
        field(&[(chunk(99_999_999_u64), "x")]),
        field(&[(chunk(u64::MAX), "x")]),
        field(&[(chunk("99999999999999999999999"), "x")]),
        field(&many),
        field(&far),
    ] {
        let answer = send(&mut browser, Method::GET, "/dashboard", &[&cookie]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.cookie_names().len() <= 32, "a bounded answer");
    }
    assert!(begun.elapsed() < Duration::from_millis(500));
}

/// CK-08: what was planted beside a session does not end it.
#[tokio::test]
async fn planted_chunks_that_were_never_ours_lock_nobody_out() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let mut pairs = vec![(
        SESSION.to_owned(),
        world.browser.cookies[SESSION].value.clone(),
    )];
    pairs.extend((10..60).map(|number| (chunk(number), "x".to_owned())));
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str()))
        .collect();
    let mut browser = world.another_browser();
    assert_eq!(status(&mut browser, &field(&pairs)).await, StatusCode::OK);
}

/// LD-02, V37e: however many flow cookies a request brings, the answer stays small, and the browser keeps five.
#[tokio::test]
async fn planted_flow_cookies_make_no_long_answer() {
    let mut world = World::new();
    for number in 0..3_000 {
        let cookie = auth_tests::support::browser::StoredCookie {
            value: "x".into(),
            attributes: Vec::new(),
        };
        world
            .browser
            .cookies
            .insert(format!("{FLOW}{number:016}"), cookie);
    }
    let mut rest = usize::MAX;
    for path in ["/auth/signin/op", "/auth/signout"] {
        let answer = world.browser.submit(path, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let fields = answer.cookie_names().len();
        assert!((2..=128).contains(&fields), "{path}: {fields}");
        let left = world.browser.cookies_named(FLOW).len();
        assert!(left < rest, "some of them go each time");
        rest = left;
    }
}

/// LD-02: more than a header map holds, in the shortest names there are.
#[tokio::test]
async fn thirty_thousand_planted_flow_cookies_are_no_reason_to_panic() {
    let world = World::made(&Making {
        origin: "http://localhost:3000",
        ..Making::default()
    });
    let planted = "auth.flow.=;".repeat(30_000);
    for path in ["/auth/signin/op", "/auth/signout"] {
        let mut browser = Browser::new(world.router.clone(), "http://localhost:3000");
        let headers = [
            (ORIGIN, "http://localhost:3000"),
            (COOKIE, planted.as_str()),
        ];
        let request = browser.request(Method::POST, path, &headers, Body::empty());
        let answer = browser.send(request).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
    }
}

/// LD-02: two hundred begun in one browser leave five.
#[tokio::test]
async fn two_hundred_sign_ins_leave_five_cookies() {
    let mut world = World::new();
    for _ in 0..200 {
        world.wait(1);
        world.begin("op").await;
    }
    assert_eq!(world.browser.cookies_named(FLOW).len(), 5);
    assert!(world.browser.cookie_header().len() < 8 * 1024);
}

/// CK-10
#[tokio::test]
async fn a_session_that_grows_is_cut_into_cookies_that_browsers_keep() {
    for length in [0, 1_000, 2_500, 2_800, 2_900, 3_900, 4_096, 8_000, 13_000] {
        let mut world = World::new();
        let door = "x".repeat(length);
        let fault = Fault::set("door", door.as_str());
        world.providers.plain.next(Endpoint::UserInfo, fault);
        // The browser itself refuses what is longer than 4,096 bytes.
        let answer = world.sign_in("plain", "ada").await;
        assert_eq!(answer.location(), "https://app.test/", "{length}");
        let kept = world.browser.cookies_named(SESSION).len();
        assert!(
            (1 + length / 2_952..=2 + length / 2_500).contains(&kept),
            "{length}: {kept}"
        );
        assert_eq!(
            world.browser.open("/dashboard").await.text(),
            format!("plain:ada through {door}")
        );
        world.browser.submit("/auth/signout", &[]).await;
        assert!(world.browser.cookies.is_empty(), "{length}");
    }
}

/// CK-10
#[tokio::test]
async fn a_session_that_fits_no_cookies_ends_the_sign_in_and_is_not_cut_short() {
    for length in [14_500, 20_000, 200_000] {
        let mut world = World::new();
        let fault = Fault::set("door", "x".repeat(length));
        world.providers.plain.next(Endpoint::UserInfo, fault);
        let answer = world.sign_in("plain", "ada").await;
        assert_eq!(code_of(&answer).as_deref(), Some("AUTH-503"), "{length}");
        assert!(world.browser.cookies.is_empty(), "{length}");
    }
}

/// CK-10, SS-01: a smaller session leaves no chunk of the larger one before it.
#[tokio::test]
async fn a_session_that_shrinks_leaves_nothing_of_the_old_one() {
    let mut world = World::new();
    for (length, cookies) in [(8_000, 3), (10, 1), (4_000, 2), (13_000, 5), (1, 1)] {
        let fault = Fault::set("door", "x".repeat(length));
        world.providers.plain.next(Endpoint::UserInfo, fault);
        world.sign_in("plain", "ada").await;
        assert_eq!(
            world.browser.cookies_named(SESSION).len(),
            cookies,
            "{length}"
        );
        assert_eq!(
            world.browser.open("/dashboard").await.status,
            StatusCode::OK,
            "{length}"
        );
    }
}

/// CK-11
#[tokio::test]
async fn of_two_session_cookies_none_is_believed() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let ada = world.browser.cookies[SESSION].value.clone();
    world.sign_in("op", "grace").await;
    let grace = world.browser.cookies[SESSION].value.clone();
    let one = |value: &str| format!("{SESSION}={value}").into_bytes();
    for (first, second) in [
        (one("evil"), one(&ada)),
        (one(&ada), one("evil")),
        (one(&ada), one(&grace)),
        (one(&grace), one(&ada)),
        (one(&ada), one(&ada)),
        (one(&ada), one("")),
    ] {
        let mut browser = world.another_browser();
        let together = [&first[..], b"; ", &second].concat();
        assert_eq!(status(&mut browser, &together).await, 401);
        let apart = send(&mut browser, Method::GET, "/dashboard", &[&first, &second]).await;
        assert_eq!(apart.status, 401);
    }
    // Other spellings of the name are other cookies.
    for other in [
        "__host-auth.session-token",
        "__Secure-auth.session-token",
        "auth.session-token",
        "__Host-auth_session-token",
    ] {
        let mut browser = world.another_browser();
        let alone = format!("{other}={ada}").into_bytes();
        assert_eq!(status(&mut browser, &alone).await, 401, "{other}");
        let beside = [&alone[..], b"; ", &one(&grace)].concat();
        let answer = send(&mut browser, Method::GET, "/dashboard", &[&beside]).await;
        assert_eq!(answer.text(), "op:grace through Op", "{other}");
    }
}

/// CK-15, V37 (CVE-2023-28625)
#[tokio::test]
async fn no_cookie_field_makes_any_route_fail() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let token = world.browser.cookies[SESSION].value.clone();
    let many: Vec<u8> = (0..1_000)
        .map(|number| format!("c{number}=v{number}; "))
        .collect::<String>()
        .into_bytes();
    let mut with_a_session = many.clone();
    with_a_session.extend_from_slice(format!("{SESSION}={token}").as_bytes());
    let fields: Vec<Vec<u8>> = vec![
        vec![b'a'; 64 * 1024],
        [b"a=".to_vec(), vec![b'b'; 64 * 1024]].concat(),
        [format!("{SESSION}=").into_bytes(), vec![b'b'; 64 * 1024]].concat(),
        vec![b';'; 64 * 1024],
        vec![b'='; 64 * 1024],
        "__Host-auth.flow.=;".repeat(3_000).into_bytes(),
        format!("{CSRF}=;").repeat(3_000).into_bytes(),
        many,
        with_a_session.clone(),
        b"=; =a; a==; ;;; a=b=c; \"a\"=\"b\"; a=\"b".to_vec(),
        b"\xff=\xff; \xfe\xfe; a=\xff".to_vec(),
        [format!("{SESSION}=").as_bytes(), b"\xff\xff"].concat(),
        [format!("{SESSION}.0=").as_bytes(), b"\xff\xff"].concat(),
        [format!("{CSRF}=").as_bytes(), b"\xff.\xff"].concat(),
        [format!("{FLOW}AAAAAAAAAAAAAAAA=").as_bytes(), b"\xff"].concat(),
        [FLOW.as_bytes(), b"\xff=a"].concat(),
        format!("{FLOW}=; {FLOW}; {FLOW}.=.; {CSRF}=.; {CSRF}").into_bytes(),
        b"\t \t=\t;\t".to_vec(),
        Vec::new(),
    ];
    for (number, cookie) in fields.iter().enumerate() {
        for (method, path) in ROUTES {
            let mut browser = world.another_browser();
            let answer = send(&mut browser, method.clone(), path, &[cookie]).await;
            assert!(
                !answer.status.is_server_error(),
                "field {number}, {method} {path}: {}",
                answer.status
            );
            assert!(answer.cookie_names().len() <= 128);
        }
    }
    let mut browser = world.another_browser();
    assert_eq!(status(&mut browser, &with_a_session).await, StatusCode::OK);
}

const ROUTES: &[(Method, &str)] = &[
    (Method::GET, "/"),
    (Method::GET, "/dashboard"),
    (Method::GET, "/enter"),
    (Method::POST, "/leave"),
    (Method::GET, "/auth/signin"),
    (Method::POST, "/auth/signin"),
    (Method::POST, "/auth/signin/op"),
    (Method::GET, "/auth/callback/op?code=a&state=b"),
    (Method::POST, "/auth/callback/posting"),
    (Method::GET, "/auth/signout"),
    (Method::POST, "/auth/signout"),
    (Method::GET, "/auth/session"),
    (Method::POST, "/auth/session"),
    (Method::GET, "/auth/csrf"),
    (Method::GET, "/auth/providers"),
    (Method::GET, "/auth/error"),
    (Method::GET, "/auth/verify-request"),
    (Method::GET, "/auth/nothing"),
];
