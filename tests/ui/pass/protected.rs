//! `#[protected]` keeps what a handler is: attributes, docs, generics, visibility, arguments, return type.
#![deny(warnings)]

mod auth {
    auth::auth! {
        providers: [github],
    }
}

use axum::Json;
use axum::Router;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::routing::{get, post};

use crate::auth::{Auth, Session, protected};

#[derive(Clone)]
struct App {
    auth: Auth,
    greeting: &'static str,
}

impl FromRef<App> for Auth {
    fn from_ref(app: &App) -> Self {
        app.auth.clone()
    }
}

trait Store: Clone + Send + Sync + 'static {
    fn name(&self) -> String;
}

impl Store for App {
    fn name(&self) -> String {
        self.greeting.to_owned()
    }
}

#[protected]
async fn nothing() {}

/// Documented.
#[protected]
#[must_use]
pub(crate) async fn documented(session: Session) -> impl IntoResponse {
    session.user.id.clone()
}

#[protected]
async fn maybe(session: Option<Session>) -> Result<String, StatusCode> {
    session
        .map(|session| session.user.id.clone())
        .ok_or(StatusCode::IM_A_TEAPOT)
}

#[protected]
async fn generic<S, const N: usize>(State(store): State<S>, Path(numbers): Path<[u8; N]>) -> String
where
    S: Store,
{
    format!("{} {}", store.name(), numbers.len())
}

#[protected]
async fn body(Json(mut numbers): Json<Vec<u8>>) -> Json<Vec<u8>> {
    numbers.push(1);
    Json(numbers)
}

#[protected]
async fn several(
    #[cfg_attr(any(), x)] session: Session,
    State(app): State<App>,
    Query(query): Query<Vec<(String, String)>>,
    body: String,
) -> (StatusCode, String) {
    (
        StatusCode::OK,
        format!("{} {} {query:?} {body}", app.greeting, session.user.id),
    )
}

struct Orders;

impl Orders {
    #[protected]
    async fn list(session: Session) -> String {
        session.user.id.clone()
    }

    /// Seven arguments are as many as clippy likes.
    #[protected]
    #[inline]
    pub async fn many(
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
        _: Session,
    ) {
    }
}

macro_rules! handler {
    ($(#[$attribute:meta])* $visibility:vis $name:ident($pattern:pat => $argument:ty) $body:block) => {
        $(#[$attribute])*
        $visibility async fn $name($pattern: $argument) -> String $body
    };
}

handler!(#[protected] pub(crate) made(session => Session) { session.user.id.clone() });

fn main() {
    let _: Router<App> = Router::new()
        .route("/nothing", get(nothing))
        .route("/documented", get(documented))
        .route("/maybe", get(maybe))
        .route("/generic/{a}/{b}", get(generic::<App, 2>))
        .route("/body", post(body))
        .route("/several", post(several))
        .route("/orders", get(Orders::list).post(Orders::many))
        .route("/made", get(made));
}
