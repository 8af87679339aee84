//! Whether the routes are in a router, and the layer around it, for those who forget them.

use std::sync::atomic::{AtomicBool, Ordering};

use auth_spec::ErrorCode;

/// A flow that begins without them ends at an address where nothing is. It cannot be refused in the build, where nobody
/// sees which router is served; so it is said once, where it would be looked for.
#[derive(Debug, Default)]
pub(crate) struct Mounted {
    made: AtomicBool,
    told: AtomicBool,
    told_of_layer: AtomicBool,
}

impl Mounted {
    /// The routes have been handed out.
    pub(crate) fn note(&self) {
        self.made.store(true, Ordering::Relaxed);
    }

    /// A handler outside of the layer answers somebody who is signed in: nothing keeps that answer out of caches.
    pub(crate) fn lacks_layer(&self) {
        if !self.told_of_layer.swap(true, Ordering::Relaxed) {
            tracing::error!(
                code = ErrorCode::LAYER_MISSING.code,
                "caches may give what was made for one user to another: add `.layer(auth.layer())` to the application's router"
            );
        }
    }

    /// A browser is about to be led to them.
    pub(crate) fn expect(&self, base_path: &str) {
        if !self.made.load(Ordering::Relaxed) && !self.told.swap(true, Ordering::Relaxed) {
            tracing::error!(
                code = ErrorCode::ROUTES_MISSING.code,
                base_path,
                "nobody can sign in: merge `auth.routes()` into the application's router"
            );
        }
    }
}
