//! What a client signs to prove that it is itself (RFC 7523 §2.2 and §3, OpenID Connect Core §9).

use serde_json::json;
use tracing::error;

use crate::clock::SharedClock;
use crate::config::{PrivateKey, SignatureAlgorithm};
use crate::sealed::{base64url, random_text};

/// What an assertion is made of, but for what is new in each: `jti` and the times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClientAssertion<'a> {
    pub(crate) key: &'a PrivateKey,
    pub(crate) algorithm: SignatureAlgorithm,
    /// Who is to believe it: the issuer, or, where none is known, the URL of the token endpoint.
    pub(crate) audience: &'a str,
    pub(crate) clock: &'a SharedClock,
}

impl ClientAssertion<'_> {
    /// An assertion for one request: it is good for a minute, and a provider takes it once (RFC 7523 §3).
    ///
    /// `None` when the operating system gives no random bytes. The request then says only whose it is, and is refused.
    pub(super) fn sign(&self, client_id: &str) -> Option<String> {
        let signed = self.signed(client_id);
        if signed.is_none() {
            error!("a client assertion cannot be signed: there are no random bytes");
        }
        signed
    }

    fn signed(&self, client_id: &str) -> Option<String> {
        let now = self.clock.now();
        let header = json!({
            "alg": self.algorithm.name(),
            "kid": self.key.id(),
            "typ": "JWT",
        });
        let claims = json!({
            "iss": client_id,
            "sub": client_id,
            "aud": self.audience,
            "jti": random_text::<16>().ok()?,
            "iat": now,
            "exp": now.saturating_add(LIFETIME),
        });
        let encoded = |value: serde_json::Value| base64url::encode(value.to_string().as_bytes());
        let input = format!("{}.{}", encoded(header), encoded(claims));
        let signature = self.key.sign(self.algorithm, input.as_bytes())?;
        Some(format!("{input}.{}", base64url::encode(&signature)))
    }
}

/// RFC 7521 §4.2, RFC 7523 §2.2.
pub(super) const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// In seconds.
const LIFETIME: u64 = 60;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use serde_json::Value;
    use url::form_urlencoded;

    use super::*;
    use crate::config::Secret;
    use crate::openid::fixtures::StoppedClock;
    use crate::token::ClientCredentials;

    const NOW: u64 = 1_800_000_000;

    fn form() -> (Vec<(String, String)>, bool) {
        let pem = include_str!("../config/testdata/p256.pem");
        let key = PrivateKey::parse(&Secret::issued(pem), Some("k1".into())).unwrap();
        let clock: SharedClock = StoppedClock::at(NOW);
        let credentials = ClientCredentials::PrivateKeyJwt {
            id: "shop",
            assertion: ClientAssertion {
                key: &key,
                algorithm: SignatureAlgorithm::Es256,
                audience: "https://op.test",
                clock: &clock,
            },
        };
        let mut form = form_urlencoded::Serializer::new(String::new());
        credentials.write(&mut form);
        let pairs = form_urlencoded::parse(form.finish().as_bytes())
            .into_owned()
            .collect();
        (pairs, credentials.header().is_some())
    }

    fn segment(assertion: &str, place: usize) -> Value {
        let segment = assertion.split('.').nth(place).unwrap();
        serde_json::from_slice(&base64_simd::URL_SAFE_NO_PAD.decode_to_vec(segment).unwrap())
            .unwrap()
    }

    /// RFC 7523 §2.2 and §3, OpenID Connect Core §9, R-FAPI-01
    #[test]
    fn an_assertion_says_who_asks_whom_and_for_how_long() {
        let (form, has_header) = form();
        assert!(!has_header);
        let names: Vec<_> = form.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["client_id", "client_assertion_type", "client_assertion"]
        );
        assert_eq!(form[0].1, "shop");
        assert_eq!(
            form[1].1,
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
        );
        assert_eq!(
            segment(&form[2].1, 0),
            json!({ "alg": "ES256", "kid": "k1", "typ": "JWT" })
        );
        let claims = segment(&form[2].1, 1);
        assert_eq!(
            claims,
            json!({
                "iss": "shop", "sub": "shop", "aud": "https://op.test", "jti": claims["jti"],
                "iat": NOW, "exp": NOW + 60,
            })
        );
        assert!(claims["jti"].as_str().unwrap().len() >= 22);
    }

    /// RFC 7523 §3, item 7
    #[test]
    fn no_two_requests_bring_the_same_one() {
        let ids: HashSet<_> = (0..100)
            .map(|_| segment(&form().0[2].1, 1)["jti"].to_string())
            .collect();
        assert_eq!(ids.len(), 100);
    }
}
