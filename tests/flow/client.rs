//! How the browser's module is served, and how the server answers it.

use auth::testing::{Endpoint, Fault};
use auth_tests::auth::Auth;
use auth_tests::support::browser::Answer;
use auth_tests::support::world::World;
use axum::body::Body;
use http::header::{
    ACCEPT, ACCESS_CONTROL_ALLOW_ORIGIN, COOKIE, IF_NONE_MATCH, ORIGIN, SET_COOKIE, VARY,
};
use http::{HeaderName, Method, StatusCode};
use serde_json::json;

async fn get(world: &mut World, path: &str, headers: &[(HeaderName, &str)]) -> Answer {
    let request = world
        .browser
        .request(Method::GET, path, headers, Body::empty());
    world.browser.send(request).await
}

#[tokio::test]
async fn under_the_url_with_its_hash_the_module_never_changes() {
    let mut world = World::new();
    let url = world.auth.client_js();
    assert!(url.starts_with("/auth/client.js?v="), "{url}");
    let module = get(&mut world, &url, &[]).await;
    assert_eq!(module.status, StatusCode::OK);
    assert_eq!(
        module.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(
        module.header("cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(module.text().contains("export{"), "{}", module.text());
}

/// A server of another version may know another hash, and an old page asks for an old one: neither may be kept for good.
#[tokio::test]
async fn under_every_other_url_the_browser_asks_whether_it_has_changed() {
    let mut world = World::new();
    let module = get(&mut world, "/auth/client.js", &[]).await;
    let etag = module.header("etag").to_owned();
    assert!(etag.starts_with('"') && etag.len() == 18, "{etag}");
    for path in [
        "/auth/client.js",
        "/auth/client.js?",
        "/auth/client.js?v=",
        "/auth/client.js?v=0123456789abcdef",
        "/auth/client.js?x=1",
        "/auth/client.d.ts",
    ] {
        let answer = get(&mut world, path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
    }
    for (named, status) in [
        (etag.clone(), StatusCode::NOT_MODIFIED),
        (format!("W/{etag}"), StatusCode::NOT_MODIFIED),
        (format!("\"x\", {etag}"), StatusCode::NOT_MODIFIED),
        ("*".to_owned(), StatusCode::NOT_MODIFIED),
        ("\"x\"".to_owned(), StatusCode::OK),
        (etag.trim_matches('"').to_owned(), StatusCode::OK),
        (String::new(), StatusCode::OK),
    ] {
        let answer = get(&mut world, "/auth/client.js", &[(IF_NONE_MATCH, &named)]).await;
        assert_eq!(answer.status, status, "{named}");
        assert_eq!(answer.header("etag"), etag);
        assert_eq!(
            answer.body.is_empty(),
            status == StatusCode::NOT_MODIFIED,
            "{named}"
        );
    }
}

/// S0-2
#[tokio::test]
async fn neither_file_knows_who_is_asking() {
    let mut world = World::new();
    for path in ["/auth/client.js", "/auth/client.d.ts"] {
        let alone = get(&mut world, path, &[]).await;
        world.sign_in("op", "ada").await;
        let cookies = world.browser.cookie_header();
        let from = [
            (COOKIE, cookies.as_str()),
            (ORIGIN, "https://evil.test"),
            (HeaderName::from_static("x-auth-return-redirect"), "1"),
        ];
        let signed_in = get(&mut world, path, &from).await;
        assert_eq!(
            (&alone.headers, &alone.body),
            (&signed_in.headers, &signed_in.body)
        );
        for name in [SET_COOKIE, VARY, ACCESS_CONTROL_ALLOW_ORIGIN] {
            assert!(!alone.headers.contains_key(&name), "{path}: {name}");
        }
        assert_eq!(alone.header("x-content-type-options"), "nosniff");
        assert_eq!(alone.header("cross-origin-resource-policy"), "same-origin");
        for secret in [
            "secret",
            "OP_ISSUER",
            "plain.test",
            "Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd",
        ] {
            assert!(!alone.text().contains(secret), "{path}: {secret}");
        }
    }
}

#[tokio::test]
async fn both_answer_head_and_refuse_every_other_method() {
    let mut world = World::new();
    for path in ["/auth/client.js", "/auth/client.d.ts"] {
        for (method, status) in [
            (Method::HEAD, StatusCode::OK),
            (Method::POST, StatusCode::METHOD_NOT_ALLOWED),
            (Method::PUT, StatusCode::METHOD_NOT_ALLOWED),
            (Method::OPTIONS, StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let request = world
                .browser
                .request(method.clone(), path, &[], Body::empty());
            let answer = world.browser.send(request).await;
            assert_eq!(answer.status, status, "{method} {path}");
            if status == StatusCode::OK {
                assert!(answer.body.is_empty());
                assert_eq!(answer.header("etag").len(), 18);
            } else {
                assert_eq!(answer.header("allow"), "GET,HEAD");
            }
        }
    }
}

/// S0-5
#[tokio::test]
async fn the_types_are_those_of_the_declaration() {
    let mut world = World::new();
    let types = get(&mut world, "/auth/client.d.ts", &[]).await;
    assert_eq!(types.header("content-type"), "text/plain; charset=utf-8");
    assert_eq!(types.text(), Auth::client_d_ts());
    let ids = r#"export type ProviderId = "op" | "other" | "posting" | "plain";"#;
    assert!(types.text().contains(ids), "{}", types.text());
    assert!(
        !types.text().contains("admin"),
        "roles that no session shows are nobody's to read"
    );
}

/// S0-11, S3-6
#[tokio::test]
async fn whoever_names_problem_documents_gets_them_with_the_page_that_tells_people() {
    let mut world = World::new();
    let envelope = HeaderName::from_static("x-auth-return-redirect");
    let accept = "application/json, application/problem+json";
    let headers = [(ACCEPT, accept), (envelope.clone(), "1")];

    let begun = world
        .browser
        .submit_with("/auth/signin/other", &[], &headers)
        .await;
    assert_eq!(begun.status, StatusCode::OK);
    assert!(begun.json()["url"].is_string());

    let unknown = world
        .browser
        .submit_with("/auth/signin/githib", &[], &headers)
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(unknown.header("content-type"), "application/problem+json");
    assert_eq!(
        unknown.json(),
        json!({
            "title": "That provider is not one of this application's.",
            "status": 404,
            "code": "unknown_provider",
            "id": "AUTH-102",
            "url": "https://app.test/auth/error?error=UnknownProvider&code=AUTH-102",
        })
    );

    world
        .providers
        .op
        .next(Endpoint::Discovery, Fault::disconnect().always());
    let path = "/auth/signin/op";
    let fields = [("callbackUrl", "/dashboard")];
    let down = world.browser.submit_with(path, &fields, &headers).await;
    assert_eq!(down.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(down.json()["code"], "provider_unavailable");
    assert_eq!(
        down.json()["url"],
        "https://app.test/auth/error?error=ProviderUnavailable&code=AUTH-401&callbackUrl=%2Fdashboard"
    );

    // Who follows no destinations is told of none, and a browser that shows pages gets one.
    let program = world
        .browser
        .submit_with(path, &[], &[(ACCEPT, accept)])
        .await;
    assert_eq!(program.json().get("url"), None);
    let both = [
        (ACCEPT, "text/html, application/problem+json"),
        (envelope, "1"),
    ];
    let page = world.browser.submit_with(path, &[], &both).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.json().as_object().unwrap().len(), 1);
}
