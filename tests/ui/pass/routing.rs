//! A router whose handlers all say who may reach them, and everything that axum's can do.
#![deny(warnings)]

mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "/login", error: "/login", sign_out: "/bye" },
        roles: [admin],
    }
}

use std::convert::Infallible;

use axum::Json;
use axum::extract::{FromRef, Path, Request, State};
use axum::handler::Handler;
use axum::middleware::from_fn;
use axum::response::Response;

use crate::auth::{Auth, Session, page, protected, public};
use ::auth::routing::{
    MethodFilter, MethodRouter, Open, Public, Router, any, get, on, patch, post,
};

#[derive(Clone)]
struct App {
    auth: Auth,
}

impl FromRef<App> for Auth {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}

/// Documented.
#[public]
#[must_use]
pub(crate) async fn home() -> &'static str {
    "hello"
}

#[public]
async fn maybe(session: Option<Session>) -> String {
    session
        .map(|session| session.user.id.clone())
        .unwrap_or_default()
}

#[public]
async fn generic<T: Send + Sync + 'static>(Path(name): Path<String>, body: String) -> String {
    format!("{name} {body} {}", size_of::<T>())
}

#[public]
async fn body(Json(numbers): Json<Vec<u8>>) -> Json<Vec<u8>> {
    Json(numbers)
}

#[protected]
async fn nothing() {}

#[protected]
async fn settings(session: Session, State(app): State<App>, body: String) -> String {
    let _ = app.auth;
    format!("{} {body}", session.user.id)
}

#[protected(role = admin, fresh = 10 minutes)]
async fn for_some(session: Session) -> String {
    session.user.id.clone()
}

#[protected]
#[axum::debug_handler(state = App)]
async fn debugged(session: Session) -> String {
    session.user.id.clone()
}

#[axum::debug_handler]
#[public]
async fn debugged_above(name: Path<String>) -> String {
    name.0
}

struct Orders;

impl Orders {
    #[protected]
    #[allow(clippy::too_many_arguments)]
    async fn many(
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
    ) {
    }

    #[public]
    async fn list() {}
}

async fn pass(request: Request, next: axum::middleware::Next) -> Response {
    next.run(request).await
}

fn login() -> MethodRouter<App, Open> {
    get(home).post(body)
}

fn application(app: App) -> Router {
    let files = tower::service_fn(async |_: Request| Ok::<_, Infallible>("file"));
    let nested: Router<App> = Router::new()
        .route(
            "/settings",
            get(settings)
                .put(settings)
                .fallback(nothing)
                .layer(from_fn(pass)),
        )
        .route("/orders", get(Orders::list).post(Orders::many))
        .fallback(nothing);
    let elsewhere = axum::Router::new().route("/a", axum::routing::get(async || "a"));
    Router::new()
        .route("/", get(home).post(generic::<u8>))
        .route(
            "/maybe",
            on(MethodFilter::GET, maybe).on(MethodFilter::POST, settings),
        )
        .route(
            "/debugged/{name}",
            patch(debugged).merge(get(debugged_above)),
        )
        .route("/for-some", get(for_some))
        .route("/any", any(nothing.layer(from_fn(pass))))
        .route(
            "/closure",
            post(Public(async |body: String| body)).get(Public("text")),
        )
        .route("/plain", Public(axum::routing::get(async || "plain")))
        .route_service("/file", Public(files))
        .nest_service("/files", Public(files))
        .nest("/nested", nested.clone())
        .nest("/axum", Public(elsewhere.clone()))
        .merge(Public(elsewhere))
        .merge(Router::new().route("/merged", get(home)))
        .merge(
            app.auth
                .routes()
                .page(page::sign_in, login())
                .page(page::sign_out, get(nothing)),
        )
        .layer(app.auth.layer())
        .route_layer(from_fn(pass))
        .fallback(nothing)
        .method_not_allowed_fallback(home)
        .with_state(app)
}

fn plain(app: App) -> axum::Router {
    axum::Router::new()
        .route("/", axum::routing::get(home))
        .route("/login", login().into())
        .merge(app.auth.routes())
        .merge(Router::new().route("/more", get(settings)))
        .with_state(app)
}

/// It is served as axum's own is.
async fn serve(app: App) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    axum::serve(listener, application(app.clone())).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    axum::serve(listener, application(app).into_axum().into_make_service()).await
}

fn main() {
    let _ = (application, plain, serve);
}
