//! Keys (RFC 7517), signatures (RFC 7515) and ID tokens, right ones and wrong ones.

mod algorithm;
mod certificate;
mod forgery;
mod id_token;
mod key;
mod key_set;
mod verification;

pub use algorithm::SigningAlgorithm;
pub(super) use forgery::{FOREIGN_CERTIFICATE, FOREIGN_JWKS, pem};
pub use forgery::{IdTokenForgery, PublicKeyEncoding};
pub(super) use id_token::{at_hash, decoded_json, sign, sign_id_token, verified_claims};
pub(super) use key::RSA_KEYS;
pub(super) use key_set::KeySet;
pub(super) use verification::verifies_with;

use ring::digest::{SHA256, digest};

/// Base64url without padding (RFC 7515 §2).
pub(super) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}

/// `BASE64URL(SHA256(text))`: the S256 transformation of RFC 7636 §4.2.
pub(super) fn sha256_base64url(text: &str) -> String {
    base64url(digest(&SHA256, text.as_bytes()))
}

/// The SubjectPublicKeyInfo of the key that signs.
#[cfg(test)]
pub(super) fn public_der_for_tests(provider: &super::Provider) -> Vec<u8> {
    provider.state().keys.current().public_der()
}
