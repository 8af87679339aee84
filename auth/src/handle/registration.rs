//! What whoever starts the application is told: what to register with which provider.

use auth_spec::Protocol;

use crate::declaration::{Declaration, SessionStrategy};
use crate::handle::Auth;

impl<D: Declaration> Auth<D> {
    /// Says on standard error what [`registration`](Self::registration) returns.
    pub fn announce(&self) {
        eprint!("{}", self.registration());
    }

    /// What whoever starts the application should read: where browsers reach it, what is to be known of its
    /// configuration, and which redirect URI to register with which provider, which URL to return to from a sign-out
    /// there, and which addresses of this application the provider may use by itself; some lines of text.
    #[must_use]
    pub fn registration(&self) -> String {
        let configuration = &self.core().configuration;
        let mut lines = vec![format!(
            "browsers reach this application at {}, and people sign in at {}",
            configuration.base_url,
            configuration.sign_in_page()
        )];
        lines.extend(configuration.notices.iter().cloned());
        lines.extend(self.core().offered().map(|provider| {
            let declaration = provider.declaration;
            if declaration.spec.protocol == Protocol::Email {
                format!(
                    "`{}` sends links to {}, with nothing to register",
                    declaration.id, provider.redirect_uri
                )
            } else if declaration.is_dev() || declaration.is_own() {
                format!(
                    "`{}` is inside this application, with nothing to register",
                    declaration.id
                )
            } else {
                format!(
                    "`{}` needs this redirect URI registered with {}: {}",
                    declaration.id,
                    declaration.registrar(),
                    provider.redirect_uri
                )
            }
        }));
        let ends_sessions = self.core().offered().filter(|provider| {
            let declaration = provider.declaration;
            declaration.may_end_session() && !declaration.is_dev()
        });
        lines.extend(ends_sessions.map(|provider| {
            format!(
                "to sign out of `{}` too, register this post-logout redirect URI with {}: {}",
                provider.declaration.id,
                provider.declaration.registrar(),
                self.core().post_logout_redirect_uri()
            )
        }));
        lines.extend(self.keys_for_providers());
        lines.extend(self.addresses_for_providers());
        lines
            .iter()
            .flat_map(|line| ["auth: ", line, "\n"])
            .collect()
    }

    /// Where those find our public keys that we authenticate to with one.
    fn keys_for_providers(&self) -> Vec<String> {
        let core = self.core();
        let keyed = core.offered().filter_map(|provider| {
            let key = provider.private_key.as_ref()?;
            Some(format!(
                "to be known to `{}` by the key {}, register this JWKS URI with {}: {}",
                provider.declaration.id,
                key.id(),
                provider.declaration.registrar(),
                core.configuration.route("/jwks")
            ))
        });
        keyed.collect()
    }

    /// What each OpenID provider may be told besides, of what is mounted.
    fn addresses_for_providers(&self) -> Vec<String> {
        let revocable = <D::Sessions as SessionStrategy>::REVOCABLE;
        let stored = <D::Sessions as SessionStrategy>::STORED;
        let mut lines = Vec::new();
        for provider in self.core().signing() {
            let declaration = provider.configuration().declaration;
            let (id, registrar) = (declaration.id, declaration.registrar());
            let mut say = |mounted: bool, before: &str, name: &str, route: &str| {
                if mounted {
                    let url = self.core().configuration.route(&[route, id].concat());
                    lines.push(format!(
                        "{before} `{id}`, register this {name} with {registrar}: {url}"
                    ));
                }
            };
            let told = "to be told of sign-outs at";
            let name = "back-channel logout URI";
            say(revocable, told, name, "/backchannel-logout/");
            let (named, name) = (provider.issuer().is_some(), "front-channel logout URI");
            say(stored && named, told, name, "/frontchannel-logout/");
            let (begun, name) = ("to let sign-ins begin at", "initiate login URI");
            say(named, begun, name, "/initiate-login/");
        }
        lines
    }
}
