//! The future of a response.

use std::cell::RefCell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::Response;
use pin_project_lite::pin_project;
use tokio::task::futures::TaskLocalFuture;

use crate::renewal::Use;

pin_project! {
    /// Resolves to the response, with what the session asks of it.
    pub struct ResponseFuture<F> {
        #[pin]
        inner: TaskLocalFuture<RefCell<Use>, F>,
    }
}

impl<F> ResponseFuture<F> {
    pub(super) fn new(inner: TaskLocalFuture<RefCell<Use>, F>) -> Self {
        Self { inner }
    }
}

impl<F, R, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<R>, E>>,
{
    type Output = Result<Response<R>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut inner = self.project().inner;
        let mut response = ready!(inner.as_mut().poll(context))?;
        if let Some(noted) = inner.take_value() {
            noted.into_inner().write_to(response.headers_mut());
        }
        Poll::Ready(Ok(response))
    }
}

impl<F> fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ResponseFuture")
            .finish_non_exhaustive()
    }
}
