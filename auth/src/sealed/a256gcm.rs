//! `A256GCM` (RFC 7518 §5.3), which Auth.js once wrote and still reads: it is opened here, never sealed.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::digest::SHA256;

use super::{OpenError, compact, derivation};

/// The key that Auth.js derives for this encryption: 32 bytes, which are the first 32 of the 64 for the other one.
pub(super) struct A256Gcm {
    key: LessSafeKey,
    kid: Box<str>,
}

impl A256Gcm {
    pub(super) fn new(key: &[u8; 64]) -> Option<Self> {
        let key = key.first_chunk::<32>()?;
        Some(Self {
            key: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?),
            kid: derivation::thumbprint(key, &SHA256).into(),
        })
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// Opens what follows the encoded header and its two dots.
    pub(super) fn open(&self, header: &[u8], parts: &[u8]) -> Result<Vec<u8>, OpenError> {
        let encrypted = compact::decode::<12, 16>(parts).ok_or(OpenError)?;
        let mut text = encrypted.ciphertext;
        text.extend_from_slice(&encrypted.tag);
        let nonce = Nonce::assume_unique_for_key(encrypted.iv);
        let length = self
            .key
            .open_in_place(nonce, Aad::from(header), &mut text)
            .map_err(|_| OpenError)?
            .len();
        text.truncate(length);
        Ok(text)
    }
}
