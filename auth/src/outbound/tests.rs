use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use tokio::time::Instant;

use super::scripted::{Reply, ScriptedClient};
use super::*;

const URL: &str = "https://op.test/token";

fn endpoint(url: &str) -> Endpoint {
    Endpoint::parse(url).unwrap()
}

async fn get(client: &Arc<ScriptedClient>, url: &str) -> Result<Answer, OutboundError> {
    Outbound::new(client.clone())
        .send(Outgoing::get(&endpoint(url)))
        .await
}

async fn answer(reply: Reply) -> Result<Answer, OutboundError> {
    let client = ScriptedClient::new();
    client.on(URL, reply);
    get(&client, URL).await
}

#[tokio::test]
async fn an_answer_comes_back_with_its_status_and_body() {
    let answer = answer(Reply::typed(400, "application/json", r#"{"error":"x"}"#))
        .await
        .unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json_object().unwrap()["error"], "x");
}

#[tokio::test]
async fn a_request_says_who_asks_and_wants_plain_json() {
    let client = ScriptedClient::new();
    client.on(URL, Reply::json(&json!({})));
    let to = endpoint(URL);
    let request =
        Outgoing::post(&to, "a=b".into()).authorization(http::HeaderValue::from_static("Basic x"));
    assert!(!format!("{request:?}").contains("Basic x"));
    Outbound::new(client.clone()).send(request).await.unwrap();
    let sent = &client.requests()[0];
    assert_eq!(
        sent.header("user-agent"),
        Some(concat!("auth/", env!("CARGO_PKG_VERSION")))
    );
    assert_eq!(sent.header("accept"), Some("application/json"));
    assert_eq!(sent.header("accept-encoding"), Some("identity"));
    assert_eq!(
        sent.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(sent.header("authorization"), Some("Basic x"));
    assert_eq!((sent.method.as_str(), sent.body.as_str()), ("POST", "a=b"));
}

/// PF-01
#[tokio::test(start_paused = true)]
async fn a_provider_that_never_answers_is_given_up_after_ten_seconds() {
    let begun = Instant::now();
    let error = answer(Reply::Hang).await.unwrap_err();
    assert!(matches!(error, OutboundError::Deadline), "{error}");
    assert_eq!(begun.elapsed().as_secs(), 10);
}

/// PF-02: the deadline is for the whole answer, not for each read.
#[tokio::test(start_paused = true)]
async fn a_body_that_drips_is_given_up_after_ten_seconds() {
    let begun = Instant::now();
    let error = answer(Reply::Drip).await.unwrap_err();
    assert!(matches!(error, OutboundError::Deadline), "{error}");
    assert_eq!(begun.elapsed().as_secs(), 10);
}

/// PF-02: headers and body share the ten seconds.
#[tokio::test(start_paused = true)]
async fn a_late_answer_does_not_get_more_time_for_its_body() {
    let begun = Instant::now();
    let late = Reply::After(Duration::from_secs(9), Box::new(Reply::Drip));
    assert!(matches!(answer(late).await, Err(OutboundError::Deadline)));
    assert_eq!(begun.elapsed().as_secs(), 10);
}

/// PF-05
#[tokio::test]
async fn reading_stops_at_one_mebibyte() {
    let read = Arc::new(AtomicUsize::new(0));
    let error = answer(Reply::Endless(read.clone())).await.unwrap_err();
    assert!(matches!(error, OutboundError::BodyTooLarge), "{error}");
    assert!(read.load(Ordering::SeqCst) <= LARGEST_BODY + 16_384);
}

/// PF-05: the limit is one mebibyte, not less.
#[tokio::test]
async fn a_body_of_exactly_one_mebibyte_is_read() {
    let full = Reply::typed(200, "application/json", vec![b' '; LARGEST_BODY]);
    assert!(answer(full).await.is_ok());
    let over = Reply::typed(200, "application/json", vec![b' '; LARGEST_BODY + 1]);
    assert!(matches!(
        answer(over).await,
        Err(OutboundError::BodyTooLarge)
    ));
}

/// PF-05: a compressed bomb is not even opened.
#[tokio::test]
async fn a_content_coding_is_refused() {
    for coding in ["gzip", "br", "identity, gzip", "deflate"] {
        let reply = Reply::json(&json!({})).with("content-encoding", coding);
        assert!(
            matches!(answer(reply).await, Err(OutboundError::ContentCoding)),
            "{coding}"
        );
    }
    let twice = Reply::json(&json!({}))
        .with("content-encoding", "identity")
        .with("content-encoding", "gzip");
    assert!(matches!(
        answer(twice).await,
        Err(OutboundError::ContentCoding)
    ));
    assert!(
        answer(Reply::json(&json!({})).with("content-encoding", "Identity"))
            .await
            .is_ok()
    );
}

/// PF-07
#[tokio::test]
async fn a_redirect_is_an_error_and_is_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let client = ScriptedClient::new();
        client.on(
            URL,
            Reply::status(status).with("location", "http://169.254.169.254/"),
        );
        let error = get(&client, URL).await.unwrap_err();
        assert!(
            matches!(error, OutboundError::Redirect(found) if found == status),
            "{error}"
        );
        assert_eq!(client.requests().len(), 1);
    }
}

/// PF-04
#[tokio::test]
async fn what_is_not_a_json_object_is_told_apart() {
    for (media_type, body, fault) in [
        ("application/json", "", BodyFault::Empty),
        ("text/html", "<html>", BodyFault::NotJson),
        ("text/html; charset=utf-8", "{}", BodyFault::NotJson),
        ("application/jwt", "{}", BodyFault::Jwt),
        ("Application/JWT; charset=utf-8", "a.b.c", BodyFault::Jwt),
        ("application/jwt2", "{}", BodyFault::NotJson),
        ("application/json", r#"{"a":"#, BodyFault::Malformed),
        ("application/json", r#"{"a":1e400}"#, BodyFault::Malformed),
        ("application/json", "[]", BodyFault::NotAnObject),
        ("application/json", "\"text\"", BodyFault::NotAnObject),
    ] {
        let answer = answer(Reply::typed(200, media_type, body)).await.unwrap();
        assert_eq!(
            answer.json_object().unwrap_err(),
            fault,
            "{media_type} {body}"
        );
    }
    for media_type in [
        "application/json",
        "Application/JSON;charset=UTF-8",
        "application/jwk-set+json",
        "text/javascript",
    ] {
        let answer = answer(Reply::typed(200, media_type, "{}")).await.unwrap();
        assert!(answer.json_object().is_ok(), "{media_type}");
    }
}

/// PF-04: a deep document neither overflows the stack nor is accepted.
#[tokio::test]
async fn ten_thousand_brackets_are_refused() {
    for deep in [
        "[".repeat(10_000),
        "{\"a\":".repeat(10_000),
        format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)),
    ] {
        let answer = answer(Reply::typed(200, "application/json", deep))
            .await
            .unwrap();
        assert_eq!(answer.json().unwrap_err(), BodyFault::Malformed);
    }
}

#[tokio::test]
async fn an_answer_does_not_print_its_body() {
    let answer = answer(Reply::typed(500, "text/html", "secret words"))
        .await
        .unwrap();
    assert!(!format!("{answer:?}").contains("secret"));
}

/// PF-17
#[tokio::test(start_paused = true)]
async fn a_thousand_requests_to_a_hanging_provider_are_bounded_and_all_end_in_time() {
    let client = ScriptedClient::new();
    client.on(URL, Reply::Hang);
    let outbound = Outbound::new(client.clone());
    let begun = Instant::now();
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..1000 {
        let outbound = outbound.clone();
        waiting.spawn(async move { outbound.send(Outgoing::get(&endpoint(URL))).await });
    }
    while let Some(result) = waiting.join_next().await {
        assert!(matches!(result.unwrap(), Err(OutboundError::Deadline)));
    }
    assert_eq!(begun.elapsed().as_secs(), 10, "waiting for a place counts");
    assert_eq!(client.most_under_way(), AT_ONCE);
}

/// PF-17: one provider's fault is not another's.
#[tokio::test(start_paused = true)]
async fn a_hanging_provider_takes_no_place_from_another() {
    let client = ScriptedClient::new();
    client.on(URL, Reply::Hang);
    client.on("https://other.test/", Reply::json(&json!({})));
    let shared = Outbound::new(client.clone());
    let (hanging, other) = (shared.with_own_bound(), shared.with_own_bound());
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..AT_ONCE {
        let hanging = hanging.clone();
        waiting.spawn(async move { hanging.send(Outgoing::get(&endpoint(URL))).await });
    }
    tokio::task::yield_now().await;
    let begun = Instant::now();
    other
        .send(Outgoing::get(&endpoint("https://other.test/")))
        .await
        .unwrap();
    assert_eq!(begun.elapsed().as_secs(), 0);
}

#[tokio::test]
async fn what_lies_below_a_local_url_is_answered_in_process() {
    let (network, local) = (ScriptedClient::new(), ScriptedClient::new());
    let inside = [
        "http://localhost:3000/auth/dev",
        "http://localhost:3000/auth/dev/token?x=1",
    ];
    let outside = [
        "http://localhost:3000/auth/developers",
        "http://localhost:3000/auth",
        "http://localhost:3001/auth/dev/token",
        "https://localhost:3000/auth/dev/token",
        "http://127.0.0.1:3000/auth/dev/token",
    ];
    for url in inside.iter().chain(&outside) {
        network.on(url, Reply::status(201));
        local.on(url, Reply::status(202));
    }
    for prefix in [
        "http://localhost:3000/auth/dev",
        "http://localhost:3000/auth/dev/",
    ] {
        let outbound =
            Outbound::new(network.clone()).with_local(prefix.parse().unwrap(), local.clone());
        for url in inside {
            assert_eq!(
                outbound
                    .send(Outgoing::get(&endpoint(url)))
                    .await
                    .unwrap()
                    .status(),
                202,
                "{url}"
            );
        }
        for url in outside {
            assert_eq!(
                outbound
                    .send(Outgoing::get(&endpoint(url)))
                    .await
                    .unwrap()
                    .status(),
                201,
                "{url}"
            );
        }
    }
}

/// PF-05, PF-07: being in process lifts no rule.
#[tokio::test(start_paused = true)]
async fn a_local_answer_obeys_the_same_rules() {
    let local = ScriptedClient::new();
    let url = "http://localhost:3000/auth/dev/token";
    let outbound = Outbound::new(ScriptedClient::new()).with_local(
        "http://localhost:3000/auth/dev".parse().unwrap(),
        local.clone(),
    );
    let to = endpoint(url);
    local.on(url, Reply::status(302));
    assert!(matches!(
        outbound.send(Outgoing::get(&to)).await,
        Err(OutboundError::Redirect(302))
    ));
    local.on(url, Reply::Endless(Arc::default()));
    assert!(matches!(
        outbound.send(Outgoing::get(&to)).await,
        Err(OutboundError::BodyTooLarge)
    ));
    local.on(url, Reply::Hang);
    assert!(matches!(
        outbound.send(Outgoing::get(&to)).await,
        Err(OutboundError::Deadline)
    ));
}
