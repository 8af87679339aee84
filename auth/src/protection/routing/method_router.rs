//! The handlers of one path.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use axum::routing::{self, MethodFilter, Route};
use tower::{Layer, Service};

use super::policy::{Policy, Public, States};

/// The handlers of one path, by method: [`axum::routing::MethodRouter`] of handlers that say who may reach them.
///
/// `P` is what they say together: [`Open`](super::Open) when all are open on purpose, else [`Guarded`](super::Guarded).
#[must_use = "handlers answer nothing until they are in a router"]
pub struct MethodRouter<S, P> {
    inner: routing::MethodRouter<S>,
    policy: PhantomData<fn() -> P>,
}

/// The handlers of any method.
///
/// As [`axum::routing::any`], for a handler that says who may reach it.
pub fn any<H, T, S, P>(handler: H) -> MethodRouter<S, P>
where
    H: Handler<T, S> + States<P, T>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    MethodRouter::of(routing::any(handler))
}

/// The handler of the methods in a filter.
///
/// As [`axum::routing::on`], for a handler that says who may reach it.
#[track_caller]
pub fn on<H, T, S, P>(filter: MethodFilter, handler: H) -> MethodRouter<S, P>
where
    H: Handler<T, S> + States<P, T>,
    T: 'static,
    S: Clone + Send + Sync + 'static,
{
    MethodRouter::of(routing::on(filter, handler))
}

impl<S, P> MethodRouter<S, P>
where
    S: Clone + Send + Sync + 'static,
    P: Policy,
{
    /// The same handlers, and one for the methods in a filter.
    #[track_caller]
    pub fn on<H, T, Q>(self, filter: MethodFilter, handler: H) -> MethodRouter<S, P::And<Q>>
    where
        H: Handler<T, S> + States<Q, T>,
        T: 'static,
        Q: Policy,
    {
        MethodRouter::of(self.inner.on(filter, handler))
    }

    /// The same handlers, and one for all other methods.
    pub fn fallback<H, T, Q>(self, handler: H) -> MethodRouter<S, P::And<Q>>
    where
        H: Handler<T, S> + States<Q, T>,
        T: 'static,
        Q: Policy,
    {
        MethodRouter::of(self.inner.fallback(handler))
    }

    /// The handlers of both; a method that both have is a mistake that stops the application when it starts.
    #[track_caller]
    pub fn merge<Q: Policy>(self, other: MethodRouter<S, Q>) -> MethodRouter<S, P::And<Q>> {
        MethodRouter::of(self.inner.merge(other.inner))
    }

    /// The same handlers below a layer. A guard is part of its handler, and so below every layer.
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        Self::of(self.inner.layer(layer))
    }
}

/// What is the same for each method of HTTP. The bounds come from where the macro is used: an error that points at them says
/// nothing of a macro then.
macro_rules! methods {
    ({ $($method:tt)* } $first:tt $further:tt) => {
        $(methods!(@ $method $first $further);)*
    };
    (@ [$function:ident, $name:literal] { $($first:tt)* } { $($further:tt)* }) => {
        #[doc = concat!("The handler of `", $name, "` requests.")]
        #[doc = ""]
        #[doc = concat!("As [`axum::routing::", stringify!($function), "`], for a handler that says who may reach it.")]
        #[track_caller]
        pub fn $function<H, T, S, P>(handler: H) -> MethodRouter<S, P>
        where
            $($first)*
        {
            MethodRouter::of(routing::$function(handler))
        }

        impl<S, P> MethodRouter<S, P>
        where
            S: Clone + Send + Sync + 'static,
            P: Policy,
        {
            #[doc = concat!("The same handlers, and one for `", $name, "` requests.")]
            #[track_caller]
            pub fn $function<H, T, Q>(self, handler: H) -> MethodRouter<S, P::And<Q>>
            where
                $($further)*
            {
                MethodRouter::of(self.inner.$function(handler))
            }
        }
    };
}

methods! {
    {
    [get, "GET"]
    [head, "HEAD"]
    [post, "POST"]
    [put, "PUT"]
    [patch, "PATCH"]
    [delete, "DELETE"]
    [options, "OPTIONS"]
    [trace, "TRACE"]
    [connect, "CONNECT"]
    }
    {
        H: Handler<T, S> + States<P, T>,
        T: 'static,
        S: Clone + Send + Sync + 'static,
    }
    {
        H: Handler<T, S> + States<Q, T>,
        T: 'static,
        Q: Policy,
    }
}

impl<S, P> MethodRouter<S, P> {
    fn of(inner: routing::MethodRouter<S>) -> Self {
        Self {
            inner,
            policy: PhantomData,
        }
    }
}

/// What [`Router::route`](super::Router::route) takes.
#[diagnostic::on_unimplemented(
    message = "the handlers of this route do not say who may reach them: take `get`, `post` and the like from `auth::routing` [AUTH-150]",
    label = "not made by a function of `auth::routing`",
    note = "what is open on purpose goes into `auth::routing::Public(…)`"
)]
pub trait StatedRoute<S> {
    /// As axum's.
    fn into_axum(self) -> routing::MethodRouter<S>;
}

#[diagnostic::do_not_recommend]
impl<S, P> StatedRoute<S> for MethodRouter<S, P> {
    fn into_axum(self) -> routing::MethodRouter<S> {
        self.inner
    }
}

#[diagnostic::do_not_recommend]
impl<S> StatedRoute<S> for Public<routing::MethodRouter<S>> {
    fn into_axum(self) -> routing::MethodRouter<S> {
        self.0
    }
}

impl<S, P> From<MethodRouter<S, P>> for routing::MethodRouter<S> {
    fn from(stated: MethodRouter<S, P>) -> Self {
        stated.inner
    }
}

impl<S, P> Clone for MethodRouter<S, P> {
    fn clone(&self) -> Self {
        Self::of(self.inner.clone())
    }
}

impl<S, P> fmt::Debug for MethodRouter<S, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("MethodRouter")
            .field(&self.inner)
            .finish()
    }
}
