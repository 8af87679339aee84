//! Routes whose handlers all say who may reach them.

use std::convert::Infallible;
use std::fmt;
use std::task::{Context, Poll};

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use axum::routing::Route;
use tower::{Layer, Service};

use super::method_router::StatedRoute;
use super::policy::{Public, States};
use crate::renewal::SessionLayer;

/// [`axum::Router`] of handlers that all say who may reach them: `#[protected]`, or `#[public]`. One that says nothing does
/// not compile.
///
/// Its methods are those of axum's. What cannot carry an attribute is stated open by [`Public`] around it: a closure, a
/// service, a router of axum's. It goes to `axum::serve` as it is, and wherever axum's own is asked for with
/// [`into_axum`](Self::into_axum).
///
/// ```
/// # extern crate auth as _;
/// mod auth {
///     ::auth::auth! { providers: [github] }
/// }
///
/// use crate::auth::{Auth, Session, protected, public};
/// use ::auth::routing::{Public, Router, get};
///
/// #[public]
/// async fn home() -> &'static str {
///     "Hello"
/// }
///
/// #[protected]
/// async fn dashboard(session: Session) -> String {
///     format!("Hello, {}", session.user.display_name())
/// }
///
/// # fn main() {}
/// fn application(auth: Auth) -> Router {
///     Router::new()
///         .route("/", get(home))
///         .route("/dashboard", get(dashboard))
///         .route("/health", get(Public(async || "well")))
///         .merge(auth.routes())
///         .with_state(auth)
/// }
/// ```
///
/// A handler that says nothing:
///
/// ```compile_fail,E0277
/// # use auth::routing::{Router, get};
/// async fn settings() {}
///
/// let _: Router = Router::new().route("/settings", get(settings));
/// ```
///
/// A guard belongs to its handler and knows no path, so that no spelling of a path leads round it.
#[must_use = "a router answers nothing until it is served"]
pub struct Router<S = ()> {
    inner: axum::Router<S>,
    /// The layer of sessions is around it.
    layered: bool,
}

impl<S> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    /// A router that answers everything with `404`.
    pub fn new() -> Self {
        Self {
            inner: axum::Router::new(),
            layered: false,
        }
    }

    /// Adds handlers for the paths that a pattern matches; as [`axum::Router::route`].
    #[track_caller]
    pub fn route<R: StatedRoute<S>>(mut self, path: &str, handlers: R) -> Self {
        self.layered = false;
        self.inner = self.inner.route(path, handlers.into_axum());
        self
    }

    /// Adds a service that is open; as [`axum::Router::route_service`].
    #[track_caller]
    pub fn route_service<T>(mut self, path: &str, service: Public<T>) -> Self
    where
        T: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        T::Response: IntoResponse,
        T::Future: Send + 'static,
    {
        self.layered = false;
        self.inner = self.inner.route_service(path, service.0);
        self
    }

    /// Adds the routes of another router below a prefix; as [`axum::Router::nest`]. A router of axum's goes into [`Public`].
    #[track_caller]
    pub fn nest<R: NestedRoutes<S>>(mut self, path: &str, router: R) -> Self {
        self.layered = false;
        self.inner = self.inner.nest(path, router.into_axum());
        self
    }

    /// Adds a service that is open below a prefix; as [`axum::Router::nest_service`].
    #[track_caller]
    pub fn nest_service<T>(mut self, path: &str, service: Public<T>) -> Self
    where
        T: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        T::Response: IntoResponse,
        T::Future: Send + 'static,
    {
        self.layered = false;
        self.inner = self.inner.nest_service(path, service.0);
        self
    }

    /// Adds the routes of another router, or `auth.routes()`; as [`axum::Router::merge`]. A router of axum's goes into
    /// [`Public`].
    #[track_caller]
    pub fn merge<R: StatedRoutes<S>>(mut self, other: R) -> Self {
        self.layered = false;
        self.inner = self.inner.merge(other.into_axum());
        self
    }

    /// Puts a layer around everything so far; as [`axum::Router::layer`].
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.inner = self.inner.layer(layer);
        self
    }

    /// Puts a layer around the routes so far, not around the fallback; as [`axum::Router::route_layer`].
    #[track_caller]
    pub fn route_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.inner = self.inner.route_layer(layer);
        self
    }

    /// Answers what no route matches, instead of `404`; as [`axum::Router::fallback`].
    pub fn fallback<H, T, P>(mut self, handler: H) -> Self
    where
        H: Handler<T, S> + States<P, T>,
        T: 'static,
    {
        self.layered = false;
        self.inner = self.inner.fallback(handler);
        self
    }

    /// Answers what no route matches with a service that is open; as [`axum::Router::fallback_service`].
    pub fn fallback_service<T>(mut self, service: Public<T>) -> Self
    where
        T: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        T::Response: IntoResponse,
        T::Future: Send + 'static,
    {
        self.layered = false;
        self.inner = self.inner.fallback_service(service.0);
        self
    }

    /// Answers a method that a route has no handler for, instead of `405`; as
    /// [`axum::Router::method_not_allowed_fallback`].
    pub fn method_not_allowed_fallback<H, T, P>(mut self, handler: H) -> Self
    where
        H: Handler<T, S> + States<P, T>,
        T: 'static,
    {
        self.layered = false;
        self.inner = self.inner.method_not_allowed_fallback(handler);
        self
    }

    /// Gives the handlers their state; as [`axum::Router::with_state`]. The [layer of sessions](crate::Auth::layer) comes around
    /// them with it.
    pub fn with_state<S2>(self, state: S) -> Router<S2> {
        Router {
            inner: self.into_axum().with_state(state),
            layered: true,
        }
    }

    /// The same as a router of axum's, with the [layer of sessions](crate::Auth::layer) around it. What is added to that need not
    /// state anything, and is outside of the layer.
    pub fn into_axum(self) -> axum::Router<S> {
        match self.layered {
            true => self.inner,
            false => self.inner.layer(SessionLayer::new()),
        }
    }
}

/// What [`Router::merge`] takes.
#[diagnostic::on_unimplemented(
    message = "the handlers of this router do not say who may reach them: make it with `auth::routing::Router` [AUTH-150]",
    label = "not a router of `auth::routing`",
    note = "if all of it is open on purpose, it goes into `auth::routing::Public(…)`"
)]
pub trait StatedRoutes<S> {
    /// As axum's.
    fn into_axum(self) -> axum::Router<S>;
}

/// What [`Router::nest`] takes: everything but `auth.routes()`, which stand at their place already.
#[diagnostic::on_unimplemented(
    message = "the handlers of this router do not say who may reach them: make it with `auth::routing::Router` [AUTH-150]",
    label = "not a router of `auth::routing`",
    note = "if all of it is open on purpose, it goes into `auth::routing::Public(…)`",
    note = "`auth.routes()` know their base path: `merge` takes them"
)]
pub trait NestedRoutes<S>: StatedRoutes<S> {}

#[diagnostic::do_not_recommend]
impl<S> NestedRoutes<S> for Router<S> {}

#[diagnostic::do_not_recommend]
impl<S> NestedRoutes<S> for Public<axum::Router<S>> {}

#[diagnostic::do_not_recommend]
impl<S> StatedRoutes<S> for Router<S> {
    fn into_axum(self) -> axum::Router<S> {
        self.inner
    }
}

#[diagnostic::do_not_recommend]
impl<S> StatedRoutes<S> for Public<axum::Router<S>> {
    fn into_axum(self) -> axum::Router<S> {
        self.0
    }
}

impl<S> From<Public<axum::Router<S>>> for Router<S> {
    fn from(public: Public<axum::Router<S>>) -> Self {
        Self {
            inner: public.0,
            layered: false,
        }
    }
}

impl<S: Clone + Send + Sync + 'static> From<Router<S>> for axum::Router<S> {
    fn from(stated: Router<S>) -> Self {
        stated.into_axum()
    }
}

/// Whatever axum's router serves: requests, and the connections of `axum::serve`.
impl<R> Service<R> for Router<()>
where
    axum::Router<()>: Service<R>,
{
    type Response = <axum::Router<()> as Service<R>>::Response;
    type Error = <axum::Router<()> as Service<R>>::Error;
    type Future = <axum::Router<()> as Service<R>>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        self.inner.call(request)
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Router<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Clone for Router<S> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            layered: self.layered,
        }
    }
}

impl<S> fmt::Debug for Router<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Router").field(&self.inner).finish()
    }
}
