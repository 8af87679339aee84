//! Whether a key of others, known by its JWK alone, made a signature (RFC 7515 §5.2).

use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    UnparsedPublicKey,
};
use serde_json::Value;

use super::SigningAlgorithm;

/// Whether the private half of this JWK (RFC 7517 §4) signed the message by this algorithm; `signature` is base64url.
pub(in crate::testing) fn verifies_with(
    jwk: &Value,
    algorithm: SigningAlgorithm,
    message: &[u8],
    signature: &str,
) -> bool {
    let decoded = |text: &str| base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).ok();
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let bytes = |name: &str| decoded(text(name)?);
    let is = |kty: &str, crv: Option<&str>| text("kty") == Some(kty) && text("crv") == crv;
    let meant = text("alg").is_none_or(|own| own == algorithm.name())
        && text("use").is_none_or(|own| own == "sig");
    let verified = || {
        let signature = decoded(signature)?;
        match algorithm {
            SigningAlgorithm::Es256 if is("EC", Some("P-256")) => {
                let point = [vec![0x04], bytes("x")?, bytes("y")?].concat();
                let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
                key.verify(message, &signature).ok()
            }
            SigningAlgorithm::EdDsa if is("OKP", Some("Ed25519")) => {
                let key = UnparsedPublicKey::new(&ED25519, bytes("x")?);
                key.verify(message, &signature).ok()
            }
            SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 if is("RSA", None) => {
                let key = PublicKeyComponents {
                    n: bytes("n")?,
                    e: bytes("e")?,
                };
                let padding = match algorithm {
                    SigningAlgorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
                    _ => &RSA_PKCS1_2048_8192_SHA256,
                };
                key.verify(padding, message, &signature).ok()
            }
            _ => None,
        }
    };
    meant && verified().is_some()
}
