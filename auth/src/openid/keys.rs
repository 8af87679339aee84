//! The provider's public keys (RFC 7517), and what is done with one.

use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeyType, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeyUse, JwsSigningAlgorithm};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::jws::Jws;
use crate::error::{IdTokenFault, ProviderFault};

/// The keys of a set that can verify a signature.
#[derive(Debug)]
pub(super) struct KeySet {
    keys: Vec<Key<CoreJsonWebKey>>,
}

/// One key, by the name its provider gave it.
#[derive(Debug)]
pub(super) struct Key<K> {
    id: Option<String>,
    issuer: Option<String>,
    public: K,
}

/// What is asked of a public key. The library that answers can be replaced behind it.
pub(super) trait PublicKey {
    /// Whether the key's type, use and algorithm allow this algorithm.
    fn fits(&self, algorithm: Algorithm) -> bool;

    /// Whether the signature over the message is this key's.
    fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool;

    /// The hash that goes with the algorithm (OpenID Connect Core §3.1.3.6).
    fn hash(&self, algorithm: Algorithm, message: &[u8]) -> Option<Vec<u8>>;
}

/// The signature algorithms that are accepted (RFC 7518 §3.1, RFC 8037 §3.1). Whatever is not here does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    EdDsa,
}

impl Algorithm {
    /// The algorithm of that name; names are case-sensitive (RFC 7515 §4.1.1).
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            "PS256" => Self::Ps256,
            "PS384" => Self::Ps384,
            "PS512" => Self::Ps512,
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "EdDSA" => Self::EdDsa,
            _ => return None,
        })
    }

    const fn core(self) -> CoreJwsSigningAlgorithm {
        match self {
            Self::Rs256 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            Self::Rs384 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
            Self::Rs512 => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
            Self::Ps256 => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            Self::Ps384 => CoreJwsSigningAlgorithm::RsaSsaPssSha384,
            Self::Ps512 => CoreJwsSigningAlgorithm::RsaSsaPssSha512,
            Self::Es256 => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
            Self::Es384 => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
            Self::EdDsa => CoreJwsSigningAlgorithm::EdDsa,
        }
    }
}

impl KeySet {
    /// Reads a JWK set. Keys that cannot verify an accepted signature are left out (RFC 7517 §5); a set in which none is
    /// left is refused, so that the one before it stays in use.
    pub(super) fn parse(mut document: Map<String, Value>) -> Result<Self, ProviderFault> {
        let Some(Value::Array(keys)) = document.remove("keys") else {
            return Err(ProviderFault::Keys {
                problem: "has no list of keys",
            });
        };
        if keys.len() > MOST_KEYS {
            return Err(ProviderFault::Keys {
                problem: "has more than 100 keys",
            });
        }
        let keys: Vec<_> = keys.into_iter().filter_map(Key::parse).collect();
        if keys.is_empty() {
            return Err(ProviderFault::Keys {
                problem: "has no key that can verify a signature",
            });
        }
        Ok(Self { keys })
    }

    /// The key that signed it. Without a key identifier each key that fits is tried, a few at most.
    pub(super) fn verify(&self, jws: &Jws<'_>) -> Result<&Key<CoreJsonWebKey>, IdTokenFault> {
        let named = |key: &&Key<_>| jws.key_id.is_none() || key.id == jws.key_id;
        let mut candidates = self
            .keys
            .iter()
            .filter(|key| key.public.fits(jws.algorithm))
            .filter(named)
            .take(MOST_TRIED)
            .peekable();
        let unknown = candidates.peek().is_none() || jws.key_id.is_none();
        candidates
            .find(|key| {
                key.public
                    .verifies(jws.algorithm, jws.signed.as_bytes(), &jws.signature)
            })
            .ok_or(if unknown {
                IdTokenFault::UnknownKey
            } else {
                IdTokenFault::Signature
            })
    }
}

impl Key<CoreJsonWebKey> {
    fn parse(value: Value) -> Option<Self> {
        let members = value.as_object()?;
        if !is_for_verifying(members) || !is_strong(members) {
            return None;
        }
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        let (id, issuer) = (text("kid"), text("issuer"));
        Some(Self {
            id,
            issuer,
            public: CoreJsonWebKey::deserialize(value).ok()?,
        })
    }
}

impl<K: PublicKey> Key<K> {
    /// The issuer that Microsoft's keys name; others name none.
    pub(super) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    pub(super) fn public(&self) -> &K {
        &self.public
    }
}

impl PublicKey for CoreJsonWebKey {
    fn fits(&self, algorithm: Algorithm) -> bool {
        let algorithm = algorithm.core();
        let same_type = algorithm.key_type().as_ref() == Some(self.key_type());
        let same_algorithm = match self.signing_alg() {
            JsonWebKeyAlgorithm::Algorithm(named) => *named == algorithm,
            JsonWebKeyAlgorithm::Unspecified => true,
            JsonWebKeyAlgorithm::Unsupported => false,
        };
        same_type && same_algorithm && self.key_use().is_none_or(JsonWebKeyUse::allows_signature)
    }

    fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        self.verify_signature(&algorithm.core(), message, signature)
            .is_ok()
    }

    fn hash(&self, algorithm: Algorithm, message: &[u8]) -> Option<Vec<u8>> {
        self.hash_bytes(message, &algorithm.core()).ok()
    }
}

/// An asymmetric public key whose `key_ops`, if it has any, name verifying (RFC 7517 §4.3).
fn is_for_verifying(members: &Map<String, Value>) -> bool {
    let public = matches!(
        members.get("kty").map(CoreJsonWebKeyType::deserialize),
        Some(Ok(CoreJsonWebKeyType::RSA
            | CoreJsonWebKeyType::EllipticCurve
            | CoreJsonWebKeyType::OctetKeyPair))
    );
    let allowed = match members.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(|operation| operation == "verify"),
        Some(_) => false,
    };
    public && allowed && !members.contains_key("d")
}

/// RSA moduli have at least 2048 bits (RFC 7518 §3.3).
fn is_strong(members: &Map<String, Value>) -> bool {
    if members.get("kty").and_then(Value::as_str) != Some("RSA") {
        return true;
    }
    let modulus = members.get("n").and_then(Value::as_str).unwrap_or_default();
    // Providers pad, or do not; openidconnect reads both.
    let modulus = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(modulus.trim_end_matches('='));
    let Ok(modulus) = modulus else { return false };
    let mut significant = modulus.iter().skip_while(|byte| **byte == 0);
    let first = significant
        .next()
        .map_or(0, |byte| 8 - byte.leading_zeros() as usize);
    first + significant.count() * 8 >= WEAKEST_RSA
}

/// In one set.
const MOST_KEYS: usize = 100;
/// Keys that a token without `kid` is tried with.
const MOST_TRIED: usize = 8;
/// In bits.
const WEAKEST_RSA: usize = 2048;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::openid::fixtures::{SigningKey, compact};

    fn set(keys: Value) -> Result<KeySet, ProviderFault> {
        KeySet::parse(Map::from_iter([("keys".to_owned(), keys)]))
    }

    /// What a set makes of an ES256 token that names the key `kid`.
    fn verify(keys: Value, kid: Option<&str>, key: &SigningKey) -> Result<(), IdTokenFault> {
        let mut header = json!({ "alg": key.algorithm() });
        if let Some(kid) = kid {
            header["kid"] = kid.into();
        }
        let token = compact(&header, b"{}", |message| key.sign(message));
        let jws = Jws::parse(&token).unwrap();
        set(keys).unwrap().verify(&jws).map(|_| ())
    }

    fn with(mut key: Value, name: &str, value: impl Into<Value>) -> Value {
        key[name] = value.into();
        key
    }

    /// IT-30
    #[test]
    fn a_set_that_is_no_list_or_too_long_is_refused() {
        let key = SigningKey::es256().jwk("a");
        for keys in [
            json!({}),
            json!(null),
            json!("x"),
            json!([]),
            json!([1, null, {}]),
        ] {
            let fault = set(keys).unwrap_err();
            assert_eq!(fault.code().name, "provider_unavailable");
        }
        assert!(set(vec![key.clone(); 100].into()).is_ok());
        assert!(set(vec![key.clone(); 101].into()).is_err());
        assert!(set(vec![key; 10_000].into()).is_err());
    }

    /// RFC 7517 §5: a key that is not understood spoils none of the others.
    #[test]
    fn keys_that_are_not_understood_are_left_out() {
        let key = SigningKey::es256();
        let odd = json!({ "kty": "AKP", "kid": "pq" });
        let encryption = json!({ "kty": "RSA", "kid": "enc", "alg": "RSA-OAEP", "use": "enc", "n": "AQAB", "e": "AQAB" });
        assert_eq!(
            verify(json!([odd, encryption, 7, key.jwk("a")]), Some("a"), &key),
            Ok(())
        );
    }

    #[test]
    fn every_accepted_algorithm_verifies() {
        for key in SigningKey::one_of_each() {
            assert_eq!(
                verify(json!([key.jwk("a")]), Some("a"), &key),
                Ok(()),
                "{}",
                key.algorithm()
            );
        }
    }

    #[test]
    fn names_of_algorithms_are_case_sensitive_and_the_list_is_closed() {
        for name in [
            "none", "None", "", "HS256", "HS384", "HS512", "ES512", "ES256K", "rs256", "RS256 ",
            "eddsa", "RSA-OAEP", "dir",
        ] {
            assert_eq!(Algorithm::named(name), None, "{name}");
        }
    }

    /// IT-22: the identifier is nothing but a name to compare.
    #[test]
    fn a_key_is_found_by_its_exact_identifier_only() {
        let key = SigningKey::es256();
        for kid in ["b", "A", "a ", "", "../../etc/passwd", "a' OR 1=1--", "a\0"] {
            assert_eq!(
                verify(json!([key.jwk("a")]), Some(kid), &key),
                Err(IdTokenFault::UnknownKey),
                "{kid}"
            );
        }
    }

    /// IT-25
    #[test]
    fn a_token_without_an_identifier_finds_the_one_key() {
        let key = SigningKey::es256();
        assert_eq!(verify(json!([key.jwk("a")]), None, &key), Ok(()));
    }

    /// oidcc-client-test-kid-absent-multiple-jwks
    #[test]
    fn a_token_without_an_identifier_finds_its_key_among_several() {
        let (key, other) = (SigningKey::es256(), SigningKey::es256());
        assert_eq!(
            verify(json!([other.jwk("a"), key.jwk("b")]), None, &key),
            Ok(())
        );
        assert_eq!(
            verify(json!([other.jwk("a")]), None, &key),
            Err(IdTokenFault::UnknownKey)
        );
    }

    #[test]
    fn a_token_without_an_identifier_is_not_tried_with_any_number_of_keys() {
        let key = SigningKey::es256();
        let mut keys: Vec<_> = (0..MOST_TRIED)
            .map(|_| SigningKey::es256().jwk("x"))
            .collect();
        keys.push(key.jwk("a"));
        assert_eq!(
            verify(keys.into(), None, &key),
            Err(IdTokenFault::UnknownKey)
        );
    }

    #[test]
    fn two_keys_may_share_an_identifier() {
        let (key, rsa) = (SigningKey::es256(), SigningKey::rs256());
        assert_eq!(
            verify(json!([rsa.jwk("a"), key.jwk("a")]), Some("a"), &key),
            Ok(())
        );
    }

    #[test]
    fn a_key_serves_only_what_it_is_for() {
        let key = SigningKey::es256();
        let jwk = key.jwk("a");
        for (name, value) in [
            ("use", json!("enc")),
            ("use", json!("other")),
            ("alg", json!("ES384")),
            ("alg", json!("A256GCM")),
            ("alg", json!("none")),
            ("kty", json!("oct")),
            ("kty", json!("OKP")),
            ("crv", json!("P-384")),
            ("key_ops", json!(["sign"])),
            ("key_ops", json!([])),
            ("key_ops", json!("verify")),
            ("d", json!("AQAB")),
        ] {
            let keys = json!([
                with(jwk.clone(), name, value.clone()),
                SigningKey::es256().jwk("spare")
            ]);
            assert!(verify(keys, Some("a"), &key).is_err(), "{name} {value}");
        }
        let marked = with(with(jwk, "alg", "ES256"), "key_ops", json!(["verify"]));
        assert_eq!(verify(json!([marked]), Some("a"), &key), Ok(()));
    }

    /// RFC 7518 §3.3
    #[test]
    fn rsa_keys_below_2048_bits_are_left_out() {
        let modulus = |bytes: Vec<u8>| {
            let n = base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes);
            set(json!([{ "kty": "RSA", "n": n, "e": "AQAB" }]))
        };
        assert!(modulus(vec![0xff; 256]).is_ok());
        assert!(modulus([vec![0], vec![0xff; 256]].concat()).is_ok());
        assert!(modulus(vec![0xff; 255]).is_err());
        assert!(modulus(vec![0xff; 128]).is_err());
        assert!(modulus([vec![0; 200], vec![0xff; 128]].concat()).is_err());
        assert!(
            modulus([vec![0x7f], vec![0xff; 255]].concat()).is_err(),
            "2047 bits"
        );
        assert!(set(json!([{ "kty": "RSA", "e": "AQAB" }])).is_err());
    }
}
