//! `#[protected]` above and below the attributes that people put on handlers.
#![deny(warnings)]

mod auth {
    auth::auth! {
        providers: [github],
    }
}

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use utoipa::OpenApi;

use crate::auth::{Auth, Session, protected};

#[axum::debug_handler(state = Auth)]
#[protected]
async fn debugged_above(session: Session, Path(id): Path<u64>) -> String {
    format!("{} {id}", session.user.id)
}

#[protected]
#[axum::debug_handler]
async fn debugged_below(State(auth): State<Auth>, session: Session) -> String {
    let _ = auth;
    session.user.id.clone()
}

#[protected]
#[axum::debug_handler(state = Auth)]
async fn debugged_without_arguments() -> &'static str {
    "hello"
}

#[tracing::instrument(skip(session))]
#[protected]
async fn instrumented_above(session: Session, Path(id): Path<u64>) -> String {
    format!("{} {id}", session.user.id)
}

#[protected]
#[tracing::instrument(skip(session), fields(user = session.user.id))]
async fn instrumented_below(session: Session, Path(id): Path<u64>) -> String {
    format!("{} {id}", session.user.id)
}

#[utoipa::path(get, path = "/described/{id}")]
#[protected]
async fn described_above(Path(id): Path<u64>, session: Session) -> String {
    format!("{} {id}", session.user.id)
}

#[protected]
#[utoipa::path(get, path = "/described/below/{id}")]
async fn described_below(Path(id): Path<u64>, session: Session) -> String {
    format!("{} {id}", session.user.id)
}

#[axum::debug_handler(state = Auth)]
#[tracing::instrument(skip_all)]
#[protected]
#[tracing::instrument(skip_all)]
async fn all_at_once(session: Session) -> String {
    session.user.id.clone()
}

#[derive(OpenApi)]
#[openapi(paths(described_above, described_below))]
struct Api;

fn main() {
    let _: Router<Auth> = Router::new()
        .route("/1/{id}", get(debugged_above))
        .route("/2", get(debugged_below))
        .route("/3", get(debugged_without_arguments))
        .route("/4/{id}", get(instrumented_above))
        .route("/5/{id}", get(instrumented_below))
        .route("/6/{id}", get(described_above))
        .route("/7/{id}", get(described_below))
        .route("/8", get(all_at_once));

    // The description is the same on either side: the path's parameter, and nothing of the guard.
    let api = Api::openapi();
    for path in ["/described/{id}", "/described/below/{id}"] {
        let operation = api.paths.paths[path]
            .get
            .as_ref()
            .expect("a described operation");
        let parameters = operation.parameters.as_ref().expect("parameters");
        let names: Vec<&str> = parameters
            .iter()
            .map(|parameter| parameter.name.as_str())
            .collect();
        assert_eq!(names, ["id"], "{path}");
        assert!(operation.request_body.is_none(), "{path}");
    }
}
