//! Sessions shared with an application on Auth.js.

use serde_json::Value;

use super::*;

const AUTH_JS: &str = "__Secure-authjs.session-token";

fn vectors() -> Value {
    serde_json::from_str(include_str!(
        "../../../../tests/interop/authjs/vectors.json"
    ))
    .unwrap()
}

/// Sessions of an application that has that secret (or several) and cookie name.
fn shared<D: Declaration>(secret: &Value, name: &str, now: u64) -> Sessions<D> {
    let secrets: Vec<_> = match secret {
        Value::Array(secrets) => secrets
            .iter()
            .filter_map(Value::as_str)
            .map(Secret::issued)
            .collect(),
        secret => vec![Secret::issued(secret.as_str().unwrap())],
    };
    let cookie: &'static str = name.to_owned().leak();
    let declaration = SessionDeclaration {
        cookie: Some(cookie),
        ..SessionDeclaration::DEFAULT
    };
    let clock = Arc::new(StoppedClock::at(now));
    Sessions::new(&secrets, &declaration, true, clock).unwrap()
}

fn read(claims: &str) -> Reading<App> {
    let sessions = shared::<App>(&SECRET.into(), AUTH_JS, NOW);
    sessions.open(&request(&format!("{AUTH_JS}={}", sealed(AUTH_JS, claims))))
}

#[test]
fn tokens_of_auth_js_are_sessions_exactly_where_it_says_so() {
    let vectors = vectors();
    let generated_at = vectors["generated_at"].as_u64().unwrap();
    for vector in vectors["tokens"].as_array().unwrap() {
        let name = vector["name"].as_str().unwrap();
        let cookie = vector["cookie_name"].as_str().unwrap();
        // Vectors without a time of their own were made within a minute.
        let now = vector["now"].as_u64().unwrap_or(generated_at + 60);
        let sessions = shared::<App>(&vector["secret"], cookie, now);
        let reading = sessions.open(&request(&format!(
            "{cookie}={}",
            vector["token"].as_str().unwrap()
        )));
        let expected = vector["expect"] == "claims"
            // next-auth 4, which Auth.js 5 does not read either.
            && vector["version"] == "v5"
            // Identifies nobody.
            && vector["claims"]["sub"].is_string();
        if !expected {
            assert!(reading.is_refused(), "{name}");
            continue;
        }
        let session = reading.live();
        let claims = &vector["claims"];
        let said = |claim: &str| claims[claim].as_str();
        assert_eq!(Some(&*session.user.id), said("sub"), "{name}");
        assert_eq!(session.user.name.as_deref(), said("name"), "{name}");
        assert_eq!(session.user.email.as_deref(), said("email"), "{name}");
        assert_eq!(session.user.image.as_deref(), said("picture"), "{name}");
        assert_eq!(session.provider, None, "{name}");
        if let Some(id) = said("jti") {
            assert_eq!(session.id(), id, "{name}");
        }
        if let Some(iat) = claims["iat"].as_u64() {
            assert_eq!(session.signed_in_at, iat, "{name}");
        }
        if let Some(exp) = claims["exp"].as_u64() {
            assert!(session.expires_at <= exp, "{name}");
        }
    }
}

#[test]
fn clocks_may_differ_by_fifteen_seconds() {
    let read = |exp: u64, nbf: u64| {
        read(&format!(
            r#"{{"sub":"x","iat":{},"exp":{exp},"nbf":{nbf}}}"#,
            NOW - 60
        ))
    };
    assert_eq!(read(NOW - 14, NOW).live().user.id, "x");
    assert!(read(NOW - 15, NOW).is_refused());
    assert_eq!(read(NOW + 60, NOW + 15).live().user.id, "x");
    assert!(read(NOW + 60, NOW + 16).is_refused());
}

#[test]
fn our_own_cookie_has_one_clock() {
    let sessions = sessions::<App>(&StoppedClock::at(NOW));
    let read = |exp| {
        let token = sealed(
            NAME,
            &format!(r#"{{"sub":"x","iat":{},"exp":{exp}}}"#, NOW - 60),
        );
        sessions.open(&request(&format!("{NAME}={token}")))
    };
    assert!(read(NOW).is_refused());
    assert_eq!(read(NOW + 1).live().user.id, "x");
}

#[test]
fn tokens_are_cut_where_auth_js_cuts_them() {
    let vectors = vectors();
    for vector in vectors["chunking"].as_array().unwrap() {
        let token = vector["token"].as_str().unwrap();
        let cookie = SessionCookie::new(Some("authjs.session-token"), true).unwrap();
        let fields = cookie.set(token, 60, &HeaderMap::new()).unwrap();
        let cut: Vec<(String, usize)> = fields
            .iter()
            .map(|field| field.to_str().unwrap().split("; ").next().unwrap())
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.len()))
            .collect();
        let expected: Vec<_> = vector["cookies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|cookie| {
                (
                    cookie["name"].as_str().unwrap().into(),
                    cookie["length"].as_u64().unwrap() as usize,
                )
            })
            .collect();
        assert_eq!(cut, expected);

        let pairs: Vec<_> = fields
            .iter()
            .map(|field| field.to_str().unwrap().split("; ").next().unwrap())
            .collect();
        let Found::Token(found) = cookie.find(&request(&pairs.join("; "))).into_owned() else {
            panic!("no set");
        };
        assert_eq!(found, token.as_bytes());
        let keys = SealingKeys::derive(
            &[Secret::issued(
                vectors["tokens"][0]["secret"].as_str().unwrap(),
            )],
            Purpose::Session {
                cookie_name: "authjs.session-token",
            },
        );
        assert!(keys.open(found).is_ok());
    }
}

impl Found<'_> {
    fn into_owned(self) -> Found<'static> {
        match self {
            Found::Nothing => Found::Nothing,
            Found::Unusable => Found::Unusable,
            Found::Token(token) => Found::Token(token.into_owned().into()),
        }
    }
}

#[test]
fn what_another_application_keeps_in_the_token_survives_our_sealing_it_anew() {
    let foreign = r#""role":"admin","nested":{"a":[1,2,{"b":null}],"t":true},"f":1.5,"big":9007199254740991,"provider":{"id":"x"},"email_verified":"2026-01-01","data":[1],"picture":null"#;
    let claims = format!(
        r#"{{"name":"Ada","sub":"x",{foreign},"iat":{NOW},"exp":{},"jti":"j"}}"#,
        NOW + 60
    );
    let sessions = shared::<App>(&SECRET.into(), AUTH_JS, NOW);
    let headers = request(&format!("{AUTH_JS}={}", sealed(AUTH_JS, &claims)));
    let session = sessions.open(&headers).live();
    assert!(!session.user.email_verified, "only `true` counts");
    assert_eq!(
        (session.provider, session.user.image.as_deref()),
        (None, None)
    );

    let mut browser = Browser::default();
    browser.receive(&sessions.renew(&headers, &session).unwrap().1);
    let keys = SealingKeys::derive(
        &[Secret::issued(SECRET)],
        Purpose::Session {
            cookie_name: AUTH_JS,
        },
    );
    let payload = keys.open(browser.value(AUTH_JS)).unwrap().payload;
    let written: Value = serde_json::from_slice(&payload).unwrap();
    let mut expected: Value = serde_json::from_str(&claims).unwrap();
    expected["exp"] = (NOW + 30 * DAY).into();
    expected["auth_time"] = NOW.into();
    expected["auth_time_unknown"] = true.into();
    assert_eq!(written, expected);
}

/// When another application sealed a session says nothing of when anybody proved who they are, however often we seal it
/// anew.
#[test]
fn a_session_that_another_application_began_is_never_recent() {
    let claims = format!(r#"{{"sub":"x","iat":{NOW},"exp":{}}}"#, NOW + 60);
    let sessions = shared::<App>(&SECRET.into(), AUTH_JS, NOW);
    let headers = request(&format!("{AUTH_JS}={}", sealed(AUTH_JS, &claims)));
    let session = sessions.open(&headers).live();
    assert_eq!(session.authenticated_at(), None);

    let mut browser = Browser::default();
    let (renewed, fields) = sessions.renew(&headers, &session).unwrap();
    browser.receive(&fields);
    assert_eq!(renewed.authenticated_at(), None);
    let again = shared::<App>(&SECRET.into(), AUTH_JS, NOW);
    let read = again.open(&browser.request()).live();
    assert_eq!(read.authenticated_at(), None);

    let (own, _) = sessions
        .issue(&HeaderMap::new(), ada(), Provider::Dev, ())
        .unwrap();
    assert_eq!(own.authenticated_at(), Some(NOW));
}

/// SR-05: an Auth.js application keeps access tokens in its sessions.
#[test]
fn what_another_application_keeps_in_the_session_is_not_printed() {
    let claims = format!(
        r#"{{"sub":"x","accessToken":"canary","iat":{NOW},"exp":{}}}"#,
        NOW + 60
    );
    let sessions = shared::<App>(&SECRET.into(), AUTH_JS, NOW);
    let headers = request(&format!("{AUTH_JS}={}", sealed(AUTH_JS, &claims)));
    let printed = format!("{:?}", sessions.open(&headers));
    assert!(printed.contains("user"), "{printed}");
    assert!(!printed.contains("canary"), "{printed}");
}

#[test]
fn a_claim_is_written_once_whatever_another_application_called_its_own() {
    let claims = format!(
        r#"{{"sub":7,"provider":[],"email_verified":"then","auth_time":"then","jti":7,
            "sub":"x","provider":"dev","email_verified":true,"iat":{NOW},"exp":{}}}"#,
        NOW + 60
    );
    let sessions = shared::<App>(&SECRET.into(), AUTH_JS, NOW);
    let headers = request(&format!("{AUTH_JS}={}", sealed(AUTH_JS, &claims)));
    let session = sessions.open(&headers).live();
    assert_eq!(session.provider, Some(Provider::Dev));
    assert_eq!(session.signed_in_at, NOW);

    let mut browser = Browser::default();
    browser.receive(&sessions.renew(&headers, &session).unwrap().1);
    let keys = SealingKeys::derive(
        &[Secret::issued(SECRET)],
        Purpose::Session {
            cookie_name: AUTH_JS,
        },
    );
    let payload = String::from_utf8(keys.open(browser.value(AUTH_JS)).unwrap().payload).unwrap();
    for claim in [
        "sub",
        "provider",
        "email_verified",
        "auth_time",
        "jti",
        "iat",
        "exp",
    ] {
        assert_eq!(
            payload.matches(&format!(r#""{claim}":"#)).count(),
            1,
            "{payload}"
        );
    }
}

#[test]
fn a_token_that_names_no_session_has_an_id_all_the_same() {
    let one = read(&format!(r#"{{"sub":"x","iat":{NOW}}}"#)).live();
    let two = read(&format!(r#"{{"sub":"x","iat":{}}}"#, NOW - 1)).live();
    assert_eq!(one.id().len(), 43);
    let empty = read(&format!(r#"{{"sub":"x","iat":{NOW},"jti":""}}"#)).live();
    assert_eq!(empty.id().len(), 43);
    assert_ne!(one.id(), two.id());
}

#[test]
fn a_token_that_does_not_say_when_it_ends_has_our_limit() {
    assert_eq!(
        read(&format!(r#"{{"sub":"x","iat":{NOW}}}"#))
            .live()
            .expires_at,
        NOW + 30 * DAY
    );
    assert!(read(&format!(r#"{{"sub":"x","iat":{}}}"#, NOW - 31 * DAY)).is_refused());
    assert!(read(r#"{"sub":"x"}"#).is_refused());
}
