//! The provider itself.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{HeaderMap, Uri};

use super::bounded::Bounded;
use super::builder::{ProviderBuildError, ProviderBuilder};
use super::dpop::DpopState;
use super::endpoint::{Interaction, PushedRequest};
use super::grant::{AccessToken, AuthorizationCode, ProviderSession, RefreshToken};
use super::jose::KeySet;
use super::request_log::RequestLog;
use super::schedule::Schedule;
use super::{Client, Endpoint, Fault, IdTokenForgery, LogoutToken, Persona, RecordedRequest};
use crate::clock::SharedClock;
use crate::outbound::HttpClient;
use crate::pages::{Texts, spoken};

/// A whole OpenID provider for development and tests: it speaks the real protocol, and does wrong what a test tells it to.
///
/// It has no accounts and no passwords: whoever opens its page chooses a [`Persona`]. Clones are the same provider. Everything
/// it remembers is in memory and bounded.
///
/// * [`router`](Self::router) serves it over HTTP, for browsers and for relying parties in other processes;
/// * [`answer`](Self::answer) answers one request in process, without a socket;
/// * [`authorize`](Self::authorize) is a browser for tests that have none;
/// * [`next`](Self::next) and [`next_id_token`](Self::next_id_token) say what goes wrong next;
/// * [`logout_token`](Self::logout_token) is what it sends to applications when somebody signs out of it, and
///   [`send_logout_tokens`](Self::send_logout_tokens) makes it do so;
/// * [`requests`](Self::requests) and [`count`](Self::count) tell what it was asked.
///
/// ```
/// use auth::testing::{Client, Endpoint, Provider};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let provider = Provider::builder()
///     .issuer("http://localhost:9100")
///     .client(Client::new("shop").redirect_uri("http://localhost:3000/callback"))
///     .build()?;
///
/// let url = "http://localhost:9100/authorize?response_type=code&client_id=shop&scope=openid&state=s\
///     &redirect_uri=http://localhost:3000/callback\
///     &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
/// let response = provider.authorize(url, "ada").await?;
/// assert!(response.parameter("code").is_some());
/// assert_eq!(response.parameter("iss"), Some("http://localhost:9100"));
/// assert_eq!(provider.count(Endpoint::Token), 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

pub(super) struct Inner {
    pub(super) issuer: String,
    /// The issuer without a slash at its end: what the endpoints' paths are appended to.
    pub(super) base: String,
    /// The path of `base`; empty or starting with a slash.
    pub(super) path: String,
    /// Whether browsers reach it over TLS.
    pub(super) secure: bool,
    pub(super) clients: Vec<Client>,
    pub(super) personas: Vec<Arc<Persona>>,
    pub(super) clock: SharedClock,
    /// In seconds.
    pub(super) access_token_lifetime: u64,
    /// Whether it takes no authorization request that was not pushed.
    pub(super) pushed_only: bool,
    pub(super) languages: &'static [&'static Texts],
    pub(super) state: Mutex<State>,
}

/// Everything that changes.
pub(super) struct State {
    pub(super) keys: KeySet,
    pub(super) faults: HashMap<Endpoint, Schedule<Fault>>,
    pub(super) forgeries: Schedule<IdTokenForgery>,
    pub(super) log: RequestLog,
    pub(super) interactions: Bounded<Interaction>,
    pub(super) sessions: Bounded<ProviderSession>,
    pub(super) codes: Bounded<AuthorizationCode>,
    pub(super) access_tokens: Bounded<AccessToken>,
    pub(super) refresh_tokens: Bounded<RefreshToken>,
    /// What sends logout tokens.
    pub(super) logout_client: Option<Arc<dyn HttpClient>>,
    pub(super) dpop: DpopState,
    /// Authorization requests that were pushed, by their `request_uri`.
    pub(super) pushed: Bounded<PushedRequest>,
    /// The assertions that clients have proved themselves with, by client and `jti`.
    pub(super) assertions: Bounded<()>,
}

/// A session that is over.
pub(super) struct Ended {
    pub(super) session: ProviderSession,
    /// The ids of the clients that somebody was signed in to in it.
    pub(super) clients: BTreeSet<String>,
}

impl Provider {
    /// Starts a provider: an issuer, clients, personas.
    #[must_use]
    pub fn builder() -> ProviderBuilder {
        ProviderBuilder::default()
    }

    /// The issuer identifier, as it was given to the builder.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The URL of an endpoint. [`Endpoint::Elsewhere`] has the issuer's own.
    #[must_use]
    pub fn endpoint(&self, endpoint: Endpoint) -> String {
        format!("{}{}", self.0.base, endpoint.path())
    }

    /// Whether a URL is at or below the issuer, and so is one that [`answer`](Self::answer) knows about.
    #[must_use]
    pub fn serves(&self, uri: &Uri) -> bool {
        let origin = uri.scheme_str().zip(uri.authority());
        let of_uri = origin.map(|(scheme, authority)| format!("{scheme}://{authority}"));
        let own = self.0.base.strip_suffix(self.0.path.as_str());
        let below = uri.path().strip_prefix(self.0.path.as_str());
        of_uri.as_deref() == own
            && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// What its pages say to whoever sends this request.
    pub(super) fn texts(&self, request: &HeaderMap) -> &'static Texts {
        spoken(request, self.0.languages)
    }

    /// Whom the page offers.
    pub fn personas(&self) -> impl Iterator<Item = &Persona> {
        self.0.personas.iter().map(AsRef::as_ref)
    }

    /// What goes wrong next at an endpoint, after whatever was said before for the same endpoint.
    pub fn next(&self, endpoint: Endpoint, fault: Fault) {
        let times = fault.repetition();
        let mut state = self.state();
        let schedule = state.faults.entry(endpoint).or_insert_with(Schedule::new);
        schedule.push(fault, times);
    }

    /// What is wrong with the next ID token, after whatever was said before.
    pub fn next_id_token(&self, forgery: IdTokenForgery) {
        let times = forgery.repetition();
        self.state().forgeries.push(forgery, times);
    }

    /// How many faults and forgeries have not happened yet, or go on. A test that ends with some has not tested what it says.
    #[must_use]
    pub fn pending_faults(&self) -> usize {
        let state = self.state();
        let faults: usize = state.faults.values().map(Schedule::len).sum();
        faults + state.forgeries.len()
    }

    /// Nothing goes wrong any more.
    pub fn clear_faults(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.forgeries.clear();
    }

    /// Signs with a new key from now on. The old one stays in the JWK Set until [`withdraw_old_keys`](Self::withdraw_old_keys)
    /// or the fourth rotation after this.
    ///
    /// # Errors
    /// When the operating system gives no random bytes; the old key then stays.
    pub fn rotate_keys(&self) -> Result<(), ProviderBuildError> {
        Ok(self.state().keys.rotate()?)
    }

    /// Only the key that signs now stays in the JWK Set.
    pub fn withdraw_old_keys(&self) {
        self.state().keys.withdraw_previous();
    }

    /// The requests so far, oldest first: the newest 10,000, or fewer when they are large.
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().log.iter().cloned().collect()
    }

    /// The same, those of one endpoint.
    #[must_use]
    pub fn requests_to(&self, endpoint: Endpoint) -> Vec<RecordedRequest> {
        let state = self.state();
        let requests = state
            .log
            .iter()
            .filter(|request| request.endpoint == endpoint);
        requests.cloned().collect()
    }

    /// How many requests an endpoint has had since the beginning or the last [`forget_requests`](Self::forget_requests).
    #[must_use]
    pub fn count(&self, endpoint: Endpoint) -> u64 {
        self.state().log.count(endpoint)
    }

    /// Starts recording and counting anew.
    pub fn forget_requests(&self) {
        self.state().log = RequestLog::default();
    }

    /// Signs everybody out at the provider, without telling anybody. Codes and tokens stay.
    pub fn end_all_sessions(&self) {
        self.state().sessions.clear();
    }

    /// Revokes every code and token, without telling anybody. Sessions at the provider stay.
    pub fn revoke_all_grants(&self) {
        let mut state = self.state();
        state.codes.clear();
        state.access_tokens.clear();
        state.refresh_tokens.clear();
    }

    /// A logout token for this client, to be sent to its back-channel logout URI.
    pub fn logout_token(&self, client_id: impl Into<String>) -> LogoutToken<'_> {
        LogoutToken::new(self, client_id.into())
    }

    /// Sends a logout token to every client with a [`backchannel_logout_uri`](Client::backchannel_logout_uri) when a session
    /// ends at the end-session endpoint in which somebody has signed in to it, before that request is answered. Without
    /// this none is sent: a provider in a test has no network of its own.
    ///
    /// `client` is what brings it there: [`NetworkClient`](crate::outbound::NetworkClient) for a provider that is served, or
    /// one of a test's own that hands requests to the application. It has ten seconds for each; what becomes of it changes
    /// nothing here.
    pub fn send_logout_tokens(&self, client: impl HttpClient + 'static) {
        self.state().logout_client = Some(Arc::new(client));
    }

    /// The sessions (`sid`) in which a person is signed in here, in the order in which they began.
    #[must_use]
    pub fn sessions_of(&self, subject: &str) -> Vec<String> {
        let state = self.state();
        let of = |session: &&ProviderSession| session.persona.subject() == subject;
        let sessions = state.sessions.in_order().filter(of);
        sessions.map(|session| session.sid.clone()).collect()
    }

    /// Whether an access token or a refresh token would be accepted now.
    #[must_use]
    pub fn is_active(&self, token: &str) -> bool {
        let now = self.now();
        let state = self.state();
        let access = state
            .access_tokens
            .get(token)
            .is_some_and(|token| token.is_active(now));
        let refresh = state
            .refresh_tokens
            .get(token)
            .is_some_and(RefreshToken::is_active);
        access || refresh
    }

    pub(super) fn new(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }

    pub(super) fn now(&self) -> u64 {
        self.0.clock.now()
    }

    pub(super) fn client(&self, id: &str) -> Option<&Client> {
        self.0.clients.iter().find(|client| client.id() == id)
    }

    pub(super) fn persona(&self, subject: &str) -> Option<&Arc<Persona>> {
        self.0
            .personas
            .iter()
            .find(|persona| persona.subject() == subject)
    }

    /// A panic in a patch of a test's own must not make every later call panic as well.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Ends a session, and with it what was granted in it, unless for use without the user (`offline_access`).
    pub(super) fn end_session(&mut self, key: &str) -> Option<Ended> {
        let session = self.sessions.remove(key)?;
        let grants = self.codes.values().map(|code| &code.grant);
        let grants = grants.chain(self.access_tokens.values().map(|token| &token.grant));
        let grants = grants.chain(self.refresh_tokens.values().map(|token| &token.grant));
        let mut clients = BTreeSet::new();
        for grant in grants.filter(|grant| grant.session.sid == session.sid) {
            clients.insert(grant.client_id.clone());
            if !grant.has_scope("offline_access") {
                grant.revoke();
            }
        }
        Some(Ended { session, clients })
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Provider")
            .field("issuer", &self.0.issuer)
            .field("clients", &self.0.clients)
            .field("personas", &self.0.personas.len())
            .finish_non_exhaustive()
    }
}
