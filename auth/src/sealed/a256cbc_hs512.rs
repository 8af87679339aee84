//! `A256CBC-HS512` (RFC 7518 §5.2.5): AES-256-CBC, authenticated with HMAC-SHA-512 over header, vector and ciphertext.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut, BlockEncryptMut, InnerIvInit, KeyInit};
use aes::{Aes256Dec, Aes256Enc};
use ring::hmac::{self, HMAC_SHA512};

use super::base64url::{self, encoded_length};
use super::{OpenError, compact, constant_time_equal};

/// A content encryption key with everything that does not depend on the value already computed.
pub(super) struct A256CbcHs512 {
    mac: hmac::Key,
    /// Has taken in our own protected header.
    authentication: hmac::Context,
    header_bits: u64,
    encryption: Aes256Enc,
    decryption: Aes256Dec,
}

impl A256CbcHs512 {
    /// The first half of the key authenticates, the second encrypts; `header` is the encoded header of what is sealed.
    pub(super) fn new(key: &[u8; 64], header: &[u8]) -> Self {
        let [mac, aes] = halves(key);
        let mac = hmac::Key::new(HMAC_SHA512, &mac);
        Self {
            authentication: authenticating(&mac, header),
            header_bits: bits(header),
            mac,
            encryption: Aes256Enc::new(&aes.into()),
            decryption: Aes256Dec::new(&aes.into()),
        }
    }

    /// The token: `start`, which is the encoded header and two dots, and the three parts behind it.
    pub(super) fn seal(&self, start: &str, payload: &[u8], iv: &[u8; IV]) -> String {
        let ciphertext = cbc::Encryptor::inner_iv_init(&self.encryption, iv.into())
            .encrypt_padded_vec_mut::<Pkcs7>(payload);
        let tag = tag(
            self.authentication.clone(),
            iv,
            &ciphertext,
            self.header_bits,
        );

        let parts = [IV, ciphertext.len(), TAG].map(encoded_length);
        let mut token = String::with_capacity(start.len() + parts.iter().sum::<usize>() + 2);
        token.push_str(start);
        base64url::append(iv, &mut token);
        token.push('.');
        base64url::append(&ciphertext, &mut token);
        token.push('.');
        base64url::append(&tag, &mut token);
        token
    }

    /// Opens what follows our own header and its two dots.
    pub(super) fn open(&self, parts: &[u8]) -> Result<Vec<u8>, OpenError> {
        self.open_authenticated(self.authentication.clone(), self.header_bits, parts)
    }

    /// Opens what follows another header.
    pub(super) fn open_with(&self, header: &[u8], parts: &[u8]) -> Result<Vec<u8>, OpenError> {
        self.open_authenticated(authenticating(&self.mac, header), bits(header), parts)
    }

    /// Nothing is decrypted, and no padding looked at, before the tag is right.
    fn open_authenticated(
        &self,
        authentication: hmac::Context,
        header_bits: u64,
        parts: &[u8],
    ) -> Result<Vec<u8>, OpenError> {
        let encrypted = compact::decode::<IV, TAG>(parts).ok_or(OpenError)?;
        let mut text = encrypted.ciphertext;
        let expected = tag(authentication, &encrypted.iv, &text, header_bits);
        if !constant_time_equal(&expected, &encrypted.tag) {
            return Err(OpenError);
        }
        let length = cbc::Decryptor::inner_iv_init(&self.decryption, (&encrypted.iv).into())
            .decrypt_padded_mut::<Pkcs7>(&mut text)
            .map_err(|_| OpenError)?
            .len();
        text.truncate(length);
        Ok(text)
    }
}

fn authenticating(mac: &hmac::Key, header: &[u8]) -> hmac::Context {
    let mut context = hmac::Context::with_key(mac);
    context.update(header);
    context
}

/// The first half of the HMAC (RFC 7518 §5.2.2.1).
fn tag(
    mut authentication: hmac::Context,
    iv: &[u8; IV],
    ciphertext: &[u8],
    header_bits: u64,
) -> [u8; TAG] {
    authentication.update(iv);
    authentication.update(ciphertext);
    authentication.update(&header_bits.to_be_bytes());
    let mac = authentication.sign();
    let mut tag = [0; TAG];
    for (byte, of_mac) in tag.iter_mut().zip(mac.as_ref()) {
        *byte = *of_mac;
    }
    tag
}

fn bits(header: &[u8]) -> u64 {
    header.len() as u64 * 8
}

fn halves(key: &[u8; 64]) -> [[u8; 32]; 2] {
    std::array::from_fn(|half| std::array::from_fn(|byte| key[half * 32 + byte]))
}

const IV: usize = 16;
const TAG: usize = 32;
