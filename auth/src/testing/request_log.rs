//! What the provider was asked, for tests to look at.

use std::collections::{HashMap, VecDeque};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};

use super::Endpoint;
use super::parameters::Parameters;

/// A request that reached the provider, with everything that stood in it, secrets too.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Where it arrived.
    pub endpoint: Endpoint,
    /// Its method.
    pub method: Method,
    /// Its target: absolute in process, below the mounting point over a socket.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its parameters, decoded: those of the query, then those of a form in the body.
    pub parameters: Vec<(String, String)>,
    /// Its body as it came.
    pub body: Bytes,
    /// When, in seconds since 1970 by the provider's clock.
    pub at: u64,
}

impl RecordedRequest {
    /// The first parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut found = self.parameters.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// The header of that name, if it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn new(endpoint: Endpoint, request: &Request<Bytes>, at: u64) -> Self {
        let mut parameters = Parameters::of_query(request).into_pairs();
        if let Some(form) = Parameters::of_form(request) {
            parameters.extend(form.into_pairs());
        }
        Self {
            endpoint,
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            parameters,
            body: request.body().clone(),
            at,
        }
    }

    /// Roughly how much memory it takes.
    fn size(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        let parameters = self.parameters.iter();
        let parameters: usize = parameters
            .map(|(name, value)| name.len() + value.len())
            .sum();
        256 + self.body.len() + self.uri.path().len() + headers + parameters
    }
}

/// The newest requests, and how many there were in all.
#[derive(Debug, Default)]
pub(super) struct RequestLog {
    requests: VecDeque<RecordedRequest>,
    size: usize,
    counts: HashMap<Endpoint, u64>,
}

impl RequestLog {
    pub(super) fn push(&mut self, request: RecordedRequest) {
        *self.counts.entry(request.endpoint).or_default() += 1;
        self.size += request.size();
        self.requests.push_back(request);
        while (self.requests.len() > MOST_REQUESTS || self.size > MOST_BYTES)
            && let Some(oldest) = self.requests.pop_front()
        {
            self.size -= oldest.size();
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &RecordedRequest> {
        self.requests.iter()
    }

    pub(super) fn count(&self, endpoint: Endpoint) -> u64 {
        self.counts.get(&endpoint).copied().unwrap_or(0)
    }
}

const MOST_REQUESTS: usize = 10_000;
const MOST_BYTES: usize = 32 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::{MOST_BYTES, MOST_REQUESTS, RecordedRequest, RequestLog};
    use crate::testing::Endpoint;

    fn request(body: &'static str) -> RecordedRequest {
        let request = Request::post("/token?q=1").body(Bytes::from_static(body.as_bytes()));
        RecordedRequest::new(Endpoint::Token, &request.unwrap(), 0)
    }

    #[test]
    fn only_the_newest_requests_are_kept_but_all_are_counted() {
        let mut log = RequestLog::default();
        for _ in 0..=MOST_REQUESTS {
            log.push(request(""));
        }
        assert_eq!(log.iter().count(), MOST_REQUESTS);
        assert_eq!(log.count(Endpoint::Token), MOST_REQUESTS as u64 + 1);
        assert_eq!(log.count(Endpoint::Keys), 0);
    }

    #[test]
    fn large_requests_make_it_forget_sooner() {
        let mut log = RequestLog::default();
        let large = RecordedRequest {
            body: vec![0; MOST_BYTES / 4].into(),
            ..request("")
        };
        for _ in 0..10 {
            log.push(large.clone());
        }
        assert_eq!(log.iter().count(), 3);
    }
}
