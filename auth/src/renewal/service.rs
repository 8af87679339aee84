//! The [`tower::Service`].

use std::cell::RefCell;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower::Service;

use crate::renewal::future::ResponseFuture;
use crate::renewal::{USE, Use};

/// See [`SessionLayer`](crate::renewal::SessionLayer).
#[derive(Debug, Clone)]
pub struct SessionService<S> {
    inner: S,
}

impl<S> SessionService<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner }
    }
}

impl<S, B, R> Service<Request<B>> for SessionService<S>
where
    S: Service<Request<B>, Response = Response<R>>,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        ResponseFuture::new(USE.scope(RefCell::new(Use::default()), self.inner.call(request)))
    }
}
