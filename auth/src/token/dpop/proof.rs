//! The proof: a signed token that belongs to one request (RFC 9449 §4.2).

use http::Method;
use ring::digest::{SHA256, digest};
use serde_json::json;
use url::Url;

use super::DpopKey;
use crate::sealed::base64url::encode;
use crate::sealed::{RandomUnavailable, random_text};

/// What one request is, as far as its proof says it.
#[derive(Debug)]
pub(crate) struct Proof<'a> {
    pub(crate) method: &'a Method,
    pub(crate) url: &'a Url,
    /// The one that the request presents.
    pub(crate) access_token: Option<&'a str>,
    /// The newest that the server has given.
    pub(crate) nonce: Option<&'a str>,
    /// In seconds since 1970.
    pub(crate) now: u64,
}

impl Proof<'_> {
    /// The value of the header `DPoP`, for this one request: no two are the same (`jti`).
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub(crate) fn sign(&self, key: &DpopKey) -> Result<String, RandomUnavailable> {
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": key.public_jwk() });
        let mut claims = json!({
            "jti": random_text::<16>()?,
            "htm": self.method.as_str(),
            "htu": target(self.url),
            "iat": self.now,
        });
        let hash = |token: &str| encode(digest(&SHA256, token.as_bytes()).as_ref());
        let optional = [
            ("ath", self.access_token.map(hash)),
            ("nonce", self.nonce.map(str::to_owned)),
        ];
        if let Some(members) = claims.as_object_mut() {
            for (name, value) in optional {
                members.extend(value.map(|value| (name.to_owned(), value.into())));
            }
        }
        let segment = |value: &serde_json::Value| encode(value.to_string().as_bytes());
        let signed = format!("{}.{}", segment(&header), segment(&claims));
        let signature = key.sign(signed.as_bytes())?;
        Ok(format!("{signed}.{signature}"))
    }
}

/// Whether a text can be a nonce (§8.1), and is short enough to be sent back.
pub(crate) fn is_nonce(text: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    (1..=LONGEST_NONCE).contains(&text.len()) && text.bytes().all(allowed)
}

/// The target of a request as `htu` has it: without query and fragment.
fn target(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// In bytes: a proof stays well below what servers accept as a header.
const LONGEST_NONCE: usize = 1_024;
