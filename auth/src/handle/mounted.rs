//! Whether the routes are in a router, for those who forget them.

use std::sync::atomic::{AtomicBool, Ordering};

use auth_spec::ErrorCode;

/// A flow that begins without them ends at an address where nothing is. It cannot be refused in the build, where nobody
/// sees which router is served; so it is said once, where it would be looked for.
#[derive(Debug, Default)]
pub(crate) struct Mounted {
    made: AtomicBool,
    told: AtomicBool,
}

impl Mounted {
    /// The routes have been handed out.
    pub(crate) fn note(&self) {
        self.made.store(true, Ordering::Relaxed);
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
