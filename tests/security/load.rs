//! Many at once, and many in a row.

use std::time::Duration;

use auth::testing::{Endpoint, Fault};
use auth_tests::support::browser::path_and_query;
use auth_tests::support::world::World;
use http::StatusCode;
use http::header::ACCEPT;
use http::{HeaderName, Method};
use tokio::time::Instant;
use url::Url;

use crate::aftermath::code_of;

/// PF-17: one document is fetched once, however many wait for it, and nobody waits longer than for one request.
#[tokio::test(start_paused = true)]
async fn a_thousand_sign_ins_wait_for_one_discovery_document() {
    let mut world = World::new();
    world.sign_in("other", "ada").await;
    world
        .providers
        .op
        .next(Endpoint::Discovery, Fault::hang().always());
    let begun = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..1_000 {
        let mut browser = world.another_browser();
        tasks.spawn(async move {
            if number % 2 == 0 {
                let answer = browser.submit("/auth/signin/op", &[]).await;
                assert_eq!(code_of(&answer).as_deref(), Some("AUTH-401"));
            } else {
                let headers = [
                    (ACCEPT, "application/json"),
                    (HeaderName::from_static("sec-fetch-site"), "same-origin"),
                ];
                let request = browser.request(Method::POST, "/auth/signin/op", &headers, "".into());
                let answer = browser.send(request).await;
                assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
                assert_eq!(answer.json()["code"], "provider_unavailable");
                assert_ne!(answer.header("retry-after"), "");
            }
            assert!(browser.cookies.is_empty());
        });
    }
    // All of them are under way now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(world.providers.op.count(Endpoint::Discovery), 1);
    let before = Instant::now();
    for _ in 0..100 {
        assert_eq!(
            world.browser.open("/dashboard").await.status,
            StatusCode::OK
        );
        assert_eq!(world.browser.open("/").await.status, StatusCode::OK);
    }
    assert_eq!(
        world.sign_in("other", "grace").await.location(),
        "https://app.test/"
    );
    assert_eq!(before.elapsed(), Duration::ZERO, "nobody else waits");

    tasks.join_all().await;
    assert!(
        begun.elapsed() <= Duration::from_secs(11),
        "{:?}",
        begun.elapsed()
    );
    assert_eq!(world.providers.op.count(Endpoint::Discovery), 1);
    assert_eq!(world.providers.op.count(Endpoint::Authorization), 0);
}

/// PF-17: requests that cannot be shared are bounded, and those of other providers go on.
#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_hangs_holds_a_bounded_number_of_requests() {
    let mut world = World::new();
    world.sign_in("other", "ada").await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..300 {
        let mut browser = world.another_browser();
        let start = browser.submit("/auth/signin/op", &[]).await;
        let response = world.authorize("op", &start, "grace").await;
        let path = path_and_query(&Url::parse(response.url()).expect("a redirect URI"));
        tasks.spawn(async move {
            let answer = browser.open(&path).await;
            assert_eq!(code_of(&answer).as_deref(), Some("AUTH-401"));
            assert!(browser.cookies.is_empty());
        });
    }
    world
        .providers
        .op
        .next(Endpoint::Token, Fault::hang().always());
    let begun = Instant::now();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(world.providers.op.count(Endpoint::Token) <= 64);
    let before = Instant::now();
    assert_eq!(
        world.browser.open("/dashboard").await.status,
        StatusCode::OK
    );
    assert_eq!(
        world.sign_in("other", "grace").await.location(),
        "https://app.test/"
    );
    assert_eq!(before.elapsed(), Duration::ZERO, "nobody else waits");

    tasks.join_all().await;
    assert!(
        begun.elapsed() <= Duration::from_secs(11),
        "{:?}",
        begun.elapsed()
    );
    // Who had no place when their time was over sends nothing any more, least of all a code.
    assert!(world.providers.op.count(Endpoint::Token) <= 64);

    world.providers.op.clear_faults();
    assert_eq!(
        world.sign_in("op", "ada").await.location(),
        "https://app.test/"
    );
}

/// LD-01: what was begun is remembered by the browser, not by the server.
#[test]
fn sign_ins_that_are_never_finished_leave_nothing_in_memory() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let mut world = World::new();
    let mut begin = |number: usize| {
        runtime.block_on(async {
            for _ in 0..number {
                world.browser.cookies.clear();
                let answer = world.begin("op").await;
                assert_eq!(answer.status, StatusCode::SEE_OTHER);
            }
        });
    };
    begin(100);
    let kept = allocation_counter::measure(|| begin(3_000)).bytes_current;
    assert!(kept < 16 * 1024, "{kept} bytes stay");
}

/// LD-01: nor do responses that nobody asked for.
#[test]
fn responses_to_nothing_leave_nothing_in_memory() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let mut world = World::new();
    let mut flood = |range: std::ops::Range<usize>| {
        runtime.block_on(async {
            for number in range {
                let path = format!("/auth/callback/op?code=x&state={number}");
                let answer = world.browser.open(&path).await;
                assert_eq!(code_of(&answer).as_deref(), Some("AUTH-301"));
                let cookie = format!("{number}.{number}.{number}.{number}.{number}");
                let request = http::Request::get("/dashboard")
                    .header(ACCEPT, "application/json")
                    .header("cookie", format!("__Host-auth.session-token={cookie}"));
                let request = request.body(axum::body::Body::empty());
                world.browser.send(request.expect("a request")).await;
            }
        });
    };
    flood(0..100);
    let kept = allocation_counter::measure(|| flood(100..3_000)).bytes_current;
    assert!(kept < 16 * 1024, "{kept} bytes stay");
}

/// LD-05: sessions that are used leave nothing behind either.
#[test]
fn sessions_in_use_take_no_more_memory_with_time() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let mut world = World::new();
    runtime.block_on(world.sign_in("op", "ada"));
    let mut use_it = |number: usize| {
        runtime.block_on(async {
            for _ in 0..number {
                assert_eq!(
                    world.browser.open("/dashboard").await.status,
                    StatusCode::OK
                );
            }
        });
    };
    use_it(100);
    let kept = allocation_counter::measure(|| use_it(5_000)).bytes_current;
    assert!(kept < 4 * 1024, "{kept} bytes stay");
}
