//! Conditions of `#[protected(…)]`, from the attribute to the answer.

use crate::auth::{Auth, Role, Session, protected};
use auth_tests::support::browser::{Answer, Browser, HTML};
use auth_tests::support::world::World;
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::header::ACCEPT;
use http::{HeaderName, Method, StatusCode};

#[protected(role = admin)]
async fn admins() -> &'static str {
    "in"
}

#[protected(any(role = admin, role = editor))]
async fn staff(session: Session) -> String {
    assert!(session.roles.contains(Role::Admin) || session.roles.contains(Role::Editor));
    "in".into()
}

#[protected(not(role = editor), provider = op)]
async fn others_through_op() -> &'static str {
    "in"
}

#[protected(all(role = editor, not(any(provider = other, when = is_nobody))))]
async fn nested() -> &'static str {
    "in"
}

#[protected(fresh = 10 minutes)]
async fn recent() -> &'static str {
    "in"
}

#[protected(any(role = admin, fresh = 10 minutes))]
async fn recent_unless_admin() -> &'static str {
    "in"
}

#[protected(fresh = 10 minutes, role = admin)]
async fn recent_admins() -> &'static str {
    "in"
}

#[protected(when = is_called_ada, callback_url = "/account/a/path/of/more/than/sixteen/bytes?tab=1")]
async fn ada_alone() -> &'static str {
    "in"
}

struct Handlers;

impl Handlers {
    #[protected(role = editor, provider = op, callback_url = "/welcome")]
    async fn associated(session: Session) -> String {
        session.user.id.clone()
    }
}

fn is_nobody(session: &Session) -> bool {
    session.user.id.is_empty()
}

fn is_called_ada(session: &Session) -> bool {
    session.user.email.as_deref() == Some("ada@example.com")
}

/// The world with these handlers around it.
fn world() -> World {
    let mut world = World::new();
    let router: Router<Auth> = Router::new()
        .route("/admins", get(admins).post(admins))
        .route("/staff", get(staff))
        .route("/others-through-op", get(others_through_op))
        .route("/nested", get(nested))
        .route("/account/recent", get(recent).post(recent))
        .route("/recent-unless-admin", get(recent_unless_admin))
        .route("/recent-admins", get(recent_admins))
        .route("/ada", get(ada_alone))
        .route("/associated", get(Handlers::associated));
    let router = router
        .merge(world.auth.routes())
        .with_state(world.auth.clone());
    world.browser = Browser::new(router, "https://app.test");
    world
}

async fn open(world: &mut World, method: Method, path: &str, accept: &str) -> Answer {
    let request = world
        .browser
        .request(method, path, &[(ACCEPT, accept)], Body::empty());
    world.browser.send(request).await
}

/// M-37: what each condition says of each kind of person, and of nobody.
#[tokio::test]
async fn a_condition_lets_in_whom_it_names_and_nobody_else() {
    const PATHS: [&str; 5] = [
        "/admins",
        "/staff",
        "/others-through-op",
        "/nested",
        "/associated",
    ];
    for (provider, person, inside) in [
        (
            "op",
            "admin",
            ["/admins", "/staff", "/others-through-op"].as_slice(),
        ),
        ("other", "admin", &["/admins", "/staff"]),
        ("op", "editor", &["/staff", "/nested", "/associated"]),
        ("other", "editor", &["/staff"]),
        ("op", "ada", &["/others-through-op"]),
        ("other", "ada", &[]),
    ] {
        let mut world = world();
        world.sign_in(provider, person).await;
        for path in PATHS {
            let expected = if inside.contains(&path) {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            let answer = open(&mut world, Method::GET, path, "*/*").await;
            assert_eq!(
                answer.status, expected,
                "{person} through {provider}: {path}"
            );
        }
    }
    let mut world = world();
    for path in PATHS {
        let answer = open(&mut world, Method::GET, path, "*/*").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}

#[tokio::test]
async fn who_is_not_meant_gets_a_page_or_a_problem_document_and_no_redirect() {
    let mut world = world();
    world.sign_in("op", "ada").await;
    let page = open(&mut world, Method::GET, "/admins", HTML).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(page.location(), "");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(
        page.text().contains("<h1>No access</h1>"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("AUTH-511"), "{}", page.text());
    // Who that is, and a way to be somebody else; it would come back here if that were allowed.
    assert!(
        page.text().contains("You are signed in as "),
        "{}",
        page.text()
    );
    let switch = r#"href="https://app.test/auth/signin?prompt=select_account""#;
    assert!(page.text().contains(switch), "{}", page.text());

    for (method, accept) in [(Method::GET, "application/json"), (Method::POST, HTML)] {
        let answer = open(&mut world, method, "/admins", accept).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert_eq!(answer.json()["code"], "forbidden");
        assert_eq!(answer.json()["id"], "AUTH-511");
        assert_eq!(answer.header("cache-control"), "no-store");
    }

    let headers = [
        (ACCEPT, "*/*"),
        (HeaderName::from_static("hx-request"), "true"),
    ];
    let request = world
        .browser
        .request(Method::GET, "/admins", &headers, Body::empty());
    let answer = world.browser.send(request).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.header("hx-redirect"), "");
}

/// S4-16: signing in anew is what helps, and leads back.
#[tokio::test]
async fn who_signed_in_long_ago_signs_in_again() {
    let mut world = world();
    world.sign_in("op", "ada").await;
    world.wait(600);
    let answer = open(&mut world, Method::GET, "/account/recent?tab=2", HTML).await;
    assert_eq!(answer.status, StatusCode::OK);

    world.wait(1);
    let answer = open(&mut world, Method::GET, "/account/recent?tab=2", HTML).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.location(),
        "https://app.test/auth/signin?callbackUrl=%2Faccount%2Frecent%3Ftab%3D2"
    );
    for method in [Method::GET, Method::POST] {
        let answer = open(&mut world, method, "/account/recent", "*/*").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(answer.json()["code"], "reauthentication_required");
        assert_eq!(answer.header("hx-redirect"), "");
    }

    world.sign_in("op", "ada").await;
    let answer = open(&mut world, Method::GET, "/account/recent", HTML).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_in_again_is_asked_only_of_those_whom_it_would_help() {
    let mut world = world();
    world.sign_in("op", "ada").await;
    world.wait(3_600);
    for (path, code) in [
        ("/recent-unless-admin", "reauthentication_required"),
        ("/recent-admins", "forbidden"),
    ] {
        let answer = open(&mut world, Method::GET, path, "*/*").await;
        assert_eq!(answer.json()["code"], code, "{path}");
    }
    world.sign_in("op", "admin").await;
    world.wait(3_600);
    let answer = open(&mut world, Method::GET, "/recent-unless-admin", "*/*").await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = open(&mut world, Method::GET, "/recent-admins", "*/*").await;
    assert_eq!(answer.json()["code"], "reauthentication_required");
}

/// S1-10
#[tokio::test]
async fn a_sign_in_ends_where_the_handler_says() {
    let mut world = world();
    for (path, callback_url) in [
        (
            "/ada",
            "%2Faccount%2Fa%2Fpath%2Fof%2Fmore%2Fthan%2Fsixteen%2Fbytes%3Ftab%3D1",
        ),
        ("/associated", "%2Fwelcome"),
    ] {
        let answer = open(&mut world, Method::GET, path, HTML).await;
        assert_eq!(
            answer.location(),
            format!("https://app.test/auth/signin?callbackUrl={callback_url}")
        );
    }
    world.sign_in("op", "ada").await;
    let answer = open(&mut world, Method::GET, "/ada", HTML).await;
    assert_eq!(answer.text(), "in");
    world.sign_in("op", "admin").await;
    let answer = open(&mut world, Method::GET, "/ada", "*/*").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
