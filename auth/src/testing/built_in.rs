//! The provider `dev` of a declaration.

use std::sync::Arc;

use super::{Client, Provider};
use crate::clock::SharedClock;
use crate::config::{Configuration, ProviderConfiguration};

/// The provider inside the application, if its declaration has one.
///
/// Its issuer is below the application's own base path, so that browsers reach it through the application's routes; the
/// application itself is answered in process.
pub(crate) fn built_in(
    configuration: &Configuration,
    providers: &[Option<ProviderConfiguration>],
    clock: &SharedClock,
) -> Option<Provider> {
    let dev = providers
        .iter()
        .flatten()
        .find(|provider| provider.declaration.is_dev())?;
    let authority = configuration.base_url.authority();
    let mut client = Client::new(dev.client_id.clone())
        .name(configuration.theme.name.unwrap_or(authority))
        .uri(configuration.base_url.origin())
        .redirect_uri(dev.redirect_uri.clone())
        .post_logout_redirect_uri(configuration.route("/signed-out"));
    if let Some(secret) = &dev.client_secret {
        client = client.secret(secret.expose());
    }
    Provider::builder()
        .issuer(dev.issuer.clone()?)
        .client(client)
        .shared_clock(Arc::clone(clock))
        .languages(configuration.languages)
        .build()
        .ok()
}
