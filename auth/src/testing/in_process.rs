//! The provider without a socket: requests in, responses out.

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;

use super::answer::Delivery;
use super::{Endpoint, Provider};
use crate::outbound::{BoxFuture, HttpClient, HttpClientError, ResponseBody};

impl Provider {
    /// Answers one request as the provider's server would. The target is a whole URL, or a path that begins with the
    /// issuer's; any other URL is recorded as [`Endpoint::Elsewhere`] and gets a 404.
    ///
    /// ```
    /// use auth::testing::Provider;
    /// use axum::http::Request;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let provider = Provider::builder().build()?;
    /// let request = Request::get("https://provider.test/jwks").body(Default::default())?;
    /// assert_eq!(provider.answer(request).await.status(), 200);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn answer(&self, request: Request<Bytes>) -> Response<Body> {
        self.deliver(request).await.into_response()
    }

    pub(super) async fn deliver(&self, request: Request<Bytes>) -> Delivery {
        let uri = request.uri();
        let reachable = uri.authority().is_none() || self.serves(uri);
        let below = uri.path().strip_prefix(self.inner().path.as_str());
        let endpoint = match below.filter(|_| reachable) {
            Some(path) => Endpoint::at(path),
            None => Endpoint::Elsewhere,
        };
        self.receive(endpoint, request).await
    }
}

/// The library's outbound requests answered in process. What goes to another host fails, as if there were no network, and
/// is recorded as [`Endpoint::Elsewhere`].
impl HttpClient for Provider {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<ResponseBody>, HttpClientError>> {
        Box::pin(async move {
            let own = self.serves(request.uri());
            match self.deliver(request).await {
                Delivery::Response(response) if own => {
                    Ok(response.map(|body| body.map_err(Into::into).boxed_unsync()))
                }
                Delivery::Response(_) => Err(HttpClientError::new("there is no such host")),
                Delivery::Disconnected => Err(HttpClientError::new("the connection was closed")),
            }
        })
    }
}
