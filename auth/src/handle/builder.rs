//! What an application says at start-up beyond its declaration.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::clock::{Clock, SharedClock, SystemClock};
use crate::config::{ProviderSaid, Said, check};
use crate::declaration::{
    Declaration, DeclaredProvider, Kept, ProviderId, StoreFor, WithStore, WithoutStore,
};
use crate::error::ConfigurationError;
use crate::handle::Auth;
use crate::outbound::HttpClient;

/// Makes an [`Auth`] step by step. What is not said here is read from the environment.
///
/// ```no_run
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github] } }
/// # use auth::{Auth, provider};
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let auth = Auth::builder()
///     .base_url("https://app.example")
///     .client(provider::github, "client-id", "client-secret")
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct Builder<D, S = NoStore> {
    pub(crate) said: Said,
    clock: SharedClock,
    http_client: Option<Arc<dyn HttpClient>>,
    store: S,
    declaration: PhantomData<fn() -> D>,
}

/// No store has been given to a [`Builder`].
#[derive(Debug, Clone, Copy)]
pub struct NoStore(());

/// A store has been given to a [`Builder`].
#[derive(Debug)]
pub struct GivenStore(Kept);

impl<D: Declaration> Builder<D> {
    pub(crate) fn new() -> Self {
        Self {
            said: Said::default(),
            clock: Arc::new(SystemClock),
            http_client: None,
            store: NoStore(()),
            declaration: PhantomData,
        }
    }

    /// Where that is kept which all servers of the application have to know: which sessions have been ended. It is a part
    /// of the builder's type, so that a declaration that needs one is not built without, and one that needs none is not
    /// given one that would never be asked.
    ///
    /// ```no_run
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [github], session: { revocable: on } } }
    /// # use auth::Auth;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let auth = Auth::builder().store(::auth::store::Memory::new()).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn store<T>(self, store: T) -> Builder<D, GivenStore>
    where
        D::Sessions: WithStore,
        T: StoreFor<D::Sessions>,
    {
        Builder {
            said: self.said,
            clock: self.clock,
            http_client: self.http_client,
            store: GivenStore(store.kept()),
            declaration: PhantomData,
        }
    }

    /// Checks everything and makes the handle.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn build(self) -> Result<Auth<D>, ConfigurationError>
    where
        D::Sessions: WithoutStore,
    {
        self.assemble(|NoStore(())| Kept::default())
    }
}

impl<D: Declaration> Builder<D, GivenStore> {
    /// Checks everything and makes the handle.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn build(self) -> Result<Auth<D>, ConfigurationError> {
        self.assemble(|GivenStore(kept)| kept)
    }
}

impl<D: Declaration, S> Builder<D, S> {
    /// The secret to derive keys from, at least 32 bytes; several, separated by commas, rotate: the first seals, all open.
    /// Without it `AUTH_SECRET` is read.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.said.secret = Some(secret.into());
        self
    }

    /// The origin under which browsers reach the application, for instance `https://app.example`. Without it `AUTH_URL`
    /// is read.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.said.base_url = Some(url.into());
        self
    }

    /// The client id and secret that a provider has given this application. Without it `AUTH_<ID>_ID` and
    /// `AUTH_<ID>_SECRET` are read.
    pub fn client(
        mut self,
        provider: impl DeclaredProvider<D>,
        id: impl Into<String>,
        secret: impl Into<String>,
    ) -> Self {
        let said = self.provider(provider);
        said.client_id = Some(id.into());
        said.client_secret = Some(secret.into());
        self
    }

    /// A provider's issuer, spelt as the provider spells it. Without it the declaration's, the preset's, or
    /// `AUTH_<ID>_ISSUER`.
    pub fn issuer(mut self, provider: impl DeclaredProvider<D>, issuer: impl Into<String>) -> Self {
        self.provider(provider).issuer = Some(issuer.into());
        self
    }

    /// Offers this provider only where a client id is configured for it, instead of refusing to start without one.
    pub fn optional(mut self, provider: impl DeclaredProvider<D>) -> Self {
        self.provider(provider).optional = true;
        self
    }

    /// Reads environment variables from this function instead of from the process.
    pub fn variables(
        mut self,
        variables: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.said.variables = Box::new(variables);
        self
    }

    /// Takes the time from this clock.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sends requests to providers through this client. The rules of outbound requests (no redirects, https outside
    /// this machine, 10 s, 1 MiB) hold for it too.
    pub fn http_client(mut self, client: impl HttpClient) -> Self {
        self.http_client = Some(Arc::new(client));
        self
    }

    fn assemble(self, kept: impl FnOnce(S) -> Kept) -> Result<Auth<D>, ConfigurationError> {
        let checked = check::<D>(&self.said);
        Auth::assemble(checked, self.clock, self.http_client, kept(self.store))
    }

    fn provider(&mut self, provider: impl DeclaredProvider<D>) -> &mut ProviderSaid {
        self.said
            .providers
            .entry(provider.provider().index())
            .or_default()
    }
}

impl<D, S> fmt::Debug for Builder<D, S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Builder").finish_non_exhaustive()
    }
}
