//! Each fault produces what it says, over the router and in process.

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, HeaderValue};
use http_body_util::BodyExt;
use serde_json::json;
use tokio::time::{Instant, timeout};

use super::*;
use crate::outbound::HttpClient;
use crate::testing::{BrowserError, Endpoint};

const DISCOVERY: &str = "/.well-known/openid-configuration";

fn jwks_request() -> Request<Bytes> {
    Request::get(format!("{ISSUER}/jwks"))
        .body(Bytes::new())
        .unwrap()
}

/// PF-03
#[tokio::test]
async fn a_status_replaces_the_answer_and_leaves_the_code_unused() {
    let (provider, _) = provider();
    let code = code(&provider).await;
    let html = Fault::body("text/html", "<h1>Bad gateway</h1>");
    provider.next(
        Endpoint::Token,
        Fault::status(StatusCode::INTERNAL_SERVER_ERROR),
    );
    provider.next(Endpoint::Token, fault().and(html));
    provider.next(Endpoint::Token, Fault::status(StatusCode::NO_CONTENT));
    provider.next(Endpoint::Token, Fault::status(StatusCode::OK));
    let mut seen = Vec::new();
    for _ in 0..4 {
        let answer = exchange(&provider, &code, &[]).await;
        seen.push((
            answer.status.as_u16(),
            answer.header("content-type").to_owned(),
            answer.body,
        ));
    }
    let empty = |status: u16| (status, String::new(), String::new());
    assert_eq!(
        seen,
        [
            empty(500),
            (502, "text/html".into(), "<h1>Bad gateway</h1>".into()),
            empty(204),
            empty(200)
        ]
    );
    assert_eq!(exchange(&provider, &code, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn after_acting_the_code_is_used_up_although_the_answer_is_lost() {
    let (provider, _) = provider();
    let code = code(&provider).await;
    provider.next(Endpoint::Token, fault().after_acting());
    assert_eq!(
        exchange(&provider, &code, &[]).await.status,
        StatusCode::BAD_GATEWAY
    );
    assert_eq!(
        exchange(&provider, &code, &[]).await.json()["error"],
        "invalid_grant"
    );
}

/// PF-04
#[tokio::test]
async fn bodies_can_be_of_another_type_cut_off_or_deep() {
    let (provider, _) = provider();
    provider.next(
        Endpoint::Keys,
        Fault::header(CONTENT_TYPE, HeaderValue::from_static("text/html")),
    );
    let answer = get(&provider, "/jwks").await;
    assert!(answer.header("content-type") == "text/html" && answer.json()["keys"].is_array());

    provider.next(Endpoint::Keys, Fault::truncated(20));
    let answer = get(&provider, "/jwks").await;
    assert_eq!(answer.body.len(), 20);
    assert!(serde_json::from_str::<Value>(&answer.body).is_err());

    provider.next(Endpoint::Keys, Fault::nested(10_000));
    let answer = get(&provider, "/jwks").await;
    assert!(
        answer.body.starts_with("[[[[")
            && answer.body.ends_with("]]]]")
            && answer.body.len() == 20_000
    );

    provider.next(
        Endpoint::Keys,
        Fault::patch(|answer| *answer = json!([1, 2])),
    );
    assert_eq!(get(&provider, "/jwks").await.json(), json!([1, 2]));
}

/// IT-30, PF-09, PF-10, PF-15, IT-34: members of the good answer changed one by one.
#[tokio::test]
async fn members_can_be_set_removed_repeated_and_patched() {
    let (provider, _) = provider();
    provider.next(
        Endpoint::Discovery,
        Fault::set("issuer", "https://other.test"),
    );
    assert_eq!(
        get(&provider, DISCOVERY).await.json()["issuer"],
        "https://other.test"
    );
    provider.next(
        Endpoint::Discovery,
        Fault::set("token_endpoint", "file:///etc/passwd").and(Fault::remove("jwks_uri")),
    );
    let document = get(&provider, DISCOVERY).await.json();
    assert_eq!(document["token_endpoint"], "file:///etc/passwd");
    assert!(document.get("jwks_uri").is_none() && document["issuer"] == ISSUER);

    provider.next(
        Endpoint::Keys,
        Fault::patch(|jwks| {
            let key = jwks["keys"][0].clone();
            jwks["keys"] = vec![key; 10_000].into();
        }),
    );
    assert_eq!(
        get(&provider, "/jwks").await.json()["keys"]
            .as_array()
            .unwrap()
            .len(),
        10_000
    );
    provider.next(Endpoint::Keys, Fault::set("keys", json!({})));
    assert_eq!(get(&provider, "/jwks").await.json(), json!({"keys": {}}));

    provider.next(Endpoint::Token, Fault::set("token_type", "mac"));
    provider.next(Endpoint::Token, Fault::remove("token_type"));
    provider.next(Endpoint::Token, Fault::set_raw("expires_in", "1e400"));
    provider.next(Endpoint::Token, Fault::repeat("access_token", "other"));
    assert_eq!(tokens(&provider).await["token_type"], "mac");
    assert!(tokens(&provider).await.get("token_type").is_none());
    let raw = exchange(&provider, &code(&provider).await, &[]).await.body;
    assert!(raw.contains("\"expires_in\":1e400"));
    let raw = exchange(&provider, &code(&provider).await, &[]).await.body;
    assert_eq!(raw.matches("\"access_token\":").count(), 2);
}

/// FL-19
#[tokio::test]
async fn an_error_is_the_endpoints_own_kind_of_error() {
    let (provider, _) = provider();
    provider.next(Endpoint::Token, Fault::error("invalid_grant"));
    let answer = exchange(&provider, "any", &[]).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::BAD_REQUEST, json!({"error": "invalid_grant"}))
    );
    assert_eq!(answer.header("content-type"), "application/json");

    provider.next(
        Endpoint::Authorization,
        Fault::error("temporarily_unavailable"),
    );
    let back = get(&provider, &authorization(&[])).await;
    assert_eq!(
        back.parameter("error").as_deref(),
        Some("temporarily_unavailable")
    );
    assert_eq!(back.parameter("state").as_deref(), Some("the-state"));
    assert_eq!(back.parameter("code"), None);
}

/// FL-09, FL-10, FL-14, FL-15, FL-02: the authorization response, wrong in one way each.
#[tokio::test]
async fn the_authorization_response_can_lack_repeat_or_change_any_parameter() {
    let (provider, _) = provider();
    let url = authorization_url(&[]);
    provider.next(
        Endpoint::Authorization,
        Fault::set("iss", "https://attacker.test"),
    );
    let response = provider.authorize(&url, "ada").await.unwrap();
    assert_eq!(response.parameter("iss"), Some("https://attacker.test"));
    provider.next(Endpoint::Authorization, Fault::remove("iss"));
    assert_eq!(
        provider
            .authorize(&url, "ada")
            .await
            .unwrap()
            .parameter("iss"),
        None
    );
    provider.next(Endpoint::Authorization, Fault::remove("state"));
    assert_eq!(
        provider
            .authorize(&url, "ada")
            .await
            .unwrap()
            .parameter("state"),
        None
    );
    provider.next(Endpoint::Authorization, Fault::repeat("state", "other"));
    let response = provider.authorize(&url, "ada").await.unwrap();
    assert!(response.url().contains("state=the-state") && response.url().ends_with("state=other"));
    provider.next(Endpoint::Authorization, Fault::set("error", "server_error"));
    let response = provider.authorize(&url, "ada").await.unwrap();
    assert!(response.parameter("code").is_some() && response.parameter("error").is_some());
    provider.next(
        Endpoint::Authorization,
        Fault::patch(|response| response["code"] = json!(7)),
    );
    assert_eq!(
        provider
            .authorize(&url, "ada")
            .await
            .unwrap()
            .parameter("code"),
        Some("7")
    );

    let form = authorization_url(&[("response_mode", Some("form_post"))]);
    provider.next(Endpoint::Authorization, Fault::remove("iss"));
    let response = provider.authorize(&form, "ada").await.unwrap();
    assert!(!response.form().unwrap().contains("iss="));
    assert_eq!(provider.pending_faults(), 0);
}

#[tokio::test]
async fn the_authorization_page_itself_can_fail() {
    let (provider, _) = provider();
    provider.next(Endpoint::Authorization, fault());
    let error = provider
        .authorize(authorization_url(&[]), "ada")
        .await
        .unwrap_err();
    assert!(matches!(
        error,
        BrowserError::Page {
            status: StatusCode::BAD_GATEWAY,
            ..
        }
    ));
    provider.next(Endpoint::Authorization, Fault::disconnect());
    let error = provider
        .authorize(authorization_url(&[]), "ada")
        .await
        .unwrap_err();
    assert!(matches!(error, BrowserError::Disconnected));
}

/// PF-07
#[tokio::test]
async fn a_redirect_leads_elsewhere() {
    let (provider, _) = provider();
    provider.next(
        Endpoint::Discovery,
        Fault::redirect("http://169.254.169.254/"),
    );
    let answer = get(&provider, DISCOVERY).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::FOUND, "http://169.254.169.254/")
    );
}

/// PF-01
#[tokio::test(start_paused = true)]
async fn a_hang_never_answers() {
    let (provider, _) = provider();
    provider.next(Endpoint::Keys, Fault::hang());
    assert!(
        timeout(seconds(100_000), get(&provider, "/jwks"))
            .await
            .is_err()
    );
    assert_eq!(get(&provider, "/jwks").await.status, StatusCode::OK);
}

#[tokio::test(start_paused = true)]
async fn a_delay_is_as_long_as_it_says() {
    let (provider, _) = provider();
    provider.next(Endpoint::Keys, Fault::delay(seconds(7)));
    let start = Instant::now();
    assert!(get(&provider, "/jwks").await.json()["keys"].is_array());
    assert_eq!(start.elapsed(), seconds(7));
}

/// PF-02
#[tokio::test(start_paused = true)]
async fn a_drip_sends_the_good_answer_byte_by_byte() {
    let (provider, _) = provider();
    let whole = get(&provider, "/jwks").await.body;
    provider.next(Endpoint::Keys, Fault::drip(seconds(1)));
    let start = Instant::now();
    let response = provider.answer(jwks_request()).await;
    assert_eq!(start.elapsed(), seconds(0), "the headers come at once");
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, whole);
    assert_eq!(start.elapsed(), seconds(whole.len() as u64));
}

/// PF-05, IT-30: a body without an end that anybody waits for, and without memory of its own.
#[tokio::test]
async fn a_huge_body_is_written_as_it_is_read() {
    let (provider, _) = provider();
    provider.next(Endpoint::Keys, Fault::huge(1 << 60));
    let mut body = provider.answer(jwks_request()).await.into_body();
    let mut read = 0;
    while read < 5 << 20 {
        let piece = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert!(piece.len() <= 64 * 1024);
        read += piece.len();
    }
    provider.next(Endpoint::Keys, Fault::huge(1_000_000));
    let answer = get(&provider, "/jwks").await;
    assert_eq!(answer.body.len(), 1_000_000);
    assert!(answer.json()["padding"].is_string());
    assert_eq!(answer.header("content-length"), "");
}

#[tokio::test]
async fn a_body_can_claim_a_content_coding() {
    let (provider, _) = provider();
    let coding = Fault::header(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    provider.next(
        Endpoint::Keys,
        Fault::body("application/json", vec![0x1f, 0x8b]).and(coding),
    );
    let response = provider.answer(jwks_request()).await;
    assert_eq!(response.headers()[CONTENT_ENCODING], "gzip");
    assert_eq!(
        response
            .into_body()
            .collect()
            .await
            .unwrap()
            .to_bytes()
            .as_ref(),
        [0x1f, 0x8b]
    );
}

/// PF-14
#[tokio::test]
async fn a_disconnect_is_an_error_on_either_face() {
    let (provider, _) = provider();
    provider.next(Endpoint::Keys, Fault::disconnect().times(2));
    let response = provider.answer(jwks_request()).await;
    assert!(response.into_body().collect().await.is_err());
    assert!(provider.send(jwks_request()).await.is_err());
    assert!(provider.send(jwks_request()).await.is_ok());
}

#[tokio::test]
async fn faults_of_one_endpoint_come_in_order_and_leave_the_others_alone() {
    let (provider, _) = provider();
    provider.next(
        Endpoint::Keys,
        Fault::status(StatusCode::NOT_FOUND).times(2),
    );
    provider.next(Endpoint::Keys, Fault::status(StatusCode::GONE).always());
    assert_eq!(provider.pending_faults(), 2);
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(get(&provider, "/jwks").await.status.as_u16());
    }
    assert_eq!(statuses, [404, 404, 410, 410]);
    assert_eq!(get(&provider, DISCOVERY).await.status, StatusCode::OK);
    provider.clear_faults();
    assert_eq!(get(&provider, "/jwks").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_http_client_answers_for_the_issuer_and_for_nobody_else() {
    let (provider, _) = provider();
    let response = provider.send(jwks_request()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(serde_json::from_slice::<Value>(&body).unwrap()["keys"].is_array());
    for url in [
        "https://attacker.test/op/jwks",
        "http://provider.test/op/jwks",
        "https://provider.test:444/op/jwks",
        "https://provider.test/opjwks",
        "https://provider.test/",
    ] {
        let request = Request::get(url).body(Bytes::new()).unwrap();
        assert!(provider.send(request).await.is_err(), "{url}");
    }
    assert_eq!(
        (
            provider.count(Endpoint::Keys),
            provider.count(Endpoint::Elsewhere)
        ),
        (1, 5)
    );
    let unknown = Request::get(format!("{ISSUER}/nothing"))
        .body(Bytes::new())
        .unwrap();
    assert_eq!(
        provider.send(unknown).await.unwrap().status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_panic_in_a_tests_own_patch_leaves_the_provider_usable() {
    let (provider, _) = provider();
    provider.next(Endpoint::Keys, Fault::patch(|_| panic!("a bug in a test")));
    let asked = provider.clone();
    assert!(
        tokio::spawn(async move { get(&asked, "/jwks").await })
            .await
            .is_err()
    );
    assert_eq!(get(&provider, "/jwks").await.status, StatusCode::OK);
}
