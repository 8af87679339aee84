//! `oidcc-client-basic-certification-test-plan` and, with the other response mode,
//! `oidcc-client-formpost-basic-certification-test-plan`.

use auth::testing::{Endpoint, Fault};
use http::Method;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};

use crate::world::{BOTH_MODES, World, refused_in_both_modes, right};

/// A whole sign-in, with each of its three requests as it should be.
#[tokio::test]
async fn oidcc_client_test() {
    for (id, mode) in BOTH_MODES.into_iter().zip([None, Some("form_post")]) {
        let mut world = World::new();
        let start = world.begin(id).await;
        let asked = |name: &str| start.location_parameter(name);
        assert_eq!(asked("response_type").as_deref(), Some("code"));
        assert_eq!(asked("client_id").as_deref(), Some("app"));
        let redirect_uri = format!("https://app.test/auth/callback/{id}");
        assert_eq!(asked("redirect_uri").as_ref(), Some(&redirect_uri));
        assert_eq!(asked("response_mode").as_deref(), mode);
        let scope = asked("scope").unwrap();
        assert!(scope.split(' ').any(|one| one == "openid"), "{scope}");

        let response = world.authorize(id, &start).await;
        assert_eq!(response.form().is_some(), mode.is_some());
        let answer = world.deliver(&response).await;
        assert_eq!(answer.location(), "https://app.test/");
        assert_eq!(world.stated().await["name"], "Ada Lovelace");

        let provider = world.provider(id);
        let [token] = &provider.requests_to(Endpoint::Token)[..] else {
            panic!("one token request");
        };
        assert_eq!(token.method, Method::POST);
        let sent = |name: &str| token.parameter(name);
        assert_eq!(sent("grant_type"), Some("authorization_code"));
        assert_eq!(sent("code"), response.parameter("code"));
        assert_eq!(sent("redirect_uri"), Some(redirect_uri.as_str()));
        assert_eq!(provider.count(Endpoint::UserInfo), 1);
    }
}

#[tokio::test]
async fn oidcc_client_test_invalid_iss() {
    for issuer in ["https://other.test", "https://op.test/", ""] {
        refused_in_both_modes(right().claim("iss", issuer), "AUTH-403").await;
    }
}

#[tokio::test]
async fn oidcc_client_test_missing_sub() {
    refused_in_both_modes(right().without_claim("sub"), "AUTH-403").await;
}

#[tokio::test]
async fn oidcc_client_test_invalid_aud() {
    for audience in [json!("another"), json!(["another"]), json!("")] {
        refused_in_both_modes(right().claim("aud", audience), "AUTH-403").await;
    }
}

#[tokio::test]
async fn oidcc_client_test_missing_iat() {
    refused_in_both_modes(right().without_claim("iat"), "AUTH-403").await;
}

/// The one key has no identifier, and neither has the token.
#[tokio::test]
async fn oidcc_client_test_kid_absent_single_jwks() {
    for id in BOTH_MODES {
        let mut world = World::new();
        world.forge(id, right().without_header("kid"));
        let provider = world.provider(id);
        provider.next(Endpoint::Keys, Fault::patch(without_key_ids));
        world.accepts(id).await;
    }
}

/// More than one key fits. Both outcomes are right in the suite; here each is tried.
#[tokio::test]
async fn oidcc_client_test_kid_absent_multiple_jwks() {
    for id in BOTH_MODES {
        let mut world = World::new();
        world.provider(id).rotate_keys().unwrap();
        world.forge(id, right().without_header("kid"));
        let provider = world.provider(id);
        // The key that signs is the last one.
        let turned = Fault::patch(|set| {
            without_key_ids(set);
            let keys = set["keys"].as_array_mut().unwrap();
            assert_eq!(keys.len(), 2);
            keys.reverse();
        });
        provider.next(Endpoint::Keys, turned);
        world.accepts(id).await;

        // None of them has signed it.
        let mut world = World::new();
        world.provider(id).rotate_keys().unwrap();
        let foreign = right().foreign_key().without_header("kid");
        world.refuses_id_token(id, foreign, "AUTH-403").await;
    }
}

fn without_key_ids(set: &mut Value) {
    for key in set["keys"].as_array_mut().unwrap() {
        key.as_object_mut().unwrap().remove("kid");
    }
}

#[tokio::test]
async fn oidcc_client_test_idtoken_sig_rs256() {
    for id in BOTH_MODES {
        let mut world = World::new();
        let signed_by_rs256 = |header: &mut serde_json::Map<String, Value>| {
            assert_eq!(header["alg"], "RS256");
        };
        world.forge(id, right().patch_header(signed_by_rs256));
        world.accepts(id).await;
        assert_eq!(world.provider(id).pending_faults(), 1, "it was looked at");
    }
}

/// The suite lets a relying party of the code flow accept it, and counts a refusal as "skipped". It is refused.
#[tokio::test]
async fn oidcc_client_test_idtoken_sig_none() {
    for name in ["none", "None", "nOnE"] {
        refused_in_both_modes(right().unsigned(name), "AUTH-403").await;
    }
}

#[tokio::test]
async fn oidcc_client_test_invalid_sig_rs256() {
    for forgery in [
        right().altered_signature(),
        right().altered_payload(),
        right().foreign_key(),
        right().without_signature(),
    ] {
        refused_in_both_modes(forgery, "AUTH-403").await;
    }
}

#[tokio::test]
async fn oidcc_client_test_userinfo_bearer_header() {
    for id in BOTH_MODES {
        let mut world = World::new();
        world.accepts(id).await;
        let [asked] = &world.provider(id).requests_to(Endpoint::UserInfo)[..] else {
            panic!("one UserInfo request");
        };
        let credentials = asked.header(AUTHORIZATION.as_str()).unwrap();
        assert!(credentials.starts_with("Bearer "), "by its name");
        // Nowhere else: neither in the query nor in a form.
        assert_eq!(asked.parameters, [], "{:?}", asked.uri);
        assert!(asked.body.is_empty());
    }
}

/// What the UserInfo endpoint says of somebody else is not used, and nobody is signed in.
#[tokio::test]
async fn oidcc_client_test_userinfo_invalid_sub() {
    for id in BOTH_MODES {
        for wrong in [
            Fault::set("sub", "grace"),
            Fault::set("sub", ""),
            Fault::remove("sub"),
        ] {
            let mut world = World::new();
            world.provider(id).next(Endpoint::UserInfo, wrong);
            let answer = world.sign_in(id).await;
            world.refused(&answer, "AUTH-405").await;
            world.made_no_call_after(id, Endpoint::UserInfo);
            world.accepts(id).await;
        }
    }
}

#[tokio::test]
async fn oidcc_client_test_nonce_invalid() {
    for nonce in [json!("another"), json!(""), Value::Null] {
        refused_in_both_modes(right().claim("nonce", nonce), "AUTH-404").await;
    }
}

/// What the scopes `profile`, `email`, `phone` and `address` ask for comes from the UserInfo endpoint, and is read.
#[tokio::test]
async fn oidcc_client_test_scope_userinfo_claims() {
    for id in BOTH_MODES {
        let mut world = World::new();
        let start = world.begin(id).await;
        let scope = start.location_parameter("scope");
        assert_eq!(scope.as_deref(), Some("openid profile email phone address"));
        let response = world.authorize(id, &start).await;
        world.deliver(&response).await;
        let stated = world.stated().await;
        for (claim, value) in [
            ("name", "Ada Lovelace"),
            ("email", "ada@example.com"),
            ("phone_number", "+44 20 7946 0000"),
            ("locality", "London"),
        ] {
            assert_eq!(stated[claim], value, "{claim}");
        }

        // Without the answer of that endpoint there is none of it.
        let mut world = World::new();
        let down = Fault::status(http::StatusCode::SERVICE_UNAVAILABLE);
        world.provider(id).next(Endpoint::UserInfo, down);
        world.sign_in(id).await;
        let stated = world.stated().await;
        assert_eq!(
            (&stated["name"], &stated["email"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(stated["phone_number"], "");
    }
}

/// In the header, form-encoded (RFC 6749 §2.3.1), and nothing of it in the body.
#[tokio::test]
async fn oidcc_client_test_client_secret_basic() {
    for id in BOTH_MODES {
        let mut world = World::new();
        world.accepts(id).await;
        let [asked] = &world.provider(id).requests_to(Endpoint::Token)[..] else {
            panic!("one token request");
        };
        let pair = format!("app:{id}%20secret");
        let expected = format!("Basic {}", base64_simd::STANDARD.encode_to_string(pair));
        assert_eq!(asked.header(AUTHORIZATION.as_str()), Some(&*expected));
        assert_eq!(asked.parameter("client_secret"), None);
    }
}
