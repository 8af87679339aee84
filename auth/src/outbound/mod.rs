//! The one client for all outbound HTTP, and the rules that no client can break.
//!
//! `https` only, except on this machine; no redirect followed; ten seconds in all; at most 1 MiB read; no content coding;
//! a bounded number of requests at once. The rules hold for every [`HttpClient`], also for the part of this process that
//! answers as the `dev` provider.

mod client;
mod endpoint;
mod error;
mod message;
mod network;
#[cfg(test)]
pub(crate) mod scripted;

pub use client::{BoxError, BoxFuture, HttpClient, HttpClientError, ResponseBody};
pub use endpoint::EndpointFault;
pub use error::OutboundError;
pub use network::NetworkClient;

pub(crate) use endpoint::Endpoint;
pub(crate) use message::{Answer, BodyFault, Outgoing};

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_ENCODING;
use http_body_util::BodyExt;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

/// Sends requests by the rules.
#[derive(Debug, Clone)]
pub(crate) struct Outbound {
    client: Arc<dyn HttpClient>,
    locals: Arc<[Local]>,
    places: Arc<Semaphore>,
}

/// A part of this process that answers for everything below a URL.
#[derive(Debug, Clone)]
struct Local {
    prefix: Url,
    client: Arc<dyn HttpClient>,
}

impl Outbound {
    /// Everything goes through that client.
    pub(crate) fn new(client: Arc<dyn HttpClient>) -> Self {
        Self {
            client,
            locals: Arc::new([]),
            places: places(),
        }
    }

    /// What goes to `prefix`, or below it, is answered by `client` instead, by the same rules.
    #[cfg(any(test, debug_assertions, feature = "testing"))]
    pub(crate) fn with_local(mut self, prefix: Url, client: Arc<dyn HttpClient>) -> Self {
        let local = Local { prefix, client };
        self.locals = self.locals.iter().cloned().chain([local]).collect();
        self
    }

    /// The same client with a bound of its own, so that one provider that hangs takes no place from another (PF-17).
    pub(crate) fn with_own_bound(&self) -> Self {
        Self {
            places: places(),
            ..self.clone()
        }
    }

    /// Sends one request and reads the whole answer, whatever its status, redirects excepted.
    pub(crate) async fn send(&self, request: Outgoing<'_>) -> Result<Answer, OutboundError> {
        let deadline = Instant::now() + TOTAL;
        tokio::time::timeout_at(deadline, self.exchange(request, deadline))
            .await
            .unwrap_or(Err(OutboundError::Deadline))
    }

    async fn exchange(
        &self,
        request: Outgoing<'_>,
        deadline: Instant,
    ) -> Result<Answer, OutboundError> {
        let _place = self
            .places
            .acquire()
            .await
            .map_err(|_| OutboundError::Deadline)?;
        // Places come free when others meet their deadline: who met it as well sends nothing that nobody waits for.
        if Instant::now() >= deadline {
            return Err(OutboundError::Deadline);
        }
        let client = self.client_for(request.endpoint().url());
        let (head, body) = client.send(request.into_http()).await?.into_parts();
        if head.status.is_redirection() {
            return Err(OutboundError::Redirect(head.status.as_u16()));
        }
        let identity =
            |coding: &http::HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
        if !head.headers.get_all(CONTENT_ENCODING).iter().all(identity) {
            return Err(OutboundError::ContentCoding);
        }
        Ok(Answer::new(&head, read(body).await?))
    }

    fn client_for(&self, url: &Url) -> &dyn HttpClient {
        let local = self
            .locals
            .iter()
            .find(|local| lies_below(&local.prefix, url));
        local.map_or(&*self.client, |local| &*local.client)
    }
}

/// Reads a body to its end or to the limit.
async fn read(mut body: ResponseBody) -> Result<Bytes, OutboundError> {
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(HttpClientError::new)?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if whole.len().saturating_add(data.len()) > LARGEST_BODY {
            return Err(OutboundError::BodyTooLarge);
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.freeze())
}

/// Whether the path of `url` is that of `prefix` or continues it with a slash, on the same origin.
fn lies_below(prefix: &Url, url: &Url) -> bool {
    let base = prefix.path().trim_end_matches('/');
    prefix.origin() == url.origin()
        && url
            .path()
            .strip_prefix(base)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn places() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(AT_ONCE))
}

/// From asking for a place to the last byte of the body.
const TOTAL: Duration = Duration::from_secs(10);
/// In bytes, as received.
const LARGEST_BODY: usize = 1 << 20;
/// Requests under way at once, for each bound.
const AT_ONCE: usize = 64;

#[cfg(test)]
mod tests;
