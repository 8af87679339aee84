//! An access token of the provider that is good for a while: the one that is kept, or a new one.
//!
//! 1. Tokens are kept with the account and not with the session, and a new one is kept before anybody uses it: what a handler
//!    does afterwards, and whether its response arrives, makes no difference.
//! 2. Of many requests that need a new one, one asks the provider: in this process by a lock, among processes by a lease in the
//!    store. The others are given what it got.
//! 3. Who asks is a task of its own: a browser that goes away in the middle loses nothing.
//! 4. A provider that says that the grant is over is not asked again: the tokens are forgotten, the sessions that began with
//!    them end, and the application is told once. One that does not answer costs nothing while the old token is good.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use http::Method;
use tokio::time::{Instant, sleep};
use url::Url;

use crate::clock::SharedClock;
use crate::config::Secret;
use crate::declaration::{Declaration, StoredSessions};
use crate::error::{AccessTokenError, DpopProofError};
use crate::events::Refused;
use crate::handle::Auth;
use crate::provider::{Holder, RefreshFault};
use crate::registry::AccountId;
use crate::session::Session;
use crate::store::{AccountRecord, Lease, SessionsOf, Update};
use crate::token::{DpopKey, Proof, ProviderTokens, TokenType, is_nonce};

/// A token for requests to a provider in a user's name (RFC 6750, RFC 9449). It is printed nowhere.
///
/// Where the declaration says `dpop: on` it is of the type [`Dpop`](TokenType::Dpop), and of use only with a proof that is made
/// for each request. The same lines work with both types:
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! {
/// #     providers: [acme: oidc { issuer: "https://id.acme.example", dpop: on, refresh: on }],
/// #     session: { strategy: database },
/// # } }
/// use axum::http::{Method, Request, header::AUTHORIZATION};
///
/// use crate::auth::{Auth, Session};
///
/// const ORDERS: &str = "https://api.acme.example/orders?open=true";
///
/// /// The request for the orders; `nonce` is what `DPoP-Nonce` said in the newest answer of that server, if it said anything.
/// async fn orders(
///     auth: Auth,
///     session: Session,
///     nonce: Option<&str>,
/// ) -> Result<Request<()>, Box<dyn std::error::Error>> {
///     let token = session.access_token(&auth).await?;
///     let mut request = Request::get(ORDERS).header(AUTHORIZATION, token.authorization());
///     if let Some(proof) = token.dpop_proof(&Method::GET, ORDERS, nonce)? {
///         request = request.header("DPoP", proof);
///     }
///     Ok(request.body(())?)
/// }
/// # fn main() {}
/// ```
///
/// A server that answers `401` with `WWW-Authenticate: DPoP error="use_dpop_nonce"` has not looked at the request: send it once more,
/// with a new proof that has the nonce of that answer.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    token: Secret,
    expires_at: Option<u64>,
    bound: Option<Bound>,
}

/// What a token is bound to, and the time of its proofs.
#[derive(Clone)]
struct Bound {
    key: DpopKey,
    clock: SharedClock,
}

impl PartialEq for Bound {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Bound {}

impl AccessToken {
    /// The token, for the `Authorization` of a request to the provider, and for nothing else.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.token.expose()
    }

    /// Of what type it is.
    #[must_use]
    pub fn token_type(&self) -> TokenType {
        match self.bound {
            Some(_) => TokenType::Dpop,
            None => TokenType::Bearer,
        }
    }

    /// The whole value of the `Authorization` header: `Bearer …`, or `DPoP …` (RFC 6750 §2.1, RFC 9449 §7.1).
    #[must_use]
    pub fn authorization(&self) -> String {
        [self.token_type().name(), " ", self.token.expose()].concat()
    }

    /// The value of the `DPoP` header of one request (RFC 9449 §4); `None` for a token that needs none. No two requests may have the
    /// same.
    ///
    /// `method` and `url` are those of the request; query and fragment of `url` make no difference. `nonce` is what the newest
    /// `DPoP-Nonce` header of that server said, if there was one.
    ///
    /// # Errors
    /// When the URL or the nonce is none, or the operating system gives no random bytes: see [`DpopProofError`].
    pub fn dpop_proof(
        &self,
        method: &Method,
        url: &str,
        nonce: Option<&str>,
    ) -> Result<Option<String>, DpopProofError> {
        let Some(Bound { key, clock }) = &self.bound else {
            return Ok(None);
        };
        let url = Url::parse(url).map_err(|_| DpopProofError::Url)?;
        let anonymous = url.username().is_empty() && url.password().is_none();
        if !matches!(url.scheme(), "https" | "http") || !anonymous {
            return Err(DpopProofError::Url);
        }
        if nonce.is_some_and(|nonce| !is_nonce(nonce)) {
            return Err(DpopProofError::Nonce);
        }
        let proof = Proof {
            method,
            url: &url,
            access_token: Some(self.token.expose()),
            nonce,
            now: clock.now(),
        };
        let signed = proof.sign(key);
        signed
            .map(Some)
            .map_err(|_| DpopProofError::RandomUnavailable)
    }

    /// When it ends, in seconds since 1970-01-01T00:00:00Z; `None` where the provider does not say.
    #[must_use]
    pub fn expires_at(&self) -> Option<u64> {
        self.expires_at
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AccessToken")
            .field("token_type", &self.token_type())
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

impl<D: Declaration> Session<D> {
    /// The access token of the provider with which this session began, good for 60 seconds at least; refreshed when it is
    /// not. While the provider does not answer it may be good for less.
    ///
    /// It asks the store twice, and the provider when that is due. Providers give something to refresh with where the
    /// declaration says `refresh: on`.
    ///
    /// # Errors
    /// When there is none that is good: see [`AccessTokenError`].
    ///
    /// ```standalone_crate
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [google { refresh: on }], session: { strategy: database } } }
    /// # use ::auth::error::AccessTokenError;
    /// use crate::auth::{Auth, Session};
    ///
    /// async fn authorization(auth: Auth, session: Session) -> Result<String, AccessTokenError> {
    ///     let token = session.access_token(&auth).await?;
    ///     Ok(token.authorization())
    /// }
    /// # fn main() {}
    /// ```
    pub async fn access_token(&self, auth: &Auth<D>) -> Result<AccessToken, AccessTokenError>
    where
        D::Sessions: StoredSessions,
    {
        let account = auth.account_of(self).await?;
        let (_, tokens) = auth.kept(&account).await?;
        if let Some(token) = auth.good_for(&tokens, ENOUGH) {
            return Ok(token);
        }
        if tokens.refresh_token.is_none() {
            return auth.good_for(&tokens, 0).ok_or(AccessTokenError::NotKept);
        }
        let (auth, user) = (auth.clone(), self.clone());
        let refreshing = tokio::spawn(async move { auth.refresh(account, &user).await });
        refreshing.await.unwrap_or(Err(AccessTokenError::Busy))
    }
}

impl<D: Declaration> Auth<D> {
    /// The access token, if it is good for that many seconds more. One whose key cannot be read is good for nothing.
    fn good_for(&self, tokens: &ProviderTokens, seconds: u64) -> Option<AccessToken> {
        let (clock, expires_at) = (self.sessions().clock(), tokens.expires_at);
        let good = expires_at.is_none_or(|end| end > clock.now().saturating_add(seconds));
        let token = tokens.access_token.clone().filter(|_| good)?;
        let bound = match &tokens.dpop_key {
            Some(key) => Some(Bound {
                key: DpopKey::parse(key)?,
                clock: Arc::clone(clock),
            }),
            None => None,
        };
        Some(AccessToken {
            token,
            expires_at,
            bound,
        })
    }

    /// The account that a session began with.
    async fn account_of(&self, session: &Session<D>) -> Result<AccountId, AccessTokenError> {
        let record = self.sessions().record_of(session).await?;
        let record = record.ok_or(AccessTokenError::Ended)?;
        Ok(AccountId {
            issuer: record.issuer,
            subject: record.subject,
        })
    }

    /// What is kept for an account.
    async fn kept(
        &self,
        account: &AccountId,
    ) -> Result<(AccountRecord, ProviderTokens), AccessTokenError> {
        let registry = self.registry()?;
        let account = registry
            .account(account)
            .await?
            .ok_or(AccessTokenError::NotKept)?;
        let tokens = registry.tokens(&account).ok_or(AccessTokenError::NotKept)?;
        Ok((account, tokens))
    }

    /// A new token, by whoever comes first.
    async fn refresh(
        &self,
        account: AccountId,
        session: &Session<D>,
    ) -> Result<AccessToken, AccessTokenError> {
        let turn = self.core().refreshing.turn(&account);
        let _turn = turn.lock().await;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let (now, (_, tokens)) = (self.sessions().now(), self.kept(&account).await?);
            if let Some(token) = self.good_for(&tokens, ENOUGH) {
                return Ok(token);
            }
            let lease = Lease {
                now,
                until: now.saturating_add(LEASE),
            };
            match self.registry()?.lease(&account, lease).await? {
                // What is kept may have changed before it was reserved.
                Update::Updated => {
                    let (account, tokens) = self.kept(&account).await?;
                    return self.refresh_leased(account, tokens, lease, session).await;
                }
                Update::Absent if Instant::now() >= deadline => {
                    return self.good_for(&tokens, 0).ok_or(AccessTokenError::Busy);
                }
                Update::Absent => sleep(AGAIN).await,
            }
        }
    }

    async fn refresh_leased(
        &self,
        account: AccountRecord,
        tokens: ProviderTokens,
        lease: Lease,
        session: &Session<D>,
    ) -> Result<AccessToken, AccessTokenError> {
        let (registry, now) = (self.registry()?, self.sessions().now());
        let place = self.core().place(&account.provider);
        let provider = place.and_then(|place| self.core().provider(place));
        let good = self.good_for(&tokens, ENOUGH);
        let (Some(provider), None) = (provider, &good) else {
            // Somebody else has been here, or nobody knows this provider any more.
            registry.keep_leased(&account, &tokens, lease).await?;
            return good.ok_or(AccessTokenError::NotKept);
        };
        let holder = Holder {
            issuer: &account.issuer,
            subject: &account.subject,
        };
        match provider.refresh(&tokens, holder).await {
            None => {
                registry.keep_leased(&account, &tokens, lease).await?;
                Err(AccessTokenError::NotKept)
            }
            Some(Ok(refreshed)) => {
                let tokens = tokens.refreshed(&refreshed, now);
                self.keep(&account, &tokens, lease).await?;
                tracing::debug!(provider = account.provider, "tokens were refreshed");
                self.good_for(&tokens, 0).ok_or(AccessTokenError::NotKept)
            }
            Some(Err(RefreshFault::Failed(error))) => {
                tracing::warn!(code = error.code().code, %error, "tokens were not refreshed");
                if let Err(error) = registry.keep_leased(&account, &tokens, lease).await {
                    // The lease ends by itself, and the token is none the worse.
                    tracing::warn!(code = error.code().code, %error, "an account stays reserved");
                }
                self.good_for(&tokens, 0)
                    .ok_or(AccessTokenError::Provider(error))
            }
            Some(Err(RefreshFault::Ended(error))) => {
                let nothing = ProviderTokens::default();
                registry.keep_leased(&account, &nothing, lease).await?;
                let which = SessionsOf::Account {
                    issuer: &account.issuer,
                    subject: &account.subject,
                };
                self.sessions().end_these(which).await?;
                let error = AccessTokenError::GrantEnded(error);
                tracing::warn!(code = error.code().code, %error, "the sessions of a grant have ended");
                let user = Some(session.user.clone());
                self.refused(Refused::Refresh, error.code(), place, user)
                    .await;
                Err(error)
            }
        }
    }

    /// Keeps new tokens before they are used. The old ones may be worth nothing any more, so that it is tried more than
    /// once.
    async fn keep(
        &self,
        account: &AccountRecord,
        tokens: &ProviderTokens,
        lease: Lease,
    ) -> Result<(), AccessTokenError> {
        let registry = self.registry()?;
        for _ in 1..ATTEMPTS {
            if registry.keep_leased(account, tokens, lease).await.is_ok() {
                return Ok(());
            }
            sleep(AGAIN).await;
        }
        Ok(registry.keep_leased(account, tokens, lease).await?)
    }
}

/// Whose tokens are being refreshed in this process.
#[derive(Debug, Default)]
pub(crate) struct Refreshing(Mutex<HashMap<(String, String), Weak<Turn>>>);

type Turn = tokio::sync::Mutex<()>;

impl Refreshing {
    /// What everybody waits for who wants to refresh the tokens of this account.
    fn turn(&self, account: &AccountId) -> Arc<Turn> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (account.issuer.clone(), account.subject.clone());
        if let Some(turn) = turns.get(&key).and_then(Weak::upgrade) {
            return turn;
        }
        turns.retain(|_, turn| turn.strong_count() > 0);
        let turn = Arc::default();
        turns.insert(key, Arc::downgrade(&turn));
        turn
    }
}

/// For how long a token has to be good, in seconds.
const ENOUGH: u64 = 60;
/// For how long an account is reserved, in seconds: longer than a provider has to answer, twice where it demands a nonce, and a
/// store to keep it.
const LEASE: u64 = 40;
/// How often new tokens are tried to be kept.
const ATTEMPTS: usize = 3;
/// How long anybody waits for another process.
const PATIENCE: Duration = Duration::from_secs(15);
/// How soon it is looked again whether another process has finished.
const AGAIN: Duration = Duration::from_millis(100);
