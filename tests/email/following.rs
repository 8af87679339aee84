//! Following a link.

use std::time::Duration;

use auth_tests::support::browser::HTML;
use axum::body::Body;
use http::header::{ACCEPT, CONTENT_TYPE, ORIGIN, REFERRER_POLICY};
use http::{HeaderName, Method};

use crate::world::{World, button, follow, press, who};

const ERROR: &str = "https://app.test/auth/error?error=Verification&code=AUTH-571";

#[tokio::test]
async fn the_button_behind_a_link_signs_in_with_a_verified_address() {
    let mut world = World::new();
    let link = world.link("ada@X.test").await;
    let answer = follow(&mut world.browser, &link).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(answer.headers[REFERRER_POLICY], "no-referrer");
    assert_eq!(
        who(&mut world.browser).await,
        "email:ada@x.test ada@x.test true"
    );
}

/// There is no other session than the one here: nothing remains to be told, though a form asks for more.
#[tokio::test]
async fn whoever_has_followed_a_link_has_no_provider_to_sign_out_of() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    follow(&mut world.browser, &link).await;
    let fields = [("scope", "provider"), ("revoke", "true")];
    let answer = world.browser.submit("/auth/signout", &fields).await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(who(&mut world.browser).await, "nobody");
}

#[tokio::test]
async fn the_sign_in_ends_where_it_was_to_end() {
    let mut world = World::new();
    let fields = [("email", "ada@x.test"), ("callbackUrl", "/dashboard")];
    world.browser.submit("/auth/signin/email", &fields).await;
    let link = world.last_link();
    let answer = follow(&mut world.browser, &link).await;
    assert_eq!(answer.location(), "https://app.test/dashboard");
}

#[tokio::test]
async fn a_callback_url_that_is_not_allowed_is_in_no_link() {
    let mut world = World::new();
    let fields = [
        ("email", "ada@x.test"),
        ("callbackUrl", "https://evil.test/"),
    ];
    world.browser.submit("/auth/signin/email", &fields).await;
    assert!(!world.last_link().contains("callbackUrl"));
}

/// AL-12
#[tokio::test]
async fn a_link_works_once() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    follow(&mut world.browser, &link).await;
    let mut other = world.another_browser();
    let again = follow(&mut other, &link).await;
    assert_eq!(again.location(), ERROR);
    assert_eq!(who(&mut other).await, "nobody");
    assert_ne!(who(&mut world.browser).await, "nobody");
}

/// AL-12
#[tokio::test]
async fn a_link_does_not_work_after_ten_minutes() {
    for (seconds, works) in [(600, true), (601, false)] {
        let mut world = World::new();
        let link = world.link("ada@x.test").await;
        world.clock.advance(Duration::from_secs(seconds));
        let answer = follow(&mut world.browser, &link).await;
        assert_eq!(answer.location() != ERROR, works, "{seconds}");
    }
}

#[tokio::test]
async fn a_declaration_says_how_long_a_link_works() {
    let mut world = World::new();
    let fields = [("email", "ada@x.test")];
    world.browser.submit("/auth/signin/links", &fields).await;
    assert!(world.last().text.contains("15 minutes"));
    assert_eq!(world.last().from, None);
    let link = world.last_link();
    world.clock.advance(Duration::from_secs(900));
    let answer = follow(&mut world.browser, &link).await;
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(
        who(&mut world.browser).await,
        "links:ada@x.test ada@x.test true"
    );
}

/// AL-12: scanners and previews look at what is in a mail.
#[tokio::test]
async fn whoever_only_looks_at_a_link_uses_nothing_up() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    let mut scanner = world.another_browser();
    for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
        let request = scanner.request(method, &link, &[(ACCEPT, "*/*")], Body::empty());
        scanner.send(request).await;
    }
    assert_eq!(who(&mut scanner).await, "nobody");
    let answer = follow(&mut world.browser, &link).await;
    assert_eq!(answer.location(), "https://app.test/");
}

/// AL-12
#[tokio::test]
async fn a_post_that_does_not_come_from_the_page_uses_nothing_up() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    let mut victim = world.another_browser();
    let page = victim.open(&link).await;
    let (action, fields) = button(&page);
    let without: Vec<(&str, &str)> = fields
        .iter()
        .filter(|(name, _)| name != "csrfToken")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let site = HeaderName::from_static("sec-fetch-site");
    let foreign = victim
        .submit_with(
            &action,
            &without,
            &[(ORIGIN, "https://evil.test"), (site, "cross-site")],
        )
        .await;
    assert_eq!(foreign.status, 403);
    let headers = [
        (ACCEPT, HTML),
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
    ];
    let body = Body::from(auth_tests::support::browser::form(&without));
    let silent = victim.request(Method::POST, &action, &headers, body);
    assert_eq!(victim.send(silent).await.status, 403);
    assert_eq!(who(&mut victim).await, "nobody");
    let answer = press(&mut victim, &page).await;
    assert_eq!(answer.location(), "https://app.test/");
}

#[tokio::test]
async fn a_link_works_in_another_browser_which_is_told_as_whom() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    let mut telephone = world.another_browser();
    let page = telephone.open(&link).await;
    assert!(page.text().contains("ada@x.test"));
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["referrer-policy"], "same-origin");
    press(&mut telephone, &page).await;
    assert_eq!(
        who(&mut telephone).await,
        "email:ada@x.test ada@x.test true"
    );
    assert_eq!(who(&mut world.browser).await, "nobody");
}

/// AL-12, AL-15
#[tokio::test]
async fn a_link_with_anything_changed_is_none_and_the_real_one_still_works() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    let token = link.split_once("token=").unwrap().1;
    let changed = if token.starts_with('A') { "B" } else { "A" };
    for other in [
        link.replace("ada%40", "eve%40"),
        link.replace("ada%40", "Ada%40"),
        link.replace(token, &[changed, &token[1..]].concat()),
        [&link, "&callbackUrl=%2Fdashboard"].concat(),
        link.replace("/callback/email", "/callback/links"),
    ] {
        assert_ne!(other, link);
        let answer = follow(&mut world.browser, &other).await;
        assert!(answer.location().starts_with(ERROR), "{other}");
    }
    let answer = follow(&mut world.browser, &link).await;
    assert_eq!(answer.location(), "https://app.test/");
}

#[tokio::test]
async fn what_is_not_complete_is_no_link() {
    let mut world = World::new();
    let link = world.link("ada@x.test").await;
    let token = link
        .split_once("token=")
        .unwrap()
        .1
        .split_once('&')
        .unwrap()
        .0;
    for query in [
        String::new(),
        format!("token={token}"),
        "email=ada%40x.test".to_owned(),
        format!("token={token}&email=ada"),
        format!("token={token}&token={token}&email=ada%40x.test"),
        format!("token={token}%00&email=ada%40x.test"),
        "token=%3Cscript%3E&email=ada%40x.test".to_owned(),
    ] {
        let path = format!("/auth/callback/email?{query}");
        let page = world.browser.open(&path).await;
        assert_eq!(page.status, 400, "{query}");
        assert!(page.text().contains("link_invalid"), "{query}");
    }
    let answer = world.browser.submit("/auth/callback/email", &[]).await;
    assert_eq!(answer.location(), ERROR);
}

#[tokio::test]
async fn the_application_has_the_last_word() {
    let mut world = World::new();
    let link = world.link("mallory@x.test").await;
    let answer = follow(&mut world.browser, &link).await;
    assert_eq!(
        answer.location(),
        "https://app.test/auth/error?error=AccessDenied&code=AUTH-309"
    );
    assert_eq!(who(&mut world.browser).await, "nobody");
    let again = follow(&mut world.browser, &link).await;
    assert_eq!(again.location(), ERROR, "it has been used");
}

#[tokio::test]
async fn an_authorization_response_is_nothing_to_it() {
    let mut world = World::new();
    let answer = world
        .browser
        .open("/auth/callback/email?code=c&state=s")
        .await;
    assert_eq!(answer.status, 400);
    let answer = world
        .browser
        .submit("/auth/callback/email", &[("code", "c"), ("state", "s")])
        .await;
    assert_eq!(answer.location(), ERROR);
}
