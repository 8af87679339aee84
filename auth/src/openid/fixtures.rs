//! For tests: a clock that stands still, keys that sign, and tokens put together by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

use crate::clock::Clock;

/// A clock that moves when it is told to.
#[derive(Debug)]
pub(crate) struct StoppedClock(AtomicU64);

impl StoppedClock {
    pub(crate) fn at(now: u64) -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(now)))
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// A private key of a test provider, by the algorithm it signs with.
pub(crate) enum SigningKey {
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(Box<RsaKeyPair>, &'static str, &'static dyn RsaEncoding),
}

impl SigningKey {
    pub(crate) fn es256() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::P256(EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap())
    }

    pub(crate) fn es384() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P384_SHA384_FIXED_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self::P384(EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap())
    }

    pub(crate) fn eddsa() -> Self {
        let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self::Ed25519(Ed25519KeyPair::from_pkcs8(key.as_ref()).unwrap())
    }

    pub(crate) fn rs256() -> Self {
        Self::rsa("RS256", &RSA_PKCS1_SHA256)
    }

    fn rsa(name: &'static str, encoding: &'static dyn RsaEncoding) -> Self {
        let key = RsaKeyPair::from_pkcs8(include_bytes!("testdata/rsa.der")).unwrap();
        Self::Rsa(Box::new(key), name, encoding)
    }

    pub(crate) fn one_of_each() -> Vec<Self> {
        vec![
            Self::rs256(),
            Self::rsa("RS384", &RSA_PKCS1_SHA384),
            Self::rsa("RS512", &RSA_PKCS1_SHA512),
            Self::rsa("PS256", &RSA_PSS_SHA256),
            Self::rsa("PS384", &RSA_PSS_SHA384),
            Self::rsa("PS512", &RSA_PSS_SHA512),
            Self::es256(),
            Self::es384(),
            Self::eddsa(),
        ]
    }

    pub(crate) fn algorithm(&self) -> &'static str {
        match self {
            Self::P256(_) => "ES256",
            Self::P384(_) => "ES384",
            Self::Ed25519(_) => "EdDSA",
            Self::Rsa(_, name, _) => name,
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::P256(key) | Self::P384(key) => {
                key.sign(&random, message).unwrap().as_ref().to_vec()
            }
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
            Self::Rsa(key, _, encoding) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(*encoding, &random, message, &mut signature)
                    .unwrap();
                signature
            }
        }
    }

    /// The public half, as a provider publishes it.
    pub(crate) fn jwk(&self, kid: &str) -> Value {
        let coordinate = |point: &[u8], half: usize| {
            let length = (point.len() - 1) / 2;
            encode(&point[1 + half * length..][..length])
        };
        match self {
            Self::P256(key) | Self::P384(key) => {
                let point = key.public_key().as_ref();
                let curve = if matches!(self, Self::P256(_)) {
                    "P-256"
                } else {
                    "P-384"
                };
                json!({ "kty": "EC", "use": "sig", "kid": kid, "crv": curve,
                        "x": coordinate(point, 0), "y": coordinate(point, 1) })
            }
            Self::Ed25519(key) => {
                json!({ "kty": "OKP", "kid": kid, "crv": "Ed25519", "x": encode(key.public_key()) })
            }
            Self::Rsa(key, ..) => {
                let public = PublicKeyComponents::<Vec<u8>>::from(key.public());
                json!({ "kty": "RSA", "use": "sig", "kid": kid, "n": encode(public.n), "e": encode(public.e) })
            }
        }
    }
}

/// A token in compact form with any header, any payload and any signature.
pub(crate) fn compact(
    header: &Value,
    payload: &[u8],
    sign: impl FnOnce(&[u8]) -> Vec<u8>,
) -> String {
    let signed = format!("{}.{}", encode(header.to_string()), encode(payload));
    let signature = sign(signed.as_bytes());
    format!("{signed}.{}", encode(signature))
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}
