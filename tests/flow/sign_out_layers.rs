//! Signing out of more than the application: the session at the provider, and what the provider has granted.

use auth::testing::{Browser as Sso, Endpoint, Fault, RecordedRequest};
use auth_tests::support::browser::{Answer, HTML, path_and_query};
use auth_tests::support::world::{Making, SECRET, World};
use axum::body::Body;
use http::header::ACCEPT;
use http::{HeaderName, Method, StatusCode};
use serde_json::json;
use url::Url;

const SESSION: &str = "__Host-auth.session";
const DEPARTURE: &str = "__Host-auth.signed-out";

/// A whole sign-in in which the browser keeps the provider's cookie too; whether the provider asked who it is.
async fn sign_in(world: &mut World, sso: &mut Sso, id: &str) -> bool {
    let start = world.begin(id).await;
    let response = sso.authorize(start.location(), "ada").await.unwrap();
    world.deliver(&response).await;
    assert_eq!(
        world.session().await["user"]["id"],
        json!(format!("{id}:ada"))
    );
    response.was_asked()
}

/// A form of the application that asks for these layers.
pub(crate) async fn sign_out(world: &mut World, fields: &[(&str, &str)]) -> Answer {
    world.browser.submit("/auth/signout", fields).await
}

/// A sign-out by somebody who calls the endpoint from a program of the application.
pub(crate) async fn sign_out_as(
    world: &mut World,
    headers: &[(HeaderName, &str)],
    form: &str,
) -> Answer {
    let mut all = vec![
        (ACCEPT, "application/json"),
        (
            http::header::CONTENT_TYPE,
            "application/x-www-form-urlencoded",
        ),
        (HeaderName::from_static("sec-fetch-site"), "same-origin"),
    ];
    all.extend(headers.iter().cloned());
    let body = Body::from(form.to_owned());
    let request = world
        .browser
        .request(Method::POST, "/auth/signout", &all, body);
    world.browser.send(request).await
}

/// Comes back from the provider, as the browser does.
async fn come_back(world: &mut World, location: &str) -> Answer {
    let url = Url::parse(location).unwrap();
    assert_eq!(url.path(), "/auth/signed-out");
    world.browser.open(&path_and_query(&url)).await
}

/// A page that says that nobody is signed in here, and leads on to where every sign-out ends.
fn assert_told(answer: &Answer) {
    assert_eq!((answer.status, answer.location()), (StatusCode::OK, ""));
    let page = answer.text();
    assert!(page.contains("<h1>You are signed out</h1>"), "{page}");
    assert!(page.contains(r#"href="https://app.test/""#), "{page}");
    assert!(!page.contains("evil.test"), "{page}");
}

pub(crate) async fn assert_signed_out(world: &mut World) {
    assert!(world.browser.cookies_named(SESSION).is_empty());
    assert_eq!(world.session().await, json!(null));
}

/// What the provider was asked to revoke: kinds and tokens.
pub(crate) fn revocations(world: &World, id: &str) -> Vec<(String, String)> {
    let requests = world.providers.by_id(id).requests_to(Endpoint::Revocation);
    let told = |request: &RecordedRequest| {
        let of = |name: &str| request.parameter(name).unwrap().to_owned();
        (of("token_type_hint"), of("token"))
    };
    requests.iter().map(told).collect()
}

/// An instance that has never asked a provider anything, and the browser of another one.
fn fresh_instance(world: &World) -> World {
    let mut fresh = World::joining(&Making::default(), &world.clock, &world.providers);
    fresh.browser.cookies = world.browser.cookies.clone();
    fresh
}

/// S4-3, S4-4
#[tokio::test]
async fn after_signing_out_of_the_app_the_provider_still_knows_the_browser() {
    let mut world = World::new();
    let mut sso = world.providers.op.browser();
    assert!(sign_in(&mut world, &mut sso, "op").await);
    let answer = sign_out(&mut world, &[]).await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_signed_out(&mut world).await;
    assert!(!sign_in(&mut world, &mut sso, "op").await);
}

/// S4-5, S4-9, S4-10, S4-12
#[tokio::test]
async fn after_signing_out_of_the_provider_too_it_asks_again() {
    for path in ["/auth/signout", "/leave-all"] {
        let mut world = World::new();
        let mut sso = world.providers.op.browser();
        assert!(sign_in(&mut world, &mut sso, "op").await);
        let answer = world
            .browser
            .submit(path, &[("scope", "app provider")])
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let end = sso.end_session(answer.location()).await.unwrap();
        // The hint is an ID token of this very session, so that nobody is asked whether they mean it.
        assert!(!end.was_asked());
        let home = come_back(&mut world, end.location().unwrap()).await;
        assert_eq!(
            (home.status, home.location()),
            (StatusCode::SEE_OTHER, "https://app.test/")
        );
        assert!(world.browser.cookies.is_empty(), "{path}");
        assert!(sign_in(&mut world, &mut sso, "op").await);
    }
}

/// LO-01, S4-6, S4-7, R-RPL-01, R-RPL-02
#[tokio::test]
async fn the_browser_leaves_without_a_session_and_with_all_that_the_provider_needs() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let answer = sign_out(&mut world, &[("scope", "provider")]).await;
    assert!(world.browser.cookies_named(SESSION).is_empty());
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    let url = answer.location_url();
    assert_eq!(
        url.as_str().split('?').next().unwrap(),
        world.providers.op.endpoint(Endpoint::EndSession)
    );
    let mut names: Vec<String> = url.query_pairs().map(|(name, _)| name.into()).collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "client_id",
            "id_token_hint",
            "post_logout_redirect_uri",
            "state"
        ]
    );
    let parameter = |name| answer.location_parameter(name).unwrap();
    assert_eq!(parameter("client_id"), "app");
    assert_eq!(
        parameter("post_logout_redirect_uri"),
        "https://app.test/auth/signed-out"
    );
    assert_eq!(parameter("id_token_hint").split('.').count(), 3);
    assert!(parameter("state").len() >= 43);

    let cookie = &world.browser.cookies[DEPARTURE];
    assert!(!cookie.value.contains(&parameter("state")));
    assert!(cookie.attributes.contains(&"samesite=lax".to_owned()));
    assert!(cookie.attributes.contains(&"max-age=600".to_owned()));
}

/// S2-11, S4-13
#[tokio::test]
async fn the_way_over_the_provider_ends_where_it_was_told_to_if_that_is_allowed() {
    for (path, asked, end) in [
        ("/auth/signout", "/welcome", "https://app.test/welcome"),
        ("/auth/signout", "https://evil.test/", "https://app.test/"),
        ("/leave-all-to", "", "https://app.test/welcome"),
    ] {
        let mut world = World::new();
        world.sign_in("op", "ada").await;
        let fields = [("scope", "app provider"), ("callbackUrl", asked)];
        let answer = world.browser.submit(path, &fields).await;
        let state = answer.location_parameter("state").unwrap();
        let back = format!("https://app.test/auth/signed-out?state={state}");
        assert_eq!(come_back(&mut world, &back).await.location(), end);
        // Once: the browser has forgotten it.
        assert_told(&come_back(&mut world, &back).await);
    }
}

/// LO-02, R-RPL-03
#[tokio::test]
async fn a_return_with_another_state_or_none_leads_nowhere_and_says_so() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let fields = [("scope", "provider"), ("callbackUrl", "/welcome")];
    let answer = sign_out(&mut world, &fields).await;
    let state = answer.location_parameter("state").unwrap();
    for query in [
        String::new(),
        "?state=".into(),
        format!("?state={}", "x".repeat(43)),
        format!("?state={state}&state={state}"),
        "?state=https%3A%2F%2Fevil.test".into(),
        "?callbackUrl=https%3A%2F%2Fevil.test&post_logout_redirect_uri=//evil.test".into(),
    ] {
        let back = world
            .browser
            .open(&format!("/auth/signed-out{query}"))
            .await;
        assert_told(&back);
        assert_signed_out(&mut world).await;
    }
    // Whoever guessed has spoilt nothing.
    let back = format!("https://app.test/auth/signed-out?state={state}");
    assert_eq!(
        come_back(&mut world, &back).await.location(),
        "https://app.test/welcome"
    );
}

/// LO-02: what another browser, or another application, was given is of no use.
#[tokio::test]
async fn a_departure_is_bound_to_its_browser_and_to_the_secret() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let fields = [("scope", "provider"), ("callbackUrl", "/welcome")];
    let answer = sign_out(&mut world, &fields).await;
    let state = answer.location_parameter("state").unwrap();
    let path = format!("/auth/signed-out?state={state}");
    let stranger = world.another_browser().open(&path).await;
    assert_told(&stranger);

    let other_secret = Making {
        secret: auth_tests::support::world::OTHER_SECRET,
        ..Making::default()
    };
    assert_ne!(other_secret.secret, SECRET);
    let mut other = World::joining(&other_secret, &world.clock, &world.providers);
    other.browser.cookies = world.browser.cookies.clone();
    assert_told(&other.browser.open(&path).await);
    world.wait(601);
    assert_told(&world.browser.open(&path).await);
}

/// LO-03: down, without an endpoint, or another kind of provider: each is told for what it is.
#[tokio::test]
async fn a_provider_that_cannot_end_its_session_keeps_nobody_signed_in() {
    let mut down = World::new();
    down.sign_in("op", "ada").await;
    let down = fresh_instance(&down);
    down.providers
        .op
        .next(Endpoint::Discovery, Fault::disconnect().always());

    let mut without = World::new();
    let fault = Fault::remove("end_session_endpoint").and(Fault::remove("revocation_endpoint"));
    without.providers.op.next(Endpoint::Discovery, fault);
    without.sign_in("op", "ada").await;

    let mut unusable = World::new();
    let fault = Fault::set("end_session_endpoint", "http://10.0.0.1/end")
        .and(Fault::set("revocation_endpoint", "javascript:alert(1)"));
    unusable.providers.op.next(Endpoint::Discovery, fault);
    unusable.sign_in("op", "ada").await;

    let mut another = World::new();
    another.sign_in("plain", "ada").await;

    for (mut world, provider, revocation) in [
        (down, "unavailable", "failed"),
        (without, "unsupported", "unsupported"),
        (unusable, "unsupported", "unsupported"),
        (another, "unsupported", "unsupported"),
    ] {
        let told = |answer: &Answer| {
            let body = answer.json();
            (
                answer.status,
                body["ok"] == json!(true) && body["error"] == json!(null),
                body["url"] == json!("https://app.test/"),
                body["provider"].as_str().unwrap_or_default().to_owned(),
                body["revocation"].as_str().unwrap_or_default().to_owned(),
            )
        };
        let expected = (true, true, provider.to_owned(), revocation.to_owned());
        let before = world.browser.cookies.clone();

        let answer = world.browser.submit("/leave-all.json", &[]).await;
        let (status, ok, url, p, r) = told(&answer);
        assert_eq!(status, StatusCode::OK);
        assert_eq!((ok, url, p, r), expected);
        assert_signed_out(&mut world).await;

        // The same over HTTP, to our client, to a program, and to people.
        let form = "scope=provider&revoke=true";
        world.browser.cookies = before.clone();
        let envelope = HeaderName::from_static("x-auth-return-redirect");
        let answer = sign_out_as(&mut world, &[(envelope, "1")], form).await;
        let (status, ok, url, p, r) = told(&answer);
        assert_eq!(status, StatusCode::OK);
        assert_eq!((ok, url, p, r), expected);
        assert_signed_out(&mut world).await;

        world.browser.cookies = before.clone();
        let answer = sign_out_as(&mut world, &[], form).await;
        let (status, ok, url, p, r) = told(&answer);
        assert_eq!(
            (status, answer.location()),
            (StatusCode::OK, "https://app.test/")
        );
        assert_eq!((ok, url, p, r), expected);
        assert_signed_out(&mut world).await;

        world.browser.cookies = before;
        let page = sign_out(&mut world, &[("scope", "provider"), ("revoke", "true")]).await;
        assert_eq!((page.status, page.location()), (StatusCode::OK, ""));
        assert_eq!(page.header("clear-site-data"), "\"cache\"");
        assert!(page.text().contains("You may still be signed in at"));
        assert!(page.text().contains("was not revoked"));
        assert!(page.text().contains(r#"href="https://app.test/""#));
        assert_signed_out(&mut world).await;
    }
}

/// S2-12: nothing but this application, unless it is asked for, from Rust and over HTTP alike.
#[tokio::test]
async fn every_layer_has_one_default() {
    for (path, fields) in [
        ("/auth/signout", vec![]),
        ("/auth/signout", vec![("scope", "app")]),
        ("/auth/signout", vec![("scope", ""), ("revoke", "false")]),
        ("/leave", vec![]),
        ("/leave.json", vec![]),
    ] {
        let mut world = World::new();
        let mut sso = world.providers.other.browser();
        sign_in(&mut world, &mut sso, "other").await;
        let before = world.browser.cookies.clone();
        let answer = world.browser.submit(path, &fields).await;
        assert!(["", "https://app.test/"].contains(&answer.location()));
        assert_signed_out(&mut world).await;
        let provider = world.providers.other.clone();
        assert_eq!(provider.count(Endpoint::Revocation), 0, "{path} {fields:?}");
        assert_eq!(provider.count(Endpoint::EndSession), 0, "{path} {fields:?}");

        world.browser.cookies = before;
        sign_out(&mut world, &[("revoke", "true")]).await;
        assert_eq!(provider.count(Endpoint::Revocation), 2);
    }
    // From JSON as from a form, and `false` is `false`.
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let json = (http::header::CONTENT_TYPE, "application/json");
    let request = world.browser.request(
        Method::POST,
        "/auth/signout",
        &[
            json,
            (HeaderName::from_static("sec-fetch-site"), "same-origin"),
        ],
        Body::from(r#"{"revoke":false}"#),
    );
    let answer = world.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(world.providers.op.count(Endpoint::Revocation), 0);
}

/// M-41: what the declaration asks for is asked for, and kept where it can be revoked.
#[tokio::test]
async fn a_refresh_token_is_asked_for_and_kept() {
    let mut world = World::new();
    let start = world.begin("other").await;
    assert_eq!(
        start.location_parameter("scope").as_deref(),
        Some("openid profile email offline_access")
    );
    assert_eq!(
        start.location_parameter("prompt").as_deref(),
        Some("consent")
    );
    let start = world.begin("op").await;
    assert_eq!(
        start.location_parameter("scope").as_deref(),
        Some("openid profile email")
    );
    assert_eq!(start.location_parameter("prompt"), None);
}

/// S4-8: the tokens are in the sealed cookie and nowhere else.
#[tokio::test]
async fn no_token_of_the_provider_is_shown_to_page_script_or_printed() {
    let mut world = World::new();
    world.sign_in("other", "ada").await;
    let shown = world.session().await.to_string();
    let cookies = world.browser.cookie_header();
    let request = http::Request::get("/").header(http::header::COOKIE, &cookies);
    let parts = request.body(()).unwrap().into_parts().0;
    let session = world.auth.session(&parts).await.unwrap();
    let printed = format!("{session:?} {:?}", world.auth.sign_out(session.clone()));
    let outcome = world.auth.sign_out(session).provider().outcome().await;
    let printed = format!("{printed} {outcome:?}");

    let answer = sign_out(&mut world, &[("scope", "provider"), ("revoke", "true")]).await;
    let mut tokens: Vec<String> = revocations(&world, "other")
        .into_iter()
        .map(|(_, token)| token)
        .collect();
    tokens.push(answer.location_parameter("id_token_hint").unwrap());
    assert_eq!(tokens.len(), 3);
    for token in tokens {
        assert!(!shown.contains(&token), "{shown}");
        assert!(!printed.contains(&token), "{printed}");
        assert!(!cookies.contains(&token));
    }
}

/// S4-8: tokens live as long as the session, through every time that it is sealed anew.
#[tokio::test]
async fn tokens_are_kept_when_a_session_is_renewed() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let before = world.browser.cookies.clone();
    world.wait(2 * 86_400);
    world.session().await;
    assert_ne!(before, world.browser.cookies);
    let answer = sign_out(&mut world, &[("scope", "provider")]).await;
    assert!(answer.location_parameter("id_token_hint").is_some());
}

/// Nobody is kept out by tokens that only a sign-out needs.
#[tokio::test]
async fn a_session_that_is_too_large_with_its_tokens_is_kept_without_them() {
    let mut world = World::new();
    let large = auth::testing::IdTokenForgery::new().claim("door", "x".repeat(7_000));
    world.providers.op.next_id_token(large);
    world.sign_in("op", "ada").await;
    assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
    let answer = sign_out_as(&mut world, &[], "scope=provider&revoke=true").await;
    assert_eq!(answer.json()["provider"], json!("redirected"));
    assert_eq!(answer.json()["revocation"], json!("nothing_kept"));
    assert_eq!(answer.location_parameter("id_token_hint"), None);
    assert!(answer.location_parameter("client_id").is_some());
}

/// S1-13: the page offers both, and the one that says less is the first.
#[tokio::test]
async fn the_page_offers_to_sign_out_of_a_provider_that_can_end_its_session() {
    for (id, offered) in [("op", true), ("plain", false)] {
        let mut world = World::new();
        world.sign_in(id, "ada").await;
        let page = world.browser.open("/auth/signout").await;
        let offer = page.text().contains(r#"name="scope" value="app provider""#);
        assert_eq!(offer, offered, "{id}");
    }
}

/// The way back changes nothing but the cookie that was made for it, and answers GET alone.
#[tokio::test]
async fn only_a_get_comes_back() {
    let mut world = World::new();
    world.sign_in("op", "ada").await;
    let back = world.browser.open("/auth/signed-out").await;
    assert!(back.cookie_names().is_empty());
    // Nobody is told that they are signed out who is not.
    assert_eq!(back.location(), "https://app.test/");
    assert_eq!(world.session().await["user"]["id"], json!("op:ada"));
    let answer = world.browser.submit("/auth/signed-out", &[]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    let request = world.browser.request(
        Method::GET,
        "/auth/signed-out",
        &[(ACCEPT, HTML)],
        Body::empty(),
    );
    assert_eq!(
        world.browser.send(request).await.header("cache-control"),
        "no-store"
    );
}
