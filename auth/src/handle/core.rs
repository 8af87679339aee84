//! The part of the handle that does not know the declaration's types, so that it is compiled once.

use std::sync::Arc;

use auth_spec::{ErrorCode, Protocol};
use http::HeaderMap;
use http::header::{HOST, REFERER};
use serde_json::{Value, json};
use url::Url;

use crate::authorization::{Flows, ReauthenticationDemand};
use crate::clock::SharedClock;
use crate::config::{Configuration, PrivateKey, ProviderConfiguration, Secret};
use crate::consumed::Consumed;
use crate::credentials::{Attempts, Desk};
use crate::declaration::ProviderDeclaration;
use crate::email::Links;
use crate::error::Problems;
use crate::handle::Refreshing;
use crate::handle::mounted::Mounted;
use crate::handle::visitor::ClientAddress;
use crate::openid::Departures;
use crate::outbound::{HttpClient, NetworkClient, Outbound};
use crate::pages::{Layout, Layouts};
use crate::protection::Csrf;
use crate::provider::Provider;
use crate::registry::Registry;

/// A declaration in operation.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) configuration: Configuration,
    /// As declared; `None` where an optional provider is not configured.
    providers: Vec<Option<Provider>>,
    /// The declarations of those that are configured, for the sign-in page.
    pub(crate) declarations: Vec<ProviderDeclaration>,
    /// What sign-in without a provider means; `None`: the sign-in page.
    pub(crate) default_provider: Option<usize>,
    layouts: Layouts,
    pub(crate) mounted: Mounted,
    pub(crate) flows: Flows,
    pub(crate) csrf: Csrf,
    pub(crate) reauthentication: ReauthenticationDemand,
    pub(crate) departures: Departures,
    /// Whose tokens are being refreshed.
    pub(crate) refreshing: Refreshing,
    /// Which logout tokens have been followed.
    pub(crate) logged_out: Consumed,
    pub(crate) client_address: ClientAddress,
    /// Where a store keeps users and accounts.
    pub(crate) registry: Option<Registry>,
    /// Where a provider is `email`.
    pub(crate) links: Option<Links>,
    /// How often people have tried to sign in with what they type.
    pub(crate) attempts: Attempts,
    /// Where what they type is checked.
    pub(crate) desk: Desk,
    #[cfg(any(debug_assertions, feature = "testing"))]
    pub(crate) dev: Option<crate::testing::Provider>,
}

/// What a [`Core`] is made of.
pub(super) struct Ready<'a> {
    pub(super) secrets: &'a [Secret],
    pub(super) configuration: Configuration,
    pub(super) providers: Vec<Option<ProviderConfiguration>>,
    pub(super) default_provider: Option<usize>,
    pub(super) clock: SharedClock,
    pub(super) http_client: Option<Arc<dyn HttpClient>>,
    pub(super) links: Option<Links>,
    pub(super) client_address: ClientAddress,
    pub(super) registry: Option<Registry>,
}

impl Core {
    /// `None` when that is not possible; why is then among the problems.
    pub(super) fn assemble(ready: Ready<'_>, problems: &mut Problems) -> Option<Self> {
        let Ready {
            secrets,
            configuration,
            providers,
            default_provider,
            clock,
            http_client,
            links,
            client_address,
            registry,
        } = ready;
        #[allow(unused_mut, reason = "a release build has no provider of its own")]
        let mut outbound = Outbound::new(client(http_client, problems)?);
        #[cfg(any(debug_assertions, feature = "testing"))]
        let dev = crate::testing::built_in(&configuration, &providers, &clock);
        #[cfg(any(debug_assertions, feature = "testing"))]
        if let Some(provider) = &dev
            && let Ok(issuer) = Url::parse(provider.issuer())
        {
            outbound = outbound.with_local(issuer, Arc::new(provider.clone()));
        }
        let mut run = |provider| {
            Provider::new(provider, &outbound, Arc::clone(&clock))
                .map_err(|error| {
                    problems.push(
                        error.code(),
                        error.to_string(),
                        "correct it in `auth!` or in the environment",
                    );
                })
                .ok()
        };
        let providers: Vec<Option<Provider>> = providers
            .into_iter()
            .map(|provider| provider.and_then(&mut run))
            .collect();
        let offered = || providers.iter().flatten().map(Provider::configuration);
        let secure = configuration.base_url.is_secure();
        Some(Self {
            layouts: Layouts::new(
                &configuration.base_url,
                configuration.theme,
                configuration.languages,
                offered().map(|provider| provider.declaration),
            ),
            declarations: offered().map(|provider| *provider.declaration).collect(),
            mounted: Mounted::default(),
            default_provider: default_among(&providers, default_provider),
            departures: Departures::new(secrets, secure, Arc::clone(&clock)),
            attempts: Attempts::new(Arc::clone(&clock)),
            desk: Desk::new(),
            flows: Flows::new(secrets, secure, clock),
            csrf: Csrf::new(secrets, &configuration.base_url),
            reauthentication: ReauthenticationDemand::new(secure),
            providers,
            configuration,
            links,
            refreshing: Refreshing::default(),
            logged_out: Consumed::default(),
            client_address,
            registry,
            #[cfg(any(debug_assertions, feature = "testing"))]
            dev,
        })
    }

    /// What the built-in pages are made with for whoever sends this request.
    pub(crate) fn layout(&self, request: &HeaderMap) -> &Layout {
        self.layouts.of(request)
    }

    /// The provider in this place of the declaration, if it is configured.
    pub(crate) fn provider(&self, place: usize) -> Option<&Provider> {
        self.providers.get(place)?.as_ref()
    }

    /// Its configuration.
    pub(crate) fn configured(&self, place: usize) -> Option<&ProviderConfiguration> {
        self.provider(place).map(Provider::configuration)
    }

    /// The providers that are configured, in the order of the declaration.
    pub(crate) fn offered(&self) -> impl Iterator<Item = &ProviderConfiguration> {
        self.providers.iter().flatten().map(Provider::configuration)
    }

    /// Those of others that sign what they say, and may say more than who signs in.
    pub(crate) fn signing(&self) -> impl Iterator<Item = &Provider> {
        let all = self.providers.iter().flatten();
        all.filter(|provider| {
            provider.signs_tokens() && !provider.configuration().declaration.is_dev()
        })
    }

    /// The public keys of those that authenticate with one (RFC 7517 §5), each once; none where nobody does.
    pub(crate) fn jwks(&self) -> Option<Value> {
        let mut keys: Vec<Value> = Vec::new();
        for configured in self.offered() {
            let key = configured.private_key.as_ref().map(PrivateKey::public_jwk);
            keys.extend(key.filter(|key| !keys.contains(key)));
        }
        (!keys.is_empty()).then(|| json!({ "keys": keys }))
    }

    /// The place of the provider with this id in URLs, if it is configured.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.providers.iter().position(|provider| {
            provider
                .as_ref()
                .is_some_and(|provider| provider.configuration().declaration.id == id)
        })
    }

    /// Its place, and how it identifies its users.
    pub(crate) fn protocol(&self, id: &str) -> Option<(usize, Protocol)> {
        let place = self.place(id)?;
        let provider = self.configured(place)?;
        Some((place, provider.declaration.spec.protocol))
    }

    /// Where a form that signs in with this provider posts to, with what people have typed into it if there is that.
    pub(crate) fn form_action(&self, provider: &ProviderConfiguration) -> String {
        match provider.declaration.spec.protocol {
            Protocol::OpenIdConnect | Protocol::OAuth2 | Protocol::Email => {
                self.sign_in_url(provider)
            }
            Protocol::Credentials => provider.redirect_uri.clone(),
        }
    }

    /// Where a sign-in with this provider starts.
    pub(crate) fn sign_in_url(&self, provider: &ProviderConfiguration) -> String {
        self.configuration
            .route(&["/signin/", provider.declaration.id].concat())
    }

    /// Where a provider sends somebody back who has signed out there: to be registered with each of them.
    pub(crate) fn post_logout_redirect_uri(&self) -> String {
        self.configuration.route("/signed-out")
    }

    /// The document by way of which a browser leaves the pages of its session.
    pub(crate) fn way_out(&self, state: &str) -> String {
        format!("{}?state={state}", self.post_logout_redirect_uri())
    }

    /// Where a sign-out ends, as an absolute URL.
    pub(crate) fn end_of_sign_out(&self, callback_url: Option<&str>) -> String {
        self.absolute(callback_url.unwrap_or(self.configuration.callbacks.after_sign_out))
    }

    /// The checked form of a destination, or `None`.
    pub(crate) fn callback_url(&self, candidate: &str) -> Option<String> {
        let checked = self.configuration.callback_urls.check(candidate);
        if checked.is_none() {
            tracing::info!(
                code = ErrorCode::CALLBACK_URL_NOT_ALLOWED.code,
                "a callback URL was refused"
            );
        }
        checked
    }

    /// The page a request came from, if it is one of this application's that a user may be sent back to.
    pub(crate) fn origin_page(&self, headers: &HeaderMap) -> Option<String> {
        let referer = headers.get(REFERER)?.to_str().ok()?;
        let mut url = Url::parse(referer).ok()?;
        if url.origin().ascii_serialization() != self.configuration.base_url.origin() {
            return None;
        }
        if self.is_on_the_way(url.path()) {
            let (_, stated) = url.query_pairs().find(|(name, _)| name == "callbackUrl")?;
            return self.callback_url(&stated);
        }
        url.set_fragment(None);
        self.configuration.callback_urls.check(url.as_str())
    }

    /// Whether a path is one of the pages that lead in or out: never where a user wants to go.
    fn is_on_the_way(&self, path: &str) -> bool {
        let pages = &self.configuration.pages;
        let below = path.strip_prefix(self.configuration.base_path);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || [
                pages.sign_in,
                pages.sign_out,
                pages.error,
                pages.verify_request,
            ]
            .contains(&Some(path))
    }

    /// Whether the browser has come to this machine by another of its names than the base URL's: `127.0.0.1` instead of
    /// `localhost`. Its cookies would not come along to the redirect URI.
    ///
    /// Only on this machine, and only at the same port: everywhere else a proxy may have written `Host`, and who believed
    /// it would be sent in a circle. The header is compared and nothing else.
    pub(crate) fn is_under_another_name(&self, headers: &HeaderMap) -> bool {
        let Some(own) = self.configuration.base_url.as_callback_url() else {
            return false;
        };
        let Some(host) = headers.get(HOST).and_then(|host| host.to_str().ok()) else {
            return false;
        };
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
            _ => (host, None),
        };
        let here = |name: &str| LOOPBACK.iter().any(|own| own.eq_ignore_ascii_case(name));
        here(own.host())
            && here(name)
            && !own.host().eq_ignore_ascii_case(name)
            && port.map_or(Some(None), |port| port.parse().ok().map(Some)) == Some(own.port())
    }

    /// The absolute form of a checked destination.
    pub(crate) fn absolute(&self, callback_url: &str) -> String {
        if callback_url.starts_with('/') {
            self.configuration.url(callback_url)
        } else {
            callback_url.to_owned()
        }
    }
}

fn client(
    http_client: Option<Arc<dyn HttpClient>>,
    problems: &mut Problems,
) -> Option<Arc<dyn HttpClient>> {
    if http_client.is_some() {
        return http_client;
    }
    match NetworkClient::new() {
        Ok(client) => Some(Arc::new(client)),
        Err(error) => {
            problems.push(
                &ErrorCode::OUTBOUND_CLIENT,
                format!("no client for requests to providers: {error}"),
                "hand one to `Builder::http_client`",
            );
            None
        }
    }
}

/// The declared default, if it is configured; else the only provider that is; else none, which means the sign-in page.
fn default_among(providers: &[Option<Provider>], declared: Option<usize>) -> Option<usize> {
    let configured = |place: &usize| providers.get(*place).is_some_and(Option::is_some);
    declared.filter(configured).or_else(|| {
        let mut offered = (0..providers.len()).filter(configured);
        offered.next().filter(|_| offered.next().is_none())
    })
}

/// The names of this machine.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
