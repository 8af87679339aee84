//! What the provider checks of a proof, and what it binds.

use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{Method, StatusCode};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::json;

use super::*;
use crate::testing::DpopNoncePolicy;
use crate::testing::jose::base64url;

const TOKEN: &str = "https://provider.test/op/token";
const USERINFO: &str = "https://provider.test/op/userinfo";
const REVOKE: &str = "https://provider.test/op/revoke";

/// A client's key.
struct Key(EcdsaKeyPair);

impl Key {
    fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        Self(EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).unwrap())
    }

    fn jwk(&self) -> Value {
        let point = self.0.public_key().as_ref();
        let (x, y) = (base64url(&point[1..33]), base64url(&point[33..]));
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    }

    fn thumbprint(&self) -> String {
        let jwk = self.jwk();
        let member = |name: &str| jwk[name].as_str().unwrap().to_owned();
        sha256_base64url(&format!(
            r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#,
            member("x"),
            member("y")
        ))
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let signed = format!(
            "{}.{}",
            base64url(header.to_string()),
            base64url(claims.to_string())
        );
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes());
        format!("{signed}.{}", base64url(signature.unwrap()))
    }

    /// A good proof, changed: members of the header, and claims; `null` is none.
    fn proof(&self, method: &str, url: &str, header: &Value, claims: &Value) -> String {
        let mut whole = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk() });
        let mut all = json!({ "jti": unique(), "htm": method, "htu": url, "iat": NOW });
        for (good, changes) in [(&mut whole, header), (&mut all, claims)] {
            for (name, value) in changes.as_object().unwrap() {
                match value {
                    Value::Null => good.as_object_mut().unwrap().remove(name),
                    value => good
                        .as_object_mut()
                        .unwrap()
                        .insert(name.clone(), value.clone()),
                };
            }
        }
        self.sign(&whole, &all)
    }
}

fn unique() -> String {
    crate::testing::random::random_token().unwrap()
}

async fn exchange_with(provider: &Provider, code: &str, proofs: &[&str]) -> Received {
    redeem_as(
        provider,
        &[("client_id", "shop"), ("client_secret", SECRET)],
        code,
        proofs,
    )
    .await
}

async fn redeem_as(
    provider: &Provider,
    client: &[(&str, &str)],
    code: &str,
    proofs: &[&str],
) -> Received {
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
    ];
    fields.extend(client);
    let headers: Vec<_> = proofs.iter().map(|proof| ("dpop", *proof)).collect();
    post_with(provider, "/token", &fields, &headers).await
}

async fn userinfo(provider: &Provider, authorization: &str, proof: Option<&str>) -> Received {
    let mut request = Request::get("/op/userinfo").header(AUTHORIZATION, authorization);
    if let Some(proof) = proof {
        request = request.header("dpop", proof);
    }
    send(provider, request.body(Body::empty()).unwrap()).await
}

/// A bound access token for Ada, and its refresh token.
async fn bound(provider: &Provider, key: &Key) -> (String, String) {
    let code = code(provider).await;
    let proof = key.proof("POST", TOKEN, &json!({}), &json!({}));
    let tokens = exchange_with(provider, &code, &[&proof]).await.json();
    assert_eq!(tokens["token_type"], "DPoP");
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

fn error(received: &Received) -> String {
    received.json()["error"].as_str().unwrap().to_owned()
}

/// RFC 9449 §4.3: each check by itself, and none of them uses the code up.
#[tokio::test]
async fn a_proof_that_is_wrong_in_one_thing_is_refused_and_uses_nothing_up() {
    let (provider, _) = provider();
    let (key, other) = (Key::new(), Key::new());
    let code = code(&provider).await;
    let with = |header: Value, claims: Value| key.proof("POST", TOKEN, &header, &claims);
    let nothing = || json!({});
    let mut private = key.jwk();
    private["d"] = "AAAA".into();
    let mut odd = vec![
        with(json!({ "typ": "JWT" }), nothing()),
        with(json!({ "typ": null }), nothing()),
        with(json!({ "alg": "none" }), nothing()),
        with(json!({ "alg": "HS256" }), nothing()),
        with(json!({ "alg": "ES384" }), nothing()),
        with(json!({ "crit": ["b64"] }), nothing()),
        with(json!({ "jwk": null }), nothing()),
        with(json!({ "jwk": private }), nothing()),
        with(json!({ "jwk": other.jwk() }), nothing()),
        with(json!({ "jwk": { "kty": "oct", "k": "AAAA" } }), nothing()),
        with(nothing(), json!({ "htm": "GET" })),
        with(nothing(), json!({ "htm": "post" })),
        with(nothing(), json!({ "htm": null })),
        with(nothing(), json!({ "htu": USERINFO })),
        with(nothing(), json!({ "htu": format!("{TOKEN}?x=1") })),
        with(nothing(), json!({ "htu": null })),
        with(nothing(), json!({ "iat": NOW - 61 })),
        with(nothing(), json!({ "iat": NOW + 11 })),
        with(nothing(), json!({ "iat": "now" })),
        with(nothing(), json!({ "iat": null })),
        with(nothing(), json!({ "jti": null })),
        with(nothing(), json!({ "jti": "" })),
        with(nothing(), json!({ "ath": sha256_base64url("at") })),
    ];
    let good = with(nothing(), nothing());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    odd.extend([
        String::new(),
        signed.to_owned(),
        format!("{signed}."),
        format!("{signed}.A{}", &signature[1..]),
        format!("{good}.e30"),
        good.replace('.', "!"),
    ]);
    for proof in &odd {
        let refused = exchange_with(&provider, &code, &[proof]).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{proof}");
        assert_eq!(error(&refused), "invalid_dpop_proof", "{proof}");
    }
    let twice = exchange_with(&provider, &code, &[&good, &good]).await;
    assert_eq!(error(&twice), "invalid_dpop_proof");
    let tokens = exchange_with(&provider, &code, &[&good]).await;
    assert_eq!(tokens.json()["token_type"], "DPoP", "{}", tokens.body);
}

/// §11.1
#[tokio::test]
async fn a_proof_is_taken_once() {
    let (provider, _) = provider();
    let key = Key::new();
    let proof = key.proof("POST", TOKEN, &json!({}), &json!({}));
    let first = exchange_with(&provider, &code(&provider).await, &[&proof]).await;
    assert_eq!(first.status, StatusCode::OK);
    let again = exchange_with(&provider, &code(&provider).await, &[&proof]).await;
    assert_eq!(error(&again), "invalid_dpop_proof");
    // The id is one key's: another one may have chosen the same.
    let id = json!({ "jti": "same" });
    for key in [Key::new(), Key::new()] {
        let proof = key.proof("POST", TOKEN, &json!({}), &id);
        let taken = exchange_with(&provider, &code(&provider).await, &[&proof]).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.body);
    }
}

/// §7.1
#[tokio::test]
async fn a_bound_token_opens_with_its_key_alone() {
    let (provider, _) = provider();
    let (key, other) = (Key::new(), Key::new());
    let (token, _) = bound(&provider, &key).await;
    let hash = json!({ "ath": sha256_base64url(&token) });
    let proof = |key: &Key, claims: &Value| key.proof("GET", USERINFO, &json!({}), claims);
    let as_dpop = format!("dPOP {token}");
    for (authorization, proof, code) in [
        (&as_dpop, None, "invalid_dpop_proof"),
        (
            &as_dpop,
            Some(proof(&key, &json!({}))),
            "invalid_dpop_proof",
        ),
        (
            &as_dpop,
            Some(proof(&key, &json!({ "ath": "AAAA" }))),
            "invalid_dpop_proof",
        ),
        (&as_dpop, Some(proof(&other, &hash)), "invalid_token"),
        (&format!("Bearer {token}"), None, "invalid_token"),
        (
            &format!("Bearer {token}"),
            Some(proof(&key, &hash)),
            "invalid_token",
        ),
    ] {
        let refused = userinfo(&provider, authorization, proof.as_deref()).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{authorization}");
        let challenge = refused.header(WWW_AUTHENTICATE.as_str());
        assert!(
            challenge.contains(&format!("error=\"{code}\"")),
            "{challenge}"
        );
        assert_eq!(challenge.starts_with("DPoP "), authorization == &as_dpop);
    }
    let opened = userinfo(&provider, &as_dpop, Some(&proof(&key, &hash))).await;
    assert_eq!(opened.json()["sub"], "ada", "{}", opened.body);
    // And one that is not bound does not open with a key.
    let tokens = tokens(&provider).await;
    assert_eq!(tokens["token_type"], "Bearer");
    let token = tokens["access_token"].as_str().unwrap();
    let hash = json!({ "ath": sha256_base64url(token) });
    let proof = proof(&key, &hash);
    let refused = userinfo(&provider, &format!("DPoP {token}"), Some(&proof)).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}

/// §10
#[tokio::test]
async fn a_code_is_for_the_key_that_was_named() {
    let (key, other) = (Key::new(), Key::new());
    let thumbprint = key.thumbprint();
    for (proof, status) in [
        (Some(&key), StatusCode::OK),
        (Some(&other), StatusCode::BAD_REQUEST),
        (None, StatusCode::BAD_REQUEST),
    ] {
        let (provider, _) = provider();
        let url = authorization_url(&[("dpop_jkt", Some(&thumbprint))]);
        let response = provider.authorize(url, "ada").await.unwrap();
        let code = response.parameter("code").unwrap();
        let proof = proof.map(|key| key.proof("POST", TOKEN, &json!({}), &json!({})));
        let proofs: Vec<&str> = proof.iter().map(String::as_str).collect();
        let answer = exchange_with(&provider, code, &proofs).await;
        assert_eq!(answer.status, status, "{}", answer.body);
    }
    let (provider, _) = provider();
    for odd in ["short", &"x".repeat(44), &"=".repeat(43)] {
        let url = authorization_url(&[("dpop_jkt", Some(odd))]);
        let response = provider.authorize(url, "ada").await.unwrap();
        assert_eq!(
            response.parameter("error"),
            Some("invalid_request"),
            "{odd}"
        );
    }
}

/// §5: without a secret, nothing but the key shows whose a refresh token is.
#[tokio::test]
async fn refresh_tokens_of_public_clients_are_bound_and_others_are_not() {
    for (client, bound) in [
        (&[("client_id", "phone")][..], true),
        (&[("client_id", "shop"), ("client_secret", SECRET)], false),
    ] {
        let (provider, _) = provider();
        let (key, other) = (Key::new(), Key::new());
        let post = |key: &Key, url: &str| key.proof("POST", url, &json!({}), &json!({}));
        let url = authorization_url(&[("client_id", Some(client[0].1))]);
        let response = provider.authorize(url, "ada").await.unwrap();
        let code = response.parameter("code").unwrap();
        let tokens = redeem_as(&provider, client, code, &[&post(&key, TOKEN)]).await;
        let token = tokens.json()["refresh_token"].as_str().unwrap().to_owned();
        let ask = async |path: &str, name: &str, proof: Option<String>| {
            let mut fields = vec![("grant_type", "refresh_token"), (name, token.as_str())];
            fields.extend(client);
            let headers: Vec<_> = proof.iter().map(|proof| ("dpop", proof.as_str())).collect();
            post_with(&provider, path, &fields, &headers).await.status
        };
        if bound {
            for (path, name, url) in [
                ("/token", "refresh_token", TOKEN),
                ("/revoke", "token", REVOKE),
            ] {
                assert_eq!(
                    ask(path, name, None).await,
                    StatusCode::BAD_REQUEST,
                    "{path}"
                );
                let wrong = ask(path, name, Some(post(&other, url))).await;
                assert_eq!(wrong, StatusCode::BAD_REQUEST, "{path}");
            }
        } else {
            let other = ask("/token", "refresh_token", Some(post(&other, TOKEN))).await;
            assert_eq!(other, StatusCode::OK);
            continue;
        }
        let right = ask("/token", "refresh_token", Some(post(&key, TOKEN))).await;
        assert_eq!(
            right,
            StatusCode::OK,
            "what was refused has used nothing up"
        );
    }
}

/// §5.2
#[tokio::test]
async fn a_client_that_is_to_be_bound_gets_nothing_without_a_proof() {
    let client = Client::new("strict")
        .redirect_uri(REDIRECT_URI)
        .dpop_bound_access_tokens();
    let provider = builder().client(client).build().unwrap();
    let url = authorization_url(&[("client_id", Some("strict"))]);
    let response = provider.authorize(url, "ada").await.unwrap();
    let code = response.parameter("code").unwrap();
    let client = [("client_id", "strict")];
    let refused = redeem_as(&provider, &client, code, &[]).await;
    assert_eq!(error(&refused), "invalid_dpop_proof");
    let proof = Key::new().proof("POST", TOKEN, &json!({}), &json!({}));
    let tokens = redeem_as(&provider, &client, code, &[&proof]).await;
    assert_eq!(tokens.json()["token_type"], "DPoP");
}

/// §8, §8.2, §9
#[tokio::test]
async fn the_newest_nonce_is_demanded_and_comes_with_every_answer() {
    for policy in [DpopNoncePolicy::Required, DpopNoncePolicy::Rotating] {
        let provider = builder().dpop_nonces(policy).build().unwrap();
        let (key, code) = (Key::new(), code(&provider).await);
        let post = |nonce: Option<&str>| {
            let claims = json!({ "nonce": nonce });
            key.proof("POST", TOKEN, &json!({}), &claims)
        };
        let first = exchange_with(&provider, &code, &[&post(None)]).await;
        assert_eq!(first.status, StatusCode::BAD_REQUEST);
        assert_eq!(error(&first), "use_dpop_nonce");
        let wrong = exchange_with(&provider, &code, &[&post(Some("theirs"))]).await;
        assert_eq!(error(&wrong), "use_dpop_nonce");
        let nonce = wrong.header("dpop-nonce").to_owned();
        assert_eq!(
            first.header("dpop-nonce") == nonce,
            policy == DpopNoncePolicy::Required
        );
        let tokens = exchange_with(&provider, &code, &[&post(Some(&nonce))]).await;
        assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.body);
        let next = tokens.header("dpop-nonce").to_owned();
        assert_eq!(next == nonce, policy == DpopNoncePolicy::Required);

        let token = tokens.json()["access_token"].as_str().unwrap().to_owned();
        let get = |nonce: Option<&str>| {
            let claims = json!({ "nonce": nonce, "ath": sha256_base64url(&token) });
            key.proof("GET", USERINFO, &json!({}), &claims)
        };
        let authorization = format!("DPoP {token}");
        provider.renew_dpop_nonce().unwrap();
        for old in [None, Some(next.as_str())] {
            let refused = userinfo(&provider, &authorization, Some(&get(old))).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
            let challenge = refused.header(WWW_AUTHENTICATE.as_str());
            assert!(
                challenge.contains("error=\"use_dpop_nonce\""),
                "{challenge}"
            );
        }
        let refused = userinfo(&provider, &authorization, Some(&get(None))).await;
        let nonce = refused.header("dpop-nonce");
        let opened = userinfo(&provider, &authorization, Some(&get(Some(nonce)))).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert!(!opened.header("dpop-nonce").is_empty());
    }
}

#[tokio::test]
async fn it_says_which_algorithm_it_takes_and_gives_no_nonce_unless_told_to() {
    let (provider, _) = provider();
    let document = get(&provider, "/.well-known/openid-configuration").await;
    let algorithms = &document.json()["dpop_signing_alg_values_supported"];
    assert_eq!(algorithms, &json!(["ES256"]));
    let proof = Key::new().proof("POST", TOKEN, &json!({}), &json!({ "nonce": "any" }));
    let tokens = exchange_with(&provider, &code(&provider).await, &[&proof]).await;
    assert_eq!(tokens.status, StatusCode::OK);
    assert!(!tokens.headers.contains_key("dpop-nonce"));
    // A form that has the token has no key: it is for bearers.
    let (token, _) = bound(&provider, &Key::new()).await;
    let request = Request::builder()
        .method(Method::POST)
        .uri("/op/userinfo")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("access_token={token}")));
    let refused = send(&provider, request.unwrap()).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
}
