//! The same plan: who asks, what is asked before the browser is sent away, and tokens that are bound to a key.

use std::collections::HashSet;

use auth::testing::{DpopNoncePolicy, Endpoint, Fault, RecordedRequest};
use auth_tests::support::proof::{Proof, hash};
use auth_tests::support::world::START;
use base64_simd::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Request, StatusCode};
use serde_json::{Value, json};

use crate::world::World;

/// What the client has signed to say who it is. There is no secret beside it.
fn assertion(request: &RecordedRequest) -> Value {
    assert_eq!(request.parameter("client_secret"), None);
    assert_eq!(request.header("authorization"), None);
    let text = request.parameter("client_assertion").expect("an assertion");
    let claims = text.split('.').nth(1).expect("claims");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode_to_vec(claims).unwrap()).unwrap()
}

/// A sign-in as the profile has it (§5.3.2.2, §5.3.3), in which the token endpoint is asked as often as it has to be.
async fn happy_path(mut world: World, token_requests: usize) {
    let start = world.begin("fapi").await;
    let url = start.location_url();
    let names: Vec<_> = url.query_pairs().map(|(name, _)| name).collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    assert_eq!(
        world.pushed("code_challenge_method").as_deref(),
        Some("S256")
    );
    assert_eq!(world.pushed("response_type").as_deref(), Some("code"));
    let bound_to = world.pushed("dpop_jkt").expect("the thumbprint of a key");

    let response = world.authorize("fapi", &start).await;
    let answer = world.deliver(&response).await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(world.stated().await["name"], "Ada Lovelace");

    let provider = world.provider("fapi");
    let mut asked = provider.requests_to(Endpoint::PushedAuthorization);
    asked.extend(provider.requests_to(Endpoint::Token));
    assert_eq!(asked.len(), 1 + token_requests);
    let mut ids = HashSet::new();
    for request in &asked {
        let claims = assertion(request);
        assert_eq!(claims["aud"], "https://fapi.test");
        assert_eq!(claims["iss"], claims["sub"]);
        assert!(claims["exp"].as_u64().unwrap() <= START + 60);
        assert!(ids.insert(claims["jti"].to_string()), "used twice");
    }
    for request in &asked[1..] {
        assert_eq!(Proof::of(request).thumbprint(), bound_to);
        assert_eq!(
            Proof::of(request).claim("htu"),
            Some("https://fapi.test/token")
        );
    }
    let nonces = asked[1..]
        .iter()
        .map(|request| Proof::of(request).nonce().is_some());
    assert_eq!(nonces.collect::<Vec<_>>(), [false, true][..token_requests]);

    let resource = provider.requests_to(Endpoint::UserInfo);
    assert_eq!(resource.len(), 1);
    let token = resource[0].header("authorization").unwrap();
    let token = token.strip_prefix("DPoP ").expect("the scheme");
    let proof = Proof::of(&resource[0]);
    assert_eq!(proof.thumbprint(), bound_to);
    assert_eq!(proof.claim("ath"), Some(hash(token).as_str()));
    assert_eq!(proof.nonce().is_some(), token_requests > 1);
}

/// The server demands a nonce.
#[tokio::test]
async fn fapi2_security_profile_final_client_test_happy_path() {
    for policy in [DpopNoncePolicy::Required, DpopNoncePolicy::Rotating] {
        happy_path(World::demanding(policy), 2).await;
    }
}

#[tokio::test]
async fn fapi2_security_profile_final_client_test_happy_path_no_dpop_nonce() {
    happy_path(World::new(), 1).await;
}

/// A resource server answers 401 as soon as the token is over. New ones are asked for with the refresh token that came last.
#[tokio::test]
async fn fapi2_security_profile_final_client_refresh_token_test() {
    for policy in [DpopNoncePolicy::Never, DpopNoncePolicy::Required] {
        let mut world = World::demanding(policy);
        world.accepts("fapi").await;
        let first = resource(&mut world).await;
        let (mut tokens, mut refresh_tokens) = (HashSet::from([first]), HashSet::new());
        for _ in 0..2 {
            world.wait(3_600);
            let over = |token: &String| !world.provider("fapi").is_active(token);
            assert!(tokens.iter().all(over), "they open nothing any more");
            let token = resource(&mut world).await;
            assert!(tokens.insert(token), "it is a new one");

            let requests = world.provider("fapi").requests_to(Endpoint::Token);
            let last = requests.last().expect("a request");
            assert_eq!(last.parameter("grant_type"), Some("refresh_token"));
            assert_eq!(assertion(last)["aud"], "https://fapi.test");
            let sent = last.parameter("refresh_token").expect("a refresh token");
            assert!(refresh_tokens.insert(sent.to_owned()), "it has rotated");
            let key = Proof::of(&requests[0]).thumbprint();
            assert_eq!(Proof::of(last).thumbprint(), key, "the same key");
        }
        assert!(!world.stated().await.is_null());
    }
}

/// RFC 9110 §11.1: the name of a scheme is the same in any case.
#[tokio::test]
async fn fapi2_security_profile_final_client_test_rs_dpop_auth_scheme_case_insensitivity() {
    for challenge in [
        r#"DPoP error="use_dpop_nonce""#,
        r#"dpop error="use_dpop_nonce""#,
        r#"DPOP error="use_dpop_nonce""#,
        r#"dPoP realm="x", algs="ES256", ERROR="use_dpop_nonce""#,
        r#"Bearer realm="x", DPOP error=use_dpop_nonce"#,
    ] {
        let mut world = World::new();
        let nonce = HeaderName::from_static("dpop-nonce");
        let demand = Fault::status(StatusCode::UNAUTHORIZED)
            .and(Fault::header(
                WWW_AUTHENTICATE,
                HeaderValue::from_static(challenge),
            ))
            .and(Fault::header(nonce, HeaderValue::from_static("n1")));
        world.provider("fapi").next(Endpoint::UserInfo, demand);
        let answer = world.sign_in("fapi").await;
        assert_eq!(answer.location(), "https://app.test/", "{challenge}");
        let stated = world.stated().await;
        assert_eq!(stated["email"], json!("ada@example.com"), "{challenge}");
        let requests = world.provider("fapi").requests_to(Endpoint::UserInfo);
        let proofs: Vec<Proof> = requests.iter().map(Proof::of).collect();
        let nonces: Vec<_> = proofs.iter().map(Proof::nonce).collect();
        assert_eq!(nonces, [None, Some("n1")], "{challenge}");
        assert_ne!(proofs[0].claim("jti"), proofs[1].claim("jti"));
    }
}

/// The application asks a resource server, once more where that demands a nonce. The token
/// that it has used.
async fn resource(world: &mut World) -> String {
    let mut nonce = None;
    loop {
        let query = nonce
            .as_ref()
            .map_or_else(String::new, |nonce| format!("?nonce={nonce}"));
        let made = world
            .browser
            .open(&format!("/resource{query}"))
            .await
            .json();
        let text = |name: &str| made[name].as_str().expect("a text").to_owned();
        let request = Request::get("https://fapi.test/userinfo")
            .header(AUTHORIZATION, text("authorization"))
            .header("DPoP", text("proof"))
            .body(Bytes::new());
        let answer = world.provider("fapi").answer(request.unwrap()).await;
        let header = |name: &str| answer.headers().get(name)?.to_str().ok();
        let demanded =
            header("www-authenticate").is_some_and(|text| text.contains("use_dpop_nonce"));
        if demanded && nonce.is_none() {
            nonce = header("dpop-nonce").map(str::to_owned);
            continue;
        }
        assert_eq!(answer.status(), StatusCode::OK);
        return text("authorization").replace("DPoP ", "");
    }
}
