//! What is left after a sign-in that had to fail: a page with a code, and nothing else.

use auth::testing::{Endpoint, Fault, IdTokenForgery};
use auth_tests::support::browser::{Answer, path_and_query};
use auth_tests::support::world::World;
use http::StatusCode;
use serde_json::json;

/// The session cookie on https.
pub(crate) const SESSION: &str = "__Host-auth.session-token";

/// The CSRF cookie on https.
pub(crate) const CSRF: &str = "__Host-auth.csrf-token";

/// How the names of flow cookies begin on https.
pub(crate) const FLOW: &str = "__Host-auth.flow.";

/// Somebody whose address only the UserInfo endpoint could tell, so that it is asked if the ID token is accepted.
pub(crate) const WITHOUT_ADDRESS: &str = "emmy";

/// A sign-in in which the provider's ID token is forged.
pub(crate) async fn forged(forgery: IdTokenForgery) -> (World, Answer) {
    let mut world = World::new();
    world.providers.op.next_id_token(forgery);
    let answer = world.sign_in("op", WITHOUT_ADDRESS).await;
    (world, answer)
}

/// A sign-in in which one answer of the provider goes wrong.
pub(crate) async fn faulty(endpoint: Endpoint, fault: Fault) -> (World, Answer) {
    let mut world = World::new();
    world.providers.op.next(endpoint, fault);
    let start = world.begin("op").await;
    if code_of(&start).is_some() {
        return (world, start);
    }
    let response = world.authorize("op", &start, WITHOUT_ADDRESS).await;
    let answer = world.deliver(&response).await;
    (world, answer)
}

/// The code of the error page that the answer leads to.
pub(crate) fn code_of(answer: &Answer) -> Option<String> {
    let of_the_page = answer
        .location()
        .starts_with("https://app.test/auth/error?");
    of_the_page.then(|| answer.location_parameter("code"))?
}

/// The answer leads to the error page with that code; the page says it; nobody is signed in; the browser keeps nothing;
/// and everything that was to go wrong has.
pub(crate) async fn assert_refused(world: &mut World, answer: &Answer, code: &str, what: &str) {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{what}");
    assert_eq!(code_of(answer).as_deref(), Some(code), "{what}");
    assert!(
        world.browser.cookies.is_empty(),
        "{what}: {:?}",
        world.browser.cookies
    );
    assert_eq!(world.session().await, json!(null), "{what}");
    let page = path_and_query(&answer.location_url());
    let page = world.browser.open(&page).await;
    assert!(
        page.status.is_client_error() || page.status == 502 || page.status == 503,
        "{what}: {}",
        page.status
    );
    assert!(page.text().contains(code), "{what}");
    assert!(page.text().contains("/auth/signin"), "{what}");
    assert_eq!(world.providers.op.pending_faults(), 0, "{what}");
}

/// The same for an ID token: it was asked for once, and nothing else was because of it.
pub(crate) async fn assert_token_refused(
    world: &mut World,
    answer: &Answer,
    code: &str,
    what: &str,
) {
    assert_refused(world, answer, code, what).await;
    let op = &world.providers.op;
    assert_eq!(op.count(Endpoint::Token), 1, "{what}");
    assert_eq!(op.count(Endpoint::UserInfo), 0, "{what}");
    assert_eq!(op.count(Endpoint::ForeignKeys), 0, "{what}");
    assert_eq!(op.count(Endpoint::Elsewhere), 0, "{what}");
    assert!(op.count(Endpoint::Keys) <= 2, "{what}");
}
