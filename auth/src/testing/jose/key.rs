//! One signing key.

use std::fmt;

use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair, RsaKeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

use super::certificate::{bit_string, sequence};
use super::{SigningAlgorithm, base64url};
use crate::testing::random::{NoRandomness, random_token};

/// A private key with the id under which its public half is published.
pub(super) struct SigningKey {
    pub(super) kid: String,
    pub(super) algorithm: SigningAlgorithm,
    pair: Pair,
}

enum Pair {
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

impl SigningKey {
    /// A new key. RSA keys cannot be made here; they are taken in turn from three that come with the library.
    pub(super) fn generate(algorithm: SigningAlgorithm, turn: usize) -> Result<Self, NoRandomness> {
        let random = SystemRandom::new();
        let ecdsa = |curve| {
            let document =
                EcdsaKeyPair::generate_pkcs8(curve, &random).map_err(|_| NoRandomness)?;
            EcdsaKeyPair::from_pkcs8(curve, document.as_ref(), &random)
                .map(Pair::Ecdsa)
                .map_err(|_| NoRandomness)
        };
        let pair = match algorithm {
            SigningAlgorithm::Es256 => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            SigningAlgorithm::Es384 => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING)?,
            SigningAlgorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&random)
                .ok()
                .and_then(|document| Ed25519KeyPair::from_pkcs8(document.as_ref()).ok())
                .map(Pair::Ed25519)
                .ok_or(NoRandomness)?,
            SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => RSA_KEYS
                .get(turn % RSA_KEYS.len())
                .and_then(|document| RsaKeyPair::from_pkcs8(document).ok())
                .map(Pair::Rsa)
                .ok_or(NoRandomness)?,
        };
        let kid = random_token()?.chars().take(16).collect();
        Ok(Self {
            kid,
            algorithm,
            pair,
        })
    }

    /// The signature in the form that JWS wants (RFC 7518 §3).
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, NoRandomness> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ecdsa(pair) => pair
                .sign(&random, message)
                .map(|signature| signature.as_ref().to_vec())
                .map_err(|_| NoRandomness),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let padding: &dyn signature::RsaEncoding =
                    if self.algorithm == SigningAlgorithm::Ps256 {
                        &signature::RSA_PSS_SHA256
                    } else {
                        &signature::RSA_PKCS1_SHA256
                    };
                let mut bytes = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &random, message, &mut bytes)
                    .map_err(|_| NoRandomness)?;
                Ok(bytes)
            }
        }
    }

    /// Whether this key made that signature.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &dyn signature::VerificationAlgorithm = match self.algorithm {
            SigningAlgorithm::Es256 => &signature::ECDSA_P256_SHA256_FIXED,
            SigningAlgorithm::Es384 => &signature::ECDSA_P384_SHA384_FIXED,
            SigningAlgorithm::EdDsa => &signature::ED25519,
            SigningAlgorithm::Rs256 => &signature::RSA_PKCS1_2048_8192_SHA256,
            SigningAlgorithm::Ps256 => &signature::RSA_PSS_2048_8192_SHA256,
        };
        UnparsedPublicKey::new(algorithm, self.public_key())
            .verify(message, signature)
            .is_ok()
    }

    /// The public half as a JSON Web Key (RFC 7517 §4).
    pub(super) fn public_jwk(&self) -> Value {
        let mut jwk = match &self.pair {
            Pair::Ecdsa(_) => {
                let (x, y) = self.coordinates();
                let curve = match self.algorithm {
                    SigningAlgorithm::Es384 => "P-384",
                    _ => "P-256",
                };
                json!({"kty": "EC", "crv": curve, "x": base64url(x), "y": base64url(y)})
            }
            Pair::Ed25519(pair) => {
                json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(pair.public_key())})
            }
            Pair::Rsa(pair) => {
                let PublicKeyComponents { n, e } =
                    PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({"kty": "RSA", "n": base64url(n), "e": base64url(e)})
            }
        };
        if let Some(members) = jwk.as_object_mut() {
            members.insert("kid".to_owned(), self.kid.as_str().into());
            members.insert("alg".to_owned(), self.algorithm.name().into());
            members.insert("use".to_owned(), "sig".into());
        }
        jwk
    }

    /// The bytes of the public key alone: the point of a curve, the modulus of an RSA key.
    pub(super) fn raw_public_key(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => PublicKeyComponents::<Vec<u8>>::from(pair.public()).n,
            _ => self.public_key().to_vec(),
        }
    }

    /// The public half as a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), in DER.
    pub(super) fn public_der(&self) -> Vec<u8> {
        let algorithm: &[u8] = match self.algorithm {
            SigningAlgorithm::Es256 => EC_P256,
            SigningAlgorithm::Es384 => EC_P384,
            SigningAlgorithm::EdDsa => ED25519,
            SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => RSA_ENCRYPTION,
        };
        sequence(&[&sequence(&[algorithm]), &bit_string(self.public_key())])
    }

    fn public_key(&self) -> &[u8] {
        match &self.pair {
            Pair::Ecdsa(pair) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
            Pair::Rsa(pair) => pair.public_key().as_ref(),
        }
    }

    /// The two halves of an uncompressed point: `04 || x || y`.
    fn coordinates(&self) -> (&[u8], &[u8]) {
        let both = self.public_key().get(1..).unwrap_or_default();
        both.split_at(both.len() / 2)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// PKCS#8, 2048 bits, known to everybody.
pub(in crate::testing) const RSA_KEYS: [&[u8]; 3] = [
    include_bytes!("rsa-1.pk8"),
    include_bytes!("rsa-2.pk8"),
    include_bytes!("rsa-3.pk8"),
];

// What stands inside an AlgorithmIdentifier (RFC 5480 §2.1.1, RFC 8410 §3, RFC 3279 §2.3.1).
const EC_P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];
const EC_P384: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22,
];
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
const RSA_ENCRYPTION: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
