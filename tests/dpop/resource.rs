//! Requests of the application's own, with `AccessToken::authorization` and `AccessToken::dpop_proof`.

use auth::testing::DpopNoncePolicy;
use auth_tests::support::browser::{Browser, form};
use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{HeaderMap, Method, Request, StatusCode};
use serde_json::Value;

use crate::proof::Proof;
use crate::world::World;

const USERINFO: &str = "https://op.test/userinfo";

/// What a handler makes for a request.
async fn made(browser: &mut Browser, method: &str, url: &str, nonce: Option<&str>) -> Value {
    let mut fields = vec![("method", method), ("url", url)];
    fields.extend(nonce.map(|nonce| ("nonce", nonce)));
    let answer = browser.open(&format!("/proof?{}", form(&fields))).await;
    match answer.status {
        StatusCode::OK => answer.json(),
        _ => answer.text().into(),
    }
}

/// What a resource server says to a request with these.
async fn asked(world: &World, authorization: &str, proof: Option<&str>) -> (StatusCode, HeaderMap) {
    let mut request = Request::builder()
        .method(Method::GET)
        .uri(USERINFO)
        .header(AUTHORIZATION, authorization);
    if let Some(proof) = proof {
        request = request.header("DPoP", proof);
    }
    let answer = world.op.answer(request.body(Bytes::new()).unwrap()).await;
    (answer.status(), answer.headers().clone())
}

fn text<'a>(made: &'a Value, name: &str) -> &'a str {
    made[name].as_str().unwrap_or_default()
}

/// R-DPOP-01
#[tokio::test]
async fn a_resource_server_takes_the_token_with_the_proof_and_not_without() {
    let world = World::new();
    let mut ada = world.signed_in("op").await;
    let url = format!("{USERINFO}?locale=en#top");
    let made = made(&mut ada, "GET", &url, None).await;
    assert_eq!(text(&made, "token_type"), "DPoP");
    let (authorization, proof) = (text(&made, "authorization"), text(&made, "proof"));
    assert!(authorization.starts_with("DPoP "));
    assert_eq!(Proof::read(proof).claim("htu"), Some(USERINFO));
    let key = Proof::of(&world.token_requests()[0]).thumbprint();
    assert_eq!(Proof::read(proof).thumbprint(), key);

    let bearer = authorization.replace("DPoP ", "Bearer ");
    for (authorization, proof) in [
        (authorization, None),
        (&bearer, None),
        (&bearer, Some(proof)),
    ] {
        let (status, _) = asked(&world, authorization, proof).await;
        assert_eq!(
            status,
            StatusCode::UNAUTHORIZED,
            "{authorization} {proof:?}"
        );
    }
    let (status, _) = asked(&world, authorization, Some(proof)).await;
    assert_eq!(status, StatusCode::OK);
    let (status, _) = asked(&world, authorization, Some(proof)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "it is for one request");
}

/// A proof is for one request, and a key for one sign-in.
#[tokio::test]
async fn a_proof_for_another_request_or_of_another_key_opens_nothing() {
    let world = World::new();
    let mut ada = world.signed_in("op").await;
    let good = made(&mut ada, "GET", USERINFO, None).await;
    let authorization = text(&good, "authorization");
    let mut wrong = Vec::new();
    for (method, url) in [
        ("POST", USERINFO),
        ("GET", "https://op.test/token"),
        ("GET", "https://op.test/userinfo/"),
    ] {
        wrong.push(made(&mut ada, method, url, None).await);
    }
    // An account has the tokens of its newest sign-in.
    let mut again = world.signed_in("op").await;
    wrong.push(made(&mut again, "GET", USERINFO, None).await);
    for wrong in wrong {
        let (status, _) = asked(&world, authorization, Some(text(&wrong, "proof"))).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{wrong}");
    }
    let (status, _) = asked(&world, authorization, Some(text(&good, "proof"))).await;
    assert_eq!(status, StatusCode::OK);
}

/// R-DPOP-02
#[tokio::test]
async fn a_nonce_that_a_resource_server_demands_goes_into_the_next_proof() {
    let world = World::demanding(DpopNoncePolicy::Required);
    let mut ada = world.signed_in("op").await;
    let first = made(&mut ada, "GET", USERINFO, None).await;
    let (status, headers) = asked(
        &world,
        text(&first, "authorization"),
        Some(text(&first, "proof")),
    )
    .await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let challenge = headers[WWW_AUTHENTICATE].to_str().unwrap();
    assert!(
        challenge.contains(r#"error="use_dpop_nonce""#),
        "{challenge}"
    );
    let nonce = headers["dpop-nonce"].to_str().unwrap();
    let second = made(&mut ada, "GET", USERINFO, Some(nonce)).await;
    let (status, _) = asked(
        &world,
        text(&second, "authorization"),
        Some(text(&second, "proof")),
    )
    .await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_bearer_token_needs_no_proof() {
    let world = World::new();
    let mut ada = world.signed_in("bearer").await;
    let made = made(&mut ada, "GET", USERINFO, None).await;
    assert_eq!(text(&made, "token_type"), "Bearer");
    assert_eq!(made["proof"], Value::Null);
    let (status, _) = asked(&world, text(&made, "authorization"), None).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn a_proof_for_what_is_no_request_is_refused() {
    let world = World::new();
    let mut ada = world.signed_in("op").await;
    let long = "x".repeat(1_025);
    for (url, nonce) in [
        ("/orders", None),
        ("", None),
        ("ftp://op.test/x", None),
        ("data:text/plain,x", None),
        ("https://ada:secret@op.test/x", None),
        ("https://ada@op.test/x", None),
        (USERINFO, Some("")),
        (USERINFO, Some("two words")),
        (USERINFO, Some("a\"b")),
        (USERINFO, Some("a\nb")),
        (USERINFO, Some(long.as_str())),
    ] {
        let refused = made(&mut ada, "GET", url, nonce).await;
        assert_eq!(refused, "dpop_proof_impossible", "{url} {nonce:?}");
    }
}

/// S4-8
#[tokio::test]
async fn nothing_prints_the_token_or_its_key() {
    let world = World::new();
    let mut ada = world.signed_in("op").await;
    let made = made(&mut ada, "GET", USERINFO, None).await;
    let token = text(&made, "authorization").replace("DPoP ", "");
    let debug = text(&made, "debug");
    assert!(debug.contains("Dpop") && !debug.contains(&token), "{debug}");
    assert!(debug.len() < 120, "{debug}");
    let session = ada.open("/auth/session").await;
    assert!(!session.text().contains("dpop"), "{}", session.text());
}
