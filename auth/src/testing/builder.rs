//! How a provider is put together.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use url::Url;

use super::bounded::Bounded;
use super::dpop::DpopState;
use super::jose::KeySet;
use super::provider::{Inner, Provider, State};
use super::random::NoRandomness;
use super::request_log::RequestLog;
use super::schedule::Schedule;
use super::{Client, DpopNoncePolicy, Persona, SigningAlgorithm};
use crate::clock::{Clock, SharedClock, SystemClock};
use crate::pages::Texts;

/// Builds a [`Provider`]; see [`Provider::builder`].
#[derive(Debug, Clone)]
pub struct ProviderBuilder {
    issuer: String,
    clients: Vec<Client>,
    personas: Option<Vec<Persona>>,
    clock: SharedClock,
    algorithm: SigningAlgorithm,
    access_token_lifetime: Duration,
    dpop_nonces: DpopNoncePolicy,
    pushed_only: bool,
    languages: &'static [&'static Texts],
}

/// Why there is no provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProviderBuildError {
    /// The issuer is not an `http` or `https` URL without user, query and fragment (OpenID Connect Discovery §3).
    IssuerInvalid,
    /// The operating system gave no random bytes.
    NoRandomness,
    /// A URL to send something to is none.
    UrlInvalid,
    /// Clients do not sign by this algorithm.
    AlgorithmUnused,
}

impl ProviderBuilder {
    /// The issuer identifier, word for word as it will stand in ID tokens. A browser must reach the provider there.
    ///
    /// `https://provider.test` without it, which is enough for tests in process.
    #[must_use]
    pub fn issuer(mut self, url: impl Into<String>) -> Self {
        self.issuer = url.into();
        self
    }

    /// One more application that the provider knows.
    #[must_use]
    pub fn client(mut self, client: Client) -> Self {
        self.clients.push(client);
        self
    }

    /// Who can be signed in with one click, in this order; [`Persona::examples`] without it.
    #[must_use]
    pub fn personas(mut self, personas: impl IntoIterator<Item = Persona>) -> Self {
        self.personas = Some(personas.into_iter().collect());
        self
    }

    /// Where the time comes from; the operating system without it.
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        self.shared_clock(Arc::new(clock))
    }

    /// How ID tokens are signed; `ES256` without it.
    #[must_use]
    pub fn signing_algorithm(mut self, algorithm: SigningAlgorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// How long access tokens are worth something, in whole seconds; one hour without it.
    #[must_use]
    pub fn access_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.access_token_lifetime = lifetime;
        self
    }

    /// Which nonces DPoP proofs have to have (RFC 9449 §8 and §9); none without it.
    #[must_use]
    pub fn dpop_nonces(mut self, policy: DpopNoncePolicy) -> Self {
        self.dpop_nonces = policy;
        self
    }

    /// Takes no authorization request that was not pushed, and says so in its metadata (RFC 9126 §5).
    #[must_use]
    pub fn require_pushed_authorization_requests(mut self) -> Self {
        self.pushed_only = true;
        self
    }

    /// Makes the keys and the provider.
    ///
    /// # Errors
    /// When the issuer is not one, or the operating system gives no random bytes.
    pub fn build(self) -> Result<Provider, ProviderBuildError> {
        let base = self.issuer.trim_end_matches('/').to_owned();
        let url = Url::parse(&base).map_err(|_| ProviderBuildError::IssuerInvalid)?;
        let authority_only = url.username().is_empty() && url.password().is_none();
        let nothing_after = url.query().is_none() && url.fragment().is_none();
        // The path goes into a cookie's `Path`, which a semicolon would end.
        let plain = !base.contains(';') && base == url.as_str().trim_end_matches('/');
        if !matches!(url.scheme(), "http" | "https") || !authority_only || !nothing_after || !plain
        {
            return Err(ProviderBuildError::IssuerInvalid);
        }
        let personas = self.personas.unwrap_or_else(Persona::examples);
        let state = State {
            keys: KeySet::generate(self.algorithm)?,
            faults: HashMap::new(),
            forgeries: Schedule::new(),
            log: RequestLog::default(),
            interactions: Bounded::new(MOST_INTERACTIONS),
            sessions: Bounded::new(MOST_SESSIONS),
            codes: Bounded::new(MOST_CODES),
            access_tokens: Bounded::new(MOST_TOKENS),
            refresh_tokens: Bounded::new(MOST_TOKENS),
            logout_client: None,
            dpop: DpopState::new(self.dpop_nonces),
            pushed: Bounded::new(MOST_INTERACTIONS),
            assertions: Bounded::new(MOST_TOKENS),
        };
        Ok(Provider::new(Inner {
            issuer: self.issuer,
            base,
            path: url.path().trim_end_matches('/').to_owned(),
            secure: url.scheme() == "https",
            clients: self.clients,
            personas: personas.into_iter().map(Arc::new).collect(),
            clock: self.clock,
            access_token_lifetime: self.access_token_lifetime.as_secs(),
            pushed_only: self.pushed_only,
            languages: self.languages,
            state: Mutex::new(state),
        }))
    }

    /// What its pages speak, the first to whoever asks for none of them; English where there is none.
    pub(crate) fn languages(mut self, languages: &'static [&'static Texts]) -> Self {
        self.languages = languages;
        self
    }

    /// The clock that the rest of the application uses.
    pub(crate) fn shared_clock(mut self, clock: SharedClock) -> Self {
        self.clock = clock;
        self
    }
}

impl Default for ProviderBuilder {
    fn default() -> Self {
        Self {
            issuer: "https://provider.test".to_owned(),
            clients: Vec::new(),
            personas: None,
            clock: Arc::new(SystemClock),
            algorithm: SigningAlgorithm::default(),
            access_token_lifetime: Duration::from_secs(3600),
            dpop_nonces: DpopNoncePolicy::default(),
            pushed_only: false,
            languages: &[],
        }
    }
}

impl From<NoRandomness> for ProviderBuildError {
    fn from(_: NoRandomness) -> Self {
        Self::NoRandomness
    }
}

impl fmt::Display for ProviderBuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IssuerInvalid => formatter.write_str(
                "the provider's issuer must be an http or https URL in its usual spelling, without user, query and fragment",
            ),
            Self::NoRandomness => NoRandomness.fmt(formatter),
            Self::AlgorithmUnused => {
                formatter.write_str("clients sign by ES256, EdDSA, RS256 or PS256")
            }
            Self::UrlInvalid => formatter.write_str("no request can be made to that URL"),
        }
    }
}

impl std::error::Error for ProviderBuildError {}

const MOST_INTERACTIONS: usize = 1_000;
const MOST_SESSIONS: usize = 1_000;
const MOST_CODES: usize = 1_000;
const MOST_TOKENS: usize = 10_000;
