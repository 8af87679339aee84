//! The network between the application and its providers: all that is sent passes here.

use std::sync::{Arc, Mutex};

use auth::outbound::{BoxFuture, HttpClient, HttpClientError, ResponseBody};
use auth::testing::Provider;
use bytes::Bytes;
use http::{Method, Request, Response};

/// A network on which nobody is but these providers.
#[derive(Debug, Clone)]
pub struct Network {
    providers: Vec<Provider>,
    calls: Arc<Mutex<Vec<(Method, String)>>>,
    moved: Arc<Mutex<Vec<(String, String)>>>,
}

impl Network {
    pub fn new(providers: Vec<Provider>) -> Self {
        Self {
            providers,
            calls: Arc::default(),
            moved: Arc::default(),
        }
    }

    /// What the application has called so far, in order.
    pub fn calls(&self) -> Vec<String> {
        let calls = self.calls.lock().expect("no test panics meanwhile");
        let shown = calls.iter().map(|(method, url)| format!("{method} {url}"));
        shown.collect()
    }

    /// From now on what is at the first URL is found at the second one, and nothing is left at the first.
    pub fn move_to(&self, from: &str, to: &str) {
        let mut moved = self.moved.lock().expect("no test panics meanwhile");
        moved.push((from.to_owned(), to.to_owned()));
    }

    /// Where what is asked for really is; `None` for what has moved away.
    fn resolve(&self, url: &str) -> Option<String> {
        let moved = self.moved.lock().expect("no test panics meanwhile");
        if moved.iter().any(|(from, _)| from == url) {
            return None;
        }
        let found = moved.iter().find(|(_, to)| to == url);
        Some(found.map_or(url, |(from, _)| from).to_owned())
    }
}

impl HttpClient for Network {
    fn send(
        &self,
        mut request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<ResponseBody>, HttpClientError>> {
        let url = request.uri().to_string();
        let call = (request.method().clone(), url.clone());
        self.calls
            .lock()
            .expect("no test panics meanwhile")
            .push(call);
        let Some(url) = self.resolve(&url) else {
            return Box::pin(async { Err(HttpClientError::new("there is nothing any more")) });
        };
        *request.uri_mut() = url.parse().expect("a URL");
        let mut providers = self.providers.iter();
        match providers.find(|provider| provider.serves(request.uri())) {
            Some(provider) => provider.send(request),
            None => Box::pin(async { Err(HttpClientError::new("there is no such host")) }),
        }
    }
}
