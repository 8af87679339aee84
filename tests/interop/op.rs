//! npm's `oidc-provider`: an OpenID provider that others have certified.

use serde::Deserialize;

use crate::node::Server;

/// A running provider; it ends when it is dropped.
#[derive(Debug)]
pub(crate) struct OpenIdProvider {
    /// Its issuer identifier.
    pub(crate) issuer: String,
    /// The secret of its clients `basic` and `post`.
    pub(crate) client_secret: String,
    _server: Server,
}

impl OpenIdProvider {
    /// Starts one that knows the application at `app` (an origin).
    pub(crate) async fn start(app: &str) -> Self {
        #[derive(Deserialize)]
        struct Ready {
            issuer: String,
            secret: String,
        }
        let (server, ready) = Server::start::<Ready>("op/op.mjs", &["--app", app]).await;
        Self {
            issuer: ready.issuer,
            client_secret: ready.secret,
            _server: server,
        }
    }
}
