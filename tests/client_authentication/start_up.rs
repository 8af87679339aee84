//! A key that is missing, or is none, ends the start.

use auth::store::Memory;
use auth::testing::{ClientKey, SigningAlgorithm};
use auth_tests::support::world::SECRET;

use crate::auth::{Auth, provider};

/// The codes and texts of the report.
fn report(key: Option<&str>) -> Vec<(&'static str, String)> {
    let plain = ClientKey::generate(SigningAlgorithm::Es256).unwrap();
    let key = key.map(str::to_owned);
    let error = Auth::builder()
        .variables(move |name| match name {
            "SIGNED_ISSUER" => Some("https://signed.test".into()),
            "PUSHED_ISSUER" => Some("https://pushed.test".into()),
            "PUSHED_SECRET" => Some("a secret".into()),
            "AUTH_SIGNED_ID" | "AUTH_PUSHED_ID" | "AUTH_PLAIN_ID" => Some("app".into()),
            "AUTH_SIGNED_PRIVATE_KEY" => key.clone(),
            "PLAIN_KEY" => Some(plain.pem().to_owned()),
            _ => None,
        })
        .secret(SECRET)
        .base_url("https://app.test")
        .store(Memory::new())
        .build()
        .expect_err("something to put right");
    let problems = error.problems().iter();
    problems
        .map(|problem| {
            let text = format!("{}: {}", problem.what, problem.way_out);
            (problem.code.code, text)
        })
        .collect()
}

/// No secret is asked for.
#[test]
fn a_missing_key_is_the_one_problem() {
    let said = report(None);
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(said[0].0, "AUTH-209");
    assert!(said[0].1.contains("AUTH_SIGNED_PRIVATE_KEY"), "{said:?}");
}

/// R-FAPI-01, SR-05
#[test]
fn a_key_that_cannot_be_used_is_refused_by_what_it_is_and_not_repeated() {
    for (key, words) in [
        ("hidden words", "is not in PEM"),
        (
            "-----BEGIN EC PRIVATE KEY-----\nhidden words\n-----END EC PRIVATE KEY-----",
            "openssl pkcs8 -topk8 -nodes",
        ),
        (
            include_str!("../../auth/src/config/testdata/rsa-1024.pem"),
            "fewer than 2048 bits",
        ),
        (
            include_str!("../../auth/src/config/testdata/p384.pem"),
            "EC (P-256), Ed25519 or RSA",
        ),
    ] {
        let said = report(Some(key));
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(said[0].0, "AUTH-210");
        assert!(said[0].1.contains(words), "{said:?}");
        assert!(!said[0].1.contains("hidden words"), "{said:?}");
        let inside = key.lines().nth(1).unwrap_or("hidden words");
        assert!(!said[0].1.contains(inside), "{said:?}");
    }
}

#[test]
fn the_builder_takes_a_key_and_no_secret() {
    let key = ClientKey::generate(SigningAlgorithm::EdDsa).unwrap();
    let builder = || {
        Auth::builder()
            .variables(|name| match name {
                "SIGNED_ISSUER" => Some("https://signed.test".into()),
                "PUSHED_ISSUER" => Some("https://pushed.test".into()),
                _ => None,
            })
            .client(provider::pushed, "app", "a secret")
            .secret(SECRET)
            .base_url("https://app.test")
            .store(Memory::new())
            .client_key(provider::plain, "app", key.pem())
    };
    let auth = builder().client_key(provider::signed, "app", key.pem());
    assert_eq!(auth.build().unwrap().jwks(), key.jwks());
    let refused = builder()
        .client(provider::signed, "app", "a secret")
        .build();
    let error = refused.expect_err("something to put right");
    let codes: Vec<_> = error.problems().iter().map(|one| one.code.code).collect();
    assert_eq!(codes, ["AUTH-209", "AUTH-120"]);
}
