//! Forms as values, for pages that an application renders itself.

use auth_tests::support::browser::{Answer, Browser, HTML, parameter, path_and_query};
use auth_tests::support::world::World;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, Method, StatusCode};
use serde_json::{Value, json};

use crate::auth::{Auth, Provider, Session, callback_url, provider};

/// What an application's own page would hold.
async fn page(auth: Auth, session: Option<Session>) -> impl IntoResponse {
    let forms = auth.forms();
    let form = match session {
        None => forms
            .sign_in(provider::op)
            .callback_url(callback_url!("/dashboard"))
            .to_string(),
        Some(_) => forms
            .sign_out()
            .provider()
            .revoke()
            .callback_url(callback_url!("/welcome"))
            .with_button("Leave & <forget>")
            .to_string(),
    };
    (forms, Html(form))
}

/// The same as values, for a template engine.
async fn values(auth: Auth) -> impl IntoResponse {
    let forms = auth.forms();
    let sign_in: Vec<_> = [Provider::Op, Provider::Plain]
        .map(|provider| forms.sign_in(provider))
        .into();
    let body = axum::Json(json!({ "sign_in": sign_in, "sign_out": forms.sign_out() }));
    (forms, body)
}

/// A handle that knows nothing of the request.
async fn unaware(State(auth): State<Auth>) -> impl IntoResponse {
    let forms = auth.forms();
    let form = forms.sign_out().to_string();
    (forms, Html(form))
}

fn world() -> World {
    let mut world = World::new();
    let router: Router<Auth> = Router::new()
        .route("/page", get(page))
        .route("/values", get(values))
        .route("/unaware", get(unaware));
    let router = router
        .merge(world.auth.routes())
        .with_state(world.auth.clone());
    world.browser = Browser::new(router, "https://app.test");
    world
}

/// The fields of the only form of a page, as a browser without a screen finds them.
fn fields(page: &str) -> Vec<(String, String)> {
    let attribute = |input: &str, name: &str| {
        let (_, rest) = input.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    page.split("<input")
        .skip(1)
        .filter_map(|input| Some((attribute(input, "name")?, attribute(input, "value")?)))
        .collect()
}

/// Sends a form as a browser that says nothing of where a request comes from.
async fn submit_silently(browser: &mut Browser, path: &str, fields: &[(String, String)]) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let headers = [
        (ACCEPT, HTML),
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
    ];
    let request = browser.request(Method::POST, path, &headers, Body::from(body));
    browser.send(request).await
}

/// S1-3: works with scripts off, and in browsers that send neither `Sec-Fetch-Site` nor `Origin`.
#[tokio::test]
async fn a_form_signs_in_and_another_signs_out() {
    let mut world = world();
    let page = world.browser.open("/page").await;
    assert!(
        page.text()
            .starts_with("<form method=\"post\" action=\"/auth/signin/op\">")
    );
    assert!(
        page.text()
            .contains("<button type=\"submit\">Continue with Test provider</button>")
    );
    let sent = fields(page.text());
    let start = submit_silently(&mut world.browser, "/auth/signin/op", &sent).await;
    assert_eq!(start.status, StatusCode::SEE_OTHER, "{}", start.text());
    let response = world.authorize("op", &start, "ada").await;
    let answer = world.deliver(&response).await;
    assert_eq!(answer.location(), "https://app.test/dashboard");

    let page = world.browser.open("/page").await;
    assert!(
        page.text()
            .contains("<button type=\"submit\">Leave &amp; &lt;forget&gt;</button>")
    );
    let sent = fields(page.text());
    let names: Vec<&str> = sent.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["csrfToken", "scope", "revoke", "callbackUrl"]);
    let answer = submit_silently(&mut world.browser, "/auth/signout", &sent).await;
    assert!(
        answer.location().starts_with("https://op.test/"),
        "{}",
        answer.location()
    );
    assert_eq!(world.session().await, Value::Null);
}

/// A form of one session is not the proof of another.
#[tokio::test]
async fn a_form_of_somebody_else_signs_nobody_out() {
    let mut world = world();
    let page = world.browser.open("/page").await;
    let before = fields(page.text());
    world.sign_in("op", "ada").await;
    let answer = submit_silently(&mut world.browser, "/auth/signout", &before).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let without = submit_silently(&mut world.browser, "/auth/signout", &[]).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN);
    assert_ne!(world.session().await, Value::Null);
}

/// SR-07: what one browser was given is in no cache for another.
#[tokio::test]
async fn a_page_with_forms_is_kept_by_no_cache_and_gives_the_token_once() {
    let mut world = world();
    for path in ["/page", "/values"] {
        let answer = world.browser.open(path).await;
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("vary").contains("cookie"));
        let given = answer.cookie_names();
        assert_eq!(given.is_empty(), path == "/values", "{given:?}");
    }
}

#[tokio::test]
async fn a_template_engine_gets_the_parts() {
    let mut world = world();
    let values = world.browser.open("/values").await.json();
    let token = values["sign_out"]["fields"][0]["value"].as_str().unwrap();
    assert_eq!(token.len(), 64);
    assert_eq!(
        values["sign_out"],
        json!({
            "method": "post",
            "action": "/auth/signout",
            "fields": [{ "name": "csrfToken", "value": token }],
            "inputs": [],
            "button": "Sign out",
        })
    );
    assert_eq!(values["sign_in"][1]["action"], "/auth/signin/plain");
    assert_eq!(values["sign_in"][1]["button"], "Continue with OAuth 2.0");
}

/// Current browsers say where a request comes from: their forms need no token.
#[tokio::test]
async fn a_handle_that_does_not_know_the_request_makes_forms_for_current_browsers() {
    let mut world = world();
    world.sign_in("op", "ada").await;
    let page = world.browser.open("/unaware").await;
    assert_eq!(fields(page.text()), []);
    assert!(page.cookie_names().is_empty());
    let answer = world.browser.submit("/auth/signout", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(world.session().await, Value::Null);
}

/// Nothing prints what proves whose page it was.
#[tokio::test]
async fn a_form_does_not_print_its_token() {
    let world = world();
    let mut headers = http::HeaderMap::new();
    headers.insert(ACCEPT, "text/html".parse().unwrap());
    let request = http::Request::new(());
    let (mut parts, ()) = request.into_parts();
    parts.headers = headers;
    let auth = <Auth as axum::extract::FromRequestParts<Auth>>::from_request_parts(
        &mut parts,
        &world.auth,
    );
    let Ok(auth) = auth.await;
    let forms = auth.forms();
    let token = forms.csrf_token().unwrap().to_owned();
    let form = forms.sign_out();
    for printed in [
        format!("{forms:?}"),
        format!("{form:?}"),
        format!("{:?}", form.fields()),
    ] {
        assert!(!printed.contains(&token), "{printed}");
    }
    assert!(form.hidden_fields().contains(&token));
}

/// htmx sends a script, which cannot follow a redirect to another origin: the browser is led there.
#[tokio::test]
async fn htmx_is_led_to_the_provider_and_back_out() {
    let htmx = [
        (ACCEPT, "*/*"),
        (HeaderName::from_static("hx-request"), "true"),
        (HeaderName::from_static("sec-fetch-site"), "same-origin"),
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
    ];
    let mut world = world();
    let post = |world: &World, path: &str, body: &'static str| {
        let body = Body::from(body);
        world.browser.request(Method::POST, path, &htmx, body)
    };
    let request = post(&world, "/auth/signin/op", "callbackUrl=/dashboard");
    let start = world.browser.send(request).await;
    assert_eq!(start.status, StatusCode::NO_CONTENT);
    assert_eq!(start.location(), "");
    let led = url::Url::parse(start.header("hx-redirect")).unwrap();
    assert_eq!(led.host_str(), Some("op.test"));
    let response = world.providers.op.authorize(led.as_str(), "ada").await;
    let answer = world.deliver(&response.unwrap()).await;
    assert_eq!(answer.location(), "https://app.test/dashboard");

    for (fields, host) in [("", "app.test"), ("scope=provider", "op.test")] {
        world.sign_in("op", "ada").await;
        let request = post(&world, "/auth/signout", fields);
        let answer = world.browser.send(request).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        let led = url::Url::parse(answer.header("hx-redirect")).unwrap();
        assert_eq!(led.path(), "/auth/signed-out");
        assert_eq!(world.session().await, Value::Null);
        let onward = format!("{}&left=1", path_and_query(&led));
        let led = world.browser.open(&onward).await.location_url();
        assert_eq!(led.host_str(), Some(host));
    }
    let request = post(&world, "/auth/signin/op?scope=api", "");
    let answer = world.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["id"], "AUTH-121");
}

/// S0-10: a script reads where to go, for it sees nothing of a redirect.
#[tokio::test]
async fn a_script_that_asks_for_json_is_told_where_to_go() {
    let headers = [
        (ACCEPT, "application/json"),
        (HeaderName::from_static("sec-fetch-site"), "same-origin"),
    ];
    let mut world = world();
    let request = |world: &World, path: &str| {
        world
            .browser
            .request(Method::POST, path, &headers, Body::empty())
    };
    let sent = request(&world, "/auth/signin/op");
    let answer = world.browser.send(sent).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.location(), answer.json()["url"].as_str().unwrap());
    let url = url::Url::parse(answer.location()).unwrap();
    assert!(parameter(&url, "state").is_some());
    let sent = request(&world, "/auth/signout");
    let answer = world.browser.send(sent).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["url"], "https://app.test/");
    let sent = request(&world, "/auth/signin/nobody");
    let answer = world.browser.send(sent).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.header("content-type"), "application/problem+json");
}
