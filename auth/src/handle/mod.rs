//! The handle: everything a declaration can do, in one value that is cheap to clone.

mod callback;
mod outcome;
mod sign_in;
mod sign_out;

use std::fmt;
use std::sync::Arc;

use auth_spec::ErrorCode;
use axum::Router;
use axum::extract::{FromRef, FromRequestParts};
use http::HeaderMap;
use http::request::Parts;
use url::Url;

use crate::authorization::Flows;
use crate::callback_url::{self, CallbackUrl};
use crate::clock::SharedClock;
use crate::config::{Builder, Configuration, ProviderConfiguration};
use crate::declaration::{Declaration, DeclaredProvider, ProviderDeclaration, ProviderId};
use crate::error::ConfigurationError;
use crate::outbound::{HttpClient, NetworkClient, Outbound};
use crate::pages::Layout;
use crate::protection::Csrf;
use crate::provider::Provider;
use crate::renewal::SessionLayer;
use crate::routes;
use crate::session::{Reading, Session, Sessions};

pub use outcome::{Outcome, Redirection, SignInRefused};
pub use sign_in::SignIn;
pub use sign_out::SignOut;

/// What `auth!` declared, configured and ready: the state of the router, and an extractor.
///
/// As an extractor (`auth: Auth` among a handler's arguments) it also knows the request, so that a sign-in can end on
/// the page where it began.
pub struct Auth<D: Declaration> {
    shared: Arc<Shared<D>>,
    request: Option<Arc<HeaderMap>>,
}

/// What all clones share.
struct Shared<D: Declaration> {
    core: Core,
    sessions: Sessions<D>,
}

/// What does not depend on the declaration's types, so that it is compiled once.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) configuration: Configuration,
    /// As declared; `None` where an optional provider is not configured.
    pub(crate) providers: Vec<Option<Provider>>,
    /// The declarations of those that are configured, for the sign-in page.
    pub(crate) offered: Vec<ProviderDeclaration>,
    pub(crate) layout: Layout,
    pub(crate) flows: Flows,
    pub(crate) csrf: Csrf,
    #[cfg(any(debug_assertions, feature = "testing"))]
    pub(crate) dev: Option<crate::testing::Provider>,
}

/// A provider that is offered, for an application's own buttons.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OfferedProvider<P> {
    /// Which one.
    pub provider: P,
    /// Its id in URLs.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Where a form that signs in with it posts to.
    pub sign_in_url: String,
    /// The redirect URI to register with it.
    pub redirect_uri: String,
}

impl<D: Declaration> Auth<D> {
    /// Reads everything from the environment and says on standard error what to register where.
    ///
    /// Variables: `AUTH_SECRET`, `AUTH_URL`, and for each provider `AUTH_<ID>_ID`, `AUTH_<ID>_SECRET`,
    /// `AUTH_<ID>_ISSUER`.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn from_env() -> Result<Self, ConfigurationError> {
        let auth = Self::builder().build()?;
        auth.announce();
        Ok(auth)
    }

    /// Says in code what is not to be read from the environment.
    pub fn builder() -> Builder<D> {
        Builder::new()
    }

    /// Says on standard error where the application is and which redirect URIs to register.
    pub fn announce(&self) {
        eprint!("{}", self.registration());
    }

    /// Where the application is, what to know of its configuration, and which redirect URI to register with which
    /// provider; some lines of text.
    #[must_use]
    pub fn registration(&self) -> String {
        use std::fmt::Write as _;
        let configuration = &self.core().configuration;
        let mut text = format!("auth: this application is {}\n", configuration.base_url);
        for notice in &configuration.notices {
            let _ = writeln!(text, "auth: {notice}");
        }
        for offered in self.providers() {
            let dev = D::PROVIDERS
                .get(offered.provider.index())
                .is_some_and(|declared| declared.is_dev());
            let _ = if dev {
                writeln!(text, "auth: {} needs no registration", offered.name)
            } else {
                writeln!(
                    text,
                    "auth: register with {} the redirect URI {}",
                    offered.name, offered.redirect_uri
                )
            };
        }
        text
    }

    /// The routes, to be merged into the application's router.
    pub fn routes<S>(&self) -> Router<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        routes::router(self)
    }

    /// A layer that keeps sessions alive while they are used: the cookie is sealed anew once per `update_age`, and under
    /// the newest secret, with whatever response the user gets; and responses that needed a session are kept by no cache.
    ///
    /// Without it a session is renewed only when a client reads `GET {base_path}/session`.
    #[must_use]
    pub fn layer(&self) -> SessionLayer {
        SessionLayer::new()
    }

    /// The providers that are offered, in the order of the declaration.
    pub fn providers(&self) -> impl Iterator<Item = OfferedProvider<D::Provider>> + '_ {
        D::Provider::ALL.iter().filter_map(|provider| {
            let configured = self.core().configured(provider.index())?;
            Some(OfferedProvider {
                provider: *provider,
                id: configured.declaration.id,
                name: configured.declaration.display_name(),
                sign_in_url: self
                    .core()
                    .configuration
                    .route(&["/signin/", configured.declaration.id].concat()),
                redirect_uri: configured.redirect_uri.clone(),
            })
        })
    }

    /// Signs in with this provider: awaited, it is a response that goes straight there.
    ///
    /// It may be answered to any request; as with every redirect, an application decides itself which of its requests
    /// may start one. The user comes back to `callback_url`, else to where this request came from (`Referer`, when this
    /// handle was extracted from the request), else to `after_sign_in`.
    pub fn sign_in(&self, provider: impl DeclaredProvider<D>) -> SignIn<'_, D> {
        SignIn::new(self, Some(provider.provider().index()))
    }

    /// Signs in with the default provider; where there is none, the response goes to the sign-in page.
    pub fn sign_in_any(&self) -> SignIn<'_, D> {
        SignIn::new(self, self.default_provider())
    }

    /// Signs out of this application in this browser: awaited, it is a response that removes the session.
    ///
    /// The provider's own session is untouched: who signs in again may not be asked for anything.
    pub fn sign_out(&self, session: Session<D>) -> SignOut<'_, D> {
        SignOut::new(self, Some(session))
    }

    /// The session of a request, if there is one.
    #[must_use]
    pub fn session(&self, request: &Parts) -> Option<Session<D>> {
        self.session_of(&request.headers)
    }

    pub(crate) fn session_of(&self, headers: &HeaderMap) -> Option<Session<D>> {
        match self.sessions().read(headers) {
            Reading::Live { session, .. } => Some(session),
            Reading::Absent | Reading::Refused => None,
        }
    }

    /// What CSRF tokens are bound to: the session's id, or nothing.
    pub(crate) fn session_id(&self, headers: &HeaderMap) -> String {
        self.session_of(headers)
            .map(|session| session.id().to_owned())
            .unwrap_or_default()
    }

    /// Checks a destination that came from outside: a path of this application, its own origin with a path, or what
    /// `callbacks.allow` says. `None` for everything else.
    #[must_use]
    pub fn callback_url(&self, candidate: &str) -> Option<CallbackUrl<D>> {
        self.core()
            .callback_url(candidate)
            .map(CallbackUrl::checked)
    }

    pub(crate) fn assemble(
        configuration: Configuration,
        clock: SharedClock,
        http_client: Option<Arc<dyn HttpClient>>,
    ) -> Result<Self, ConfigurationError> {
        let sessions = Sessions::new(
            &configuration.secrets,
            &D::SESSION,
            configuration.base_url.is_secure(),
            Arc::clone(&clock),
        )
        .map_err(|fault| {
            ConfigurationError::of(
                fault.code(),
                format!("the session cookie cannot be named so: {fault}"),
                "change `cookie` in `auth!`",
            )
        })?;
        let core = Core::assemble(configuration, clock, http_client)?;
        Ok(Self {
            shared: Arc::new(Shared { core, sessions }),
            request: None,
        })
    }

    pub(crate) fn core(&self) -> &Core {
        &self.shared.core
    }

    pub(crate) fn sessions(&self) -> &Sessions<D> {
        &self.shared.sessions
    }

    /// The headers of the request this handle was extracted from.
    pub(crate) fn request_headers(&self) -> Option<&HeaderMap> {
        self.request.as_deref()
    }

    /// The same handle, knowing this request.
    pub(crate) fn for_request(&self, headers: &HeaderMap) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            request: Some(Arc::new(headers.clone())),
        }
    }

    /// The declared default; else the only provider that is offered; else none, which means the sign-in page.
    pub(crate) fn default_provider(&self) -> Option<usize> {
        if let Some(provider) = D::DEFAULT_PROVIDER {
            return Some(provider.index());
        }
        let mut offered = self.providers();
        match (offered.next(), offered.next()) {
            (Some(only), None) => Some(only.provider.index()),
            _ => None,
        }
    }
}

impl Core {
    fn assemble(
        configuration: Configuration,
        clock: SharedClock,
        http_client: Option<Arc<dyn HttpClient>>,
    ) -> Result<Self, ConfigurationError> {
        let client = match http_client {
            Some(client) => client,
            None => Arc::new(NetworkClient::new().map_err(|error| {
                ConfigurationError::of(
                    &ErrorCode::OUTBOUND_CLIENT,
                    format!("no client for requests to providers: {error}"),
                    "hand one to `Builder::http_client`",
                )
            })?),
        };
        #[allow(unused_mut, reason = "a release build has no provider of its own")]
        let mut outbound = Outbound::new(client);
        #[cfg(any(debug_assertions, feature = "testing"))]
        let dev = crate::testing::built_in(&configuration, &clock);
        #[cfg(any(debug_assertions, feature = "testing"))]
        if let Some(provider) = &dev
            && let Ok(issuer) = Url::parse(provider.issuer())
        {
            outbound = outbound.with_local(issuer, Arc::new(provider.clone()));
        }
        let providers = configuration
            .providers
            .iter()
            .map(|provider| {
                let provider = provider.clone()?;
                Some(Provider::new(provider, &outbound, Arc::clone(&clock)))
            })
            .map(Option::transpose)
            .collect::<Result<_, _>>()
            .map_err(|error| {
                ConfigurationError::of(
                    error.code(),
                    error.to_string(),
                    "correct it in `auth!` or in the environment",
                )
            })?;
        let layout = Layout::new(
            configuration.base_url.authority(),
            configuration
                .providers
                .iter()
                .flatten()
                .map(|provider| provider.declaration),
        );
        let offered = configuration
            .providers
            .iter()
            .flatten()
            .map(|provider| *provider.declaration)
            .collect();
        let secure = configuration.base_url.is_secure();
        let flows = Flows::new(&configuration.secrets, secure, clock);
        let csrf = Csrf::new(&configuration.secrets, &configuration.base_url);
        Ok(Self {
            configuration,
            providers,
            offered,
            layout,
            flows,
            csrf,
            #[cfg(any(debug_assertions, feature = "testing"))]
            dev,
        })
    }

    /// The provider in this place of the declaration, if it is configured.
    pub(crate) fn provider(&self, index: usize) -> Option<&Provider> {
        self.providers.get(index)?.as_ref()
    }

    /// Its configuration.
    pub(crate) fn configured(&self, index: usize) -> Option<&ProviderConfiguration> {
        self.configuration.providers.get(index)?.as_ref()
    }

    /// The place of the provider with this id in URLs, if it is configured.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.configuration.providers.iter().position(|provider| {
            provider
                .as_ref()
                .is_some_and(|provider| provider.declaration.id == id)
        })
    }

    /// The checked form of a destination, or `None`.
    pub(crate) fn callback_url(&self, candidate: &str) -> Option<String> {
        let checked = callback_url::check(
            candidate,
            self.configuration.base_url.origin(),
            self.configuration.callbacks.allow,
        );
        if checked.is_none() {
            tracing::info!(code = "AUTH-104", "a callback URL was refused");
        }
        checked
    }

    /// The page a request came from, if it is one of this application's that a user may be sent back to.
    pub(crate) fn origin_page(&self, headers: &HeaderMap) -> Option<String> {
        let referer = headers.get(http::header::REFERER)?.to_str().ok()?;
        let mut url = Url::parse(referer).ok()?;
        url.set_fragment(None);
        let own = url.origin().ascii_serialization() == self.configuration.base_url.origin();
        // The library's own pages are on the way, never the destination.
        let below = url.path().strip_prefix(self.configuration.base_path);
        let on_the_way = below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            || self.configuration.pages.sign_in == Some(url.path());
        if !own {
            return None;
        }
        if on_the_way {
            let (_, stated) = url.query_pairs().find(|(name, _)| name == "callbackUrl")?;
            return self.callback_url(&stated);
        }
        callback_url::check(
            url.as_str(),
            self.configuration.base_url.origin(),
            self.configuration.callbacks.allow,
        )
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

impl<D: Declaration> Clone for Auth<D> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            request: self.request.clone(),
        }
    }
}

impl<D: Declaration> fmt::Debug for Auth<D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Auth")
            .field("base_url", &self.core().configuration.base_url)
            .field("base_path", &D::BASE_PATH)
            .finish_non_exhaustive()
    }
}

impl<D, S> FromRequestParts<S> for Auth<D>
where
    D: Declaration,
    S: Send + Sync,
    Self: FromRef<S>,
{
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        Ok(Self::from_ref(state).for_request(&parts.headers))
    }
}
