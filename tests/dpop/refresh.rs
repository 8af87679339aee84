//! New tokens, bound to the same key, on whatever server; and the end of them.

use auth::testing::{Endpoint, Fault};
use auth_tests::support::world::{OTHER_SECRET, SECRET};

use crate::proof::Proof;
use crate::world::{World, access_token, is_signed_in};

/// R-DPOP-03; FAPI 2.0, refresh-token-test
#[tokio::test]
async fn refreshed_tokens_are_bound_to_the_key_of_the_sign_in() {
    for id in ["op", "phone"] {
        let world = World::new();
        let mut ada = world.signed_in(id).await;
        let first = access_token(&mut ada).await.unwrap();
        let mut tokens = vec![first];
        for _ in 0..2 {
            world.wait(3_600);
            tokens.push(access_token(&mut ada).await.unwrap());
        }
        tokens.dedup();
        assert_eq!(tokens.len(), 3, "{id}");
        let proofs: Vec<Proof> = world.token_requests().iter().map(Proof::of).collect();
        assert_eq!(proofs.len(), 3);
        let same = |proof: &Proof| proof.thumbprint() == proofs[0].thumbprint();
        assert!(proofs.iter().all(same), "{id}");
    }
}

/// The key is where the tokens are: a restart, another server and a new secret make no difference.
#[tokio::test]
async fn another_server_has_the_key_also_after_the_secret_has_rotated() {
    let world = World::new();
    let ada = world.signed_in("phone").await;
    let rotated = format!("{OTHER_SECRET},{SECRET}");
    for secrets in [SECRET, &rotated] {
        let there = world.another_server(secrets);
        world.wait(3_600);
        let token = access_token(&mut there.at(&ada)).await;
        assert!(token.is_ok(), "{token:?}");
    }
    // What was refreshed meanwhile is sealed with the new one: the old one can go.
    let there = world.another_server(OTHER_SECRET);
    world.wait(3_600);
    assert!(access_token(&mut there.at(&ada)).await.is_ok());
}

#[tokio::test]
async fn a_bearer_token_is_refused_when_it_is_refreshed_too() {
    let world = World::new();
    let mut ada = world.signed_in("op").await;
    world.wait(3_600);
    world
        .op
        .next(Endpoint::Token, Fault::set("token_type", "Bearer"));
    assert_eq!(access_token(&mut ada).await, Err("dpop_failed".into()));
    assert!(is_signed_in(&mut ada).await);
}

/// RFC 7009: nothing but the proof shows that the token is this public client's own.
#[tokio::test]
async fn what_is_revoked_is_revoked_with_a_proof() {
    for (id, demanded) in [("op", 2), ("phone", 2), ("plain", 1)] {
        let world = World::new();
        let mut ada = world.signed_in(id).await;
        let token = access_token(&mut ada).await.unwrap();
        assert!(world.op.is_active(&token));
        let answer = ada.submit("/leave", &[]).await;
        assert_eq!(answer.location(), "https://app.test/", "{id}");
        assert!(!world.op.is_active(&token), "{id}");
        let requests = world.op.requests_to(Endpoint::Revocation);
        assert_eq!(requests.len(), demanded, "{id}");
        let key = Proof::of(&world.token_requests()[0]).thumbprint();
        for request in &requests {
            let proof = Proof::of(request);
            assert_eq!(proof.thumbprint(), key);
            assert_eq!(proof.claim("htu"), Some("https://op.test/revoke"));
            assert_eq!(proof.claim("ath"), None);
        }
    }
}
