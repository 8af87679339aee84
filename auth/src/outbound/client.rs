//! What can send a request: the network, or a part of this process.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;

/// An error of any kind, as bodies and clients report it.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A future that can be named.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The body of an answer, read piece by piece.
pub type ResponseBody = UnsyncBoxBody<Bytes, BoxError>;

/// Sends the library's outbound requests.
///
/// [`NetworkClient`](super::NetworkClient) is the one in use unless another is given: behind a proxy, or in tests, which
/// answer in process. An implementation sends exactly one request and hands back exactly what came: it follows no
/// redirect, retries nothing, and undoes no content coding. Deadlines, limits, and the refusal of plain `http` are
/// enforced around it and need no part in it.
pub trait HttpClient: fmt::Debug + Send + Sync + 'static {
    /// Sends one request.
    ///
    /// # Errors
    /// When no answer came; an answer with an error status is not one.
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, HttpClientError>>;
}

/// No answer came. The text says why, with the causes of the cause.
#[derive(Debug)]
pub struct HttpClientError(BoxError);

impl HttpClientError {
    /// An error for that reason. The reason is logged: it must not hold what the request carried.
    pub fn new(reason: impl Into<BoxError>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for HttpClientError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(formatter, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

// The causes are in the text already.
impl Error for HttpClientError {}
