//! The client that talks to the network.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper_rustls::{ConfigBuilderExt, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::crypto::ring;
use rustls::{ClientConfig, ConfigBuilder, WantsVerifier};

use super::client::{BoxFuture, HttpClient, HttpClientError, ResponseBody};

/// HTTP/1.1 over TLS 1.2 or 1.3, with Mozilla's root certificates.
///
/// Connections are kept and used again, so make one and share it.
#[derive(Clone)]
pub struct NetworkClient {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl NetworkClient {
    /// A client with no connection yet.
    ///
    /// # Errors
    /// When the TLS library refuses its own defaults.
    pub fn new() -> Result<Self, HttpClientError> {
        Ok(Self::with_tls(
            tls()?.with_webpki_roots().with_no_client_auth(),
        ))
    }

    fn with_tls(configuration: ClientConfig) -> Self {
        // `http` is for the loopback interface; who may use it is decided before a request comes here.
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(configuration)
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .build(connector);
        Self { client }
    }
}

impl fmt::Debug for NetworkClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NetworkClient")
    }
}

impl HttpClient for NetworkClient {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, HttpClientError>> {
        let answer = self.client.request(request.map(Full::new));
        Box::pin(async move {
            let answer = answer.await.map_err(HttpClientError::new)?;
            Ok(answer.map(|body| body.map_err(Into::into).boxed_unsync()))
        })
    }
}

/// TLS 1.2 and 1.3 with ring, named here: the process's default provider may be missing or another.
fn tls() -> Result<ConfigBuilder<ClientConfig, WantsVerifier>, HttpClientError> {
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(HttpClientError::new)
}

/// Connections kept to one host that nothing uses.
const IDLE_CONNECTIONS: usize = 8;

#[cfg(test)]
mod tests;
