//! `GET /providers`: what is offered, for clients that render their own buttons.

use auth_spec::Protocol;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::routes::answer;

/// One provider, in the shape that the clients of Auth.js parse: their `callbackUrl` is the redirect URI.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    name: &'a str,
    r#type: &'a str,
    #[serde(rename = "signinUrl")]
    sign_in_url: String,
    #[serde(rename = "callbackUrl")]
    redirect_uri: &'a str,
}

/// An object in the order of the declaration.
struct Entries<'a>(Vec<Entry<'a>>);

impl Serialize for Entries<'_> {
    fn serialize<T: Serializer>(&self, serializer: T) -> Result<T::Ok, T::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for entry in &self.0 {
            map.serialize_entry(entry.id, entry)?;
        }
        map.end()
    }
}

/// An object keyed by id.
pub(super) async fn list<D: Declaration>(State(auth): State<Auth<D>>) -> Response {
    let core = auth.core();
    let entries = core.offered().map(|provider| Entry {
        id: provider.declaration.id,
        name: provider.declaration.display_name(),
        r#type: match provider.declaration.spec.protocol {
            Protocol::OpenIdConnect => "oidc",
            Protocol::OAuth2 => "oauth",
            Protocol::Credentials => "credentials",
            Protocol::Email => "email",
        },
        sign_in_url: core.sign_in_url(provider),
        redirect_uri: &provider.redirect_uri,
    });
    answer::json(&Entries(entries.collect()))
}
