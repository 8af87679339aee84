//! Secrets: weak ones, old ones, and where they may not show.

use auth_tests::auth::{Auth, provider};
use auth_tests::support::world::{Making, OTHER_SECRET, SECRET, World};
use serde_json::json;

use crate::aftermath::SESSION;

/// What starting says with this secret and base URL.
fn refusal(secret: Option<&str>, base_url: Option<&str>) -> Option<String> {
    let mut builder = Auth::builder()
        .variables(|name| name.ends_with("_ISSUER").then(|| "https://op.test".into()))
        .client(provider::op, "app", "op secret")
        .client(provider::other, "app", "other secret")
        .client(provider::posting, "app", "posting secret")
        .client(provider::plain, "app", "plain secret");
    if let Some(secret) = secret {
        builder = builder.secret(secret);
    }
    if let Some(base_url) = base_url {
        builder = builder.base_url(base_url);
    }
    builder
        .build()
        .err()
        .map(|error| format!("{error}\n{error:?}"))
}

/// SR-04, M-40, L-6, G-1
#[test]
fn a_weak_secret_starts_nothing_and_is_not_shown() {
    assert_eq!(refusal(Some(SECRET), Some("https://app.test")), None);
    let zeros = "0".repeat(64);
    let nothing = "\0".repeat(32);
    for secret in [
        "a",
        "changeme",
        "Zk4m0Jb7",
        "Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aU",
        &zeros,
        &nothing,
        &"ab".repeat(32),
        &"changeme".repeat(8),
    ] {
        let report = refusal(Some(secret), Some("https://app.test"));
        let report = report.unwrap_or_else(|| panic!("{secret:?} is accepted"));
        assert!(report.contains("AUTH-202"), "{report}");
        assert!(secret.len() < 2 || !report.contains(secret), "{report}");
    }
    for secret in ["", " ", ",", " , "] {
        let secret = Some(secret);
        let report = refusal(secret, Some("https://app.test")).expect("it is refused");
        assert!(
            report.contains("AUTH-201") || report.contains("AUTH-202"),
            "{report}"
        );
    }
}

/// SR-04: one weak secret among good ones is one too many.
#[test]
fn every_secret_of_a_rotation_is_checked() {
    let report = refusal(
        Some(&format!("{SECRET}, changeme")),
        Some("https://app.test"),
    );
    assert!(report.expect("it is refused").contains("AUTH-202"));
}

/// SR-04, HH-04: only a debug build makes do without, and never looks at a request instead.
#[test]
fn without_a_secret_or_an_origin_no_release_starts() {
    for (secret, base_url, code) in [
        (None, Some("https://app.test"), "AUTH-201"),
        (Some(SECRET), None, "AUTH-203"),
    ] {
        let report = refusal(secret, base_url);
        assert_eq!(report.is_none(), cfg!(debug_assertions), "{report:?}");
        assert!(report.is_none_or(|report| report.contains(code)));
    }
}

/// HH-04
#[test]
fn what_is_no_canonical_origin_starts_nothing() {
    for url in [
        "http://app.test",
        "app.test",
        "//app.test",
        "https://user@app.test",
        "https://app.test/?x",
        "ftp://app.test",
    ] {
        let report = refusal(Some(SECRET), Some(url));
        let report = report.unwrap_or_else(|| panic!("{url} is accepted"));
        assert!(report.contains("AUTH-204"), "{url}: {report}");
    }
}

/// SR-02
#[tokio::test]
async fn two_halves_of_a_fleet_with_the_secrets_in_either_order_accept_each_other() {
    let one = World::made(&Making {
        secret: "u8Yt5Rf2Wq9Lk3Zx7Cv1Bn6Mp0Sd4GhJ, Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd",
        ..Making::default()
    });
    let other = Making {
        secret: "Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd, u8Yt5Rf2Wq9Lk3Zx7Cv1Bn6Mp0Sd4GhJ",
        ..Making::default()
    };
    let two = World::joining(&other, &one.clock, &one.providers);
    for (mut first, mut second) in [
        (
            World {
                browser: one.another_browser(),
                ..copy(&one)
            },
            copy(&two),
        ),
        (copy(&two), copy(&one)),
    ] {
        // Session, CSRF token and a flow that is under way.
        first.sign_in("op", "ada").await;
        let token = first.browser.open("/auth/csrf").await.json()["csrfToken"].clone();
        let start = first.begin("op").await;
        let response = first.authorize("op", &start, "grace").await;
        second.browser.cookies = first.browser.cookies.clone();
        assert_eq!(second.session().await["user"]["id"], json!("op:ada"));
        let headers = [(
            http::header::CONTENT_TYPE,
            "application/x-www-form-urlencoded",
        )];
        let body = format!("csrfToken={}", token.as_str().expect("a token"));
        let request =
            second
                .browser
                .request(http::Method::POST, "/auth/session", &headers, body.into());
        assert_eq!(second.browser.send(request).await.status, 200);
        assert_eq!(
            second.deliver(&response).await.location(),
            "https://app.test/"
        );
        first.browser.cookies = second.browser.cookies.clone();
        assert_eq!(first.session().await["user"]["id"], json!("op:grace"));
    }
}

/// The same application, with a browser of its own.
fn copy(world: &World) -> World {
    World {
        browser: world.another_browser(),
        providers: world.providers.clone(),
        clock: world.clock.clone(),
        auth: world.auth.clone(),
        router: world.router.clone(),
    }
}

/// SR-01: when a secret is gone, so is everything that hung on it, and nothing of it is an error.
#[tokio::test]
async fn a_secret_that_was_taken_away_ends_flows_and_tokens_too() {
    let mut old = World::new();
    let before = old.browser.open("/auth/csrf").await.json()["csrfToken"].clone();
    let start = old.begin("op").await;
    let response = old.authorize("op", &start, "ada").await;
    let making = Making {
        secret: OTHER_SECRET,
        ..Making::default()
    };
    let mut new = World::joining(&making, &old.clock, &old.providers);
    new.browser.cookies = old.browser.cookies.clone();
    let answer = new.deliver(&response).await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-305")
    );
    let after = new.browser.open("/auth/csrf").await.json()["csrfToken"].clone();
    assert_ne!(before, after);
    assert!(!new.browser.cookies.contains_key(SESSION));
}
