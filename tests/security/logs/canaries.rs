//! That nothing secret is written down or sent where it does not belong.

use std::collections::BTreeSet;

use auth::testing::{Endpoint, Fault};
use auth_tests::support::browser::Answer;
use auth_tests::support::world::{Making, OTHER_SECRET, SECRET, World};
use http::header::{COOKIE, LOCATION, SET_COOKIE};

use super::{Log, assert_plain, encoded};
use crate::aftermath::{CSRF, SESSION};

/// What must not be read anywhere but where the protocol puts it.
#[derive(Default)]
struct Canaries(Vec<(&'static str, String)>);

impl Canaries {
    fn add(&mut self, what: &'static str, value: impl Into<String>) {
        let value = value.into();
        assert!(value.len() >= 9, "{what} is too short to be looked for");
        if !self.0.contains(&(what, value.clone())) {
            self.0.push((what, value));
        }
    }

    /// Of each kind there is at least one, and none of them is in the text, but for those kinds.
    fn assert_absent(&self, text: &str, place: &str, but: &[&str]) {
        for (what, value) in &self.0 {
            let found = text.contains(value.as_str()) && !but.contains(what);
            assert!(!found, "{what} is in {place}");
        }
        // `{"alg":`, with which ID tokens and sealed values begin; the tests never see the ID tokens themselves.
        let sealed = but.contains(&"a session token");
        assert!(
            sealed || !text.contains("eyJhbGciOi"),
            "a token is in {place}"
        );
    }
}

/// SR-05, RUSTSEC-2022-0086, V66, V83: a whole run with every kind of provider, sign-ins that succeed and fail, and all that is
/// written or sent meanwhile.
#[tokio::test]
async fn no_secret_code_token_or_cookie_is_written_or_sent_where_it_does_not_belong() {
    const BOTH: &str = "Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd, u8Yt5Rf2Wq9Lk3Zx7Cv1Bn6Mp0Sd4GhJ";
    let (log, _guard) = Log::begin();
    let mut world = World::made(&Making {
        secret: BOTH,
        ..Making::default()
    });
    let mut answers: Vec<Answer> = Vec::new();
    let mut canaries = Canaries::default();
    for secret in [SECRET, OTHER_SECRET] {
        canaries.add("a secret", secret);
    }
    for id in ["op", "other", "posting", "plain"] {
        canaries.add("a client secret", format!("{id} secret"));
        canaries.add("a client secret", encoded(&format!("{id} secret")));
        canaries.add("a client secret", format!("{id}%20secret"));
    }

    for (id, fault) in [
        ("op", None),
        ("other", None),
        ("posting", None),
        ("plain", None),
        (
            "op",
            Some((
                Endpoint::Token,
                Fault::error("invalid_grant").after_acting(),
            )),
        ),
        (
            "op",
            Some((Endpoint::Token, Fault::truncated(60).after_acting())),
        ),
        (
            "op",
            Some((
                Endpoint::Token,
                Fault::set("token_type", "mac").after_acting(),
            )),
        ),
        (
            "op",
            Some((Endpoint::Token, Fault::disconnect().after_acting())),
        ),
        ("op", Some((Endpoint::UserInfo, Fault::set("sub", "x")))),
        ("op", Some((Endpoint::UserInfo, Fault::disconnect()))),
        (
            "op",
            Some((Endpoint::Authorization, Fault::set("iss", "https://x.test"))),
        ),
        (
            "op",
            Some((Endpoint::Authorization, Fault::set("state", "x".repeat(43)))),
        ),
        (
            "plain",
            Some((Endpoint::UserInfo, Fault::body("text/html", "x"))),
        ),
        ("op", None),
    ] {
        if let Some((endpoint, fault)) = fault {
            world.providers.by_id(id).next(endpoint, fault);
        }
        let start = world.begin(id).await;
        for name in ["state", "nonce", "code_challenge"] {
            if let Some(value) = start.location_parameter(name) {
                canaries.add(name, value);
            }
        }
        let response = world.authorize(id, &start, "emmy").await;
        if let Some(code) = response.parameter("code") {
            canaries.add("a code", code);
        }
        answers.push(start);
        answers.push(world.deliver(&response).await);
        for path in [
            "/",
            "/dashboard",
            "/auth/session",
            "/auth/providers",
            "/auth/error?code=AUTH-402",
            "/auth/csrf",
        ] {
            answers.push(world.browser.open(path).await);
        }
        for (name, cookie) in &world.browser.cookies {
            let kind = match name.as_str() {
                SESSION => "a session token",
                CSRF => "a CSRF cookie",
                _ => "a flow cookie",
            };
            canaries.add(kind, cookie.value.clone());
        }
    }
    for id in ["op", "other", "posting", "plain"] {
        for request in world.providers.by_id(id).requests() {
            if let Some(verifier) = request.parameter("code_verifier") {
                canaries.add("a code verifier", verifier);
            }
            if let Some(authorization) = request.header("authorization") {
                let (_, credentials) = authorization.split_once(' ').expect("a scheme");
                canaries.add("credentials", credentials);
            }
        }
    }
    let session = world
        .auth
        .session(&{
            let cookies = world.browser.cookie_header();
            let request = http::Request::get("/").header(COOKIE, cookies).body(());
            request.expect("a request").into_parts().0
        })
        .await
        .expect("somebody is signed in");
    answers.push(world.browser.submit("/auth/signout", &[]).await);

    let kinds: BTreeSet<_> = canaries.0.iter().map(|(what, _)| *what).collect();
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        [
            "a CSRF cookie",
            "a client secret",
            "a code",
            "a code verifier",
            "a flow cookie",
            "a secret",
            "a session token",
            "code_challenge",
            "credentials",
            "nonce",
            "state",
        ]
    );
    let lines = log.take();
    assert!(lines.len() > 20, "{}", lines.len());
    for line in &lines {
        for (name, value) in &line.fields {
            canaries.assert_absent(
                value,
                &format!("the log, {} {name}: {value}", line.target),
                &[],
            );
        }
    }
    for answer in &answers {
        canaries.assert_absent(answer.text(), "a body", &[]);
        for (name, value) in &answer.headers {
            let value = value.to_str().expect("text");
            let but: &[&str] = match name {
                name if name == SET_COOKIE => {
                    &["a session token", "a flow cookie", "a CSRF cookie"]
                }
                name if name == LOCATION && !value.starts_with("https://app.test") => {
                    &["state", "nonce", "code_challenge"]
                }
                _ => &[],
            };
            canaries.assert_absent(value, &format!("{name}: {value}"), but);
        }
    }
    for printed in [
        format!("{:?} {:#?}", world.auth, world.auth),
        format!("{session:?}"),
        format!("{:?}", world.auth.sign_in(auth_tests::auth::provider::op)),
        world.auth.registration(),
        serde_json::to_string(
            &world
                .auth
                .sign_in(auth_tests::auth::provider::op)
                .outcome()
                .await,
        )
        .expect("JSON"),
    ] {
        canaries.assert_absent(&printed, &printed, &[]);
    }
}

/// S4-8, LO-03, LO-18: signing out of everything, in every way that it can fail, writes no token to the log.
#[tokio::test]
async fn a_sign_out_of_every_layer_writes_no_token() {
    let (log, _guard) = Log::begin();
    let mut canaries = Canaries::default();
    for fault in [
        None,
        Some(Fault::error("invalid_client")),
        Some(Fault::error("unsupported_token_type")),
        Some(Fault::status(http::StatusCode::SERVICE_UNAVAILABLE)),
        Some(Fault::disconnect()),
    ] {
        let mut world = World::new();
        world.sign_in("other", "ada").await;
        if let Some(fault) = fault {
            let provider = &world.providers.other;
            provider.next(Endpoint::Revocation, fault.always());
        }
        let fields = [("scope", "app provider"), ("revoke", "true")];
        let answer = world.browser.submit("/auth/signout", &fields).await;
        for request in world.providers.other.requests_to(Endpoint::Revocation) {
            canaries.add("a token", request.parameter("token").expect("a token"));
        }
        for name in ["id_token_hint", "state"] {
            canaries.add(name, answer.location_parameter(name).expect("a parameter"));
        }
        let state = answer.location_parameter("state").expect("state");
        let wrong = format!("/auth/signed-out?state={}x", state);
        world.browser.open(&wrong).await;
    }
    assert_eq!(canaries.0.len(), 5 * 4);
    let lines = log.take();
    assert_plain(&lines, "signing out");
    let codes: Vec<&String> = lines
        .iter()
        .flat_map(|line| &line.fields)
        .filter_map(|(name, value)| (name == "code").then_some(value))
        .collect();
    assert_eq!(codes, ["AUTH-413"; 5]);
    for line in &lines {
        for (name, value) in &line.fields {
            canaries.assert_absent(value, &format!("the log, {name}: {value}"), &[]);
        }
    }
}
