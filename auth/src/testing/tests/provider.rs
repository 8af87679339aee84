//! The provider as a whole: its issuer, its discovery document, what it records and refuses.

use http::{Method, Request, StatusCode};

use super::*;
use crate::testing::Endpoint;

#[tokio::test]
async fn each_endpoint_names_the_methods_it_has() {
    let (provider, _) = provider();
    for (path, method, allow) in [
        ("/authorize", Method::DELETE, "GET, POST"),
        ("/interaction", Method::GET, "POST"),
        ("/token", Method::GET, "POST"),
        ("/revoke", Method::GET, "POST"),
        ("/userinfo", Method::PUT, "GET, POST"),
        ("/end-session", Method::PUT, "GET, POST"),
        ("/jwks", Method::POST, "GET, HEAD"),
    ] {
        let request = Request::builder()
            .method(method)
            .uri(format!("/op{path}"))
            .body(Body::empty());
        let refused = send(&provider, request.unwrap()).await;
        assert_eq!(
            (refused.status, refused.header("allow")),
            (StatusCode::METHOD_NOT_ALLOWED, allow),
            "{path}"
        );
    }
}

#[tokio::test]
async fn requests_are_recorded_with_their_parameters_and_counted() {
    let (provider, _) = provider();
    tokens(&provider).await;
    assert_eq!(provider.count(Endpoint::Authorization), 1);
    assert_eq!(provider.count(Endpoint::Interaction), 1);
    assert_eq!(provider.count(Endpoint::Keys), 0);
    let token = provider.requests_to(Endpoint::Token);
    assert_eq!(token[0].parameter("code_verifier"), Some(VERIFIER));
    assert_eq!(
        token[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!((token[0].at, &token[0].method), (NOW, &Method::POST));
    assert_eq!(provider.requests()[0].parameter("nonce"), Some("the-nonce"));
    provider.forget_requests();
    assert!(provider.requests().is_empty());
    assert_eq!(provider.count(Endpoint::Token), 0);
}

#[tokio::test]
async fn discovery_names_the_endpoints_below_the_issuer() {
    let (provider, _) = provider();
    let document = get(&provider, "/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(document["issuer"], ISSUER);
    for (member, path) in [
        ("authorization_endpoint", "/authorize"),
        ("token_endpoint", "/token"),
        ("userinfo_endpoint", "/userinfo"),
        ("jwks_uri", "/jwks"),
        ("revocation_endpoint", "/revoke"),
        ("end_session_endpoint", "/end-session"),
    ] {
        assert_eq!(document[member], format!("{ISSUER}{path}"));
    }
    assert_eq!(
        document["code_challenge_methods_supported"],
        serde_json::json!(["S256"])
    );
    assert_eq!(
        document["authorization_response_iss_parameter_supported"],
        true
    );
    assert_eq!(
        document["response_types_supported"],
        serde_json::json!(["code"])
    );
}

#[tokio::test]
async fn an_issuer_with_a_slash_at_its_end_keeps_it_and_doubles_none() {
    let provider = Provider::builder()
        .issuer("https://provider.test/op/")
        .build()
        .unwrap();
    let document = get(&provider, "/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(document["issuer"], "https://provider.test/op/");
    assert_eq!(document["token_endpoint"], "https://provider.test/op/token");
}

#[test]
fn an_issuer_that_is_none_is_refused() {
    for issuer in [
        "",
        "provider",
        "ftp://provider.test",
        "https://provider.test?x",
        "https://provider.test#x",
        "https://u@provider.test",
        "https://provider.test/a;b",
    ] {
        let error = Provider::builder().issuer(issuer).build().unwrap_err();
        assert_eq!(
            error,
            crate::testing::ProviderBuildError::IssuerInvalid,
            "{issuer}"
        );
    }
}

#[tokio::test]
async fn a_body_or_a_query_that_is_too_large_is_refused() {
    let (provider, _) = provider();
    let large = "x".repeat(65 * 1024);
    assert_eq!(
        post(&provider, "/token", &[("code", &large)]).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let query = authorization(&[("state", Some(&"x".repeat(17 * 1024)))]);
    assert_eq!(
        get(&provider, &query).await.status,
        StatusCode::URI_TOO_LONG
    );
}
