//! Clients that sign (RFC 7523 §3): everything about an assertion has to be right.

use serde_json::{Value, json};

use super::*;
use crate::config::{PrivateKey, Secret, SignatureAlgorithm};
use crate::testing::{ClientAuthentication, ClientKey, SigningAlgorithm};

/// An application with a key.
struct Signing {
    provider: Provider,
    key: PrivateKey,
}

impl Signing {
    fn new() -> Self {
        let key = ClientKey::generate(SigningAlgorithm::Es256).unwrap();
        let client = Client::new("bank")
            .jwks(key.jwks())
            .redirect_uri(REDIRECT_URI);
        Self {
            provider: builder().client(client).build().unwrap(),
            key: PrivateKey::parse(&Secret::issued(key.pem()), None).unwrap(),
        }
    }

    fn claims() -> Value {
        json!({
            "iss": "bank", "sub": "bank", "aud": ISSUER, "jti": "one", "iat": NOW, "exp": NOW + 60,
        })
    }

    fn assertion(&self, header: &Value, claims: &Value) -> String {
        let encoded = |value: &Value| super::super::jose::base64url(value.to_string());
        let input = format!("{}.{}", encoded(header), encoded(claims));
        let signature = self.key.sign(SignatureAlgorithm::Es256, input.as_bytes());
        let signature = super::super::jose::base64url(signature.unwrap());
        format!("{input}.{signature}")
    }

    /// The error, or that the code alone is wrong.
    async fn sent(&self, assertion: &str, changes: Changes<'_>) -> String {
        let mut all = vec![
            ("client_id", Some("bank")),
            ("client_secret", None),
            ("client_assertion_type", Some(TYPE)),
            ("client_assertion", Some(assertion)),
        ];
        all.retain(|(name, _)| changes.iter().all(|(change, _)| change != name));
        all.extend(changes);
        let answer = exchange(&self.provider, "no-such-code", &all).await;
        answer.json()["error"].as_str().unwrap().to_owned()
    }

    async fn claimed(&self, name: &str, value: Value) -> String {
        let mut claims = Self::claims();
        let members = claims.as_object_mut().unwrap();
        match value {
            Value::Null => members.remove(name),
            value => members.insert(name.to_owned(), value),
        };
        let header = json!({ "alg": "ES256", "kid": self.key.id() });
        self.sent(&self.assertion(&header, &claims), &[]).await
    }
}

#[tokio::test]
async fn a_right_assertion_authenticates_once() {
    let signing = Signing::new();
    let header = json!({ "alg": "ES256", "kid": signing.key.id(), "typ": "JWT" });
    let assertion = signing.assertion(&header, &Signing::claims());
    assert_eq!(signing.sent(&assertion, &[]).await, "invalid_grant");
    assert_eq!(signing.sent(&assertion, &[]).await, "invalid_client");
    assert_eq!(
        signing.claimed("jti", "two".into()).await,
        "invalid_grant",
        "another one is good"
    );
}

#[tokio::test]
async fn every_claim_has_to_be_right() {
    for (name, value) in [
        ("iss", json!("shop")),
        ("iss", Value::Null),
        ("sub", json!("shop")),
        ("sub", Value::Null),
        ("aud", json!("https://other.test")),
        ("aud", json!([ISSUER, "https://other.test"])),
        ("aud", Value::Null),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!(7)),
        ("exp", Value::Null),
        ("exp", json!(NOW)),
        ("exp", json!(NOW + 121)),
        ("exp", json!("1800000060")),
        ("iat", json!(NOW + 11)),
        ("nbf", json!(NOW + 11)),
    ] {
        let signing = Signing::new();
        let error = signing.claimed(name, value.clone()).await;
        assert_eq!(error, "invalid_client", "{name}: {value}");
    }
    for (name, value) in [
        ("aud", json!(format!("{ISSUER}/token"))),
        ("exp", json!(NOW + 1)),
        ("iat", Value::Null),
        ("nbf", json!(NOW)),
    ] {
        let signing = Signing::new();
        let error = signing.claimed(name, value.clone()).await;
        assert_eq!(error, "invalid_grant", "{name}: {value}");
    }
}

#[tokio::test]
async fn the_header_and_the_signature_have_to_be_right() {
    let signing = Signing::new();
    let header = |name: &str, value: Value| {
        let mut header = json!({ "alg": "ES256" });
        header[name] = value;
        signing.assertion(&header, &Signing::claims())
    };
    let good = header("typ", "jwt".into());
    let (input, _) = good.rsplit_once('.').unwrap();
    for wrong in [
        header("alg", "none".into()),
        header("alg", "RS256".into()),
        header("alg", "HS256".into()),
        header("kid", "another".into()),
        header("crit", json!(["exp"])),
        header("typ", "at+jwt".into()),
        format!("{input}."),
        format!("{input}.AAAA"),
        input.to_owned(),
        "x".to_owned(),
        String::new(),
    ] {
        assert_eq!(signing.sent(&wrong, &[]).await, "invalid_client", "{wrong}");
    }
    assert_eq!(signing.sent(&good, &[]).await, "invalid_grant");
}

#[tokio::test]
async fn what_stands_around_it_has_to_be_right() {
    let signing = Signing::new();
    let assertion = signing.assertion(&json!({ "alg": "ES256" }), &Signing::claims());
    for (changes, error) in [
        ([("client_id", Some("shop"))], "invalid_client"),
        ([("client_assertion_type", None)], "invalid_client"),
        ([("client_assertion_type", Some("jwt"))], "invalid_client"),
        ([("client_assertion", None)], "invalid_client"),
        ([("client_secret", Some(SECRET))], "invalid_request"),
        // RFC 7521 §4.2: the assertion says who it is.
        ([("client_id", None)], "invalid_grant"),
    ] {
        assert_eq!(
            signing.sent(&assertion, &changes).await,
            error,
            "{changes:?}"
        );
    }
}

/// A client authenticates as it is registered, and in no weaker way.
#[tokio::test]
async fn a_client_with_a_key_has_no_other_way_in() {
    let signing = Signing::new();
    let plain = [("client_assertion", None), ("client_assertion_type", None)];
    assert_eq!(signing.sent("", &plain).await, "invalid_client");
    let secret = [plain[0], plain[1], ("client_secret", Some(SECRET))];
    assert_eq!(signing.sent("", &secret).await, "invalid_client");
    let client = Client::new("bank")
        .jwks(json!({ "keys": [signing.key.public_jwk()] }))
        .authentication(ClientAuthentication::None);
    let other = Signing {
        provider: builder().client(client).build().unwrap(),
        key: signing.key,
    };
    assert_eq!(other.claimed("jti", "one".into()).await, "invalid_client");
}

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
