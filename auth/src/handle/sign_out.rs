//! Signing out: of this application and, where that is asked for, of the provider too.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use auth_spec::ErrorCode;
use http::HeaderValue;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use crate::callback_url::Destination;
use crate::declaration::{
    Declaration, EndSession, ProviderDeclaration, ProviderId, RevocableSessions, Revocation,
};
use crate::error::{AccountError, SessionError};
use crate::events::{AfterSignOutEvent, SignOutEvent};
use crate::handle::{Auth, ProviderSignOut, TokenRevocation};
use crate::openid::{Departures, NotDone, Onward};
use crate::protection::{is_htmx, navigates};
use crate::provider::{self, Provider};
use crate::redirection::Redirection;
use crate::registry::Registry;
use crate::session::Session;
use crate::store::AccountRecord;
use crate::token::ProviderTokens;

/// A sign-out that is about to happen; `.await` makes it a response, `.outcome().await` a value.
///
/// It ends the session of this application in this browser, whatever else is asked for and whatever comes of that. The
/// provider's own session goes on, and what the provider has granted stays granted, unless [`provider`](Self::provider)
/// and [`revoke`](Self::revoke) say otherwise.
///
/// Its handler is one for `POST`: what a link can reach must not sign anybody out.
///
/// Where sessions can be ended on the server (`session: { revocable: on }`), this one is. Should its store not say so, the
/// session is over in this browser, and the response leads to the error page.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github] } }
/// # use axum::response::IntoResponse;
/// use crate::auth::{Auth, Session};
///
/// async fn leave(auth: Auth, session: Session) -> impl IntoResponse {
///     auth.sign_out(session).await
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
#[must_use = "nobody is signed out until it is awaited"]
pub struct SignOut<'a, D: Declaration> {
    auth: &'a Auth<D>,
    session: Option<Session<D>>,
    callback_url: Option<String>,
    layers: Layers,
    /// Why it is not known who signs out.
    unknown: Option<&'static ErrorCode>,
    /// Whether a page says what was not done.
    tells: bool,
}

/// What is to end beside the session of this application; nothing unless it is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Layers {
    /// The session at the provider.
    pub(crate) provider: bool,
    /// What the provider has granted.
    pub(crate) revoke: bool,
    /// Every other session of the user.
    pub(crate) everywhere: bool,
}

/// A sign-out that has happened: where the browser goes, and what became of each layer that was asked for.
#[derive(Debug)]
pub(crate) struct SignedOut {
    pub(crate) redirection: Redirection,
    /// Why the session may live on for whoever has copied it, and others of the user if they were to end: then the
    /// redirection leads to the error page. In this browser it is over all the same.
    pub(crate) error: Option<&'static ErrorCode>,
    pub(crate) provider: Option<ProviderSignOut>,
    pub(crate) revocation: Option<TokenRevocation>,
    /// What people have to be told of.
    pub(crate) not_done: Option<NotDone>,
    /// The redirection goes by way of the document at `/signed-out`, which leads to whatever people are to be told.
    pub(crate) by_way_out: bool,
}

/// Every session of a user that is about to end; `.await` does it.
#[derive(Debug)]
#[must_use = "nobody is signed out until it is awaited"]
pub struct SignOutUser<'a, D: Declaration> {
    auth: &'a Auth<D>,
    user_id: &'a str,
}

impl<'a, D: Declaration> SignOutUser<'a, D> {
    pub(crate) fn new(auth: &'a Auth<D>, user_id: &'a str) -> Self {
        Self { auth, user_id }
    }
}

impl<'a, D: Declaration> IntoFuture for SignOutUser<'a, D> {
    type Output = Result<(), SessionError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.auth.sessions().end_all(self.user_id).await?;
            tracing::info!(user = self.user_id, "signed out everywhere");
            Ok(())
        })
    }
}

impl<'a, D: Declaration> SignOut<'a, D> {
    pub(crate) fn new(auth: &'a Auth<D>, session: Option<Session<D>>) -> Self {
        Self {
            auth,
            session,
            callback_url: None,
            layers: Layers::default(),
            unknown: None,
            tells: false,
        }
    }

    /// That the session could not be read.
    pub(crate) fn unknown(mut self, code: Option<&'static ErrorCode>) -> Self {
        self.unknown = code;
        self
    }

    /// That a page is to say what was not done: a handler's own sign-out knows it from its outcome.
    pub(crate) fn telling(mut self) -> Self {
        self.tells = true;
        self
    }

    /// Ends every session of this user, in every browser. With `strategy: database` that holds from the next request on; with
    /// `revocable: on` other processes notice within five seconds, and at once where the store tells them.
    ///
    /// It exists where sessions can be ended on the server: `session: { strategy: database }` or `{ revocable: on }`.
    pub fn everywhere(self) -> Self
    where
        D::Sessions: RevocableSessions,
    {
        let layers = Layers {
            everywhere: true,
            ..self.layers
        };
        self.layers(layers)
    }

    /// Where the user comes to; without it `after_sign_out`.
    pub fn callback_url(mut self, url: impl Destination<D>) -> Self {
        self.callback_url = Some(url.checked().into_string());
        self
    }

    /// Signs out of the provider too (OpenID Connect RP-Initiated Logout 1.0): the response leads to the provider, which
    /// ends its own session and sends the user back, so that the next sign-in asks who it is.
    ///
    /// It is there when some declared provider can do it. A user whose own provider cannot, or cannot be reached, is signed
    /// out of this application all the same; [`Outcome::provider`](crate::Outcome::provider) says so. The URL to which
    /// providers return has to be registered with them: [`Auth::registration`] lists it.
    ///
    /// ```standalone_crate
    /// # extern crate auth as _;
    /// # mod auth { ::auth::auth! { providers: [keycloak] } }
    /// # use axum::response::IntoResponse;
    /// use crate::auth::{Auth, Session};
    ///
    /// async fn leave(auth: Auth, session: Session) -> impl IntoResponse {
    ///     auth.sign_out(session).provider().revoke().await
    /// }
    /// # fn main() {}
    /// ```
    pub fn provider(self) -> Self
    where
        D: EndSession,
    {
        let layers = Layers {
            provider: true,
            ..self.layers
        };
        self.layers(layers)
    }

    /// Revokes what the provider has granted at this sign-in (RFC 7009): the refresh token, and then the access token.
    ///
    /// It is there when some declared provider can do it. It waits five seconds at most; a provider that cannot do it at
    /// the moment is asked again a little later, as long as this process lives. Nothing that fails here undoes the
    /// sign-out; [`Outcome::revocation`](crate::Outcome::revocation) says what was done.
    pub fn revoke(self) -> Self
    where
        D: Revocation,
    {
        let layers = Layers {
            revoke: true,
            ..self.layers
        };
        self.layers(layers)
    }

    /// The layers that a request asks for: whether any provider can do it has been checked.
    pub(crate) fn layers(mut self, layers: Layers) -> Self {
        self.layers = layers;
        self
    }

    /// The value instead of the response: `{ ok, error, url }` and the cookies to delete, and what became of the provider's
    /// session and tokens.
    pub async fn outcome(self) -> crate::Outcome {
        self.perform().await.into()
    }

    /// This application's session first; what comes after it cannot bring it back. The application is told before and after
    /// all of it; what it does there changes nothing.
    pub(crate) async fn perform(self) -> SignedOut {
        if let Some(session) = &self.session {
            let event = SignOutEvent {
                session: session.clone(),
                at: self.auth.sessions().now(),
            };
            event.raise().await;
        }
        // What a store keeps of the session goes with it.
        let tokens = match self.layers.provider || self.layers.revoke {
            true => self.tokens().await,
            false => Kept::default(),
        };
        let mut cookies = self.end_session();
        let core = self.auth.core();
        let error = self.end_on_the_server().await.err().or(self.unknown);
        let revocation = match self.layers.revoke {
            true => Some(self.revoke_tokens(&tokens).await),
            false => None,
        };
        let state = Departures::new_state().ok();
        let (mut provider, mut onward) = (None, None);
        if let Some(code) = error {
            // Nobody would learn of it at the provider.
            onward = Some(Onward::ErrorPage(core.error_page(code, None)));
        } else if self.layers.provider {
            provider = Some(match self.logout_url(&tokens, state.as_deref()).await {
                Ok(url) => {
                    onward = Some(Onward::Provider(url));
                    ProviderSignOut::Redirected
                }
                Err(reason) => reason,
            });
        }
        let not_done = self.not_done(provider, revocation);
        if onward.is_none() && self.tells {
            onward = not_done.clone().map(Onward::NotDone);
        }
        let way = self.way(state.as_deref(), onward);
        cookies.extend(way.cookie);
        if let Some(session) = self.session {
            let event = AfterSignOutEvent {
                session,
                everywhere: self.layers.everywhere,
                provider,
                revocation,
                error,
                at: self.auth.sessions().now(),
            };
            event.raise().await;
        }
        SignedOut {
            redirection: Redirection::to(way.location, cookies).clearing_the_cache(),
            error,
            provider,
            revocation,
            not_done,
            by_way_out: way.by_way_out,
        }
    }

    /// What people have to be told of. Whoever is led to the provider learns the rest there, and where the application
    /// identifies its users itself there is nothing beyond it.
    fn not_done(
        &self,
        provider: Option<ProviderSignOut>,
        revocation: Option<TokenRevocation>,
    ) -> Option<NotDone> {
        let signed_in = match provider {
            None => false,
            Some(ProviderSignOut::Redirected) => return None,
            Some(ProviderSignOut::Unsupported | ProviderSignOut::Unavailable) => true,
        };
        let granted = !matches!(revocation, None | Some(TokenRevocation::Revoked));
        let declared = self
            .provider_of_the_session()
            .and_then(|place| D::PROVIDERS.get(place));
        let own = declared.is_some_and(ProviderDeclaration::is_own);
        ((signed_in || granted) && !own).then(|| NotDone {
            provider: declared.map(|provider| provider.id.to_owned()),
            signed_in,
            granted,
        })
    }

    /// A browser that shows a page of the session leaves it by way of a document at `/signed-out`, for then it is among the pages
    /// that it can be told to forget. What comes after that waits in a cookie.
    fn way(&self, state: Option<&str>, onward: Option<Onward>) -> Way {
        let core = self.auth.core();
        let callback_url = self.callback_url.as_deref();
        let keeping = |onward: Option<&Onward>| {
            state.and_then(|state| core.departures.cookie(state, callback_url, onward))
        };
        if self.shows_a_page()
            && let Some(cookie) = keeping(onward.as_ref())
        {
            return Way {
                location: core.way_out(state.unwrap_or_default()),
                cookie: Some(cookie),
                by_way_out: true,
            };
        }
        let (location, cookie) = match onward {
            Some(Onward::Provider(url)) => (url, keeping(None)),
            Some(Onward::ErrorPage(url)) => (url, None),
            Some(Onward::NotDone(_)) | None => (core.end_of_sign_out(callback_url), None),
        };
        Way {
            location,
            cookie,
            by_way_out: false,
        }
    }

    fn shows_a_page(&self) -> bool {
        let request = self.auth.request_headers();
        request.is_some_and(|request| navigates(request) || is_htmx(request))
    }

    /// Every cookie of the session goes: those that the request carries or, where it is not known, all that there can be.
    fn end_session(&self) -> Vec<HeaderValue> {
        let core = self.auth.core();
        let mut cookies = match self.auth.request_headers() {
            Some(request) => {
                let mut cookies = self.auth.sessions().clear(request);
                cookies.extend(core.flows.abandon(request));
                cookies
            }
            None => self.auth.sessions().clear_unseen(),
        };
        cookies.extend(core.csrf.forget());
        cookies
    }

    /// The same on the server, where that can be done, and everywhere, where that was asked for.
    async fn end_on_the_server(&self) -> Result<(), &'static ErrorCode> {
        let Some(session) = &self.session else {
            return Ok(());
        };
        let (sessions, everywhere) = (self.auth.sessions(), self.layers.everywhere);
        let ended = if everywhere {
            sessions.end_all(&session.user.id).await
        } else {
            sessions.end(session).await
        };
        ended.map_err(|error| {
            let code = error.code();
            tracing::error!(code = code.code, %error, "a sign-out could not be noted on the server");
            code
        })?;
        tracing::info!(user = session.user.id, everywhere, "signed out");
        Ok(())
    }

    /// Where the browser goes to sign out of its provider.
    async fn logout_url(
        &self,
        kept: &Kept,
        state: Option<&str>,
    ) -> Result<String, ProviderSignOut> {
        let core = self.auth.core();
        let place = self.provider_of_the_session();
        let provider = place.and_then(|place| core.provider(place));
        let provider = provider.ok_or(ProviderSignOut::Unsupported)?;
        let code = ErrorCode::PROVIDER_SESSION_KEPT.code;
        let Some(state) = state else {
            tracing::warn!(code, "the operating system gives no random bytes");
            return Err(ProviderSignOut::Unavailable);
        };
        let hint = kept.tokens.as_ref();
        let hint = hint.and_then(|tokens| tokens.id_token.as_ref());
        let back = core.post_logout_redirect_uri();
        match provider.logout_url(hint, &back, state).await {
            Ok(Some(url)) => Ok(url.into()),
            Ok(None) => Err(ProviderSignOut::Unsupported),
            Err(error) => {
                tracing::warn!(code, %error, "the session at the provider is not ended");
                Err(ProviderSignOut::Unavailable)
            }
        }
    }

    async fn revoke_tokens(&self, kept: &Kept) -> TokenRevocation {
        let Some(place) = self.provider_of_the_session() else {
            return TokenRevocation::Unsupported;
        };
        let Some(provider) = self.auth.core().provider(place) else {
            return TokenRevocation::Unsupported;
        };
        let tokens = kept.tokens.as_ref();
        match provider.revoke(tokens).await {
            provider::Revocation::Done => {
                self.forget_tokens(kept).await;
                TokenRevocation::Revoked
            }
            provider::Revocation::Unsupported => TokenRevocation::Unsupported,
            provider::Revocation::NothingKept => TokenRevocation::NothingKept,
            provider::Revocation::Failed { again } => {
                if let Some((tokens, after)) = tokens.zip(again) {
                    revoke_later(self.auth.clone(), place, tokens.clone(), after);
                }
                TokenRevocation::Failed
            }
        }
    }

    /// The place of the provider that identified the user, if it is still declared.
    fn provider_of_the_session(&self) -> Option<usize> {
        Some(self.session.as_ref()?.provider?.index())
    }

    /// What is kept of the provider's tokens: in the session itself, or in the store, with the session and its account.
    async fn tokens(&self) -> Kept {
        let (Some(session), core) = (&self.session, self.auth.core()) else {
            return Kept::default();
        };
        let Some(registry) = &core.registry else {
            return Kept {
                tokens: session.provider_tokens().cloned(),
                account: None,
            };
        };
        let kept = self.tokens_in_store(registry, session).await;
        kept.unwrap_or_else(|error| {
            let code = error.code().code;
            tracing::warn!(code, %error, "the provider's tokens are not known");
            Kept::default()
        })
    }

    async fn tokens_in_store(
        &self,
        registry: &Registry,
        session: &Session<D>,
    ) -> Result<Kept, AccountError> {
        let (sessions, user) = (self.auth.sessions(), &session.user.id);
        let record = sessions.record_of(session).await?;
        let Some(record) = record else {
            return Ok(Kept::default());
        };
        let account = registry
            .accounts_of(user)
            .await?
            .into_iter()
            .find(|account| account.issuer == record.issuer && account.subject == record.subject);
        let tokens = account
            .as_ref()
            .and_then(|account| registry.tokens(account));
        let tokens = ProviderTokens {
            id_token: sessions.id_token_of(&record),
            ..tokens.unwrap_or_default()
        };
        Ok(Kept {
            tokens: tokens.unless_empty(),
            account,
        })
    }

    /// What is worth nothing any more is not kept.
    async fn forget_tokens(&self, kept: &Kept) {
        if let Some((registry, account)) = self
            .auth
            .core()
            .registry
            .as_ref()
            .zip(kept.account.as_ref())
            && let Err(error) = registry.forget_tokens(account).await
        {
            tracing::warn!(code = error.code().code, %error, "tokens that are worth nothing stay in the store");
        }
    }
}

impl<'a, D: Declaration> IntoFuture for SignOut<'a, D> {
    type Output = Redirection;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.perform().await.redirection })
    }
}

/// Where a browser goes from the page that it signs out on.
struct Way {
    location: String,
    /// What it keeps meanwhile.
    cookie: Option<HeaderValue>,
    by_way_out: bool,
}

/// What is kept of the provider's tokens.
#[derive(Default)]
struct Kept {
    tokens: Option<ProviderTokens>,
    /// Where they are, if a store keeps them.
    account: Option<AccountRecord>,
}

/// Asks a provider again that could not revoke, while nobody waits for it (RFC 7009 §2.2.1, LO-18).
fn revoke_later<D: Declaration>(
    auth: Auth<D>,
    place: usize,
    tokens: ProviderTokens,
    mut after: Duration,
) {
    let (Ok(runtime), Ok(permit)) = (Handle::try_current(), LATER.try_acquire()) else {
        return;
    };
    runtime.spawn(async move {
        let _permit = permit;
        let provider: Option<&Provider> = auth.core().provider(place);
        for _ in 0..ATTEMPTS {
            tokio::time::sleep(after.min(LONGEST_WAIT)).await;
            match provider {
                Some(provider) => match provider.revoke(Some(&tokens)).await {
                    provider::Revocation::Failed { again: Some(again) } => {
                        after = again.max(after * 2);
                    }
                    _ => return,
                },
                None => return,
            }
        }
        let code = ErrorCode::TOKENS_NOT_REVOKED.code;
        tracing::warn!(
            code,
            "the provider could not revoke tokens, and is not asked again"
        );
    });
}

/// Who waits for another attempt, at most.
static LATER: Semaphore = Semaphore::const_new(256);
/// How often a provider is asked again.
const ATTEMPTS: usize = 3;
/// Before one more attempt.
const LONGEST_WAIT: Duration = Duration::from_secs(300);
