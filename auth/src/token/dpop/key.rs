//! A key that tokens are bound to (RFC 7517, RFC 7518 §6.2), and its thumbprint (RFC 7638).

use std::fmt;
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use crate::config::Secret;
use crate::sealed::RandomUnavailable;
use crate::sealed::base64url::{decode, encode};

/// A P-256 key of one sign-in. Nothing prints it.
#[derive(Clone)]
pub(crate) struct DpopKey(Arc<Parts>);

struct Parts {
    pair: EcdsaKeyPair,
    /// PKCS#8 as base64url.
    text: Secret,
    /// The coordinates of the public key as base64url.
    x: String,
    y: String,
}

impl DpopKey {
    /// A new one.
    ///
    /// # Errors
    /// When the operating system gives no random bytes.
    pub(crate) fn generate() -> Result<Self, RandomUnavailable> {
        let document =
            EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
                .map_err(|_| RandomUnavailable)?;
        Self::from_pkcs8(document.as_ref()).ok_or(RandomUnavailable)
    }

    /// Reads what [`secret`](Self::secret) gave; `None` for everything else.
    pub(crate) fn parse(text: &Secret) -> Option<Self> {
        Self::from_pkcs8(&decode(text.expose().as_bytes())?)
    }

    /// The private key, to be sealed and kept, and for nothing else.
    pub(crate) fn secret(&self) -> &Secret {
        &self.0.text
    }

    /// What `dpop_jkt` and `cnf.jkt` say (RFC 9449 §6 and §10).
    pub(crate) fn thumbprint(&self) -> String {
        thumbprint(&self.0.x, &self.0.y)
    }

    /// The public key, and nothing of the private one.
    pub(super) fn public_jwk(&self) -> Value {
        let Parts { x, y, .. } = &*self.0;
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    }

    /// The signature in the form of ES256 (RFC 7518 §3.4): 64 bytes.
    pub(super) fn sign(&self, message: &[u8]) -> Result<String, RandomUnavailable> {
        let signature = self.0.pair.sign(&SystemRandom::new(), message);
        let signature = signature.map_err(|_| RandomUnavailable)?;
        Ok(encode(signature.as_ref()))
    }

    fn from_pkcs8(document: &[u8]) -> Option<Self> {
        let random = SystemRandom::new();
        let pair =
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document, &random).ok()?;
        // An uncompressed point: `04 || x || y` (SEC 1 §2.3.3).
        let (x, y) = match pair.public_key().as_ref() {
            [0x04, both @ ..] if both.len() == 64 => both.split_at(32),
            _ => return None,
        };
        let (x, y) = (encode(x), encode(y));
        Some(Self(Arc::new(Parts {
            text: Secret::issued(encode(document)),
            pair,
            x,
            y,
        })))
    }
}

/// SHA-256 over the required members in the order of their names, without a blank (RFC 7638 §3).
fn thumbprint(x: &str, y: &str) -> String {
    let canonical = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    encode(digest(&SHA256, canonical.as_bytes()).as_ref())
}

impl PartialEq for DpopKey {
    fn eq(&self, other: &Self) -> bool {
        (&self.0.x, &self.0.y) == (&other.0.x, &other.0.y)
    }
}

impl Eq for DpopKey {}

impl fmt::Debug for DpopKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DpopKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9449 §4.1 and §6.1: the key of its examples.
    #[test]
    fn the_thumbprint_is_that_of_the_standards_example() {
        let (x, y) = (
            "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
            "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        );
        assert_eq!(
            thumbprint(x, y),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
        );
    }

    #[test]
    fn a_key_that_was_kept_is_the_same_and_every_other_is_another() {
        let key = DpopKey::generate().unwrap();
        let again = DpopKey::parse(key.secret()).unwrap();
        assert_eq!(again, key);
        assert_eq!(again.thumbprint(), key.thumbprint());
        let other = DpopKey::generate().unwrap();
        assert_ne!(other, key);
        assert_ne!(other.thumbprint(), key.thumbprint());
    }

    #[test]
    fn what_is_no_key_is_not_taken_for_one() {
        let key = DpopKey::generate().unwrap();
        let text = key.secret().expose();
        let other = DpopKey::generate().unwrap();
        // The public key of another one behind the private key.
        let mixed = [
            &text[..text.len() - 80],
            &other.secret().expose()[text.len() - 80..],
        ];
        for odd in [
            "",
            "AAAA",
            "not base64url!",
            &text[1..],
            &text[..180],
            &mixed.concat(),
        ] {
            assert!(DpopKey::parse(&Secret::issued(odd)).is_none(), "{odd}");
        }
    }

    #[test]
    fn nothing_prints_a_key() {
        let key = DpopKey::generate().unwrap();
        assert_eq!(format!("{key:?}"), "DpopKey(…)");
        assert!(!key.public_jwk().to_string().contains(key.secret().expose()));
    }
}
