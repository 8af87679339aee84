//! What a provider is given to know the application by (RFC 7517 §5, RFC 7591 §2).

use auth::testing::{ClientKey, SigningAlgorithm};
use http::StatusCode;

use crate::world::World;

#[tokio::test]
async fn the_public_keys_are_at_an_address_and_nothing_of_the_private_ones() {
    for algorithm in [
        SigningAlgorithm::Es256,
        SigningAlgorithm::EdDsa,
        SigningAlgorithm::Rs256,
    ] {
        let key = ClientKey::generate(algorithm).unwrap();
        let mut world = World::with(&key, &key);
        let answer = world.browser.open("/auth/jwks").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "application/jwk-set+json");
        assert_eq!(answer.header("cache-control"), "public, max-age=300");
        // Two providers, one key.
        assert_eq!(answer.json(), key.jwks());
        assert_eq!(world.auth.jwks(), key.jwks());
        let published = answer.json()["keys"][0].clone();
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(published.get(private).is_none(), "{private}");
        }
    }
}

#[tokio::test]
async fn start_up_says_where_they_are() {
    let world = World::new(SigningAlgorithm::Es256);
    let jwks = world.auth.jwks();
    let id = jwks["keys"][0]["kid"].as_str().unwrap();
    let said = world.auth.registration();
    let line = format!(
        "auth: to be known to `signed` by the key {id}, register this JWKS URI with the provider: https://app.test/auth/jwks\n"
    );
    assert!(said.contains(&line), "{said}");
}
