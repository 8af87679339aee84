//! Sealed values that were altered, cut, made up or moved.

use std::collections::HashSet;

use auth::testing::session_token;
use auth_tests::support::browser::{Answer, Browser, path_and_query};
use auth_tests::support::world::{OTHER_SECRET, SECRET, START, World};
use axum::body::Body;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderValue, Method, StatusCode};
use serde_json::json;
use url::Url;

use crate::aftermath::{CSRF, FLOW, SESSION, code_of};

/// A world in which somebody is signed in, and the value of their session cookie.
async fn signed_in() -> (World, String) {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let token = world.browser.cookies[SESSION].value.clone();
    (world, token)
}

/// What a program gets at a protected page with this cookie field; `None` where HTTP cannot even carry it.
async fn dashboard(browser: &mut Browser, cookie: &[u8]) -> Option<Answer> {
    let cookie = HeaderValue::from_bytes(cookie).ok()?;
    let accept = [(ACCEPT, "application/json")];
    let mut request = browser.request(Method::GET, "/dashboard", &accept, Body::empty());
    request.headers_mut().insert(COOKIE, cookie);
    Some(browser.send(request).await)
}

fn named(name: &str, value: &[u8]) -> Vec<u8> {
    [name.as_bytes(), b"=", value].concat()
}

/// Nobody, and the cookie is deleted.
fn assert_signed_out(answer: &Answer, what: &str) {
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{what}");
    assert!(answer.cookie_names().contains(&SESSION), "{what}");
}

/// The control of all that follows.
#[tokio::test]
async fn the_cookie_as_it_is_opens_the_page() {
    let (world, token) = signed_in().await;
    let mut browser = world.another_browser();
    let answer = dashboard(&mut browser, &named(SESSION, token.as_bytes()))
        .await
        .expect("a cookie");
    assert_eq!(answer.status, StatusCode::OK);
}

/// CK-01, V31 (CVE-2026-40372)
#[tokio::test]
async fn no_bit_of_a_session_cookie_can_be_flipped() {
    let (world, token) = signed_in().await;
    let mut browser = world.another_browser();
    let mut sent = 0;
    for position in 0..token.len() {
        for bit in 0..8 {
            let mut altered = token.clone().into_bytes();
            altered[position] ^= 1 << bit;
            let Some(answer) = dashboard(&mut browser, &named(SESSION, &altered)).await else {
                continue;
            };
            assert_signed_out(&answer, &format!("bit {bit} of byte {position}"));
            sent += 1;
        }
    }
    assert!(sent > token.len() * 5, "{sent}");
}

/// CK-01: the last character of each segment has bits that decoders like to ignore.
#[tokio::test]
async fn a_session_cookie_has_one_spelling() {
    let (world, token) = signed_in().await;
    let mut browser = world.another_browser();
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=";
    let ends: Vec<_> = (0..token.len())
        .filter(|at| token.as_bytes()[*at] != b'.')
        .filter(|at| matches!(token.as_bytes().get(at + 1), None | Some(b'.')))
        .collect();
    assert_eq!(ends.len(), 4, "the encrypted key is empty");
    for position in ends {
        for other in alphabet {
            let mut altered = token.clone().into_bytes();
            if altered[position] == *other {
                continue;
            }
            altered[position] = *other;
            let answer = dashboard(&mut browser, &named(SESSION, &altered)).await;
            assert_signed_out(&answer.expect("a cookie"), &format!("{position}"));
        }
    }
}

/// CK-02
#[tokio::test]
async fn a_session_cookie_can_be_neither_cut_nor_extended() {
    let (world, token) = signed_in().await;
    let mut browser = world.another_browser();
    let mut others: Vec<Vec<u8>> = (1..token.len())
        .map(|length| token.as_bytes()[..length].to_vec())
        .collect();
    for more in ["A", "=", ".", "%", "\"", " A", "\u{e9}"] {
        others.push([token.as_bytes(), more.as_bytes()].concat());
        others.push([more.as_bytes(), token.as_bytes()].concat());
    }
    others.push(format!("\"{token}\"").into_bytes());
    // A tag of so many bytes.
    let (rest, _) = token.rsplit_once('.').expect("five segments");
    for length in [1, 4, 15, 16, 31] {
        let tag = "A".repeat((length * 4_usize).div_ceil(3));
        others.push(format!("{rest}.{tag}").into_bytes());
    }
    others.push(format!("{rest}.").into_bytes());
    for other in others {
        let answer = dashboard(&mut browser, &named(SESSION, &other)).await;
        assert_signed_out(&answer.expect("a cookie"), &String::from_utf8_lossy(&other));
    }
}

/// CK-02
#[tokio::test]
async fn an_empty_session_cookie_is_none() {
    let (world, _) = signed_in().await;
    let mut browser = world.another_browser();
    let answer = dashboard(&mut browser, &named(SESSION, b"")).await;
    assert_signed_out(&answer.expect("a cookie"), "empty");
}

/// CK-03, V49 (CVE-2026-39324), V68
#[tokio::test]
async fn nothing_but_this_servers_seal_makes_a_session() {
    let (world, _) = signed_in().await;
    let mut browser = world.another_browser();
    let claims = format!(
        r#"{{"sub":"op:ada","provider":"op","iat":{START},"exp":{},"jti":"x","data":{{"door":"x"}}}}"#,
        START + 86_400
    );
    // The control: the same claims under the right key.
    let right = session_token(SECRET, SESSION, &claims);
    let answer = dashboard(&mut browser, &named(SESSION, right.as_bytes())).await;
    assert_eq!(answer.expect("a cookie").status, StatusCode::OK);

    let base64url = |text: &str| {
        const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut encoded = String::new();
        for group in text.as_bytes().chunks(3) {
            let mut bits = [0_u8; 3];
            bits[..group.len()].copy_from_slice(group);
            let number = u32::from_be_bytes([0, bits[0], bits[1], bits[2]]);
            for place in 0..=group.len() {
                let digit = (number >> (18 - 6 * place)) & 63;
                encoded.push(char::from(DIGITS[digit as usize]));
            }
        }
        encoded
    };
    let payload = base64url(&claims);
    let plain_jwe = base64url(r#"{"alg":"dir","enc":"A256CBC-HS512"}"#);
    for made_up in [
        session_token(OTHER_SECRET, SESSION, &claims),
        session_token(SECRET, "auth.session-token", &claims),
        session_token(SECRET, "__Secure-authjs.session-token", &claims),
        session_token("", SESSION, &claims),
        "admin".to_owned(),
        "null".to_owned(),
        "{}".to_owned(),
        payload.clone(),
        base64url(r#"{"sub":"admin"}"#),
        format!("{}.{payload}.", base64url(r#"{"alg":"none"}"#)),
        format!("{}.{payload}.AAAA", base64url(r#"{"alg":"HS256"}"#)),
        format!("{plain_jwe}..{}.{payload}.", "A".repeat(22)),
        format!("{plain_jwe}....",),
        "....".to_owned(),
        ".".repeat(4_000),
        "%".to_owned(),
    ] {
        let answer = dashboard(&mut browser, &named(SESSION, made_up.as_bytes())).await;
        assert_signed_out(&answer.expect("a cookie"), &made_up);
    }
}

/// LD-07
#[tokio::test]
async fn a_token_that_asks_for_work_is_refused_by_its_header() {
    let (world, token) = signed_in().await;
    let mut browser = world.another_browser();
    let begun = std::time::Instant::now();
    let (_, rest) = token.split_once('.').expect("five segments");
    // {"alg":"PBES2-HS512+A256KW","enc":"A256CBC-HS512","p2c":1000000000,"p2s":"AA"}
    // {"alg":"dir","enc":"A256CBC-HS512","zip":"DEF"}
    for header in [
        "eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwicDJjIjoxMDAwMDAwMDAwLCJwMnMiOiJBQSJ9",
        "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2Q0JDLUhTNTEyIiwiemlwIjoiREVGIn0",
    ] {
        let token = format!("{header}.{rest}");
        let answer = dashboard(&mut browser, &named(SESSION, token.as_bytes())).await;
        assert_signed_out(&answer.expect("a cookie"), header);
    }
    assert!(begun.elapsed().as_secs() < 1);
}

/// CK-04, V6 (CVE-2023-48309)
#[tokio::test]
async fn a_value_of_one_kind_opens_as_no_other() {
    let (mut world, session) = signed_in().await;
    let csrf_token = world.browser.open("/auth/csrf").await.json()["csrfToken"].clone();
    let csrf = world.browser.cookies[CSRF].value.clone();
    let start = world.begin("op").await;
    let flow_name = world.browser.cookies_named(FLOW)[0].to_owned();
    let flow = world.browser.cookies[&flow_name].value.clone();
    let response = world.authorize("op", &start, "grace").await;
    let redirect_uri = path_and_query(&Url::parse(response.url()).expect("a redirect URI"));

    for (kind, value) in [("flow", &flow), ("csrf", &csrf)] {
        let mut browser = world.another_browser();
        let answer = dashboard(&mut browser, &named(SESSION, value.as_bytes())).await;
        assert_signed_out(&answer.expect("a cookie"), kind);
        let chunk = format!("{SESSION}.0");
        let answer = dashboard(&mut browser, &named(&chunk, value.as_bytes())).await;
        assert_signed_out(&answer.expect("a cookie"), kind);
    }
    for (kind, value) in [("session", &session), ("csrf", &csrf)] {
        let mut browser = world.another_browser();
        let mut request = browser.request(Method::GET, &redirect_uri, &[], Body::empty());
        let cookie = HeaderValue::try_from(format!("{flow_name}={value}")).expect("a cookie");
        request.headers_mut().insert(COOKIE, cookie);
        let answer = browser.send(request).await;
        assert_eq!(code_of(&answer).as_deref(), Some("AUTH-305"), "{kind}");
        assert!(browser.cookies.is_empty(), "{kind}");
    }
    for (kind, value) in [("session", &session), ("flow", &flow)] {
        let mut browser = world.another_browser();
        let form = [(CONTENT_TYPE, "application/x-www-form-urlencoded")];
        for field in [value.as_str(), csrf_token.as_str().expect("a token")] {
            let body = Body::from(format!("csrfToken={field}"));
            let mut request = browser.request(Method::POST, "/auth/signin/op", &form, body);
            let cookie = HeaderValue::try_from(format!("{CSRF}={value}")).expect("a cookie");
            request.headers_mut().insert(COOKIE, cookie);
            let answer = browser.send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{kind}");
            assert!(browser.cookies.is_empty(), "{kind}");
        }
    }
    // None of it has used up the flow.
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/"
    );
}

/// CK-04, FL-08: the flow's own value under the name of another flow, and for another provider.
#[tokio::test]
async fn the_values_of_two_flows_cannot_be_exchanged() {
    let mut world = World::new();
    let first = world.begin("op").await;
    let one = world.browser.cookies_named(FLOW)[0].to_owned();
    world.begin("other").await;
    let two = world
        .browser
        .cookies_named(FLOW)
        .into_iter()
        .find(|name| *name != one)
        .expect("a second flow")
        .to_owned();
    let other_value = world.browser.cookies[&two].clone();
    let own_value = world
        .browser
        .cookies
        .insert(one, other_value)
        .expect("the first flow");
    world.browser.cookies.insert(two, own_value);
    let response = world.authorize("op", &first, "ada").await;
    let answer = world.deliver(&response).await;
    assert_eq!(code_of(&answer).as_deref(), Some("AUTH-305"));
    assert_eq!(world.session().await, json!(null));
}

/// RU-21, CK-01
#[tokio::test]
async fn no_bit_of_a_flow_cookie_can_be_flipped() {
    let mut world = World::new();
    let start = world.begin_to("op", Some("/dashboard")).await;
    let name = world.browser.cookies_named(FLOW)[0].to_owned();
    let value = world.browser.cookies[&name].value.clone();
    let response = world.authorize("op", &start, "ada").await;
    let path = path_and_query(&Url::parse(response.url()).expect("a redirect URI"));
    for position in 0..value.len() {
        let mut altered = value.clone().into_bytes();
        altered[position] ^= 1 << (position % 7);
        let Ok(cookie) = HeaderValue::from_bytes(&named(&name, &altered)) else {
            continue;
        };
        let mut browser = world.another_browser();
        let mut request = browser.request(Method::GET, &path, &[], Body::empty());
        request.headers_mut().insert(COOKIE, cookie);
        let answer = browser.send(request).await;
        assert_eq!(code_of(&answer).as_deref(), Some("AUTH-305"), "{position}");
        assert_eq!(
            answer.location_parameter("callbackUrl"),
            None,
            "nothing of it is believed"
        );
    }
    assert_eq!(
        world.deliver(&response).await.location(),
        "https://app.test/dashboard"
    );
}

/// CK-18
#[tokio::test]
async fn no_two_values_are_sealed_with_the_same_initialisation_vector() {
    let mut world = World::new();
    let mut seen = HashSet::new();
    for _ in 0..500 {
        world.browser.cookies.clear();
        world.begin("op").await;
        let flow = world.browser.cookies.values().next().expect("a flow");
        let iv = flow.value.split('.').nth(2).expect("five segments");
        assert_eq!(iv.len(), 22);
        assert!(seen.insert(iv.to_owned()));
    }
}
