//! Session cookies that an Auth.js application and one of ours read of each other.

use std::sync::Arc;

use ::auth::account::User;
use ::auth::clock::SystemClock;
use ::auth::testing::{SessionCookies, SessionTokenCodec};
use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::{Declared, Notes, Provider};
use crate::node;
use crate::parts::Parts;
use crate::tests;

tests![
    auth_js_opens_what_we_seal,
    we_open_what_auth_js_seals,
    both_open_what_was_sealed_with_an_older_secret,
    neither_opens_what_was_sealed_for_another_cookie_or_with_another_secret,
    a_session_in_many_chunks_goes_through_an_auth_js_application_and_comes_back,
];

async fn auth_js_opens_what_we_seal(_: &'static Parts) {
    for cookie in COOKIES {
        let token = SessionTokenCodec::new(&[NEW, OLD], cookie)
            .seal(claims().to_string().as_bytes())
            .unwrap();
        let opened =
            ask(&json!([{ "open": { "token": token, "secret": [NEW, OLD], "salt": cookie } }]))
                .await;
        assert_eq!(opened, [Answer::Ok(claims())], "{cookie}");
    }
}

async fn we_open_what_auth_js_seals(_: &'static Parts) {
    for cookie in COOKIES {
        let [Answer::Ok(Value::String(token))] =
            &ask(&json!([{ "seal": { "token": claims(), "secret": [NEW, OLD], "salt": cookie } }]))
                .await[..]
        else {
            panic!("Auth.js seals nothing for {cookie}");
        };
        let payload = SessionTokenCodec::new(&[NEW, OLD], cookie)
            .open(token)
            .unwrap();
        let opened: Map<String, Value> = serde_json::from_slice(&payload).unwrap();
        for (name, value) in claims()
            .as_object()
            .unwrap()
            .iter()
            .filter(|(name, _)| !ISSUED.contains(&name.as_str()))
        {
            assert_eq!(&opened[name], value, "{cookie}");
        }
    }
}

async fn both_open_what_was_sealed_with_an_older_secret(_: &'static Parts) {
    let cookie = COOKIES[0];
    let ours = SessionTokenCodec::new(&[OLD], cookie)
        .seal(claims().to_string().as_bytes())
        .unwrap();
    let answers = ask(&json!([
        { "open": { "token": ours, "secret": [NEW, OLD], "salt": cookie } },
        { "seal": { "token": claims(), "secret": OLD, "salt": cookie } },
    ]))
    .await;
    assert_eq!(answers[0], Answer::Ok(claims()));
    let Answer::Ok(Value::String(theirs)) = &answers[1] else {
        panic!("{answers:?}")
    };
    assert!(
        SessionTokenCodec::new(&[NEW, OLD], cookie)
            .open(theirs)
            .is_some()
    );
}

async fn neither_opens_what_was_sealed_for_another_cookie_or_with_another_secret(
    _: &'static Parts,
) {
    let cookie = COOKIES[0];
    let ours = SessionTokenCodec::new(&[NEW], cookie)
        .seal(claims().to_string().as_bytes())
        .unwrap();
    let answers = ask(&json!([
        { "open": { "token": ours, "secret": NEW, "salt": COOKIES[1] } },
        { "open": { "token": ours, "secret": OLD, "salt": cookie } },
        { "seal": { "token": claims(), "secret": NEW, "salt": cookie } },
    ]))
    .await;
    let Answer::Ok(Value::String(theirs)) = &answers[2] else {
        panic!("{answers:?}")
    };
    assert!(
        matches!(&answers[..2], [Answer::Error(_), Answer::Error(_)]),
        "{answers:?}"
    );
    assert!(
        SessionTokenCodec::new(&[NEW], COOKIES[1])
            .open(theirs)
            .is_none()
    );
    assert!(
        SessionTokenCodec::new(&[OLD], cookie)
            .open(theirs)
            .is_none()
    );
}

async fn a_session_in_many_chunks_goes_through_an_auth_js_application_and_comes_back(
    _: &'static Parts,
) {
    let cookies = SessionCookies::<Declared>::new(&[NEW], false, Arc::new(SystemClock)).unwrap();
    let notes = Notes {
        text: "é".repeat(4_000),
    };
    let mut user = User::default();
    user.id = "acme:u-1002".to_owned();
    user.name = Some("Zoë “Z” Ångström".to_owned());
    let (_, fields) = cookies
        .sign_in(
            &HeaderMap::new(),
            user.clone(),
            Provider::Acme,
            notes.clone(),
        )
        .unwrap();
    assert!(fields.len() > 1, "the session is large enough for chunks");

    let visit = json!([{ "visit": {
        "secret": NEW, "cookieName": COOKIES[0], "cookies": cookie_header(&fields).to_str().unwrap(),
    } }]);
    let answers = ask(&visit).await;
    let Answer::Ok(visited) = &answers[0] else {
        panic!("{answers:?}")
    };
    assert_eq!(visited["session"]["user"]["name"], "Zoë “Z” Ångström");

    let fields: Vec<HeaderValue> = visited["set_cookie"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| HeaderValue::from_str(field.as_str().unwrap()).unwrap())
        .collect();
    let mut request = HeaderMap::new();
    request.insert(COOKIE, cookie_header(&fields));
    let session = cookies.read(&request).expect("what Auth.js sealed anew");
    assert_eq!(session.user, user);
    assert_eq!(session.data, notes);
    assert_eq!(session.provider, Some(Provider::Acme));
}

/// What a browser without other cookies sends after it got these `Set-Cookie` fields.
fn cookie_header(set_cookie: &[HeaderValue]) -> HeaderValue {
    let pairs = set_cookie
        .iter()
        .map(|field| field.to_str().unwrap().split(';').next().unwrap());
    HeaderValue::from_str(&pairs.collect::<Vec<_>>().join("; ")).unwrap()
}

async fn ask(jobs: &Value) -> Vec<Answer> {
    node::ask("authjs/tokens.mjs", &[], jobs).await
}

/// What Auth.js says to one job.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Answer {
    Ok(Value),
    Error(String),
}

fn claims() -> Value {
    json!({
        "sub": "acme:u-1002",
        "name": "Zoë “Z” Ångström",
        "email": "zoe@example.test",
        "picture": null,
        "more": { "deep": [1, 2.5, true, "\u{1F511} \u{0} \\ \""] },
        "iat": 1_700_000_000,
        "exp": 4_000_000_000_u64,
        "jti": "5f3c9f0e-6f4b-4b0e-9e58-0c7b7d1b2f10",
    })
}

const COOKIES: [&str; 4] = [
    "auth.session-token",
    "__Host-auth.session-token",
    "authjs.session-token",
    "__Secure-authjs.session-token",
];
/// The claims that Auth.js writes anew whenever it seals.
const ISSUED: [&str; 3] = ["iat", "exp", "jti"];
const NEW: &str = "0d8f1b5a7c3e9264f0a1b2c3d4e5f607-the-newer-secret";
const OLD: &str = "c0ffee11223344556677889900aabbcc-the-older-secret";
