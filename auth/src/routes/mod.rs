//! The HTTP surface: one file per endpoint. They read requests and write answers; what is right is decided elsewhere.

mod accounts;
mod answer;
mod callback;
mod client;
mod credentials;
mod csrf;
mod email;
mod error;
mod fields;
mod initiate_login;
mod jwks;
mod logout;
mod peer;
mod providers;
mod public_session;
mod session;
mod sessions;
mod sign_in;
mod sign_out;
mod signed_out;
mod verify_request;

#[cfg(any(debug_assertions, feature = "testing"))]
mod dev;

use auth_spec::ErrorCode;
use axum::Router;
use axum::routing::{get, post};

use crate::declaration::{Declaration, SessionStrategy};
use crate::handle::Auth;
use crate::problem::Problem;
use crate::protection::routing::Routes;

impl<D: Declaration> Auth<D> {
    /// The routes, below the base path of the declaration, to be merged into the application's router. Its own pages are added
    /// with [`Routes::page`].
    pub fn routes<S>(&self) -> Routes<D, S>
    where
        S: Clone + Send + Sync + 'static,
    {
        self.core().mounted.note();
        let (script, declarations) = (client::File::script(), client::File::declarations::<D>());
        let routes = Router::new()
            .route(
                "/signin",
                get(sign_in::page::<D>).post(sign_in::start_any::<D>),
            )
            .route("/signin/{provider}", post(sign_in::start::<D>))
            .route("/callback/{provider}", callback::redirect_uri::<D>())
            .route(
                "/initiate-login/{provider}",
                get(initiate_login::begin::<D>).post(initiate_login::begin::<D>),
            )
            .route(
                "/signout",
                get(sign_out::page::<D>).post(sign_out::perform::<D>),
            )
            .route("/signed-out", get(signed_out::arrive::<D>))
            .route(
                "/session",
                get(session::read::<D>).post(session::update::<D>),
            )
            .route("/csrf", get(csrf::token::<D>))
            .route("/jwks", get(jwks::read::<D>))
            .route("/providers", get(providers::list::<D>))
            .route("/error", get(error::page::<D>))
            .route("/verify-request", get(verify_request::page::<D>))
            .route(
                "/client.js",
                get(move |query, headers| script.serve(query, headers)),
            )
            .route(
                "/client.d.ts",
                get(move |query, headers| declarations.serve(query, headers)),
            );
        let routes = match <D::Sessions as SessionStrategy>::REVOCABLE {
            true => routes.route(
                "/backchannel-logout/{provider}",
                post(logout::back_channel::<D>),
            ),
            false => routes,
        };
        let routes = match <D::Sessions as SessionStrategy>::STORED {
            true => stored(routes),
            false => routes,
        };
        #[cfg(any(debug_assertions, feature = "testing"))]
        let routes = dev::mount(routes, self);
        let routes = routes
            .fallback(async || Problem::of(&ErrorCode::NOT_FOUND))
            .method_not_allowed_fallback(async || Problem::of(&ErrorCode::METHOD_NOT_ALLOWED))
            .with_state(self.clone());
        Routes::new(Router::new().nest(D::BASE_PATH, routes))
    }
}

/// What there is to look at and to end where a store keeps sessions and accounts.
fn stored<D: Declaration>(routes: Router<Auth<D>>) -> Router<Auth<D>> {
    routes
        .route(
            "/frontchannel-logout/{provider}",
            get(logout::front_channel::<D>),
        )
        .route("/sessions", get(sessions::list::<D>))
        .route("/sessions/end", post(sessions::end::<D>))
        .route("/accounts", get(accounts::list::<D>))
        .route("/accounts/link/{provider}", post(accounts::link::<D>))
        .route("/accounts/unlink", post(accounts::unlink::<D>))
}
