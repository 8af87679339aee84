//! Providers that hang, drip, flood, lie about themselves or send us elsewhere.

use std::time::Duration;

use auth::testing::{Endpoint, Fault};
use auth_tests::support::browser::parameter;
use auth_tests::support::world::World;
use http::HeaderValue;
use http::header::CONTENT_ENCODING;
use serde_json::json;
use tokio::time::Instant;
use url::Url;

use crate::aftermath::{assert_refused, code_of, faulty};

/// PF-01
#[tokio::test(start_paused = true)]
async fn a_provider_that_never_answers_is_waited_for_ten_seconds() {
    for endpoint in [Endpoint::Discovery, Endpoint::Token, Endpoint::Keys] {
        let begun = Instant::now();
        let (mut world, answer) = faulty(endpoint, Fault::hang()).await;
        let waited = begun.elapsed();
        assert!(
            (Duration::from_secs(9)..=Duration::from_secs(11)).contains(&waited),
            "{endpoint:?}: {waited:?}"
        );
        assert_refused(&mut world, &answer, "AUTH-401", &format!("{endpoint:?}")).await;
    }
}

/// PF-01: what is only wanted costs the wait, not the sign-in.
#[tokio::test(start_paused = true)]
async fn an_optional_answer_that_never_comes_is_done_without() {
    let begun = Instant::now();
    let (mut world, answer) = faulty(Endpoint::UserInfo, Fault::hang()).await;
    assert!(begun.elapsed() <= Duration::from_secs(11));
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(world.session().await["user"]["id"], json!("op:emmy"));
}

/// PF-02
#[tokio::test(start_paused = true)]
async fn a_byte_a_second_is_no_answer_in_time() {
    for endpoint in [Endpoint::Discovery, Endpoint::Token, Endpoint::Keys] {
        let begun = Instant::now();
        let fault = Fault::drip(Duration::from_secs(1));
        let (mut world, answer) = faulty(endpoint, fault).await;
        let waited = begun.elapsed();
        assert!(
            waited <= Duration::from_secs(11),
            "{endpoint:?}: {waited:?}"
        );
        assert_refused(&mut world, &answer, "AUTH-401", &format!("{endpoint:?}")).await;
    }
}

/// PF-05, V60 (CVE-2024-28180)
#[test]
fn a_gigabyte_is_read_no_further_than_a_mebibyte() {
    for endpoint in [
        Endpoint::Discovery,
        Endpoint::Token,
        Endpoint::Keys,
        Endpoint::UserInfo,
    ] {
        let used = allocation_counter::measure(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let (mut world, answer) = faulty(endpoint, Fault::huge(1 << 30)).await;
                let code = code_of(&answer).unwrap_or_default();
                assert!(
                    ["AUTH-311", "AUTH-401"].contains(&code.as_str()),
                    "{endpoint:?}: {code}"
                );
                assert_refused(&mut world, &answer, &code, &format!("{endpoint:?}")).await;
            });
        });
        assert!(used.bytes_max < 4 << 20, "{endpoint:?}: {}", used.bytes_max);
    }
}

/// PF-05
#[tokio::test]
async fn compression_that_nobody_asked_for_is_not_undone() {
    for coding in ["gzip", "br", "deflate, gzip", "x-unknown"] {
        for endpoint in [Endpoint::Discovery, Endpoint::Token, Endpoint::Keys] {
            let coding = HeaderValue::from_static(coding);
            let fault = Fault::header(CONTENT_ENCODING, coding);
            let (mut world, answer) = faulty(endpoint, fault).await;
            let code = code_of(&answer).expect("an error page");
            assert!(["AUTH-311", "AUTH-401"].contains(&code.as_str()), "{code}");
            assert_refused(&mut world, &answer, &code, &format!("{endpoint:?}")).await;
        }
    }
}

/// PF-07
#[tokio::test]
async fn no_redirect_of_a_provider_is_followed() {
    for endpoint in [
        Endpoint::Discovery,
        Endpoint::Token,
        Endpoint::Keys,
        Endpoint::UserInfo,
    ] {
        for location in [
            "https://op.test/elsewhere",
            "https://other.test/token",
            "http://169.254.169.254/",
            "//op.test/elsewhere",
        ] {
            let (mut world, answer) = faulty(endpoint, Fault::redirect(location)).await;
            let code = code_of(&answer).expect("an error page");
            assert!(["AUTH-311", "AUTH-401"].contains(&code.as_str()), "{code}");
            assert_refused(&mut world, &answer, &code, location).await;
            assert_eq!(world.providers.op.count(Endpoint::Elsewhere), 0);
            assert_eq!(world.providers.other.requests().len(), 0);
        }
    }
}

/// PF-10, V20 (GHSA-5rr4-8452-hf4v)
#[tokio::test]
async fn a_discovery_document_leads_to_no_plain_http_no_file_and_no_address_inside() {
    for member in [
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
    ] {
        for url in [
            json!("http://op.test/elsewhere"),
            json!("file:///etc/passwd"),
            json!("javascript:alert(1)"),
            json!("data:text/html,x"),
            json!("ftp://op.test/elsewhere"),
            json!("https://127.0.0.1/"),
            json!("https://[::1]/"),
            json!("https://[::ffff:127.0.0.1]/"),
            json!("https://2130706433/"),
            json!("https://0x7f.1/"),
            json!("https://localhost/"),
            json!("https://x.localhost/"),
            json!("https://localhost./"),
            json!("https://[64:ff9b::7f00:1]/"),
            json!("https://100.100.100.200/"),
            json!("http://localhost/"),
            json!("https://169.254.169.254/latest/meta-data"),
            json!("https://10.0.0.1/"),
            json!("https://192.168.1.1/"),
            json!("https://0.0.0.0/"),
            json!("https://user:pass@op.test/elsewhere"),
            json!("//op.test/elsewhere"),
            json!("/elsewhere"),
            json!(""),
            json!(7),
            json!(null),
        ] {
            let what = format!("{member}: {url}");
            let fault = Fault::set(member, url.clone());

            let (mut world, answer) = faulty(Endpoint::Discovery, fault).await;
            let text = url.as_str().unwrap_or_default();
            if member == "userinfo_endpoint" && text.is_empty() {
                continue; // It is optional, and what is no text is none.
            }
            let code = code_of(&answer).unwrap_or_else(|| panic!("{what}: {}", answer.location()));
            assert!(
                ["AUTH-311", "AUTH-401"].contains(&code.as_str()),
                "{what}: {code}"
            );
            assert_refused(&mut world, &answer, &code, &what).await;
            assert_eq!(world.providers.op.count(Endpoint::Elsewhere), 0, "{what}");
            assert_eq!(world.providers.op.count(Endpoint::Token), 0, "{what}");
        }
    }
}

/// FL-21, FL-16: an endpoint's own query overrides nothing.
#[tokio::test]
async fn the_query_of_an_authorization_endpoint_overrides_no_parameter() {
    let mut world = World::new();
    let endpoint = "https://op.test/authorize?state=evil&redirect_uri=https://evil.test/&nonce=evil&scope=admin\
        &client_id=evil&response_type=token&code_challenge=evil&code_challenge_method=plain&tenant=7";
    let fault = Fault::set("authorization_endpoint", endpoint);
    world.providers.op.next(Endpoint::Discovery, fault);
    let start = world.begin("op").await;
    let url: Url = start.location_url();
    for name in [
        "state",
        "redirect_uri",
        "nonce",
        "scope",
        "client_id",
        "response_type",
        "code_challenge",
        "code_challenge_method",
    ] {
        let values: Vec<_> = url
            .query_pairs()
            .filter(|(known, _)| known == name)
            .collect();
        assert_eq!(values.len(), 1, "{name}");
        let value = &values[0].1;
        assert!(
            !value.contains("evil") && value != "admin" && value != "token" && value != "plain"
        );
    }
    assert_eq!(parameter(&url, "tenant").as_deref(), Some("7"));
    assert_eq!(url.fragment(), None);
}

/// PF-09: the lie is not forgotten with the next answer, and not believed later.
#[tokio::test]
async fn a_provider_that_calls_itself_another_is_not_used_from_then_on() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    world.wait(3_601);
    let fault = Fault::set("issuer", "https://attacker.test");
    world.providers.op.next(Endpoint::Discovery, fault.always());
    world.browser.cookies.clear();
    for _ in 0..3 {
        let answer = world.begin("op").await;
        assert_eq!(code_of(&answer).as_deref(), Some("AUTH-307"));
        assert!(world.browser.cookies.is_empty());
        world.wait(61);
    }
}

/// PF-03: the code is spent once, whatever the provider made of it.
#[tokio::test]
async fn a_code_is_sent_once_even_if_the_answer_is_lost() {
    for fault in [
        Fault::disconnect().after_acting(),
        Fault::status(http::StatusCode::BAD_GATEWAY).after_acting(),
        Fault::status(http::StatusCode::SERVICE_UNAVAILABLE),
        Fault::truncated(10).after_acting(),
    ] {
        let what = format!("{fault:?}");
        let (mut world, answer) = faulty(Endpoint::Token, fault).await;
        let code = code_of(&answer).expect("an error page");
        assert_refused(&mut world, &answer, &code, &what).await;
        assert_eq!(world.providers.op.count(Endpoint::Token), 1, "{what}");
    }
}

/// PF-04, PF-15, IT-31: members of other types, sizes and numbers than anybody expects.
#[tokio::test]
async fn odd_members_of_a_token_response_are_no_reason_to_fail_otherwise() {
    for (name, text) in [
        ("expires_in", "1e400"),
        ("expires_in", "-1"),
        ("expires_in", "18446744073709551616"),
        ("expires_in", "\"soon\""),
        ("expires_in", "{}"),
        ("scope", "7"),
        ("scope", "[]"),
        ("refresh_token", "7"),
        ("refresh_token", "null"),
        ("access_token", "7"),
        ("access_token", "\"\""),
        ("access_token", "\"a b\""),
        ("access_token", "\"a\\r\\nX: y\""),
        ("token_type", "[\"Bearer\"]"),
        ("id_token", "null"),
        ("id_token", "{}"),
        ("error", "\"x\""),
    ] {
        let what = format!("{name}: {text}");
        let (world, answer) = faulty(Endpoint::Token, Fault::set_raw(name, text)).await;
        let signed_in = answer.location() == "https://app.test/";
        let optional = ["expires_in", "scope", "refresh_token", "error"].contains(&name);
        assert!(
            (signed_in && optional) || code_of(&answer).is_some(),
            "{what}: {}",
            answer.location()
        );
        assert_eq!(world.providers.op.count(Endpoint::Token), 1, "{what}");
    }
}
