//! What a handler states, read off the types of its arguments.
//!
//! What is not exported from [`routing`](super) cannot be named outside, so that nobody else can implement it.

use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;

use axum::extract::{FromRequestParts, Request};
use axum::handler::Handler;
use http::request::Parts;

use crate::protection::Guard;

/// A policy, as a type: whoever comes is let in. What `#[public]` says.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Open;

/// A policy, as a type: somebody is signed in, or the request ends before the handler. What `#[protected]` says.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Guarded;

/// [`Open`] or [`Guarded`].
pub trait Policy: 'static {
    /// What handlers state together, of which some state this and others `Other`: open when all are.
    type And<Other: Policy>: Policy;
}

impl Policy for Open {
    type And<Other: Policy> = Other;
}

impl Policy for Guarded {
    type And<Other: Policy> = Self;
}

/// A policy that lets in everybody whom `Most` lets in.
pub trait Within<Most> {}

impl Within<Self> for Open {}
impl<P: Policy> Within<Guarded> for P {}

/// A handler that says who may reach it. `T` is the parameter of axum's [`Handler`].
#[diagnostic::on_unimplemented(
    message = "this handler does not say who may reach it: write `#[protected]` above it, or `#[public]` if it is open on purpose [AUTH-150]",
    label = "neither `#[protected]` nor `#[public]`",
    note = "what is not a function goes into `auth::routing::Public(…)` if it is open on purpose"
)]
pub trait States<P, T> {}

// The policy is a parameter because an associated type would be looked for, and missed, a second time.
#[diagnostic::do_not_recommend]
impl<H, P, T: Arguments<Policy = P>> States<P, T> for H {}

/// Open on purpose: around what cannot carry the attribute `#[public]`, such as a closure, a service, or a router of
/// axum's whose handlers state nothing.
///
/// ```
/// use auth::routing::{Public, Router, get};
///
/// # fn router() -> Router {
/// Router::new().route("/health", get(Public(async || "well")))
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Public<T>(
    /// What is open.
    pub T,
);

#[diagnostic::do_not_recommend]
impl<H, T, S> Handler<OnPurpose<T>, S> for Public<H>
where
    H: Handler<T, S>,
    T: 'static,
{
    type Future = H::Future;

    fn call(self, request: Request, state: S) -> Self::Future {
        self.0.call(request, state)
    }
}

/// The parameter `T` of the handler `Public(…)`.
pub struct OnPurpose<T>(PhantomData<fn() -> T>);

impl<T> fmt::Debug for OnPurpose<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OnPurpose")
    }
}

/// The parameter `T` of a [`Handler`] that says what the handler's policy is.
///
/// For a function it is `(M, T1, …)`: something of axum's own, and the types of the arguments. The attributes put theirs
/// in front, alone or in a pair with the first of the user's.
pub trait Arguments {
    /// What they state.
    type Policy: Policy;
}

impl<T> Arguments for OnPurpose<T> {
    type Policy = Open;
}

macro_rules! arguments {
    ([$($taken:ident)*] $($rest:ident)*) => {
        impl<M, First: Argument, $($taken),*> Arguments for (M, First, $($taken,)*) {
            type Policy = First::Policy;
        }
        arguments!(@longer [$($taken)*] $($rest)*);
    };
    (@longer [$($taken:ident)*] $next:ident $($rest:ident)*) => {
        arguments!([$($taken)* $next] $($rest)*);
    };
    (@longer [$($taken:ident)*]) => {};
}

// Sixteen with the first, as many as axum's handlers take.
arguments!([] T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 T16);

/// An argument that states a policy.
pub trait Argument {
    /// Which.
    type Policy: Policy;
}

impl<D, C> Argument for Guard<D, C> {
    type Policy = Guarded;
}

impl Argument for Marker {
    type Policy = Open;
}

impl<A: Argument, X> Argument for (A, X) {
    type Policy = A::Policy;
}

/// What `#[public]` adds to a handler's arguments: nothing at run time.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Marker;

impl<S: Sync> FromRequestParts<S> for Marker {
    type Rejection = Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self)
    }
}
