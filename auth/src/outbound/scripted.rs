//! A client for tests: it answers in process what it was told to, and remembers what it was asked.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tokio::time::{Sleep, sleep};

use super::client::{BoxError, BoxFuture, HttpClient, HttpClientError, ResponseBody};

/// One request, as it would have left the process.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Recorded {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The value of a form field; fails when it is there twice.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let mut values =
            url::form_urlencoded::parse(self.body.as_bytes()).filter(|(key, _)| key == name);
        let value = values.next().map(|(_, value)| value.into_owned());
        assert!(values.next().is_none(), "{name} is sent twice");
        value
    }
}

/// What one URL answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Whole {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Bytes,
    },
    /// Never answers.
    Hang,
    /// Answers after a while.
    After(Duration, Box<Reply>),
    /// One byte each second, for ever.
    Drip,
    /// As many bytes as are asked for; counts them.
    Endless(Arc<AtomicUsize>),
    /// The connection breaks.
    Broken,
}

impl Reply {
    pub(crate) fn json(value: &Value) -> Self {
        Self::typed(200, "application/json", value.to_string())
    }

    pub(crate) fn typed(status: u16, media_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type", media_type.to_owned())];
        Self::Whole {
            status,
            headers,
            body: body.into(),
        }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::Whole {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Self::Whole { headers, .. } = &mut self {
            headers.push((name, value.to_owned()));
        }
        self
    }
}

type Script = Box<dyn FnMut(&Recorded) -> Reply + Send>;

/// Answers each URL by its script; a URL without one breaks the connection.
#[derive(Default)]
pub(crate) struct ScriptedClient {
    scripts: Mutex<HashMap<String, Script>>,
    requests: Mutex<Vec<Recorded>>,
    under_way: Arc<AtomicUsize>,
    most_under_way: AtomicUsize,
}

impl ScriptedClient {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// From now on that URL answers so.
    pub(crate) fn on(&self, url: &str, reply: Reply) {
        self.script(url, move |_| reply.clone());
    }

    /// From now on that URL answers as the function says.
    pub(crate) fn script(
        &self,
        url: &str,
        script: impl FnMut(&Recorded) -> Reply + Send + 'static,
    ) {
        self.scripts
            .lock()
            .unwrap()
            .insert(url.to_owned(), Box::new(script));
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn requests_to(&self, url: &str) -> Vec<Recorded> {
        self.requests()
            .into_iter()
            .filter(|request| request.url == url)
            .collect()
    }

    /// The largest number of requests that were under way at once.
    pub(crate) fn most_under_way(&self) -> usize {
        self.most_under_way.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for ScriptedClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ScriptedClient")
    }
}

impl HttpClient for ScriptedClient {
    fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<ResponseBody>, HttpClientError>> {
        let (head, body) = request.into_parts();
        let recorded = Recorded {
            method: head.method,
            url: head.uri.to_string(),
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        };
        let reply = match self.scripts.lock().unwrap().get_mut(&recorded.url) {
            Some(script) => script(&recorded),
            None => Reply::Broken,
        };
        self.requests.lock().unwrap().push(recorded);
        let now = self.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        self.most_under_way.fetch_max(now, Ordering::SeqCst);
        let leaves = Leaves(Arc::clone(&self.under_way));
        Box::pin(async move {
            let _leaves = leaves;
            answer(reply).await
        })
    }
}

/// Counts a request out when its future is dropped.
struct Leaves(Arc<AtomicUsize>);

impl Drop for Leaves {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(mut reply: Reply) -> Result<Response<ResponseBody>, HttpClientError> {
    while let Reply::After(delay, later) = reply {
        sleep(delay).await;
        reply = *later;
    }
    let mut response = Response::new(match &reply {
        Reply::Hang | Reply::After(..) => std::future::pending().await,
        Reply::Broken => return Err(HttpClientError::new("connection refused")),
        Reply::Whole { body, .. } => Full::new(body.clone())
            .map_err(|never| match never {})
            .boxed_unsync(),
        Reply::Drip => Dripping(Box::pin(sleep(Duration::ZERO))).boxed_unsync(),
        Reply::Endless(read) => Flowing(Arc::clone(read)).boxed_unsync(),
    });
    if let Reply::Whole {
        status, headers, ..
    } = reply
    {
        *response.status_mut() = StatusCode::from_u16(status).unwrap();
        for (name, value) in headers {
            response.headers_mut().append(name, value.parse().unwrap());
        }
    }
    Ok(response)
}

struct Dripping(Pin<Box<Sleep>>);

impl Body for Dripping {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        std::task::ready!(self.0.as_mut().poll(context));
        self.0 = Box::pin(sleep(Duration::from_secs(1)));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b" ")))))
    }
}

struct Flowing(Arc<AtomicUsize>);

impl Body for Flowing {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        static CHUNK: [u8; 16_384] = [b' '; 16_384];
        self.0.fetch_add(CHUNK.len(), Ordering::SeqCst);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(&CHUNK)))))
    }
}
