//! Several sign-ins at a time in one browser.

use auth_tests::support::world::World;

/// L-14
#[tokio::test]
async fn two_tabs_sign_in_at_once() {
    let mut world = World::new();
    let first = world.begin_to("op", Some("/dashboard")).await;
    let second = world.begin_to("other", Some("/welcome")).await;
    let first = world.authorize("op", &first, "ada").await;
    let second = world.authorize("other", &second, "grace").await;
    assert_eq!(
        world.deliver(&first).await.location(),
        "https://app.test/dashboard"
    );
    assert_eq!(
        world.deliver(&second).await.location(),
        "https://app.test/welcome"
    );
}

/// LD-02
#[tokio::test]
async fn a_browser_keeps_at_most_five_pending_sign_ins_and_the_oldest_goes() {
    let mut world = World::new();
    let first = world.begin("op").await;
    let oldest = world.browser.cookies_named("__Host-auth.flow")[0].to_owned();
    for _ in 0..4 {
        world.wait(1);
        world.begin("op").await;
    }
    assert_eq!(world.browser.cookies_named("__Host-auth.flow").len(), 5);
    assert!(world.browser.cookies.contains_key(&oldest));
    for _ in 0..20 {
        world.wait(1);
        world.begin("op").await;
        assert_eq!(world.browser.cookies_named("__Host-auth.flow").len(), 5);
        assert!(world.browser.cookie_header().len() < 8 * 1024);
    }
    assert!(!world.browser.cookies.contains_key(&oldest));
    let response = world.authorize("op", &first, "ada").await;
    let answer = world.deliver(&response).await;
    assert_eq!(
        answer.location_parameter("code").as_deref(),
        Some("AUTH-302")
    );
}

#[tokio::test]
async fn a_flow_cookie_lives_ten_minutes_and_is_gone_when_the_flow_is_over() {
    let mut world = World::new();
    let start = world.begin("op").await;
    let cookie = world.browser.cookies.values().next().unwrap();
    assert_eq!(
        cookie.attributes,
        [
            "httponly",
            "max-age=600",
            "path=/",
            "samesite=lax",
            "secure"
        ]
    );
    let response = world.authorize("op", &start, "ada").await;
    world.deliver(&response).await;
    assert!(world.browser.cookies_named("__Host-auth.flow").is_empty());
}

#[tokio::test]
async fn flow_cookies_that_are_over_or_not_ours_make_room_first() {
    let mut world = World::new();
    for _ in 0..3 {
        world.begin("op").await;
    }
    let planted = world.browser.cookies.values().next().unwrap().clone();
    world
        .browser
        .cookies
        .insert("__Host-auth.flow.planted".into(), planted);
    world.wait(601);
    world.begin("op").await;
    assert_eq!(world.browser.cookies_named("__Host-auth.flow").len(), 1);
}
