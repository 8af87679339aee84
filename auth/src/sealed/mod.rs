//! Values that only this server can make or read.
//!
//! A sealed value is a JSON Web Encryption in compact serialization (RFC 7516 §7.1) in one format:
//! `{"alg":"dir","enc":"A256CBC-HS512","kid":…}`, direct encryption with AES-256-CBC and HMAC-SHA-512 (RFC 7518 §4.5 and
//! §5.2.5). It is the format of Auth.js session tokens. There is no menu: the protected header is compared byte for byte
//! with those this server writes. Only keys for a session cookie that has an Auth.js name also read what Auth.js reads:
//! further header parameters, no `kid`, and `A256GCM`.
//!
//! Keys are derived once, when the server starts, from each secret and the [`Purpose`]: what was sealed for one use does
//! not open for another. A use that has several values at a time (one flow cookie per sign-in) writes into the payload
//! which of them it is, and compares.
//!
//! # How often a key may be used
//! Every value gets an initialization vector of 128 random bits. Values of 4 KiB are 256 blocks; after 2^40 of them under
//! one key (1,000 a second for 34 years) two blocks of ciphertext are equal with a probability of about 2^-33, and all
//! that would tell is the difference of two blocks of plaintext. There is no limit of 2^32 values as for AES-GCM with
//! random nonces (NIST SP 800-38D §8.3), which this server never writes; so no counter is kept.

mod a256cbc_hs512;
mod a256gcm;
pub(crate) mod base64url;
mod compact;
mod constant_time;
mod derivation;
mod protected_header;
mod random;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::config::Secret;

use a256cbc_hs512::A256CbcHs512;
use a256gcm::A256Gcm;
use protected_header::{ContentEncryption, ProtectedHeader};

pub(crate) use constant_time::equal as constant_time_equal;
pub(crate) use derivation::{Purpose, derived_key, fingerprint};
pub(crate) use random::{RandomUnavailable, random_bytes, random_text};

/// The keys of one purpose, newest first.
pub(crate) struct SealingKeys {
    keys: Box<[SealingKey]>,
    /// Whether tokens are read that only Auth.js makes.
    reads_auth_js: bool,
}

/// What a sealed value held.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The plaintext.
    pub(crate) payload: Vec<u8>,
    /// It was sealed otherwise than [`SealingKeys::seal`] does today: with an older secret, or in a format that is only
    /// read.
    pub(crate) outdated: bool,
}

/// A value that this server did not seal for this purpose. It does not say why: not to the browser, and not to the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OpenError;

impl SealingKeys {
    /// The keys of that purpose. The first secret seals; all of them open.
    pub(crate) fn derive(secrets: &[Secret], purpose: Purpose<'_>) -> Self {
        let reads_auth_js = purpose.is_auth_js_session();
        let keys = secrets
            .iter()
            .map(|secret| SealingKey::new(&derived_key(secret, purpose), reads_auth_js))
            .collect();
        Self {
            keys,
            reads_auth_js,
        }
    }

    /// Seals a payload under the first key, with a fresh initialization vector.
    ///
    /// # Errors
    /// When the operating system gives no random bytes, or there is no key.
    pub(crate) fn seal(&self, payload: &[u8]) -> Result<String, RandomUnavailable> {
        let key = self.keys.first().ok_or(RandomUnavailable)?;
        Ok(key.content.seal(&key.start, payload, &random_bytes()?))
    }

    /// Opens what one of the keys has sealed.
    ///
    /// # Errors
    /// Always the same one.
    pub(crate) fn open(&self, token: impl AsRef<[u8]>) -> Result<Opened, OpenError> {
        let token = token.as_ref();
        for (age, key) in self.keys.iter().enumerate() {
            if let Some(parts) = token.strip_prefix(key.start.as_bytes()) {
                return Ok(Opened {
                    payload: key.content.open(parts)?,
                    outdated: age > 0,
                });
            }
        }
        if self.reads_auth_js {
            self.open_auth_js(token)
        } else {
            Err(OpenError)
        }
    }

    /// What Auth.js opens beyond what it seals: other header parameters, no `kid`, `A256GCM`.
    fn open_auth_js(&self, token: &[u8]) -> Result<Opened, OpenError> {
        let (encoded_header, parts) = compact::split_header(token).ok_or(OpenError)?;
        let header = ProtectedHeader::parse(encoded_header)?;
        let mut keys = self.keys.iter();
        let key = match &header.kid {
            None => keys.next(),
            Some(kid) => keys.find(|key| *kid == *key.kid(header.enc)),
        };
        let key = key.ok_or(OpenError)?;
        let payload = match header.enc {
            ContentEncryption::A256CbcHs512 => key.content.open_with(encoded_header, parts)?,
            ContentEncryption::A256Gcm => key
                .gcm
                .as_ref()
                .ok_or(OpenError)?
                .open(encoded_header, parts)?,
        };
        Ok(Opened {
            payload,
            outdated: true,
        })
    }
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SealingKeys")
            .field("keys", &self.keys.len())
            .finish_non_exhaustive()
    }
}

/// One key of one purpose.
struct SealingKey {
    /// What every value sealed with it starts with: the encoded protected header, and the empty encrypted key.
    start: Box<str>,
    kid: Box<str>,
    content: A256CbcHs512,
    /// Only where Auth.js's tokens are read.
    gcm: Option<A256Gcm>,
}

impl SealingKey {
    fn new(key: &[u8; 64], reads_auth_js: bool) -> Self {
        let kid = derivation::thumbprint(key, &ring::digest::SHA512);
        let header = base64url::encode(
            format!(r#"{{"alg":"dir","enc":"A256CBC-HS512","kid":"{kid}"}}"#).as_bytes(),
        );
        Self {
            content: A256CbcHs512::new(key, header.as_bytes()),
            start: format!("{header}..").into(),
            kid: kid.into(),
            gcm: if reads_auth_js {
                A256Gcm::new(key)
            } else {
                None
            },
        }
    }

    /// The key's identifier, as a token of that encryption names it.
    fn kid(&self, enc: ContentEncryption) -> &str {
        match enc {
            ContentEncryption::A256CbcHs512 => &self.kid,
            ContentEncryption::A256Gcm => self.gcm.as_ref().map_or("", A256Gcm::kid),
        }
    }
}
