//! The private key that a client authenticates with (`private_key_jwt`): strong enough, never printed.

use std::fmt;
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

use crate::config::Secret;
use crate::sealed::base64url;

/// A private key with the name under which its public half is known. Nothing prints it.
#[derive(Clone)]
pub(crate) struct PrivateKey(Arc<Parts>);

struct Parts {
    id: String,
    pair: Pair,
}

enum Pair {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

/// What a key signs by (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SignatureAlgorithm {
    Es256,
    EdDsa,
    /// EdDSA by its newer name.
    Ed25519,
    Ps256,
    Rs256,
}

/// Why a text is no key that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrivateKeyFault {
    /// There is no PEM in it (RFC 7468 §10), or what is in it is no base64.
    NotPem,
    /// It is the public half, or a certificate.
    Public,
    /// Only who knows its password can read it.
    Encrypted,
    /// It is in a form that is older than PKCS#8 (PKCS#1, SEC 1).
    Traditional,
    /// RSA with fewer than 2048 bits.
    Weak,
    /// It is of another kind.
    Kind,
    /// It is of a kind that is used, and its parts do not belong together, or are missing.
    Malformed,
}

impl PrivateKey {
    /// Reads a key from PEM. Newlines may be what they are, or written as `\n`, or gone: a variable of the environment has
    /// often lost them. Without an id the key is named by its thumbprint (RFC 7638).
    ///
    /// # Errors
    /// When it cannot be read, is too weak, or is of a kind that is not used.
    pub(crate) fn parse(pem: &Secret, id: Option<String>) -> Result<Self, PrivateKeyFault> {
        let pair = Pair::parse(&pkcs8(pem.expose())?)?;
        let id = id.unwrap_or_else(|| pair.thumbprint());
        Ok(Self(Arc::new(Parts { id, pair })))
    }

    /// `kid` (RFC 7515 §4.1.4).
    pub(crate) fn id(&self) -> &str {
        &self.0.id
    }

    /// What it signs by for somebody who accepts these algorithms; `None` when that is none of them. Who does not say has to
    /// be content with the one that everybody knows.
    pub(crate) fn algorithm(&self, accepted: Option<&[String]>) -> Option<SignatureAlgorithm> {
        let own = self.0.pair.algorithms();
        match accepted {
            Some(accepted) => own
                .iter()
                .copied()
                .find(|own| accepted.iter().any(|name| name == own.name())),
            None => Some(self.usual_algorithm()),
        }
    }

    /// Of RSA the one that OpenID Connect Core §15.1 asks everybody to know.
    pub(crate) fn usual_algorithm(&self) -> SignatureAlgorithm {
        match &self.0.pair {
            Pair::P256(_) => SignatureAlgorithm::Es256,
            Pair::Ed25519(_) => SignatureAlgorithm::EdDsa,
            Pair::Rsa(_) => SignatureAlgorithm::Rs256,
        }
    }

    /// The signature in the form that JWS wants (RFC 7518 §3). `None` when the operating system gives no random bytes, and
    /// for an algorithm of another kind of key.
    pub(crate) fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Option<Vec<u8>> {
        let random = SystemRandom::new();
        match (&self.0.pair, algorithm) {
            (Pair::P256(pair), SignatureAlgorithm::Es256) => {
                let signature = pair.sign(&random, message).ok()?;
                Some(signature.as_ref().to_vec())
            }
            (Pair::Ed25519(pair), SignatureAlgorithm::EdDsa | SignatureAlgorithm::Ed25519) => {
                Some(pair.sign(message).as_ref().to_vec())
            }
            (Pair::Rsa(pair), SignatureAlgorithm::Ps256 | SignatureAlgorithm::Rs256) => {
                let padding: &dyn RsaEncoding = match algorithm {
                    SignatureAlgorithm::Ps256 => &RSA_PSS_SHA256,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(padding, &random, message, &mut signature).ok()?;
                Some(signature)
            }
            _ => None,
        }
    }

    /// The public half as a JSON Web Key (RFC 7517 §4), and nothing of the private one.
    pub(crate) fn public_jwk(&self) -> Value {
        let mut jwk = self.0.pair.required_members();
        if let Some(members) = jwk.as_object_mut() {
            members.insert("kid".to_owned(), self.id().into());
            members.insert("use".to_owned(), "sig".into());
            // An RSA key signs by what the provider prefers.
            if !matches!(self.0.pair, Pair::Rsa(_)) {
                members.insert("alg".to_owned(), self.usual_algorithm().name().into());
            }
        }
        jwk
    }
}

impl SignatureAlgorithm {
    /// `alg` (RFC 7515 §4.1.1).
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }
}

impl PrivateKeyFault {
    /// What is wrong, to be read after "the private key".
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::NotPem => {
                "is not in PEM: it begins with `-----BEGIN PRIVATE KEY-----` and ends with `-----END PRIVATE KEY-----`"
            }
            Self::Public => "is a public key or a certificate",
            Self::Encrypted => "is encrypted with a password",
            Self::Traditional => "is in an older form than PKCS#8",
            Self::Weak => "is an RSA key of fewer than 2048 bits",
            Self::Kind => {
                "is of a kind that is not used: it can be EC (P-256), Ed25519 or RSA (2048 to 4096 bits)"
            }
            Self::Malformed => "is damaged: its parts do not belong together",
        }
    }
}

impl Pair {
    fn parse(document: &[u8]) -> Result<Self, PrivateKeyFault> {
        let random = SystemRandom::new();
        let names = |identifier: &[u8]| {
            let beginning = document.get(..BEGINNING).unwrap_or(document);
            beginning
                .windows(identifier.len())
                .any(|part| part == identifier)
        };
        if names(P256) {
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document, &random)
                .map(Self::P256)
                .map_err(|_| PrivateKeyFault::Malformed)
        } else if names(RSA_ENCRYPTION) {
            RsaKeyPair::from_pkcs8(document)
                .map(Self::Rsa)
                .map_err(|fault| match fault.to_string().as_str() {
                    "TooSmall" => PrivateKeyFault::Weak,
                    "TooLarge" => PrivateKeyFault::Kind,
                    _ => PrivateKeyFault::Malformed,
                })
        } else if names(ED25519) {
            // `openssl` leaves the public half out, which is then computed.
            Ed25519KeyPair::from_pkcs8_maybe_unchecked(document)
                .map(Self::Ed25519)
                .map_err(|_| PrivateKeyFault::Malformed)
        } else {
            Err(PrivateKeyFault::Kind)
        }
    }

    /// What it can sign by, the strongest first.
    const fn algorithms(&self) -> &'static [SignatureAlgorithm] {
        match self {
            Self::P256(_) => &[SignatureAlgorithm::Es256],
            Self::Ed25519(_) => &[SignatureAlgorithm::EdDsa, SignatureAlgorithm::Ed25519],
            Self::Rsa(_) => &[SignatureAlgorithm::Ps256, SignatureAlgorithm::Rs256],
        }
    }

    /// The members that make the key, in the order of their names (RFC 7638 §3.2).
    fn required_members(&self) -> Value {
        let encoded = |bytes: &[u8]| base64url::encode(bytes);
        match self {
            Self::P256(pair) => {
                // An uncompressed point: `04 || x || y` (SEC 1 §2.3.3).
                let both = pair.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = both.split_at(both.len() / 2);
                json!({ "crv": "P-256", "kty": "EC", "x": encoded(x), "y": encoded(y) })
            }
            Self::Ed25519(pair) => {
                let x = encoded(pair.public_key().as_ref());
                json!({ "crv": "Ed25519", "kty": "OKP", "x": x })
            }
            Self::Rsa(pair) => {
                let PublicKeyComponents { n, e } =
                    PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({ "e": encoded(&e), "kty": "RSA", "n": encoded(&n) })
            }
        }
    }

    /// RFC 7638: the hash of those members, without a blank.
    fn thumbprint(&self) -> String {
        let members = self.required_members();
        let mut members: Vec<(&String, &Value)> = members
            .as_object()
            .map(|members| members.iter().collect())
            .unwrap_or_default();
        members.sort_unstable_by_key(|(name, _)| *name);
        let members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"))
            .collect();
        let text = format!("{{{}}}", members.join(","));
        base64url::encode(digest(&SHA256, text.as_bytes()).as_ref())
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PrivateKey(…)")
    }
}

/// The DER inside PEM (RFC 7468 §10).
fn pkcs8(pem: &str) -> Result<Vec<u8>, PrivateKeyFault> {
    let (_, rest) = pem.split_once(BEGIN).ok_or(PrivateKeyFault::NotPem)?;
    let (label, rest) = rest.split_once(DASHES).ok_or(PrivateKeyFault::NotPem)?;
    match label {
        "PRIVATE KEY" => {}
        "ENCRYPTED PRIVATE KEY" => return Err(PrivateKeyFault::Encrypted),
        "EC PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PARAMETERS" => {
            return Err(PrivateKeyFault::Traditional);
        }
        "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" => return Err(PrivateKeyFault::Public),
        _ => return Err(PrivateKeyFault::NotPem),
    }
    let (text, _) = rest.split_once(END).ok_or(PrivateKeyFault::NotPem)?;
    let text: String = text
        .replace("\\r", "")
        .replace("\\n", "")
        .split_ascii_whitespace()
        .collect();
    base64_simd::STANDARD
        .decode_to_vec(text)
        .map_err(|_| PrivateKeyFault::NotPem)
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END PRIVATE KEY-----";
const DASHES: &str = "-----";

/// Within this many bytes a key says what it is.
const BEGINNING: usize = 40;
// What stands inside an AlgorithmIdentifier (RFC 5480 §2.1.1, RFC 8410 §3, RFC 3279 §2.3.1).
const P256: &[u8] = &[
    0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d,
    0x03, 0x01, 0x07,
];
const ED25519: &[u8] = &[0x06, 0x03, 0x2b, 0x65, 0x70];
const RSA_ENCRYPTION: &[u8] = &[
    0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

#[cfg(test)]
mod tests;
