//! The routes of the declaration, and the application's own pages among them.

use std::fmt;
use std::marker::PhantomData;

use super::method_router::{MethodRouter, StatedRoute};
use super::policy::{Policy, Within};
use super::router::StatedRoutes;
use crate::declaration::{Declaration, DeclaredPage};

/// What [`Auth::routes`](crate::Auth::routes) returns: the routes below the base path, to be merged into the application's
/// router, which may be axum's or [the one whose handlers say who may reach them](super::Router).
#[must_use = "the routes answer nothing until they are merged into a router"]
pub struct Routes<D, S> {
    inner: axum::Router<S>,
    declaration: PhantomData<fn() -> D>,
}

impl<D: Declaration, S> Routes<D, S>
where
    S: Clone + Send + Sync + 'static,
{
    pub(crate) fn new(inner: axum::Router<S>) -> Self {
        Self {
            inner,
            declaration: PhantomData,
        }
    }

    /// Adds one of the application's own pages, at the path that `pages: { … }` of the declaration gives it.
    ///
    /// The pages for those who are not signed in (`sign_in`, `error`, `verify_request`) take handlers that are all
    /// `#[public]`: a guard would lead whoever comes back to the page it stands on. Two pages with one path are added once.
    ///
    /// ```
    /// # extern crate auth as _;
    /// mod auth {
    ///     ::auth::auth! {
    ///         providers: [github],
    ///         pages: { sign_in: "/login" },
    ///     }
    /// }
    ///
    /// use crate::auth::{Auth, page, public};
    /// use ::auth::routing::get;
    ///
    /// #[public]
    /// async fn login() -> &'static str {
    ///     "Please sign in"
    /// }
    ///
    /// # fn main() {}
    /// fn application(auth: Auth) -> axum::Router {
    ///     axum::Router::new()
    ///         .merge(auth.routes().page(page::sign_in, get(login)))
    ///         .with_state(auth)
    /// }
    /// ```
    #[track_caller]
    pub fn page<G, R>(mut self, page: G, handlers: R) -> Self
    where
        G: DeclaredPage<Declaration = D>,
        R: ServesPage<G, S>,
    {
        let _ = page;
        self.inner = self.inner.route(G::PATH, handlers.into_axum());
        self
    }
}

/// What [`Routes::page`] takes for the page `G`.
#[diagnostic::on_unimplemented(
    message = "these handlers cannot serve the page `{G}`: write `#[public]` above each [AUTH-151]",
    label = "not all of them are `#[public]`, or they were not made by a function of `auth::routing`",
    note = "people who are not signed in must see it: a guard would lead them back to it for ever",
    note = "take `get` and the like from `auth::routing`, where handlers say who may reach them"
)]
pub trait ServesPage<G, S>: StatedRoute<S> {}

#[diagnostic::do_not_recommend]
impl<G, S, P> ServesPage<G, S> for MethodRouter<S, P>
where
    G: DeclaredPage,
    P: Policy + Within<G::AtMost>,
{
}

impl<D, S> StatedRoutes<S> for Routes<D, S> {
    fn into_axum(self) -> axum::Router<S> {
        self.inner
    }
}

impl<D, S> From<Routes<D, S>> for axum::Router<S> {
    fn from(routes: Routes<D, S>) -> Self {
        routes.inner
    }
}

impl<D, S> Clone for Routes<D, S> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            declaration: PhantomData,
        }
    }
}

impl<D, S> fmt::Debug for Routes<D, S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Routes").field(&self.inner).finish()
    }
}
