//! What arrives at the redirect URI, and what becomes of it.

use auth::testing::{Endpoint, Fault};
use auth_tests::support::browser::{Answer, path_and_query};
use auth_tests::support::world::World;
use http::StatusCode;
use serde_json::json;
use url::Url;

/// A world in which the browser has begun a sign-in, and the redirect URI with the provider's answer.
async fn begun() -> (World, Url) {
    let mut world = World::new();
    let start = world.begin("op").await;
    let response = world.authorize("op", &start, "ada").await;
    let url = Url::parse(response.url()).unwrap();
    (world, url)
}

/// The URL with one parameter set, or (`None`) removed.
fn with(url: &Url, name: &str, value: Option<&str>) -> String {
    let pairs: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(known, _)| known != name)
        .collect();
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(pairs);
    if let Some(value) = value {
        url.query_pairs_mut().append_pair(name, value);
    }
    path_and_query(&url)
}

/// The answer leads to the error page with that code, which says it and has a way back; nobody is signed in.
async fn refused(world: &mut World, answer: &Answer, code: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some(code),
        "{}",
        answer.location()
    );
    assert!(
        !answer.location().contains("state="),
        "the code is not in the address any more"
    );
    let page = world
        .browser
        .open(&path_and_query(&answer.location_url()))
        .await;
    assert!(
        page.status.is_client_error() || page.status == 502 || page.status == 503,
        "{}",
        page.status
    );
    assert!(page.text().contains(code));
    assert!(page.text().contains("/auth/signin"));
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    assert_eq!(world.session().await, json!(null));
    assert!(
        world
            .browser
            .cookies_named("__Host-auth.session")
            .is_empty()
    );
}

/// FL-01
#[tokio::test]
async fn without_state_nothing_is_sent_to_the_provider() {
    let (mut world, url) = begun().await;
    for state in [None, Some("")] {
        let answer = world.browser.open(&with(&url, "state", state)).await;
        refused(&mut world, &answer, "AUTH-301").await;
    }
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}

/// FL-02
#[tokio::test]
async fn another_state_is_refused() {
    let (mut world, url) = begun().await;
    let answer = world
        .browser
        .open(&with(&url, "state", Some(&"x".repeat(43))))
        .await;
    refused(&mut world, &answer, "AUTH-302").await;
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}

/// FL-03: login CSRF
#[tokio::test]
async fn a_flow_that_somebody_else_began_is_refused() {
    let (mut world, url) = begun().await;
    world.begin("op").await;
    let attackers = std::mem::take(&mut world.browser.cookies);
    world.begin("op").await;
    let answer = world.browser.open(&path_and_query(&url)).await;
    refused(&mut world, &answer, "AUTH-302").await;
    assert!(!attackers.is_empty());
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}

/// FL-03, FL-23
#[tokio::test]
async fn a_browser_that_began_nothing_is_refused() {
    let (mut world, url) = begun().await;
    world.browser.cookies.clear();
    let answer = world.browser.open(&path_and_query(&url)).await;
    refused(&mut world, &answer, "AUTH-301").await;
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}

/// FL-05
#[tokio::test]
async fn a_response_is_good_once() {
    let (mut world, url) = begun().await;
    let kept = world.browser.cookies.clone();
    assert_eq!(
        world.browser.open(&path_and_query(&url)).await.location(),
        "https://app.test/"
    );

    let again = world.browser.open(&path_and_query(&url)).await;
    assert_eq!(
        again.location_parameter("code").as_deref(),
        Some("AUTH-303")
    );
    assert_eq!(
        world.session().await["user"]["id"],
        json!("op:ada"),
        "the session stays"
    );

    let mut thief = world.another_browser();
    thief.cookies = kept;
    let stolen = thief.open(&path_and_query(&url)).await;
    assert_eq!(
        stolen.location_parameter("code").as_deref(),
        Some("AUTH-303")
    );
    assert!(thief.cookies_named("__Host-auth.session").is_empty());
    assert_eq!(world.providers.op.count(Endpoint::Token), 1);
}

/// FL-07
#[tokio::test]
async fn a_flow_lives_ten_minutes() {
    let (mut world, url) = begun().await;
    world.wait(601);
    let answer = world.browser.open(&path_and_query(&url)).await;
    refused(&mut world, &answer, "AUTH-304").await;
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}

/// FL-08
#[tokio::test]
async fn a_flow_belongs_to_the_provider_it_began_with() {
    let (mut world, url) = begun().await;
    let elsewhere = path_and_query(&url).replace("/callback/op", "/callback/other");
    let answer = world.browser.open(&elsewhere).await;
    refused(&mut world, &answer, "AUTH-306").await;
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
    assert_eq!(world.providers.other.count(Endpoint::Token), 0);
}

/// FL-09
#[tokio::test]
async fn another_issuer_is_refused() {
    for iss in [
        "https://attacker.test",
        "https://op.test/",
        "https://OP.test",
        "",
    ] {
        let (mut world, url) = begun().await;
        let answer = world.browser.open(&with(&url, "iss", Some(iss))).await;
        refused(&mut world, &answer, "AUTH-307").await;
        assert_eq!(world.providers.op.count(Endpoint::Token), 0);
    }
}

/// FL-10
#[tokio::test]
async fn a_missing_issuer_is_refused_where_the_provider_promises_one() {
    let (mut world, url) = begun().await;
    let answer = world.browser.open(&with(&url, "iss", None)).await;
    refused(&mut world, &answer, "AUTH-308").await;
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}

/// FL-13, RU-09
#[tokio::test]
async fn cancelling_ends_on_a_page_that_shows_nothing_of_the_response() {
    let (mut world, url) = begun().await;
    let state = url
        .query_pairs()
        .find(|(name, _)| name == "state")
        .unwrap()
        .1
        .into_owned();
    let answer = world
        .browser
        .open(&format!(
            "/auth/callback/op?error=access_denied&error_description=%3Cscript%3Ex%3C/script%3E&iss=https://op.test&state={state}"
        ))
        .await;
    refused(&mut world, &answer, "AUTH-309").await;
    let page = world
        .browser
        .open(&path_and_query(&answer.location_url()))
        .await;
    assert!(!page.text().contains("script"));
    assert!(
        world.browser.cookies_named("__Host-auth.flow").is_empty(),
        "the flow is over"
    );
}

/// R-6749-01
#[tokio::test]
async fn every_error_of_a_provider_ends_on_the_error_page() {
    for (error, code) in [
        ("server_error", "AUTH-401"),
        ("temporarily_unavailable", "AUTH-401"),
        ("invalid_scope", "AUTH-310"),
        ("login_required", "AUTH-310"),
        ("<b>", "AUTH-310"),
        ("", "AUTH-310"),
    ] {
        let (mut world, url) = begun().await;
        let without_code = Url::parse("https://app.test")
            .unwrap()
            .join(&with(&url, "code", None))
            .unwrap();
        let answer = world
            .browser
            .open(&with(&without_code, "error", Some(error)))
            .await;
        refused(&mut world, &answer, code).await;
        assert_eq!(world.providers.op.count(Endpoint::Token), 0);
    }
}

/// FL-14, FL-15
#[tokio::test]
async fn a_response_that_says_two_things_is_refused() {
    for extra in [
        "error=access_denied",
        "code=B",
        "state=bad",
        "iss=https://op.test",
    ] {
        let (mut world, url) = begun().await;
        let answer = world
            .browser
            .open(&format!("{}&{extra}", path_and_query(&url)))
            .await;
        refused(&mut world, &answer, "AUTH-311").await;
        assert_eq!(world.providers.op.count(Endpoint::Token), 0);
        assert!(
            world.browser.cookies_named("__Host-auth.flow").is_empty(),
            "the flow is over"
        );
    }
}

/// FL-19
#[tokio::test]
async fn a_code_of_another_flow_is_refused_by_its_verifier() {
    let (mut world, theirs) = begun().await;
    let stolen = theirs
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    world.browser.cookies.clear();
    let start = world.begin("op").await;
    let own = world.authorize("op", &start, "grace").await;
    let answer = world
        .browser
        .open(&with(
            &Url::parse(own.url()).unwrap(),
            "code",
            Some(&stolen),
        ))
        .await;
    refused(&mut world, &answer, "AUTH-402").await;
}

#[tokio::test]
async fn a_response_in_the_other_mode_is_refused() {
    let (mut world, url) = begun().await;
    let answer = world
        .deliver_form("/auth/callback/op", url.query().unwrap().to_owned())
        .await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(world.session().await, json!(null));
}

/// RU-21, CK-01
#[tokio::test]
async fn an_altered_flow_cookie_is_refused() {
    let (mut world, url) = begun().await;
    let cookie = world.browser.cookies.values_mut().next().unwrap();
    let middle = cookie.value.len() / 2;
    let other = if cookie.value.as_bytes()[middle] == b'A' {
        "B"
    } else {
        "A"
    };
    cookie.value.replace_range(middle..=middle, other);
    let answer = world.browser.open(&path_and_query(&url)).await;
    refused(&mut world, &answer, "AUTH-305").await;
    assert_eq!(world.providers.op.count(Endpoint::Token), 0);
}

/// CK-04
#[tokio::test]
async fn a_flow_cookie_under_another_name_is_refused() {
    let (mut world, url) = begun().await;
    let (name, cookie) = world.browser.cookies.pop_first().unwrap();
    world.begin("op").await;
    let second = world.browser.cookies.pop_first().unwrap().1;
    world.browser.cookies.insert(name, second);
    let answer = world.browser.open(&path_and_query(&url)).await;
    refused(&mut world, &answer, "AUTH-305").await;

    world.browser.cookies.clear();
    world
        .browser
        .cookies
        .insert("__Host-auth.session-token".into(), cookie);
    assert_eq!(world.session().await, json!(null));
}

/// SR-09, SR-10
#[tokio::test]
async fn the_redirect_uri_answers_so_that_the_code_travels_no_further() {
    let (mut world, url) = begun().await;
    let answer = world.browser.open(&path_and_query(&url)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert!(!answer.location().contains("code="));
}

/// PF-03, PF-04, PF-07, PF-15
#[tokio::test]
async fn whatever_the_token_endpoint_does_nobody_is_signed_in() {
    for fault in [
        Fault::status(StatusCode::INTERNAL_SERVER_ERROR),
        Fault::status(StatusCode::BAD_GATEWAY).and(Fault::body("text/html", "<h1>secret</h1>")),
        Fault::status(StatusCode::NO_CONTENT).and(Fault::body("application/json", "")),
        Fault::body("application/json", ""),
        Fault::body("text/html", "<h1>secret</h1>"),
        Fault::body("application/json", "[]"),
        Fault::truncated(20),
        Fault::nested(10_000),
        Fault::huge(5 << 20),
        Fault::redirect("https://attacker.test/token"),
        Fault::set("token_type", "mac"),
        Fault::remove("token_type"),
        Fault::remove("access_token"),
        Fault::remove("id_token"),
        Fault::error("invalid_grant"),
        Fault::disconnect(),
    ] {
        let (mut world, url) = begun().await;
        let what = format!("{fault:?}");
        world.providers.op.next(Endpoint::Token, fault);
        let answer = world.browser.open(&path_and_query(&url)).await;
        let code = answer
            .location_parameter("code")
            .unwrap_or_else(|| panic!("{what}: {}", answer.location()));
        assert!(
            ["AUTH-401", "AUTH-402", "AUTH-311", "AUTH-403"].contains(&code.as_str()),
            "{what}: {code}"
        );
        refused(&mut world, &answer, &code).await;
        assert!(
            world.browser.cookies_named("__Host-auth.flow").is_empty(),
            "{what}: the flow is over"
        );
        assert_eq!(
            world.providers.op.count(Endpoint::Token),
            1,
            "{what}: a code is sent once"
        );
        assert_eq!(world.providers.op.count(Endpoint::UserInfo), 0, "{what}");
    }
}

/// PF-09
#[tokio::test]
async fn a_discovery_document_of_another_issuer_starts_nothing() {
    for issuer in ["https://evil.test", "https://op.test/", "http://op.test"] {
        let mut world = World::new();
        world
            .providers
            .op
            .next(Endpoint::Discovery, Fault::set("issuer", issuer).always());
        let answer = world.begin("op").await;
        assert_eq!(
            answer.location_parameter("code").as_deref(),
            Some("AUTH-307"),
            "{issuer}: {}",
            answer.location()
        );
        assert!(world.browser.cookies.is_empty());
    }
}

/// PF-14
#[tokio::test]
async fn an_application_whose_provider_is_down_runs_and_recovers() {
    let mut world = World::new();
    world.providers.op.next(
        Endpoint::Discovery,
        Fault::status(StatusCode::SERVICE_UNAVAILABLE),
    );
    assert_eq!(world.browser.open("/").await.text(), "nobody");
    let answer = world.begin("op").await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-401")
    );
    world.wait(60);
    assert_eq!(
        world.sign_in("op", "ada").await.location(),
        "https://app.test/"
    );
}
