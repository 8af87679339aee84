//! The flow cookie: what this browser keeps between the authorization request and its response.
//!
//! One cookie per flow, so that several tabs can sign in at once. Its name holds a digest of `state`, its sealed value
//! everything else; nothing is kept on the server.

use std::fmt;

use http::{HeaderMap, HeaderValue};
use ring::digest;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::authorization::CodeVerifier;
use crate::clock::SharedClock;
use crate::config::Secret;
use crate::consumed::{Consumed, Identifier};
use crate::cookies::{self, Attributes};
use crate::error::AuthorizationResponseError;
use crate::sealed::{Purpose, RandomUnavailable, SealingKeys, random_text};
use crate::token::DpopKey;

/// How long, in seconds, a flow may take.
const LIFETIME: u64 = 600;

/// How many flows one browser may have pending; the oldest goes when there are more.
const PENDING: usize = 5;

/// How many flow cookies that are of no use one response deletes: who plants thousands gets no answer of thousands of
/// fields, which is also more than a header map holds.
const MOST_DELETIONS: usize = 64;

/// One sign-in from its authorization request to its response.
#[derive(Clone)]
pub(crate) struct Flow {
    /// RFC 6749 §4.1.1: 256 random bits, nothing else.
    pub(crate) state: String,
    /// OpenID Connect Core §3.1.2.1.
    pub(crate) nonce: String,
    pub(crate) code_verifier: CodeVerifier,
    /// Where the user goes at the end; checked when the flow began, and again when it ends.
    pub(crate) callback_url: Option<String>,
    /// How old, in seconds, the user's authentication at the provider may be.
    pub(crate) max_age: Option<u64>,
    /// Since when, in seconds since 1970, the user must have proved who they are: the provider was made to ask again.
    pub(crate) authenticated_since: Option<u64>,
    /// What the provider has to authenticate the user by, one of these; empty where anything will do.
    pub(crate) acr_values: Vec<String>,
    /// Whom the account is to be linked to; without it somebody signs in.
    pub(crate) linking: Option<Linking>,
    /// The key that the tokens are to be bound to, if they are (RFC 9449 §10).
    pub(crate) dpop_key: Option<DpopKey>,
}

/// A user who wants to sign in with a further account from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Linking {
    pub(crate) user_id: String,
    /// The session in which they said so.
    pub(crate) session_id: String,
}

/// Begins and ends flows.
#[derive(Debug)]
pub(crate) struct Flows {
    keys: SealingKeys,
    clock: SharedClock,
    secure: bool,
    consumed: Consumed,
}

/// What the cookie holds. The cookie's name and the provider are inside, so that it opens nowhere else.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    provider: String,
    state: String,
    nonce: String,
    verifier: CodeVerifier,
    #[serde(skip_serializing_if = "Option::is_none")]
    callback: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_age: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    authenticated_since: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    acr_values: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    linking: Option<Linking>,
    /// What it is made of: reading it is work, and done for the flow that ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dpop_key: Option<String>,
    started: u64,
}

impl Flow {
    /// A new flow, with fresh `state`, nonce and code verifier.
    pub(crate) fn generate(
        callback_url: Option<String>,
        max_age: Option<u64>,
    ) -> Result<Self, RandomUnavailable> {
        Ok(Self {
            state: random_text::<32>()?,
            nonce: random_text::<32>()?,
            code_verifier: CodeVerifier::generate()?,
            callback_url,
            max_age,
            authenticated_since: None,
            acr_values: Vec::new(),
            linking: None,
            dpop_key: None,
        })
    }
}

impl Flows {
    pub(crate) fn new(secrets: &[Secret], secure: bool, clock: SharedClock) -> Self {
        let keys = SealingKeys::derive(secrets, Purpose::AuthorizationFlow);
        Self {
            keys,
            clock,
            secure,
            consumed: Consumed::default(),
        }
    }

    /// The time, in seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.clock.now()
    }

    /// The cookies that make this browser remember the flow: its own, and deletions of those that it pushes out.
    pub(crate) fn begin(
        &self,
        flow: &Flow,
        provider: &str,
        request: &HeaderMap,
    ) -> Result<Vec<HeaderValue>, RandomUnavailable> {
        let name = self.cookie_name(&id(&flow.state));
        let mut cookies = self.push_out(request);
        let kept = Kept {
            name: name.clone(),
            provider: provider.to_owned(),
            state: flow.state.clone(),
            nonce: flow.nonce.clone(),
            verifier: flow.code_verifier.clone(),
            callback: flow.callback_url.clone(),
            max_age: flow.max_age,
            authenticated_since: flow.authenticated_since,
            acr_values: flow.acr_values.clone(),
            linking: flow.linking.clone(),
            dpop_key: flow
                .dpop_key
                .as_ref()
                .map(|key| key.secret().expose().to_owned()),
            started: self.clock.now(),
        };
        let payload = serde_json::to_vec(&kept).unwrap_or_default();
        let value = self.keys.seal(&payload)?;
        cookies.extend(self.attributes().set(&name, &value, Some(LIFETIME)));
        Ok(cookies)
    }

    /// Whether the request brings the cookie of the flow that `state` names, in whatever condition.
    pub(crate) fn is_brought(&self, state: &str, request: &HeaderMap) -> bool {
        let name = self.cookie_name(&id(state));
        !matches!(cookies::find(request, &name), Ok(None))
    }

    /// Ends the flow that `state` names, whatever comes of it, and gives back what the browser kept.
    ///
    /// The cookies to send are deletions; they are sent with every outcome.
    pub(crate) fn end(
        &self,
        state: Option<&str>,
        provider: &str,
        request: &HeaderMap,
    ) -> (Result<Flow, AuthorizationResponseError>, Vec<HeaderValue>) {
        let Some(state) = state.filter(|state| !state.is_empty()) else {
            return (Err(AuthorizationResponseError::StateMissing), Vec::new());
        };
        let id = id(state);
        let name = self.cookie_name(&id);
        let value = match cookies::find(request, &name) {
            Ok(value) => value,
            Err(cookies::Unusable) => {
                return (
                    Err(AuthorizationResponseError::StateInvalid),
                    self.deletion(&name),
                );
            }
        };
        let Some(value) = value else {
            let error = if self.consumed.contains(&id) {
                AuthorizationResponseError::StateUsed
            } else if self.pending(request).next().is_none() {
                AuthorizationResponseError::StateMissing
            } else {
                AuthorizationResponseError::StateMismatch
            };
            return (Err(error), Vec::new());
        };
        let outcome = self
            .open(&name, value)
            .and_then(|kept| self.check(kept, id, state, provider));
        (outcome, self.deletion(&name))
    }

    /// Deletes the flow cookies that the request carries, all that a browser of ours can have.
    pub(crate) fn abandon(&self, request: &HeaderMap) -> Vec<HeaderValue> {
        self.pending(request)
            .take(MOST_DELETIONS)
            .flat_map(|(id, _)| self.deletion(&self.name_of(id)))
            .collect()
    }

    fn check(
        &self,
        kept: Kept,
        id: Identifier,
        state: &str,
        provider: &str,
    ) -> Result<Flow, AuthorizationResponseError> {
        let now = self.clock.now();
        if !bool::from(kept.state.as_bytes().ct_eq(state.as_bytes())) {
            return Err(AuthorizationResponseError::StateMismatch);
        }
        let expires = kept.started.saturating_add(LIFETIME);
        if now > expires {
            return Err(AuthorizationResponseError::StateExpired);
        }
        // From here on the flow is over, also for a copy of the cookie that somebody kept.
        if !self.consumed.insert(id, now, expires.saturating_add(1)) {
            return Err(AuthorizationResponseError::StateUsed);
        }
        if kept.provider != provider {
            return Err(AuthorizationResponseError::ProviderMismatch);
        }
        let dpop_key = match kept.dpop_key.map(Secret::issued) {
            Some(text) => {
                Some(DpopKey::parse(&text).ok_or(AuthorizationResponseError::StateInvalid)?)
            }
            None => None,
        };
        Ok(Flow {
            state: kept.state,
            nonce: kept.nonce,
            code_verifier: kept.verifier,
            callback_url: kept.callback,
            max_age: kept.max_age,
            authenticated_since: kept.authenticated_since,
            acr_values: kept.acr_values,
            linking: kept.linking,
            dpop_key,
        })
    }

    fn open(&self, name: &str, value: &str) -> Result<Kept, AuthorizationResponseError> {
        let opened = self
            .keys
            .open(value)
            .map_err(|_| AuthorizationResponseError::StateInvalid)?;
        let kept: Kept = serde_json::from_slice(&opened.payload)
            .map_err(|_| AuthorizationResponseError::StateInvalid)?;
        if kept.name == name {
            Ok(kept)
        } else {
            Err(AuthorizationResponseError::StateInvalid)
        }
    }

    /// Deletions that leave room for one more: first what is not ours or is over, then the oldest.
    fn push_out(&self, request: &HeaderMap) -> Vec<HeaderValue> {
        let now = self.clock.now();
        let mut deletions = Vec::new();
        let mut alive = Vec::new();
        for (index, (id, value)) in self.pending(request).enumerate() {
            let name = self.name_of(id);
            // Opening costs; whoever sends more than any browser of ours would gets no work out of us.
            let kept = if index < 4 * PENDING {
                self.open(&name, value).ok()
            } else {
                None
            };
            match kept.filter(|kept| now <= kept.started.saturating_add(LIFETIME)) {
                Some(kept) => alive.push((kept.started, name)),
                None if deletions.len() < MOST_DELETIONS => deletions.extend(self.deletion(&name)),
                None => {}
            }
        }
        alive.sort_unstable();
        let surplus = (alive.len() + 1).saturating_sub(PENDING);
        deletions.extend(
            alive
                .iter()
                .take(surplus)
                .flat_map(|(_, name)| self.deletion(name)),
        );
        deletions
    }

    /// The ids and values of the flow cookies that the request carries.
    fn pending<'a>(&self, request: &'a HeaderMap) -> impl Iterator<Item = (&'a str, &'a str)> {
        cookies::with_prefix(request, prefix(self.secure))
    }

    fn cookie_name(&self, id: &Identifier) -> String {
        self.name_of(&String::from_utf8_lossy(id))
    }

    fn name_of(&self, id: &str) -> String {
        [prefix(self.secure), id].concat()
    }

    fn deletion(&self, name: &str) -> Vec<HeaderValue> {
        self.attributes().delete(name).into_iter().collect()
    }

    /// Whatever the response mode: a response by `form_post` is sent again by a page of ours, see `pages::form_post`.
    fn attributes(&self) -> Attributes {
        Attributes::lax(self.secure)
    }
}

impl fmt::Debug for Flow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Flow(…)")
    }
}

/// The first 96 bits of the digest of `state`, as 16 characters.
fn id(state: &str) -> Identifier {
    let digest = digest::digest(&digest::SHA256, state.as_bytes());
    let mut id = [b'-'; 16];
    let bytes = digest.as_ref().get(..12).unwrap_or_default();
    let _ = base64_simd::URL_SAFE_NO_PAD.encode(bytes, base64_simd::Out::from_slice(&mut id));
    id
}

const fn prefix(secure: bool) -> &'static str {
    if secure {
        "__Host-auth.flow."
    } else {
        "auth.flow."
    }
}
