//! Freshness: when somebody last proved who they are, and how they are made to prove it again.

use auth::testing::{Browser as ProviderBrowser, Endpoint, IdTokenForgery};
use auth_tests::support::browser::{Answer, Browser, HTML, parameter, path_and_query};
use auth_tests::support::world::{START, World};
use axum::Router;
use axum::body::Body;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::ACCEPT;
use http::{HeaderName, Method, StatusCode};
use std::time::Duration;

use crate::auth::{Auth, Session, callback_url, protected, provider};

#[protected(fresh = 10 minutes)]
async fn recent(session: Session) -> String {
    format!("{:?}", session.authenticated_at())
}

#[protected]
async fn since(session: Session) -> String {
    format!("{:?}", session.authenticated_at())
}

async fn prove(auth: Auth) -> impl IntoResponse {
    let sign_in = auth.sign_in(provider::op).reauthenticate();
    sign_in.callback_url(callback_url!("/dashboard")).await
}

async fn prove_recent(auth: Auth) -> impl IntoResponse {
    auth.sign_in(provider::op)
        .max_age(Duration::from_secs(60))
        .await
}

async fn prove_strongly(auth: Auth) -> impl IntoResponse {
    auth.sign_in(provider::op)
        .acr_values(["urn:hardware", "urn:mfa"])
        .await
}

async fn prove_strongly_by_oauth2(auth: Auth) -> impl IntoResponse {
    auth.sign_in(provider::plain).acr_values(["urn:mfa"]).await
}

/// The world with these handlers around it.
fn world() -> World {
    let mut world = World::new();
    let router: Router<Auth> = Router::new()
        .route("/account/recent", get(recent).post(recent))
        .route("/account/since", get(since))
        .route("/enter", get(async |auth: Auth| auth.sign_in_any().await))
        .route(
            "/enter-op",
            get(async |auth: Auth| auth.sign_in(provider::op).await),
        )
        .route("/prove", get(prove))
        .route("/prove-recent", get(prove_recent))
        .route("/prove-strongly", get(prove_strongly))
        .route("/prove-strongly-by-oauth2", get(prove_strongly_by_oauth2));
    let router = router
        .merge(world.auth.routes())
        .with_state(world.auth.clone());
    world.browser = Browser::new(router, "https://app.test");
    world
}

/// Goes on at the provider, in a browser that it knows; whether it asked who it is, and the answer of the redirect URI.
async fn go_on(world: &mut World, sso: &mut ProviderBrowser, start: &Answer) -> (bool, Answer) {
    let response = sso.authorize(start.location(), "ada").await.unwrap();
    let answer = world.deliver(&response).await;
    (response.was_asked(), answer)
}

async fn sign_in(world: &mut World, sso: &mut ProviderBrowser) -> bool {
    let start = world.begin("op").await;
    go_on(world, sso, &start).await.0
}

/// S4-16: from the page, through the provider, back to the page.
#[tokio::test]
async fn who_is_not_fresh_is_asked_by_the_provider_and_comes_back() {
    let mut world = world();
    let mut sso = world.providers.op.browser();
    assert!(sign_in(&mut world, &mut sso).await);
    world.wait(601);
    let answer = world.browser.open("/account/recent?tab=2").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.cookie_names(), ["__Host-auth.reauthenticate"]);

    let page = path_and_query(&answer.location_url());
    let page = world.browser.open(&page).await;
    assert!(
        page.text().contains("<h1>Sign in again</h1>"),
        "{}",
        page.text()
    );
    let start = world.begin_to("op", Some("/account/recent?tab=2")).await;
    let url = start.location_url();
    assert_eq!(parameter(&url, "prompt").as_deref(), Some("login"));
    assert_eq!(parameter(&url, "max_age").as_deref(), Some("300"));

    let (was_asked, answer) = go_on(&mut world, &mut sso, &start).await;
    assert!(was_asked);
    assert_eq!(answer.location(), "https://app.test/account/recent?tab=2");
    assert!(world.browser.cookies_named("__Host-auth.reauth").is_empty());
    let answer = world.browser.open("/account/recent?tab=2").await;
    assert_eq!(answer.text(), format!("Some({})", START + 601));
}

/// A provider that lets somebody through who is signed in there has proved nothing anew.
#[tokio::test]
async fn a_sign_in_without_being_asked_is_as_old_as_the_one_at_the_provider() {
    let mut world = world();
    let mut sso = world.providers.op.browser();
    assert!(sign_in(&mut world, &mut sso).await);
    world.wait(3_600);
    world.browser.submit("/auth/signout", &[]).await;
    assert!(!sign_in(&mut world, &mut sso).await);
    let answer = world.browser.open("/account/since").await;
    assert_eq!(answer.text(), format!("Some({START})"));
    let answer = world.browser.open("/account/recent").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

/// Whoever takes the demand away is let through by the provider, and not by the guard.
#[tokio::test]
async fn who_deletes_the_demand_gains_nothing() {
    let mut world = world();
    let mut sso = world.providers.op.browser();
    assert!(sign_in(&mut world, &mut sso).await);
    world.wait(3_600);
    world.browser.open("/account/recent").await;
    let demand = world.browser.cookies.remove("__Host-auth.reauthenticate");
    assert!(demand.is_some());
    assert!(!sign_in(&mut world, &mut sso).await);
    let answer = world.browser.open("/account/recent").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

/// Nor whoever wishes for `prompt=none`.
#[tokio::test]
async fn a_wish_makes_nothing_less_strict() {
    let mut world = world();
    let mut sso = world.providers.op.browser();
    assert!(sign_in(&mut world, &mut sso).await);
    world.wait(3_600);
    world.browser.open("/account/recent").await;
    let query = "/auth/signin/op?prompt=none&max_age=86400";
    let start = world.browser.submit(query, &[]).await;
    let url = start.location_url();
    assert_eq!(parameter(&url, "prompt").as_deref(), Some("login"));
    assert_eq!(parameter(&url, "max_age").as_deref(), Some("300"));
    assert!(go_on(&mut world, &mut sso, &start).await.0);
}

/// IT-17: what comes back says that nobody was asked, or does not say when.
#[tokio::test]
async fn a_provider_that_does_not_ask_lets_nobody_in() {
    for forgery in [
        IdTokenForgery::new().claim("auth_time", START),
        IdTokenForgery::new().without_claim("auth_time"),
        IdTokenForgery::new().claim("auth_time", START + 999_999),
    ] {
        let mut world = world();
        world.sign_in("op", "ada").await;
        let before = world.browser.cookie_header();
        world.wait(3_600);
        world.browser.open("/account/recent").await;
        world.providers.op.next_id_token(forgery);
        let answer = world.sign_in("op", "ada").await;
        assert_eq!(
            answer.location_parameter("code").as_deref(),
            Some("AUTH-408")
        );
        assert!(world.browser.cookie_header().contains(&before));
        let answer = world.browser.open("/account/recent").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
}

/// Without having been asked a provider need not say when somebody signed in: then nobody knows, and it is asked.
#[tokio::test]
async fn what_a_provider_does_not_say_is_not_taken_for_recent() {
    let mut world = world();
    for forgery in [
        IdTokenForgery::new().without_claim("auth_time"),
        IdTokenForgery::new().claim("auth_time", "now"),
        IdTokenForgery::new().claim("auth_time", START + 999_999),
    ] {
        world.providers.op.next_id_token(forgery);
        world.sign_in("op", "ada").await;
        let answer = world.browser.open("/account/since").await;
        assert_eq!(answer.text(), "None");
        let answer = world.browser.open("/account/recent").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        world.sign_in("op", "ada").await;
        let answer = world.browser.open("/account/recent").await;
        assert_eq!(answer.status, StatusCode::OK);
    }
}

/// A provider that cannot be made to ask is not asked for what it cannot do: the sign-in here is all there is.
#[tokio::test]
async fn where_a_provider_cannot_be_made_to_ask_the_sign_in_here_counts() {
    let mut world = world();
    world.sign_in("plain", "ada").await;
    world.wait(3_600);
    world.browser.open("/account/recent").await;
    let start = world.begin("plain").await;
    assert_eq!(parameter(&start.location_url(), "prompt"), None);
    assert_eq!(parameter(&start.location_url(), "max_age"), None);
    world.sign_in("plain", "ada").await;
    let answer = world.browser.open("/account/recent").await;
    assert_eq!(answer.text(), format!("Some({})", START + 3_600));
}

/// Programs and htmx are told so too, and what they begin then is a new proof; so is what a handler begins.
#[tokio::test]
async fn whoever_begins_the_next_sign_in_begins_a_new_proof() {
    let htmx = HeaderName::from_static("hx-request");
    for (method, accept, headers) in [
        (Method::GET, HTML, None),
        (Method::GET, "application/json", None),
        (Method::POST, "*/*", None),
        (Method::GET, "*/*", Some((htmx, "true"))),
    ] {
        let mut world = world();
        world.sign_in("op", "ada").await;
        world.wait(3_600);
        let headers: Vec<_> = headers.into_iter().chain([(ACCEPT, accept)]).collect();
        let request = world
            .browser
            .request(method, "/account/recent", &headers, Body::empty());
        let answer = world.browser.send(request).await;
        assert_eq!(answer.cookie_names(), ["__Host-auth.reauthenticate"]);
        let start = world.browser.open("/enter-op").await;
        let prompt = parameter(&start.location_url(), "prompt");
        assert_eq!(prompt.as_deref(), Some("login"));
    }
}

#[tokio::test]
async fn a_guard_that_asks_for_less_makes_no_demand() {
    let mut world = world();
    let answer = world.browser.open("/account/recent").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.cookie_names().is_empty(), "nobody is signed in");
    let start = world.begin("op").await;
    assert_eq!(parameter(&start.location_url(), "prompt"), None);
}

#[tokio::test]
async fn a_handler_can_ask_for_a_new_proof() {
    let mut world = world();
    let mut sso = world.providers.op.browser();
    assert!(sign_in(&mut world, &mut sso).await);
    world.wait(3_600);
    let start = world.browser.open("/prove").await;
    let (was_asked, answer) = go_on(&mut world, &mut sso, &start).await;
    assert!(was_asked);
    assert_eq!(answer.location(), "https://app.test/dashboard");
    let answer = world.browser.open("/account/since").await;
    assert_eq!(answer.text(), format!("Some({})", START + 3_600));

    // One that is recent enough is not asked for again.
    world.wait(30);
    let start = world.browser.open("/prove-recent").await;
    assert!(!go_on(&mut world, &mut sso, &start).await.0);
    world.wait(61);
    let start = world.browser.open("/prove-recent").await;
    assert!(go_on(&mut world, &mut sso, &start).await.0);
}

/// R-IDT-10
#[tokio::test]
async fn an_authentication_context_that_a_handler_demands_is_there_or_nobody_gets_in() {
    let mut world = world();
    for (acr, expected) in [
        (Some("urn:mfa"), None),
        (Some("urn:hardware"), None),
        (Some("urn:password"), Some("AUTH-409")),
        (None, Some("AUTH-409")),
    ] {
        let start = world.browser.open("/prove-strongly").await;
        let asked = parameter(&start.location_url(), "acr_values");
        assert_eq!(asked.as_deref(), Some("urn:hardware urn:mfa"));
        if let Some(acr) = acr {
            let forgery = IdTokenForgery::new().claim("acr", acr);
            world.providers.op.next_id_token(forgery);
        }
        let response = world.authorize("op", &start, "ada").await;
        let answer = world.deliver(&response).await;
        assert_eq!(
            answer.location_parameter("code").as_deref(),
            expected,
            "{acr:?}"
        );
    }
    // Nobody signs how somebody was authenticated: the code is not even redeemed.
    let start = world.browser.open("/prove-strongly-by-oauth2").await;
    let response = world.authorize("plain", &start, "ada").await;
    let answer = world.deliver(&response).await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-409")
    );
    assert_eq!(world.providers.plain.count(Endpoint::Token), 0);
}
