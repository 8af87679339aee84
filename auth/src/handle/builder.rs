//! What an application says at start-up beyond its declaration.

use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::sync::Arc;

use http::HeaderMap;

use crate::clock::{Clock, SharedClock, SystemClock};
use crate::config::{Checked, ProviderSaid, Said, check};
use crate::declaration::{
    Declaration, DeclaredProvider, Kept, ProviderId, StoreFor, WithMailer, WithStore,
    WithoutMailer, WithoutStore,
};
use crate::email::Mailer;
use crate::error::ConfigurationError;
#[cfg(feature = "_sql")]
use crate::handle::database_url;
use crate::handle::visitor::ClientAddress;
use crate::handle::{Auth, Given};
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
pub struct Builder<D, S = NoStore, M = NoMailer> {
    pub(crate) said: Said,
    clock: SharedClock,
    http_client: Option<Arc<dyn HttpClient>>,
    store: S,
    mailer: M,
    client_address: ClientAddress,
    declaration: PhantomData<fn() -> D>,
}

/// No store has been given to a [`Builder`].
#[derive(Debug, Clone, Copy)]
pub struct NoStore(());

/// A store has been given to a [`Builder`].
#[derive(Debug)]
pub struct GivenStore(Kept);

/// No mailer has been given to a [`Builder`].
#[derive(Debug, Clone, Copy)]
pub struct NoMailer(());

/// A mailer has been given to a [`Builder`].
#[derive(Debug)]
pub struct GivenMailer(Arc<dyn Mailer>);

impl<D: Declaration> Builder<D> {
    pub(crate) fn new() -> Self {
        Self {
            said: Said::default(),
            clock: Arc::new(SystemClock),
            http_client: None,
            store: NoStore(()),
            mailer: NoMailer(()),
            client_address: ClientAddress::default(),
            declaration: PhantomData,
        }
    }
}

impl<D: Declaration, M> Builder<D, NoStore, M> {
    /// Where that is kept which all servers of the application have to know: which sessions have been ended, and which
    /// links have been sent. It is a part of the builder's type, so that a declaration that needs one is not built without,
    /// and one that needs none is not given one that would never be asked.
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
    pub fn store<T>(self, store: T) -> Builder<D, GivenStore, M>
    where
        (D::Sessions, D::Email): WithStore,
        T: StoreFor<(D::Sessions, D::Email)>,
    {
        Builder {
            said: self.said,
            clock: self.clock,
            http_client: self.http_client,
            store: GivenStore(store.kept()),
            mailer: self.mailer,
            client_address: self.client_address,
            declaration: PhantomData,
        }
    }

    /// Checks everything and makes the handle.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    #[cfg(not(feature = "_sql"))]
    pub fn build(self) -> Result<Auth<D>, ConfigurationError>
    where
        (D::Sessions, D::Email): WithoutStore,
    {
        self.assemble(|NoStore(()), _, _| Kept::default(), |_| None)
    }
}

#[cfg(feature = "_sql")]
impl<D: Declaration> Builder<D> {
    /// Checks everything and makes the handle. What the declaration needs a store for is kept in the database that
    /// `DATABASE_URL` names, or, where that is not set and the feature `sqlite` is on, in the file `auth.db`.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn build(self) -> Result<Auth<D>, ConfigurationError>
    where
        (D::Sessions, D::Email): WithoutStore,
    {
        self.assemble(
            |NoStore(()), said, checked| database_url::kept::<D>(said, checked),
            |NoMailer(())| None,
        )
    }
}

#[cfg(feature = "_sql")]
impl<D: Declaration> Builder<D, NoStore, GivenMailer> {
    /// Checks everything and makes the handle. What the declaration needs a store for is kept in the database that
    /// `DATABASE_URL` names, or, where that is not set and the feature `sqlite` is on, in the file `auth.db`.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn build(self) -> Result<Auth<D>, ConfigurationError> {
        self.assemble(
            |NoStore(()), said, checked| database_url::kept::<D>(said, checked),
            |GivenMailer(mailer)| Some(mailer),
        )
    }
}

impl<D: Declaration> Builder<D, GivenStore> {
    /// Checks everything and makes the handle.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn build(self) -> Result<Auth<D>, ConfigurationError>
    where
        D::Email: WithoutMailer,
    {
        self.assemble(|GivenStore(kept), _, _| kept, |NoMailer(())| None)
    }
}

impl<D: Declaration> Builder<D, GivenStore, GivenMailer> {
    /// Checks everything and makes the handle.
    ///
    /// # Errors
    /// With every problem of the configuration in one report.
    pub fn build(self) -> Result<Auth<D>, ConfigurationError> {
        self.assemble(
            |GivenStore(kept), _, _| kept,
            |GivenMailer(mailer)| Some(mailer),
        )
    }
}

impl<D: Declaration, S> Builder<D, S> {
    /// What sends the links of the provider `email`. It is a part of the builder's type, as [the store](Self::store) is.
    ///
    /// ```no_run
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [email] } }
    /// # use auth::Auth;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let auth = Auth::builder()
    ///     .store(::auth::store::Memory::new())
    ///     .mailer(::auth::email::Printed)
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn mailer(self, mailer: impl Mailer) -> Builder<D, S, GivenMailer>
    where
        D::Email: WithMailer,
    {
        Builder {
            said: self.said,
            clock: self.clock,
            http_client: self.http_client,
            store: self.store,
            mailer: GivenMailer(Arc::new(mailer)),
            client_address: self.client_address,
            declaration: PhantomData,
        }
    }
}

impl<D: Declaration, S, M> Builder<D, S, M> {
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

    /// The client id, and the private key that is used instead of a secret: PKCS#8 in PEM, for a provider that is declared with
    /// `client_auth: private_key_jwt`. Without it `AUTH_<ID>_ID` and `AUTH_<ID>_PRIVATE_KEY` are read.
    pub fn client_key(
        mut self,
        provider: impl DeclaredProvider<D>,
        id: impl Into<String>,
        private_key: impl Into<String>,
    ) -> Self {
        let said = self.provider(provider);
        said.client_id = Some(id.into());
        said.private_key = Some(private_key.into());
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

    /// Finds out where a browser is: the function is given the header fields of the request and the other end of its
    /// connection, where that is known ([`axum::extract::ConnectInfo`]). Without it that other end is taken.
    ///
    /// Attempts to sign in are counted by it, and sessions that a store keeps remember it. Behind a proxy it is the proxy
    /// that knows; believe a header field only where nobody but the proxy can have written it.
    ///
    /// ```no_run
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [github] } }
    /// # use auth::Auth;
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let auth = Auth::builder()
    ///     .client_address(|headers, _| headers.get("x-real-ip")?.to_str().ok()?.parse().ok())
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_address(
        mut self,
        find: impl Fn(&HeaderMap, Option<IpAddr>) -> Option<IpAddr> + Send + Sync + 'static,
    ) -> Self {
        self.client_address = ClientAddress::found_by(find);
        self
    }

    fn assemble(
        self,
        kept: impl FnOnce(S, &Said, &mut Checked) -> Kept,
        mailer: impl FnOnce(M) -> Option<Arc<dyn Mailer>>,
    ) -> Result<Auth<D>, ConfigurationError> {
        let mut checked = check::<D>(&self.said);
        let kept = kept(self.store, &self.said, &mut checked);
        let mailer = mailer(self.mailer);
        Auth::assemble(
            checked,
            Given {
                clock: self.clock,
                http_client: self.http_client,
                store: kept,
                mailer,
                client_address: self.client_address,
            },
        )
    }

    fn provider(&mut self, provider: impl DeclaredProvider<D>) -> &mut ProviderSaid {
        self.said
            .providers
            .entry(provider.provider().index())
            .or_default()
    }
}

impl<D, S, M> fmt::Debug for Builder<D, S, M> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Builder").finish_non_exhaustive()
    }
}
