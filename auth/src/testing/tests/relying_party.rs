//! The library's own relying party at this provider: it accepts what is right and refuses each forgery.

use std::sync::Arc;

use auth_spec::Issuer;

use super::*;
use crate::config::Secret;
use crate::error::ProviderFault;
use crate::openid::{Expected, IdToken, OpenIdProvider};
use crate::outbound::Outbound;
use crate::testing::{ClientAuthentication, Endpoint, PublicKeyEncoding, SigningAlgorithm};
use crate::token::{AuthorizationCodeGrant, ClientCredentials};

/// What the library does between the authorization response and the session.
struct RelyingParty {
    openid: OpenIdProvider,
    outbound: Outbound,
}

impl RelyingParty {
    fn of(provider: &Provider) -> Self {
        let outbound = Outbound::new(Arc::new(provider.clone()));
        let clock = Arc::new(ManualClock::at(NOW));
        let openid = OpenIdProvider::new(ISSUER, &Issuer::PerTenant, outbound.clone(), clock);
        Self {
            openid: openid.unwrap(),
            outbound,
        }
    }

    async fn sign_in(&self, provider: &Provider) -> Result<IdToken, ProviderFault> {
        let code = code(provider).await;
        let metadata = self.openid.metadata().await?;
        let grant = AuthorizationCodeGrant {
            code: &code,
            code_verifier: Some(VERIFIER),
            redirect_uri: REDIRECT_URI,
        };
        let secret = Secret::issued(SECRET);
        let client = ClientCredentials::new("shop", Some(&secret), ClientAuthentication::Basic);
        let tokens = grant
            .redeem(
                &self.outbound,
                metadata.token.as_ref().unwrap(),
                client,
                None,
            )
            .await?;
        let expected = Expected {
            client_id: "shop",
            nonce: Some("the-nonce"),
            may_omit_nonce: false,
            max_age: None,
            authenticated_since: None,
            states_auth_time: false,
            acr_values: &[],
            access_token: tokens.access_token.expose(),
        };
        let id_token = tokens.id_token.as_ref().map_or("", Secret::expose);
        self.openid.verify(&metadata, id_token, &expected).await
    }
}

#[tokio::test]
async fn it_accepts_every_algorithm_also_after_a_rotation() {
    for algorithm in [
        SigningAlgorithm::Es256,
        SigningAlgorithm::Es384,
        SigningAlgorithm::EdDsa,
        SigningAlgorithm::Rs256,
        SigningAlgorithm::Ps256,
    ] {
        let provider = builder().signing_algorithm(algorithm).build().unwrap();
        let relying_party = RelyingParty::of(&provider);
        let id_token = relying_party.sign_in(&provider).await.unwrap();
        assert_eq!(
            (id_token.subject.as_str(), id_token.issuer.as_str()),
            ("ada", ISSUER)
        );
        provider.next_id_token(IdTokenForgery::new().rotate_keys_first());
        relying_party.sign_in(&provider).await.unwrap();
        assert_eq!(
            provider.count(Endpoint::Keys),
            2,
            "{algorithm:?}: fetched once more, for the new key"
        );
    }
}

#[tokio::test]
async fn it_refuses_every_forgery_and_asks_no_foreign_key() {
    let forgery = IdTokenForgery::new;
    for (algorithm, name, forgery) in [
        (SigningAlgorithm::Es256, "none", forgery().unsigned("none")),
        (SigningAlgorithm::Es256, "nOnE", forgery().unsigned("nOnE")),
        (
            SigningAlgorithm::Rs256,
            "HS256 by PEM",
            forgery().hmac_with_public_key(PublicKeyEncoding::Pem),
        ),
        (
            SigningAlgorithm::Rs256,
            "HS256 by n",
            forgery().hmac_with_public_key(PublicKeyEncoding::Raw),
        ),
        (
            SigningAlgorithm::Es256,
            "HS256 by the client secret",
            forgery().hmac(SECRET),
        ),
        (
            SigningAlgorithm::Es256,
            "another key",
            forgery().foreign_key(),
        ),
        (SigningAlgorithm::Es256, "jwk", forgery().jwk()),
        (SigningAlgorithm::Es256, "jku", forgery().jku()),
        (SigningAlgorithm::Es256, "x5u", forgery().x5u()),
        (SigningAlgorithm::Rs256, "x5c", forgery().x5c()),
        (
            SigningAlgorithm::Es256,
            "unknown kid",
            forgery().unknown_kid(),
        ),
        (
            SigningAlgorithm::Es256,
            "crit",
            forgery().header("crit", serde_json::json!(["x"])),
        ),
        (
            SigningAlgorithm::Es256,
            "payload",
            forgery().altered_payload(),
        ),
        (
            SigningAlgorithm::Es384,
            "signature",
            forgery().altered_signature(),
        ),
        (SigningAlgorithm::Es256, "zeros", forgery().zero_signature()),
        (
            SigningAlgorithm::Es256,
            "n",
            forgery().group_order_signature(),
        ),
        (
            SigningAlgorithm::Es256,
            "four segments",
            forgery().segments(4),
        ),
        (SigningAlgorithm::Es256, "empty", forgery().token("")),
        (
            SigningAlgorithm::Es256,
            "exp",
            forgery().raw_claim("exp", "1e400"),
        ),
        (
            SigningAlgorithm::Es256,
            "nonce",
            forgery().without_claim("nonce"),
        ),
        (
            SigningAlgorithm::Es256,
            "iss",
            forgery().claim("iss", "https://other.test"),
        ),
        (
            SigningAlgorithm::Es256,
            "at_hash",
            forgery().claim("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
        ),
    ] {
        let provider = builder().signing_algorithm(algorithm).build().unwrap();
        provider.next_id_token(forgery);
        assert!(
            RelyingParty::of(&provider)
                .sign_in(&provider)
                .await
                .is_err(),
            "{name}"
        );
        assert_eq!(
            (
                provider.pending_faults(),
                provider.count(Endpoint::ForeignKeys)
            ),
            (0, 0),
            "{name}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn it_survives_every_fault_of_the_token_endpoint() {
    let provider = builder().build().unwrap();
    let relying_party = RelyingParty::of(&provider);
    for fault in [
        fault(),
        Fault::hang(),
        Fault::disconnect(),
        Fault::drip(seconds(1)),
        Fault::huge(1 << 40),
        Fault::nested(10_000),
        Fault::truncated(30),
        Fault::redirect("https://attacker.test/"),
        Fault::set("token_type", "mac"),
        Fault::body("text/html", "<h1>"),
        Fault::error("invalid_grant"),
        Fault::patch(|answer| *answer = serde_json::json!([])),
    ] {
        let name = format!("{fault:?}");
        provider.next(Endpoint::Token, fault);
        let asked = provider.count(Endpoint::Token);
        assert!(relying_party.sign_in(&provider).await.is_err(), "{name}");
        assert_eq!(
            (
                provider.pending_faults(),
                provider.count(Endpoint::Token) - asked
            ),
            (0, 1),
            "{name}"
        );
    }
    assert!(relying_party.sign_in(&provider).await.is_ok());
    assert_eq!(provider.count(Endpoint::Elsewhere), 0);
}
