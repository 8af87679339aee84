//! Seen: one error at the service; the compiler proposes what to put around it.
mod auth {
    auth::auth! {
        providers: [github],
    }
}

use ::auth::routing::Router;

fn application<T>(files: T) -> Router<auth::Auth>
where
    T: tower::Service<axum::extract::Request, Error = std::convert::Infallible> + Clone + Send + Sync + 'static,
    T::Response: axum::response::IntoResponse,
    T::Future: Send,
{
    Router::new().nest_service("/assets", files)
}

fn main() {}
