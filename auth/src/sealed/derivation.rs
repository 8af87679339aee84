//! From a secret to the keys of one purpose: HKDF-SHA-256 (RFC 5869), and the key's name (RFC 7638).

use ring::digest::{self, Algorithm};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};

use super::base64url;
use crate::config::Secret;

/// What a key is for. Salt and info of its derivation differ from those of every other purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose<'a> {
    /// Session tokens in the cookie of that name, as Auth.js derives their key.
    Session {
        /// The whole name, prefix included.
        cookie_name: &'a str,
    },
    /// What a browser keeps of a sign-in that has begun.
    AuthorizationFlow,
    /// What a browser keeps while it is at a provider to sign out.
    SignedOut,
    /// The token against cross-site request forgery.
    Csrf,
    /// Tokens of providers, where a store keeps them.
    ProviderTokens,
}

impl Purpose<'_> {
    /// Whether Auth.js writes that cookie too.
    pub(crate) fn is_auth_js_session(self) -> bool {
        matches!(
            self,
            Self::Session {
                cookie_name: "authjs.session-token" | "__Secure-authjs.session-token"
            }
        )
    }

    fn salt(&self) -> &str {
        match self {
            Self::Session { cookie_name } => cookie_name,
            Self::AuthorizationFlow => "auth.flow",
            Self::SignedOut => "auth.signed-out",
            Self::Csrf => "auth.csrf-token",
            Self::ProviderTokens => "auth.provider-tokens",
        }
    }

    /// No two purposes have the same: what Auth.js writes has its own words.
    fn info(&self) -> String {
        match self {
            Self::Session { cookie_name } => {
                format!("Auth.js Generated Encryption Key ({cookie_name})")
            }
            Self::AuthorizationFlow => "auth authorization flow".into(),
            Self::SignedOut => "auth signed out".into(),
            Self::Csrf => "auth csrf token".into(),
            Self::ProviderTokens => "auth provider tokens".into(),
        }
    }
}

/// The key of that secret for that purpose: 64 bytes.
#[expect(
    clippy::expect_used,
    reason = "HKDF-SHA-256 gives up to 8,160 bytes, and 64 are asked for"
)]
pub(crate) fn derived_key(secret: &Secret, purpose: Purpose<'_>) -> [u8; 64] {
    let mut key = [0; 64];
    Salt::new(HKDF_SHA256, purpose.salt().as_bytes())
        .extract(secret.expose().as_bytes())
        .expand(&[purpose.info().as_bytes()], KeyLength)
        .and_then(|okm| okm.fill(&mut key))
        .expect("64 bytes are within the limit of HKDF");
    key
}

/// The JWK thumbprint (RFC 7638) of a symmetric key.
pub(super) fn thumbprint(key: &[u8], algorithm: &'static Algorithm) -> String {
    let jwk = format!(r#"{{"k":"{}","kty":"oct"}}"#, base64url::encode(key));
    base64url::encode(digest::digest(algorithm, jwk.as_bytes()).as_ref())
}

/// A name for bytes: their SHA-256 as base64url.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    base64url::encode(digest::digest(&digest::SHA256, bytes).as_ref())
}

#[derive(Debug)]
struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        64
    }
}
