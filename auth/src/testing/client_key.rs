//! A key that a client authenticates with, for tests and for whoever tries it out.

use std::fmt;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use serde_json::{Value, json};

use super::jose::{RSA_KEYS, pem};
use super::{ProviderBuildError, SigningAlgorithm};
use crate::config::{PrivateKey, Secret};

/// A key pair of an application that authenticates with `private_key_jwt`: the private half for its configuration, the public
/// one for [`Client::jwks`](super::Client::jwks).
#[derive(Clone)]
pub struct ClientKey {
    pem: String,
    jwks: Value,
}

impl ClientKey {
    /// A new key for this algorithm. With RSA it is one that is a part of this library's source, known to everybody: for tests
    /// only.
    ///
    /// # Errors
    /// When the operating system gives no random bytes, and for `ES384`, which clients do not sign by here.
    pub fn generate(algorithm: SigningAlgorithm) -> Result<Self, ProviderBuildError> {
        let random = SystemRandom::new();
        let none = ProviderBuildError::NoRandomness;
        let document = match algorithm {
            SigningAlgorithm::Es256 => {
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)
                    .map(|document| document.as_ref().to_vec())
                    .map_err(|_| none)?
            }
            SigningAlgorithm::EdDsa => Ed25519KeyPair::generate_pkcs8(&random)
                .map(|document| document.as_ref().to_vec())
                .map_err(|_| none)?,
            SigningAlgorithm::Rs256 | SigningAlgorithm::Ps256 => RSA_KEYS
                .first()
                .map(|document| document.to_vec())
                .ok_or(none)?,
            SigningAlgorithm::Es384 => return Err(ProviderBuildError::AlgorithmUnused),
        };
        let pem = pem("PRIVATE KEY", &document);
        let key = PrivateKey::parse(&Secret::issued(pem.as_str()), None).map_err(|_| none)?;
        Ok(Self {
            jwks: json!({ "keys": [key.public_jwk()] }),
            pem,
        })
    }

    /// The private key, as `AUTH_<ID>_PRIVATE_KEY` holds it: PKCS#8 in PEM.
    #[must_use]
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// The public key alone in a JWK set (RFC 7517 §5).
    #[must_use]
    pub fn jwks(&self) -> Value {
        self.jwks.clone()
    }
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ClientKey(…)")
    }
}
