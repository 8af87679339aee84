use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::*;
use crate::account::Claims;
use crate::config::Secret;
use crate::openid::fixtures::{SigningKey, StoppedClock, compact};
use crate::outbound::scripted::{Reply, ScriptedClient};

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://op.test";
const DISCOVERY: &str = "https://op.test/.well-known/openid-configuration";
const KEYS: &str = "https://op.test/jwks";
const USERINFO: &str = "https://op.test/userinfo";

/// A provider whose documents can be changed, and whose clock can be moved.
struct Fixture {
    provider: OpenIdProvider,
    client: Arc<ScriptedClient>,
    clock: Arc<StoppedClock>,
}

impl Fixture {
    fn new() -> Self {
        let (client, clock) = (ScriptedClient::new(), StoppedClock::at(NOW));
        client.on(
            DISCOVERY,
            Reply::json(&json!({ "issuer": ISSUER, "jwks_uri": KEYS })),
        );
        let outbound = Outbound::new(client.clone());
        let provider =
            OpenIdProvider::new(ISSUER, &Issuer::PerTenant, outbound, clock.clone()).unwrap();
        Self {
            provider,
            client,
            clock,
        }
    }

    fn publishes(&self, keys: &[(&SigningKey, &str)]) {
        let keys: Vec<_> = keys.iter().map(|(key, kid)| key.jwk(kid)).collect();
        self.client.on(KEYS, Reply::json(&json!({ "keys": keys })));
    }

    async fn verify_token(&self, token: &str) -> Result<IdToken, ProviderFault> {
        let expected = Expected {
            client_id: "client",
            nonce: Some("n"),
            may_omit_nonce: false,
            max_age: None,
            authenticated_since: None,
            states_auth_time: false,
            acr_values: &[],
            access_token: "at",
        };
        let metadata = self.provider.metadata().await?;
        self.provider.verify(&metadata, token, &expected).await
    }

    async fn verify(&self, key: &SigningKey, kid: &str) -> Result<IdToken, ProviderFault> {
        self.verify_token(&self.token(key, kid)).await
    }

    fn token(&self, key: &SigningKey, kid: &str) -> String {
        let now = crate::clock::Clock::now(&*self.clock);
        let claims = json!({
            "iss": ISSUER, "aud": "client", "sub": "x", "nonce": "n", "iat": now, "exp": now + 600, "name": "Ada",
        });
        let header = json!({ "alg": key.algorithm(), "kid": kid });
        compact(&header, claims.to_string().as_bytes(), |message| {
            key.sign(message)
        })
    }

    fn fetches(&self, url: &str) -> usize {
        self.client.requests_to(url).len()
    }

    /// The claims of a valid token, completed by the UserInfo endpoint.
    async fn complete(&self, reply: Reply) -> Result<Claims, ProviderFault> {
        self.client.on(USERINFO, reply);
        let key = SigningKey::es256();
        self.publishes(&[(&key, "a")]);
        let mut token = self.verify(&key, "a").await?;
        let endpoint = Endpoint::parse(USERINFO).unwrap();
        let access_token = Presented {
            access_token: &Secret::issued("at"),
            dpop: None,
        };
        self.provider
            .complete(&mut token, &endpoint, access_token)
            .await?;
        Ok(token.claims)
    }
}

#[track_caller]
fn code<T: std::fmt::Debug>(result: Result<T, ProviderFault>) -> &'static str {
    result.unwrap_err().code().name
}

/// R-IDT-06: a key for RSA signs by RS256 and by PS256; FAPI 2.0, test-invalid-alternate-alg
#[tokio::test]
async fn a_token_is_signed_by_an_algorithm_that_the_provider_names() {
    let key = SigningKey::rs256();
    let mut any = key.jwk("a");
    any.as_object_mut().unwrap().remove("alg");
    for (named, accepted) in [
        (json!(["RS256"]), true),
        (json!(["PS256", "RS256"]), true),
        (json!(["PS256"]), false),
        (json!(["rs256", "none", "RS256 "]), false),
        (json!([1]), true),
        (json!([]), true),
        (json!("PS256"), true),
        (json!(null), true),
    ] {
        let fixture = Fixture::new();
        let document = json!({
            "issuer": ISSUER, "jwks_uri": KEYS, "id_token_signing_alg_values_supported": named,
        });
        fixture.client.on(DISCOVERY, Reply::json(&document));
        let keys = json!({ "keys": [any] });
        fixture.client.on(KEYS, Reply::json(&keys));
        let verified = fixture.verify(&key, "a").await;
        assert_eq!(verified.is_ok(), accepted, "{named}");
        if !accepted {
            assert_eq!(code(verified), "id_token_invalid", "{named}");
        }
        let repeated = Repeated {
            client_id: "client",
            issuer: ISSUER,
            subject: "x",
            auth_time: None,
        };
        let token = fixture.token(&key, "a");
        let repeated = fixture.provider.verify_repeated(&token, &repeated).await;
        assert_eq!(repeated.is_ok(), accepted, "{named}");
    }
}

/// PF-14: an application starts while its provider is down.
#[tokio::test]
async fn nothing_is_fetched_before_it_is_needed() {
    let fixture = Fixture::new();
    assert!(fixture.client.requests().is_empty());
    fixture.provider.metadata().await.unwrap();
    assert_eq!((fixture.fetches(DISCOVERY), fixture.fetches(KEYS)), (1, 0));
}

#[tokio::test]
async fn documents_are_fetched_once_for_many_sign_ins() {
    let fixture = Fixture::new();
    let key = SigningKey::es256();
    fixture.publishes(&[(&key, "a")]);
    for _ in 0..20 {
        assert_eq!(fixture.verify(&key, "a").await.unwrap().subject, "x");
    }
    assert_eq!((fixture.fetches(DISCOVERY), fixture.fetches(KEYS)), (1, 1));
}

/// IT-27, oidcc-client-test-signing-key-rotation-just-before-signing
#[tokio::test]
async fn a_key_that_was_rotated_just_now_is_found() {
    let fixture = Fixture::new();
    let (old, new) = (SigningKey::es256(), SigningKey::es256());
    fixture.publishes(&[(&old, "old")]);
    fixture.verify(&old, "old").await.unwrap();
    fixture.publishes(&[(&new, "new")]);
    fixture.verify(&new, "new").await.unwrap();
    assert_eq!(fixture.fetches(KEYS), 2);
    fixture.verify(&new, "new").await.unwrap();
    assert_eq!(fixture.fetches(KEYS), 2);
    assert_eq!(code(fixture.verify(&old, "old").await), "id_token_invalid");
}

/// IT-27: also where the provider gives its keys no names.
#[tokio::test]
async fn a_rotated_key_without_a_name_is_found() {
    let fixture = Fixture::new();
    let (old, new) = (SigningKey::es256(), SigningKey::es256());
    let unnamed = |key: &SigningKey| {
        let mut jwk = key.jwk("");
        jwk.as_object_mut().unwrap().remove("kid");
        fixture
            .client
            .on(KEYS, Reply::json(&json!({ "keys": [jwk] })));
        let token = fixture.token(key, "");
        let claims = token.split('.').nth(1).unwrap();
        let claims = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(claims).unwrap();
        compact(&json!({ "alg": "ES256" }), &claims, |message| {
            key.sign(message)
        })
    };
    for key in [&old, &new] {
        fixture.verify_token(&unnamed(key)).await.unwrap();
    }
}

/// IT-28
#[tokio::test]
async fn a_thousand_unknown_keys_cause_one_more_fetch_a_minute() {
    let fixture = Fixture::new();
    let (key, stranger) = (SigningKey::es256(), SigningKey::es256());
    fixture.publishes(&[(&key, "a")]);
    fixture.verify(&key, "a").await.unwrap();
    for number in 0..1000 {
        if number % 100 == 0 {
            fixture.clock.advance(1);
        }
        let token = fixture.token(&stranger, &format!("random-{number}"));
        assert_eq!(code(fixture.verify_token(&token).await), "id_token_invalid");
    }
    assert_eq!(fixture.fetches(KEYS), 2);
    fixture.clock.advance(60);
    assert_eq!(
        code(fixture.verify(&stranger, "b").await),
        "id_token_invalid"
    );
    assert_eq!(fixture.fetches(KEYS), 3);
    fixture.verify(&key, "a").await.unwrap();
}

/// A wrong signature under a known name is no reason to fetch anything.
#[tokio::test]
async fn a_forged_signature_causes_no_fetch() {
    let fixture = Fixture::new();
    let (key, stranger) = (SigningKey::es256(), SigningKey::es256());
    fixture.publishes(&[(&key, "a")]);
    assert_eq!(
        code(fixture.verify(&stranger, "a").await),
        "id_token_invalid"
    );
    assert_eq!(fixture.fetches(KEYS), 1);
}

/// IT-21: nothing is fetched from where a token says.
#[tokio::test]
async fn a_token_leads_to_no_request_of_its_choice() {
    let fixture = Fixture::new();
    let (key, stranger) = (SigningKey::es256(), SigningKey::es256());
    fixture.publishes(&[(&key, "a")]);
    fixture.client.on(
        "https://evil.test/jwks",
        Reply::json(&json!({ "keys": [stranger.jwk("a")] })),
    );
    let header = json!({ "alg": "ES256", "kid": "b", "jku": "https://evil.test/jwks", "x5u": "https://evil.test/jwks" });
    let token = compact(&header, b"{}", |message| stranger.sign(message));
    assert_eq!(code(fixture.verify_token(&token).await), "id_token_invalid");
    assert!(
        fixture
            .client
            .requests()
            .iter()
            .all(|request| request.url.starts_with("https://op.test/"))
    );
}

/// IT-31, IT-01: what cannot be a token is refused before any key is fetched.
#[tokio::test]
async fn a_malformed_token_causes_no_fetch_of_keys() {
    let fixture = Fixture::new();
    for token in [
        "",
        "a.b.c.d",
        "a.b.c.d.e",
        &".".repeat(10_000),
        "eyJhbGciOiJub25lIn0.e30.",
    ] {
        assert_eq!(code(fixture.verify_token(token).await), "id_token_invalid");
    }
    assert_eq!(fixture.fetches(KEYS), 0);
}

/// IT-30
#[tokio::test(start_paused = true)]
async fn a_key_set_that_cannot_be_used_makes_the_provider_unavailable() {
    let key = SigningKey::es256();
    let read = Arc::new(AtomicUsize::new(0));
    for reply in [
        Reply::Endless(read.clone()),
        Reply::json(&json!({ "keys": vec![key.jwk("a"); 10_000] })),
        Reply::typed(200, "application/json", "not JSON"),
        Reply::typed(200, "text/html", "<html>"),
        Reply::json(&json!({ "keys": {} })),
        Reply::json(&json!({ "keys": [] })),
        Reply::json(&json!([])),
        Reply::status(500),
        Reply::status(404),
        Reply::status(302),
        Reply::Broken,
        Reply::Hang,
    ] {
        let what = format!("{reply:?}").chars().take(80).collect::<String>();
        let fixture = Fixture::new();
        fixture.client.on(KEYS, reply.clone());
        assert_eq!(
            code(fixture.verify(&key, "a").await),
            "provider_unavailable",
            "{what}"
        );

        // A set that was good stays good for a day.
        let fixture = Fixture::new();
        fixture.publishes(&[(&key, "a")]);
        fixture.verify(&key, "a").await.unwrap();
        fixture.client.on(KEYS, reply);
        fixture.clock.advance(3_600);
        fixture.verify(&key, "a").await.unwrap();
        assert_eq!(fixture.fetches(KEYS), 2, "{what}");
        fixture.clock.advance(86_400 - 3_600);
        assert_eq!(
            code(fixture.verify(&key, "a").await),
            "provider_unavailable",
            "{what}"
        );
    }
    assert!(
        read.load(Ordering::SeqCst) < 8 << 20,
        "each attempt stops at one mebibyte"
    );
}

/// PF-14
#[tokio::test]
async fn sign_in_goes_on_while_the_provider_publishes_nothing() {
    let fixture = Fixture::new();
    let key = SigningKey::es256();
    fixture.publishes(&[(&key, "a")]);
    fixture.verify(&key, "a").await.unwrap();
    fixture.client.on(DISCOVERY, Reply::Broken);
    fixture.client.on(KEYS, Reply::Broken);
    fixture.clock.advance(3_600 * 2);
    fixture.verify(&key, "a").await.unwrap();
}

/// PF-14: and begins by itself when the provider is back.
#[tokio::test]
async fn a_provider_that_comes_back_is_used() {
    let fixture = Fixture::new();
    let key = SigningKey::es256();
    fixture.client.on(KEYS, Reply::Broken);
    assert_eq!(
        code(fixture.verify(&key, "a").await),
        "provider_unavailable"
    );
    fixture.publishes(&[(&key, "a")]);
    fixture.clock.advance(5);
    fixture.verify(&key, "a").await.unwrap();
}

/// PF-09
#[tokio::test]
async fn a_provider_that_becomes_somebody_else_is_refused_at_once() {
    let fixture = Fixture::new();
    fixture.provider.metadata().await.unwrap();
    fixture.client.on(
        DISCOVERY,
        Reply::json(&json!({ "issuer": "https://evil.test", "jwks_uri": KEYS })),
    );
    fixture.clock.advance(3_600);
    assert_eq!(code(fixture.provider.metadata().await), "issuer_mismatch");
}

#[tokio::test]
async fn missing_claims_come_from_the_userinfo_endpoint() {
    let fixture = Fixture::new();
    let userinfo =
        json!({ "sub": "x", "email": "ada@x.test", "email_verified": true, "name": "Eve" });
    let claims = fixture.complete(Reply::json(&userinfo)).await.unwrap();
    assert_eq!(
        (
            claims.get("email").unwrap(),
            claims.get("email_verified").unwrap(),
            claims.get("name").unwrap()
        ),
        (&json!("ada@x.test"), &json!(true), &json!("Ada"))
    );
    assert_eq!(
        fixture.client.requests_to(USERINFO)[0].header("authorization"),
        Some("Bearer at")
    );
}

/// IT-34, oidcc-client-test-userinfo-invalid-sub
#[tokio::test]
async fn a_userinfo_answer_about_somebody_else_ends_the_sign_in() {
    for userinfo in [
        json!({ "sub": "other", "email": "x@x.test" }),
        json!({ "email": "x@x.test" }),
        json!([{ "sub": "x" }]),
        json!({ "sub": null }),
        json!({ "sub": ["x"] }),
        json!("x"),
        json!(null),
    ] {
        let fixture = Fixture::new();
        assert_eq!(
            code(fixture.complete(Reply::json(&userinfo)).await),
            "userinfo_sub_mismatch",
            "{userinfo}"
        );
    }
}

/// PF-04, PF-05, PF-07
#[tokio::test]
async fn a_userinfo_answer_that_breaks_the_rules_ends_the_sign_in() {
    for reply in [
        Reply::typed(200, "text/html", "<html>"),
        Reply::typed(200, "application/json", "{"),
        Reply::typed(200, "application/json", "[".repeat(10_000)),
        Reply::Endless(Arc::default()),
        Reply::status(302),
    ] {
        let fixture = Fixture::new();
        assert_eq!(code(fixture.complete(reply).await), "bad_response");
    }
}

#[tokio::test(start_paused = true)]
async fn a_userinfo_endpoint_that_is_down_or_declines_costs_only_the_claims() {
    for reply in [
        Reply::status(500),
        Reply::status(401),
        Reply::status(403),
        Reply::Broken,
        Reply::Hang,
    ] {
        let fixture = Fixture::new();
        let claims = fixture.complete(reply).await.unwrap();
        assert_eq!(
            (claims.get("name"), claims.get("email")),
            (Some(&json!("Ada")), None)
        );
    }
}
