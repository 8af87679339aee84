//! Proofs that a key is at hand (RFC 9449), as a server checks them: every check of §4.3, and nonces (§8, §9).

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Map, Value};

use super::answer::Answer;
use super::bounded::Bounded;
use super::jose::sha256_base64url;
use super::random::{NoRandomness, random_token};
use super::{Endpoint, Provider, ProviderBuildError};

/// Which nonces the provider demands in proofs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum DpopNoncePolicy {
    /// None, and it gives none.
    #[default]
    Never,
    /// The one that it has given, until [`Provider::renew_dpop_nonce`].
    Required,
    /// A new one for each request: the one that came with the newest answer.
    Rotating,
}

/// What the provider remembers of proofs.
#[derive(Debug)]
pub(super) struct DpopState {
    policy: DpopNoncePolicy,
    nonce: Option<String>,
    /// Keys and ids of the proofs so far.
    seen: Bounded<()>,
}

/// Why a proof is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProofError {
    /// `use_dpop_nonce`: it has none, or not the newest.
    Nonce,
    /// `invalid_dpop_proof`, and why.
    Invalid(&'static str),
}

impl ProofError {
    /// RFC 9449 §12.2.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Nonce => "use_dpop_nonce",
            Self::Invalid(_) => "invalid_dpop_proof",
        }
    }

    pub(super) fn description(self) -> &'static str {
        match self {
            Self::Nonce => "the proof has to have the nonce of this answer",
            Self::Invalid(description) => description,
        }
    }
}

impl Provider {
    /// The nonce that proofs had to have until now is worth nothing any more. Nobody is told before they try.
    ///
    /// # Errors
    /// When the operating system gives no random bytes; the old one then stays.
    pub fn renew_dpop_nonce(&self) -> Result<(), ProviderBuildError> {
        Ok(self.state().dpop.renew()?)
    }

    /// The thumbprint of the key whose proof came with the request; `None` when none came. `access_token` is the one that the
    /// request presents.
    pub(super) fn proved_key(
        &self,
        request: &Request<Bytes>,
        endpoint: Endpoint,
        access_token: Option<&str>,
    ) -> Result<Option<String>, ProofError> {
        let Some(proof) = proof_of(request.headers())? else {
            return Ok(None);
        };
        let (header, claims) = verified(proof)?;
        let thumbprint = thumbprint(&header).ok_or(MALFORMED_KEY)?;
        let claim = |name: &str| claims.get(name).and_then(Value::as_str);
        if claim("htm") != Some(request.method().as_str()) {
            return Err(ProofError::Invalid("htm is not the method of the request"));
        }
        // Character by character: a relying party writes it as it was discovered.
        if claim("htu") != Some(&self.endpoint(endpoint)) {
            return Err(ProofError::Invalid(
                "htu is not the URL of the endpoint without query and fragment",
            ));
        }
        let (now, issued_at) = (self.now(), claims.get("iat").and_then(Value::as_u64));
        let is_now = |at: u64| at <= now.saturating_add(10) && at.saturating_add(60) >= now;
        if !issued_at.is_some_and(is_now) {
            return Err(ProofError::Invalid("iat is not now"));
        }
        if access_token.map(sha256_base64url).as_deref() != claim("ath") {
            return Err(ProofError::Invalid(
                "ath is not the hash of the access token that is presented",
            ));
        }
        let id = claim("jti").filter(|id| (1..=256).contains(&id.len()));
        let id = id.ok_or(ProofError::Invalid("jti is missing"))?;
        let mut state = self.state();
        if !state.dpop.is_first(&format!("{thumbprint} {id}")) {
            return Err(ProofError::Invalid("this proof has been used before"));
        }
        match state.dpop.accepts(claim("nonce")) {
            true => Ok(Some(thumbprint)),
            false => Err(ProofError::Nonce),
        }
    }

    /// The answer to a request with a proof: it says which nonce the next one has to have.
    pub(super) fn with_dpop_nonce(&self, request: &Request<Bytes>, mut answer: Answer) -> Answer {
        if request.headers().contains_key(DPOP)
            && let Ok(Some(nonce)) = self.state().dpop.next()
        {
            answer.set(DPOP_NONCE, &nonce);
        }
        answer
    }
}

impl DpopState {
    pub(super) fn new(policy: DpopNoncePolicy) -> Self {
        Self {
            policy,
            nonce: None,
            seen: Bounded::new(MOST_PROOFS),
        }
    }

    fn renew(&mut self) -> Result<(), NoRandomness> {
        self.nonce = Some(random_token()?);
        Ok(())
    }

    fn is_first(&mut self, proof: &str) -> bool {
        let first = self.seen.get(proof).is_none();
        self.seen.insert(proof.to_owned(), ());
        first
    }

    /// Where none is demanded, one that somebody else may have given does no harm.
    fn accepts(&self, nonce: Option<&str>) -> bool {
        match self.policy {
            DpopNoncePolicy::Never => true,
            _ => nonce.is_some() && nonce == self.nonce.as_deref(),
        }
    }

    /// The nonce for the next request.
    fn next(&mut self) -> Result<Option<String>, NoRandomness> {
        match (self.policy, &self.nonce) {
            (DpopNoncePolicy::Never, _) => return Ok(None),
            (DpopNoncePolicy::Required, Some(_)) => {}
            _ => self.renew()?,
        }
        Ok(self.nonce.clone())
    }
}

/// §4.3: one header, or none.
fn proof_of(headers: &HeaderMap) -> Result<Option<&str>, ProofError> {
    let mut proofs = headers.get_all(DPOP).iter();
    match (proofs.next(), proofs.next()) {
        (None, _) => Ok(None),
        (Some(proof), None) => proof.to_str().map(Some).map_err(|_| MALFORMED),
        (Some(_), Some(_)) => Err(ProofError::Invalid("there is more than one DPoP header")),
    }
}

/// Of a JSON object.
type Members = Map<String, Value>;

/// Header and claims of a proof that its own key has signed.
fn verified(proof: &str) -> Result<(Members, Members), ProofError> {
    let segments: Vec<&str> = proof.split('.').collect();
    let [header, claims, signature] = segments.as_slice() else {
        return Err(MALFORMED);
    };
    let signed = proof
        .get(..header.len() + 1 + claims.len())
        .ok_or(MALFORMED)?;
    let object = |segment: &str| -> Result<Members, ProofError> {
        serde_json::from_slice(&decoded(segment)?).map_err(|_| MALFORMED)
    };
    let (header, claims) = (object(header)?, object(claims)?);
    if header.get("typ").and_then(Value::as_str) != Some("dpop+jwt") {
        return Err(ProofError::Invalid("typ is not dpop+jwt"));
    }
    if header.get("alg").and_then(Value::as_str) != Some("ES256") {
        return Err(ProofError::Invalid("alg is not ES256"));
    }
    if header.contains_key("crit") {
        return Err(ProofError::Invalid("crit is not understood"));
    }
    let (x, y) = coordinates(&header).ok_or(MALFORMED_KEY)?;
    let point = [&[0x04][..], &decoded(x)?, &decoded(y)?].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(signed.as_bytes(), &decoded(signature)?)
        .map_err(|_| ProofError::Invalid("the signature is wrong"))?;
    Ok((header, claims))
}

/// Of a public key on P-256: one with a private part, or of another kind, has none.
fn coordinates(header: &Members) -> Option<(&str, &str)> {
    let jwk = header.get("jwk")?.as_object()?;
    let member = |name: &str| jwk.get(name).and_then(Value::as_str);
    let known = jwk.keys().all(|name| KEY_MEMBERS.contains(&name.as_str()));
    let right = known && member("kty") == Some("EC") && member("crv") == Some("P-256");
    right.then(|| Some((member("x")?, member("y")?)))?
}

/// RFC 7638 §3.
fn thumbprint(header: &Members) -> Option<String> {
    let (x, y) = coordinates(header)?;
    let canonical = format!("{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{x}\",\"y\":\"{y}\"}}");
    Some(sha256_base64url(&canonical))
}

fn decoded(segment: &str) -> Result<Vec<u8>, ProofError> {
    base64_simd::URL_SAFE_NO_PAD
        .decode_to_vec(segment)
        .map_err(|_| MALFORMED)
}

pub(super) const DPOP: HeaderName = HeaderName::from_static("dpop");
const DPOP_NONCE: HeaderName = HeaderName::from_static("dpop-nonce");

const MALFORMED: ProofError = ProofError::Invalid("the proof is not a signed JWT");
const MALFORMED_KEY: ProofError = ProofError::Invalid("jwk is not a public key on P-256");

/// What a public key may have; `d` is what it must not.
const KEY_MEMBERS: [&str; 8] = ["kty", "crv", "x", "y", "kid", "alg", "use", "key_ops"];

const MOST_PROOFS: usize = 10_000;
