//! The provider over HTTP.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::routing::any;
use http::{Response, StatusCode};

use super::{Endpoint, Provider};

impl Provider {
    /// Routes for all endpoints, with paths below the issuer: a provider whose issuer is `http://localhost:3000/auth/dev` is
    /// nested at `/auth/dev`, one whose issuer has no path is served as it is.
    ///
    /// ```
    /// use auth::testing::Provider;
    /// use axum::Router;
    ///
    /// # fn main() -> Result<(), auth::testing::ProviderBuildError> {
    /// let provider = Provider::builder().issuer("http://localhost:3000/auth/dev").build()?;
    /// let app: Router = Router::new().nest("/auth/dev", provider.router());
    /// # Ok(())
    /// # }
    /// ```
    pub fn router(&self) -> Router {
        Endpoint::ROUTES
            .into_iter()
            .fold(Router::new(), |router, (path, endpoint)| {
                let provider = self.clone();
                let handler = move |request: Request| {
                    let provider = provider.clone();
                    async move { provider.serve(endpoint, request).await }
                };
                router.route(path, any(handler))
            })
    }

    async fn serve(&self, endpoint: Endpoint, request: Request) -> Response<Body> {
        let (parts, body) = request.into_parts();
        match to_bytes(body, LARGEST_BODY).await {
            Ok(body) => {
                let request = Request::from_parts(parts, body);
                self.receive(endpoint, request).await.into_response()
            }
            Err(_) => {
                let mut response = Response::new(Body::empty());
                *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
                response
            }
        }
    }
}

/// In bytes; what the provider is sent is small.
const LARGEST_BODY: usize = 64 * 1024;
