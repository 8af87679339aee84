//! Keys, their rotation, and the algorithms.

use super::*;
use crate::testing::{Endpoint, SigningAlgorithm};

async fn kids(provider: &Provider) -> Vec<String> {
    let jwks = get(provider, "/jwks").await.json();
    let keys = jwks["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

async fn id_token(provider: &Provider) -> String {
    tokens(provider).await["id_token"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_rotated_key_stays_published_until_it_is_withdrawn() {
    let (provider, _) = provider();
    let (before, old) = (kids(&provider).await, id_token(&provider).await);
    provider.rotate_keys().unwrap();
    let (after, new) = (kids(&provider).await, id_token(&provider).await);
    assert_eq!((before.len(), after.len()), (1, 2));
    assert!(after.contains(&before[0]));
    assert_ne!(header(&old)["kid"], header(&new)["kid"]);
    let jwks = get(&provider, "/jwks").await.json();
    assert!(verifies(&jwks, &old) && verifies(&jwks, &new));
    provider.withdraw_old_keys();
    let jwks = get(&provider, "/jwks").await.json();
    assert!(!verifies(&jwks, &old) && verifies(&jwks, &new));
}

#[tokio::test]
async fn however_often_keys_rotate_five_are_published() {
    let (provider, _) = provider();
    for _ in 0..20 {
        provider.rotate_keys().unwrap();
    }
    assert_eq!(kids(&provider).await.len(), 5);
}

#[tokio::test]
async fn the_jwk_set_holds_no_private_key() {
    for algorithm in ALGORITHMS {
        let provider = builder().signing_algorithm(algorithm).build().unwrap();
        let jwks = get(&provider, "/jwks").await.json();
        let key = jwks["keys"][0].as_object().unwrap();
        for member in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(
                !key.contains_key(member),
                "{algorithm:?} publishes {member}"
            );
        }
        assert_eq!(
            (&key["use"], &key["alg"]),
            (&"sig".into(), &algorithm.name().into())
        );
    }
}

#[tokio::test]
async fn every_algorithm_signs_what_its_published_key_verifies() {
    for algorithm in ALGORITHMS {
        let provider = builder().signing_algorithm(algorithm).build().unwrap();
        let document = get(&provider, "/.well-known/openid-configuration")
            .await
            .json();
        assert_eq!(
            document["id_token_signing_alg_values_supported"],
            serde_json::json!([algorithm.name()])
        );
        let before = id_token(&provider).await;
        provider.rotate_keys().unwrap();
        let after = id_token(&provider).await;
        let jwks = get(&provider, "/jwks").await.json();
        for token in [before, after] {
            assert_eq!(header(&token)["alg"], algorithm.name());
            assert!(verifies(&jwks, &token), "{algorithm:?}");
            assert!(
                !verifies(&jwks, &(token + "AA")),
                "{algorithm:?}: the check checks nothing"
            );
        }
    }
}

#[tokio::test]
async fn at_hash_is_half_of_the_algorithms_hash() {
    for (algorithm, length) in [
        (SigningAlgorithm::Es256, 16),
        (SigningAlgorithm::Es384, 24),
        (SigningAlgorithm::EdDsa, 32),
    ] {
        let provider = builder().signing_algorithm(algorithm).build().unwrap();
        let at_hash = claims(&id_token(&provider).await)["at_hash"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(decoded(&at_hash).len(), length);
    }
}

#[tokio::test]
async fn two_providers_share_no_key() {
    let (one, other) = (provider().0, provider().0);
    assert!(!verifies(
        &get(&other, "/jwks").await.json(),
        &id_token(&one).await
    ));
}

#[tokio::test]
async fn foreign_keys_are_served_elsewhere_and_recorded() {
    let (provider, _) = provider();
    let own = kids(&provider).await;
    let foreign = get(&provider, "/foreign/jwks").await.json();
    assert!(!own.contains(&foreign["keys"][0]["kid"].as_str().unwrap().to_owned()));
    let certificate = get(&provider, "/foreign/certificate").await.body;
    assert!(
        certificate.starts_with("-----BEGIN CERTIFICATE-----\n")
            && certificate.ends_with("-----END CERTIFICATE-----\n")
    );
    assert_eq!(provider.count(Endpoint::ForeignKeys), 2);
}

const ALGORITHMS: [SigningAlgorithm; 5] = [
    SigningAlgorithm::Es256,
    SigningAlgorithm::Es384,
    SigningAlgorithm::EdDsa,
    SigningAlgorithm::Rs256,
    SigningAlgorithm::Ps256,
];
