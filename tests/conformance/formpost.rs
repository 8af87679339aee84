//! What `oidcc-client-formpost-basic-certification-test-plan` has beside the modules of the basic plan.

use auth::testing::Endpoint;
use http::StatusCode;

use crate::world::World;

/// Nobody can be asked (`prompt=none`) although somebody has to be (`max_age=0`): the provider posts an error, and people see a
/// page that says so.
#[tokio::test]
async fn oidcc_client_test_form_post_error() {
    let mut world = World::new();
    let begin = "/auth/signin/posting?prompt=none&max_age=0";
    let start = world.browser.submit(begin, &[]).await;
    assert_eq!(start.status, StatusCode::SEE_OTHER);
    let asked = |name: &str| start.location_parameter(name);
    assert_eq!(asked("response_mode").as_deref(), Some("form_post"));
    assert_eq!(asked("prompt").as_deref(), Some("none"));
    assert_eq!(asked("max_age").as_deref(), Some("0"));

    let response = world.authorize("posting", &start).await;
    assert!(response.form().is_some() && !response.was_asked());
    assert_eq!(response.parameter("error"), Some("login_required"));
    let answer = world.deliver(&response).await;
    world.refused(&answer, "AUTH-310").await;
    assert_eq!(world.provider("posting").count(Endpoint::Token), 0);
    world.accepts("posting").await;
}
