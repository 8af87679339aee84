//! `/dev/…`: the provider inside the application, where it is declared.

use axum::Router;

use crate::declaration::Declaration;
use crate::handle::Auth;

/// Mounts the provider's pages and endpoints below its issuer.
pub(super) fn mount<D: Declaration>(routes: Router<Auth<D>>, auth: &Auth<D>) -> Router<Auth<D>> {
    match &auth.core().dev {
        Some(provider) => routes.nest_service("/dev", provider.router()),
        None => routes,
    }
}
