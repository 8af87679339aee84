//! The [`tower::Layer`].

use tower::Layer;

use crate::renewal::SessionService;

/// See [`Auth::layer`](crate::Auth::layer).
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionLayer(());

impl SessionLayer {
    pub(crate) fn new() -> Self {
        Self(())
    }
}

impl<S> Layer<S> for SessionLayer {
    type Service = SessionService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        SessionService::new(inner)
    }
}
