//! `oidcc-client-config-certification-test-plan`; its `oidcc-client-test-idtoken-sig-none` is the one of the basic plan.

use auth::testing::{Endpoint, Fault};
use http::StatusCode;
use serde_json::json;

use crate::world::{BOTH_MODES, World, right};

/// Every endpoint is where the document says, and nowhere else.
#[tokio::test]
async fn oidcc_client_test_discovery_openid_config() {
    for id in BOTH_MODES {
        let mut world = World::new();
        let provider = world.provider(id).clone();
        let elsewhere = |name: &str| format!("https://{id}.test/elsewhere/{name}");
        let moved = [
            ("token_endpoint", Endpoint::Token),
            ("userinfo_endpoint", Endpoint::UserInfo),
            ("jwks_uri", Endpoint::Keys),
        ];
        let mut document = Fault::set("authorization_endpoint", elsewhere("authorize"));
        for (member, endpoint) in moved {
            let (from, to) = (provider.endpoint(endpoint), elsewhere(member));
            world.network.move_to(&from, &to);
            document = document.and(Fault::set(member, to));
        }
        provider.next(Endpoint::Discovery, document);

        let mut start = world.begin(id).await;
        assert_eq!(
            start.location().split('?').next().unwrap(),
            elsewhere("authorize")
        );
        // The browser follows the provider there.
        let there = start
            .location()
            .replace("/elsewhere/authorize", "/authorize");
        start.headers.insert("location", there.parse().unwrap());
        let response = world.authorize(id, &start).await;
        world.deliver(&response).await;
        assert_eq!(world.stated().await["name"], "Ada Lovelace");
        let discovery = provider.endpoint(Endpoint::Discovery);
        assert_eq!(
            world.network.calls(),
            [
                format!("GET {discovery}"),
                format!("POST {}", elsewhere("token_endpoint")),
                format!("GET {}", elsewhere("jwks_uri")),
                format!("GET {}", elsewhere("userinfo_endpoint")),
            ]
        );
    }
}

/// The suite's path is another one in every run.
#[tokio::test]
async fn oidcc_client_test_discovery_jwks_uri_keys() {
    for path in ["jwks-1f0c", "keys/8a2e"] {
        let mut world = World::new();
        let provider = world.provider("op").clone();
        let there = format!("https://op.test/{path}");
        world
            .network
            .move_to(&provider.endpoint(Endpoint::Keys), &there);
        let document = Fault::set("jwks_uri", there.as_str());
        provider.next(Endpoint::Discovery, document);
        world.accepts("op").await;
        let keys = format!("GET {there}");
        let calls = world.network.calls();
        assert_eq!(calls.iter().filter(|call| **call == keys).count(), 1);
    }
}

/// Nobody is sent to a provider that calls itself otherwise.
#[tokio::test]
async fn oidcc_client_test_discovery_issuer_mismatch() {
    for id in BOTH_MODES {
        for found in [
            json!("https://other.test"),
            json!(format!("https://{id}.test/")),
            json!(""),
            json!(null),
        ] {
            let mut world = World::new();
            let fault = Fault::set("issuer", found);
            world.provider(id).next(Endpoint::Discovery, fault);
            let start = world.begin(id).await;
            assert_eq!(start.status, StatusCode::SEE_OTHER);
            world.refused(&start, "AUTH-307").await;
            world.made_no_call_after(id, Endpoint::Discovery);

            // Asked again after a while, it says who it is.
            world.wait(120);
            world.accepts(id).await;
        }
    }
}

/// The keys that are known are those of before: they are fetched again, once, and the token is accepted.
#[tokio::test]
async fn oidcc_client_test_signing_key_rotation_just_before_signing() {
    for id in BOTH_MODES {
        let mut world = World::new();
        world.accepts(id).await;
        world.forge(id, right().rotate_keys_first());
        world.accepts(id).await;
        assert_eq!(world.provider(id).count(Endpoint::Keys), 2);
        // A key that is nowhere is not accepted by that.
        let mut world = World::new();
        world.accepts(id).await;
        world.browser.cookies.clear();
        world.provider(id).forget_requests();
        let unknown = right().unknown_kid();
        world.refuses_id_token(id, unknown, "AUTH-403").await;
        assert_eq!(world.provider(id).count(Endpoint::Keys), 1);
    }
}

/// The second of two sign-ins comes after the keys have changed.
#[tokio::test]
async fn oidcc_client_test_signing_key_rotation() {
    for id in BOTH_MODES {
        let mut world = World::new();
        world.accepts(id).await;
        let provider = world.provider(id);
        provider.rotate_keys().unwrap();
        provider.withdraw_old_keys();
        world.accepts(id).await;
        assert_eq!(world.provider(id).count(Endpoint::Keys), 2);
    }
}
