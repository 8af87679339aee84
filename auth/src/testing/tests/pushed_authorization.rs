//! Requests that are pushed (RFC 9126).

use super::*;

fn parameters(challenge: &str) -> Vec<(&str, &str)> {
    vec![
        ("client_id", "shop"),
        ("client_secret", SECRET),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "openid"),
        ("state", "the-state"),
        ("code_challenge", challenge),
        ("code_challenge_method", "S256"),
    ]
}

async fn push(provider: &Provider, changes: Changes<'_>) -> Received {
    let challenge = sha256_base64url(VERIFIER);
    let mut fields = parameters(&challenge);
    fields.retain(|(name, _)| changes.iter().all(|(change, _)| change != name));
    fields.extend(
        changes
            .iter()
            .filter_map(|(name, value)| Some((*name, (*value)?))),
    );
    post(provider, "/par", &fields).await
}

fn url(client: &str, request_uri: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("client_id", client);
    query.append_pair("request_uri", request_uri);
    format!("{ISSUER}/authorize?{}", query.finish())
}

async fn pushed(provider: &Provider) -> String {
    let answer = push(provider, &[]).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.json()["expires_in"], 60);
    answer.json()["request_uri"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_pushed_request_is_good_once_for_a_minute_and_for_its_client() {
    let (provider, clock) = provider();
    let uri = pushed(&provider).await;
    let response = provider.authorize(url("shop", &uri), "ada").await.unwrap();
    assert_eq!(response.parameter("state"), Some("the-state"));
    assert!(response.parameter("code").is_some());
    assert!(provider.authorize(url("shop", &uri), "ada").await.is_err());
    let uri = pushed(&provider).await;
    assert!(provider.authorize(url("phone", &uri), "ada").await.is_err());
    let uri = pushed(&provider).await;
    clock.advance(Duration::from_secs(60));
    assert!(provider.authorize(url("shop", &uri), "ada").await.is_err());
    assert!(
        provider
            .authorize(url("shop", "urn:none"), "ada")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn nothing_stands_beside_the_name_of_a_request() {
    let (provider, _) = provider();
    let uri = pushed(&provider).await;
    let more = format!("{}&scope=openid", url("shop", &uri));
    assert!(provider.authorize(more, "ada").await.is_err());
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_said_to_who_pushes_it() {
    let (provider, _) = provider();
    for (changes, error) in [
        ([("client_secret", Some("wrong"))], "invalid_client"),
        ([("client_secret", None)], "invalid_client"),
        (
            [("redirect_uri", Some("https://evil.test"))],
            "invalid_request",
        ),
        (
            [("response_type", Some("token"))],
            "unsupported_response_type",
        ),
        ([("code_challenge", None)], "invalid_request"),
        ([("scope", None)], "invalid_scope"),
        (
            [("request_uri", Some("urn:x"))],
            "request_uri_not_supported",
        ),
        ([("state", Some("a"))], ""),
    ] {
        let answer = push(&provider, &changes).await;
        let said = answer.json()["error"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert_eq!(said, error, "{changes:?}");
    }
}

#[tokio::test]
async fn a_provider_can_take_nothing_else() {
    let provider = builder()
        .require_pushed_authorization_requests()
        .build()
        .unwrap();
    let document = get(&provider, "/.well-known/openid-configuration")
        .await
        .json();
    assert_eq!(document["require_pushed_authorization_requests"], true);
    assert!(
        provider
            .authorize(authorization_url(&[]), "ada")
            .await
            .is_err()
    );
    let uri = pushed(&provider).await;
    assert!(provider.authorize(url("shop", &uri), "ada").await.is_ok());
}
