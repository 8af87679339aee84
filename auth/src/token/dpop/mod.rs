//! Tokens that are bound to a key, and the proofs that whoever uses them has it (RFC 9449).
//!
//! # Which key, and for how long
//! Every sign-in has a P-256 key of its own, made at random when it begins. Until the browser is back the private key is in the
//! sealed flow cookie; afterwards it is kept with the tokens that are bound to it, sealed as they are: with the account in a
//! store, or in the session cookie where that keeps tokens. So it lives as long as they do, survives a restart, and is there on
//! every server; when `AUTH_SECRET` rotates, it is opened with the older secret as the tokens are.
//!
//! One key for the whole application, derived from `AUTH_SECRET`, would be smaller, and is not what we do:
//! * `dpop_jkt` (§10) would be the same for everybody, so that a code which was stolen from one browser could be redeemed in the
//!   flow of another; with a key for each sign-in the provider refuses it;
//! * a session cookie that has been sealed anew with a newer secret would still hold tokens that are bound to the key of an
//!   older one, and be worth nothing on the day on which that is taken away;
//! * resource servers could tell by it which users belong to one application, and a key that comes to be known would open
//!   everybody's tokens instead of one user's.
//!
//! What was bound stays bound: tokens that are kept with a key are refreshed and used with it, whatever the declaration says
//! by then. Tokens without a key are bound to a new one when they are refreshed, where the declaration says `dpop: on`.

mod challenge;
mod key;
mod nonces;
mod proof;
#[cfg(test)]
mod tests;

pub(crate) use key::DpopKey;
pub(crate) use nonces::DpopNonces;
pub(crate) use proof::{Proof, is_nonce};

use http::HeaderValue;

use crate::clock::SharedClock;
use crate::config::Secret;
use crate::error::{DpopFault, ProviderEndpoint, ProviderFault};
use crate::outbound::{Answer, Endpoint, Outbound, Outgoing};

use challenge::demands_nonce;

/// What the requests to one provider are proved with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dpop<'a> {
    pub(crate) key: &'a DpopKey,
    /// Those that the provider has given.
    pub(crate) nonces: &'a DpopNonces,
    pub(crate) clock: &'a SharedClock,
}

/// What is asked, and how.
pub(super) struct Asked<'a> {
    pub(super) outbound: &'a Outbound,
    pub(super) url: &'a Endpoint,
    pub(super) endpoint: ProviderEndpoint,
    /// What the request presents; a token request and a revocation present none.
    pub(super) access_token: Option<&'a Secret>,
}

/// Sends a request, with a proof where there is a key.
///
/// It is sent once. Only where the server says, in the words of RFC 9449 §8 and §9 and no others, that it wants a nonce in the
/// proof before it looks at the request, and gives one, it is made anew and sent once more: nothing has been used up by then,
/// neither a code nor a refresh token. Whatever else it answers is the answer.
pub(super) async fn send<'e>(
    asked: Asked<'e>,
    dpop: Option<Dpop<'_>>,
    make: impl Fn() -> Outgoing<'e>,
) -> Result<Answer, ProviderFault> {
    let Asked {
        outbound, endpoint, ..
    } = asked;
    let unanswered = |cause| ProviderFault::outbound(endpoint, cause);
    let Some(dpop) = dpop else {
        return outbound.send(make()).await.map_err(unanswered);
    };
    let origin = asked.url.url().origin().ascii_serialization();
    let kept = dpop.nonces.newest(&origin);
    let request = dpop.prove(make(), &asked, kept.as_deref())?;
    let answer = outbound.send(request).await.map_err(unanswered)?;
    let given = dpop.nonces.note(&origin, answer.dpop_nonces());
    if !is_nonce_demanded(endpoint, &answer) {
        return Ok(answer);
    }
    let nonce = given.ok_or(DpopFault::Nonce { endpoint })?;
    let request = dpop.prove(make(), &asked, Some(&nonce))?;
    let answer = outbound.send(request).await.map_err(unanswered)?;
    dpop.nonces.note(&origin, answer.dpop_nonces());
    match is_nonce_demanded(endpoint, &answer) {
        true => Err(DpopFault::Nonce { endpoint }.into()),
        false => Ok(answer),
    }
}

impl Dpop<'_> {
    fn prove<'e>(
        &self,
        request: Outgoing<'e>,
        asked: &Asked<'_>,
        nonce: Option<&str>,
    ) -> Result<Outgoing<'e>, DpopFault> {
        let proof = Proof {
            method: request.method(),
            url: asked.url.url(),
            access_token: asked.access_token.map(Secret::expose),
            nonce,
            now: self.clock.now(),
        };
        let proof = proof
            .sign(self.key)
            .map_err(|_| DpopFault::RandomUnavailable)?;
        // Base64url and dots: there is no header that cannot carry it.
        let proof = HeaderValue::try_from(proof).map_err(|_| DpopFault::RandomUnavailable)?;
        Ok(request.dpop(proof))
    }
}

/// Whether the server wants another nonce before it looks at anything: an authorization server says so in the body (§8), a
/// resource server in a challenge (§9).
fn is_nonce_demanded(endpoint: ProviderEndpoint, answer: &Answer) -> bool {
    let status = answer.status().as_u16();
    match endpoint {
        ProviderEndpoint::Token | ProviderEndpoint::Revocation => {
            let body = (status == 400).then(|| answer.json_object().ok()).flatten();
            body.is_some_and(|members| {
                members.get("error").and_then(serde_json::Value::as_str) == Some(USE_DPOP_NONCE)
            })
        }
        _ => status == 401 && demands_nonce(answer.challenges()),
    }
}

/// RFC 9449 §12.2.
const USE_DPOP_NONCE: &str = "use_dpop_nonce";
