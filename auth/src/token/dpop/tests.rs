//! The form of a proof, checked by another library than the one that signs, and when a request is sent once more.

use std::collections::HashSet;
use std::sync::Arc;

use http::Method;
use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use serde_json::{Value, json};
use url::Url;

use super::*;
use crate::openid::fixtures::StoppedClock;
use crate::outbound::scripted::{Recorded, Reply, ScriptedClient};

const NOW: u64 = 1_800_000_000;
const TOKEN: &str = "https://op.test/token";
const USERINFO: &str = "https://op.test/userinfo";

/// Header and claims of a proof whose signature is right.
#[track_caller]
fn verified(proof: &str) -> (Value, Value) {
    let (signed, signature) = proof.rsplit_once('.').unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    let decode = |text: &str| base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text).unwrap();
    let header: Value = serde_json::from_slice(&decode(header)).unwrap();
    let key: CoreJsonWebKey = serde_json::from_value(header["jwk"].clone()).unwrap();
    let algorithm = CoreJwsSigningAlgorithm::EcdsaP256Sha256;
    let signature = decode(signature);
    key.verify_signature(&algorithm, signed.as_bytes(), &signature)
        .unwrap();
    let other = [signed, "A"].concat();
    let forged = key.verify_signature(&algorithm, other.as_bytes(), &signature);
    assert!(forged.is_err(), "another message has another signature");
    (header, serde_json::from_slice(&decode(claims)).unwrap())
}

fn members(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names
}

/// R-DPOP-01
#[test]
fn a_proof_says_what_the_standard_wants_and_nothing_else() {
    let key = DpopKey::generate().unwrap();
    let proof = Proof {
        method: &Method::POST,
        url: &Url::parse(TOKEN).unwrap(),
        access_token: None,
        nonce: None,
        now: NOW,
    };
    let (header, claims) = verified(&proof.sign(&key).unwrap());
    assert_eq!(members(&header), ["alg", "jwk", "typ"]);
    assert_eq!(header["typ"], "dpop+jwt");
    assert_eq!(header["alg"], "ES256");
    assert_eq!(members(&header["jwk"]), ["crv", "kty", "x", "y"]);
    assert_eq!(members(&claims), ["htm", "htu", "iat", "jti"]);
    assert_eq!(claims["htm"], "POST");
    assert_eq!(claims["htu"], TOKEN);
    assert_eq!(claims["iat"], NOW);
    assert_eq!(claims["jti"].as_str().unwrap().len(), 22, "128 random bits");
}

/// R-DPOP-01; the access token and its hash are those of RFC 9449 §7.1.
#[test]
fn a_proof_has_the_hash_of_the_token_and_the_nonce_that_was_given() {
    let key = DpopKey::generate().unwrap();
    let proof = Proof {
        method: &Method::GET,
        url: &Url::parse(USERINFO).unwrap(),
        access_token: Some("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"),
        nonce: Some("eyJ7S_zG.eyJH0-Z.HX4w-7v"),
        now: NOW,
    };
    let (_, claims) = verified(&proof.sign(&key).unwrap());
    assert_eq!(
        members(&claims),
        ["ath", "htm", "htu", "iat", "jti", "nonce"]
    );
    assert_eq!(claims["ath"], "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    assert_eq!(claims["nonce"], "eyJ7S_zG.eyJH0-Z.HX4w-7v");
}

/// R-DPOP-01
#[test]
fn the_target_has_neither_query_nor_fragment() {
    let key = DpopKey::generate().unwrap();
    for (url, target) in [
        ("https://a.test/x?y=1&z=%2F#top", "https://a.test/x"),
        ("https://a.test/x?", "https://a.test/x"),
        ("https://A.test:443", "https://a.test/"),
        ("https://a.test:8443/%7Eme/", "https://a.test:8443/%7Eme/"),
    ] {
        let proof = Proof {
            method: &Method::GET,
            url: &Url::parse(url).unwrap(),
            access_token: None,
            nonce: None,
            now: NOW,
        };
        let (_, claims) = verified(&proof.sign(&key).unwrap());
        assert_eq!(claims["htu"], target, "{url}");
    }
}

/// R-DPOP-01
#[test]
fn no_two_proofs_are_the_same() {
    let key = DpopKey::generate().unwrap();
    let url = Url::parse(TOKEN).unwrap();
    let ids: HashSet<String> = (0..100)
        .map(|_| {
            let proof = Proof {
                method: &Method::POST,
                url: &url,
                access_token: None,
                nonce: None,
                now: NOW,
            };
            let (_, claims) = verified(&proof.sign(&key).unwrap());
            claims["jti"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(ids.len(), 100);
}

/// One provider, and the key of one sign-in.
struct Fixture {
    client: Arc<ScriptedClient>,
    key: DpopKey,
    nonces: DpopNonces,
}

impl Fixture {
    fn new() -> Self {
        Self {
            client: ScriptedClient::new(),
            key: DpopKey::generate().unwrap(),
            nonces: DpopNonces::default(),
        }
    }

    /// These answers one after the other, and then the last one for ever.
    fn answers(&self, url: &str, replies: &[Reply]) {
        let mut replies = replies.to_vec();
        self.client.script(url, move |_| match replies.len() {
            1 => replies[0].clone(),
            _ => replies.remove(0),
        });
    }

    async fn ask(&self, endpoint: ProviderEndpoint) -> Result<Answer, ProviderFault> {
        let (url, token) = match endpoint {
            ProviderEndpoint::UserInfo => (USERINFO, Some(Secret::issued("at"))),
            _ => (TOKEN, None),
        };
        let url = Endpoint::parse(url).unwrap();
        let clock: SharedClock = StoppedClock::at(NOW);
        let asked = Asked {
            outbound: &Outbound::new(self.client.clone()),
            url: &url,
            endpoint,
            access_token: token.as_ref(),
        };
        let dpop = Dpop {
            key: &self.key,
            nonces: &self.nonces,
            clock: &clock,
        };
        send(asked, Some(dpop), || match endpoint {
            ProviderEndpoint::UserInfo => Outgoing::get(&url),
            _ => Outgoing::post(&url, "code=c".into()),
        })
        .await
    }

    /// The nonces of the proofs that were sent there.
    fn sent(&self, url: &str) -> Vec<Option<String>> {
        let nonce = |request: &Recorded| {
            let (_, claims) = verified(request.header("dpop").unwrap());
            claims
                .get("nonce")
                .map(|nonce| nonce.as_str().unwrap().to_owned())
        };
        self.client.requests_to(url).iter().map(nonce).collect()
    }
}

fn demand(nonce: &str) -> Reply {
    let body = json!({ "error": "use_dpop_nonce", "error_description": "…" });
    Reply::typed(400, "application/json", body.to_string()).with("dpop-nonce", nonce)
}

fn challenge(value: &str, nonce: &str) -> Reply {
    Reply::status(401)
        .with("www-authenticate", value)
        .with("dpop-nonce", nonce)
}

fn good() -> Reply {
    Reply::json(&json!({ "access_token": "at", "token_type": "DPoP" }))
}

fn nonces<const N: usize>(nonces: [&str; N]) -> Vec<Option<String>> {
    let own = |nonce: &str| (!nonce.is_empty()).then(|| nonce.to_owned());
    nonces.into_iter().map(own).collect()
}

/// R-DPOP-02
#[tokio::test]
async fn a_demand_is_met_once_and_its_nonce_is_sent_from_then_on() {
    let fixture = Fixture::new();
    fixture.answers(TOKEN, &[demand("n1"), good()]);
    let answer = fixture.ask(ProviderEndpoint::Token).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(fixture.sent(TOKEN), nonces(["", "n1"]));
    fixture.ask(ProviderEndpoint::Token).await.unwrap();
    assert_eq!(fixture.sent(TOKEN), nonces(["", "n1", "n1"]));
    let bodies: HashSet<String> = fixture
        .client
        .requests()
        .into_iter()
        .map(|request| request.body)
        .collect();
    assert_eq!(bodies.len(), 1, "it is the same request");
}

/// R-DPOP-02, RFC 9449 §8.2
#[tokio::test]
async fn a_nonce_that_comes_with_a_good_answer_is_the_next_one_for_the_whole_origin() {
    let fixture = Fixture::new();
    fixture.answers(TOKEN, &[good().with("dpop-nonce", "n2")]);
    fixture.answers(
        USERINFO,
        &[Reply::json(&json!({})).with("dpop-nonce", "n3")],
    );
    fixture.ask(ProviderEndpoint::Token).await.unwrap();
    fixture.ask(ProviderEndpoint::UserInfo).await.unwrap();
    fixture.ask(ProviderEndpoint::Token).await.unwrap();
    assert_eq!(fixture.sent(TOKEN), nonces(["", "n3"]));
    assert_eq!(fixture.sent(USERINFO), nonces(["n2"]));
}

/// R-DPOP-02
#[tokio::test]
async fn a_server_that_demands_without_end_is_asked_twice_and_no_more() {
    for endpoint in [ProviderEndpoint::Token, ProviderEndpoint::Revocation] {
        let fixture = Fixture::new();
        fixture.answers(TOKEN, &[demand("n1"), demand("n2"), demand("n3")]);
        let fault = fixture.ask(endpoint).await.unwrap_err();
        assert_eq!(fault.code().name, "dpop_failed");
        assert_eq!(fixture.sent(TOKEN), nonces(["", "n1"]));
    }
    let fixture = Fixture::new();
    fixture.answers(
        USERINFO,
        &[challenge(r#"dpop error="use_dpop_nonce""#, "n1")],
    );
    let fault = fixture.ask(ProviderEndpoint::UserInfo).await.unwrap_err();
    assert_eq!(fault.code().name, "dpop_failed");
    assert!(
        fault
            .to_string()
            .contains("UserInfo endpoint demands another DPoP nonce"),
        "{fault}"
    );
    assert_eq!(fixture.sent(USERINFO), nonces(["", "n1"]));
}

/// PF-03: a code is for one use. Nothing but the demand says that it has not been looked at.
#[tokio::test]
async fn nothing_but_a_demand_with_a_nonce_sends_a_request_again() {
    let typed = |status, error: &str| {
        let body = json!({ "error": error }).to_string();
        Reply::typed(status, "application/json", body).with("dpop-nonce", "n1")
    };
    for reply in [
        typed(400, "invalid_grant"),
        typed(400, "invalid_dpop_proof"),
        typed(400, "USE_DPOP_NONCE"),
        typed(401, "use_dpop_nonce"),
        typed(500, "use_dpop_nonce"),
        typed(200, "use_dpop_nonce"),
        challenge(r#"DPoP error="use_dpop_nonce""#, "n1"),
        Reply::typed(400, "text/html", r#"{"error":"use_dpop_nonce"}"#).with("dpop-nonce", "n1"),
        Reply::status(400).with("dpop-nonce", "n1"),
        Reply::Broken,
    ] {
        let fixture = Fixture::new();
        fixture.answers(TOKEN, std::slice::from_ref(&reply));
        let _ = fixture.ask(ProviderEndpoint::Token).await;
        assert_eq!(fixture.sent(TOKEN).len(), 1, "{reply:?}");
    }
    for reply in [
        challenge(r#"DPoP error="invalid_token""#, "n1"),
        challenge(r#"Bearer error="use_dpop_nonce""#, "n1"),
        Reply::status(401).with("dpop-nonce", "n1"),
        demand("n1"),
    ] {
        let fixture = Fixture::new();
        fixture.answers(USERINFO, std::slice::from_ref(&reply));
        let _ = fixture.ask(ProviderEndpoint::UserInfo).await;
        assert_eq!(fixture.sent(USERINFO).len(), 1, "{reply:?}");
    }
}

#[tokio::test]
async fn a_demand_without_a_nonce_that_can_be_sent_is_an_error_at_once() {
    let body = r#"{"error":"use_dpop_nonce"}"#;
    let without = Reply::typed(400, "application/json", body);
    for reply in [
        without.clone(),
        without.clone().with("dpop-nonce", ""),
        without.clone().with("dpop-nonce", "two words"),
        demand("n1").with("dpop-nonce", "n2"),
    ] {
        let fixture = Fixture::new();
        fixture.answers(TOKEN, &[reply]);
        let fault = fixture.ask(ProviderEndpoint::Token).await.unwrap_err();
        assert_eq!(fault.code().name, "dpop_failed");
        assert_eq!(fixture.sent(TOKEN).len(), 1);
    }
}

#[tokio::test]
async fn without_a_key_there_is_no_proof_and_no_second_request() {
    let client = ScriptedClient::new();
    client.on(TOKEN, demand("n1"));
    let url = Endpoint::parse(TOKEN).unwrap();
    let asked = Asked {
        outbound: &Outbound::new(client.clone()),
        url: &url,
        endpoint: ProviderEndpoint::Token,
        access_token: None,
    };
    let answer = send(asked, None, || Outgoing::post(&url, String::new())).await;
    assert_eq!(answer.unwrap().status(), 400);
    let sent = client.requests();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].header("dpop"), None);
}
