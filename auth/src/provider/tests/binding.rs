//! Which key tokens are bound to, and where it is kept.

use super::*;
use crate::token::{DpopKey, ProviderTokens, TokenResponse};

const REVOKE: &str = "https://op.test/revoke";

fn fixture(dpop: bool) -> Fixture {
    let declaration = ProviderDeclaration {
        dpop,
        ..declaration(ProviderSpec::OIDC)
    };
    let fixture = Fixture::new(configuration(declaration));
    let tokens =
        json!({ "access_token": "at", "token_type": if dpop { "DPoP" } else { "Bearer" } });
    fixture.client.on(TOKEN, Reply::json(&tokens));
    fixture
}

fn kept(key: Option<&DpopKey>) -> ProviderTokens {
    ProviderTokens {
        refresh_token: Some(Secret::issued("rt")),
        dpop_key: key.map(|key| key.secret().clone()),
        ..ProviderTokens::default()
    }
}

async fn refreshed(fixture: &Fixture, tokens: &ProviderTokens) -> Option<TokenResponse> {
    let holder = Holder {
        issuer: ISSUER,
        subject: "ada",
    };
    fixture.provider.refresh(tokens, holder).await?.ok()
}

/// What was bound stays bound, whatever is declared by now.
#[tokio::test]
async fn tokens_are_refreshed_with_the_key_that_they_are_kept_with() {
    for declared in [true, false] {
        let fixture = fixture(declared);
        let bound = json!({ "access_token": "at", "token_type": "DPoP" });
        fixture.client.on(TOKEN, Reply::json(&bound));
        let key = DpopKey::generate().unwrap();
        let tokens = kept(Some(&key));
        let refreshed = refreshed(&fixture, &tokens).await.unwrap();
        assert_eq!(refreshed.dpop_key, Some(key.clone()));
        assert!(fixture.token_request().header("dpop").is_some());
        let next = tokens.refreshed(&refreshed, NOW);
        assert_eq!(next.dpop_key.as_ref(), Some(key.secret()));
    }
}

/// Sessions from before `dpop: on` go on.
#[tokio::test]
async fn tokens_without_a_key_are_bound_to_a_new_one_where_that_is_declared() {
    let fixture = fixture(true);
    let refreshed = refreshed(&fixture, &kept(None)).await.unwrap();
    let key = refreshed.dpop_key.clone().unwrap();
    let next = kept(None).refreshed(&refreshed, NOW);
    assert_eq!(next.dpop_key.as_ref(), Some(key.secret()));
    assert!(fixture.token_request().header("dpop").is_some());
}

#[tokio::test]
async fn nothing_is_bound_where_that_is_not_declared() {
    let fixture = fixture(false);
    let refreshed = refreshed(&fixture, &kept(None)).await.unwrap();
    assert_eq!(refreshed.dpop_key, None);
    assert_eq!(fixture.token_request().header("dpop"), None);
    assert!(
        !fixture
            .provider
            .authorization_target()
            .await
            .unwrap()
            .binds_tokens
    );
}

/// It is never gone on without the key that there should be.
#[tokio::test]
async fn a_key_that_cannot_be_read_asks_nobody() {
    let fixture = fixture(true);
    let tokens = ProviderTokens {
        dpop_key: Some(Secret::issued("no key")),
        ..kept(None)
    };
    assert!(refreshed(&fixture, &tokens).await.is_none());
    assert!(fixture.client.requests_to(TOKEN).is_empty());
}

/// A sign-in that began before `dpop: on`.
#[tokio::test]
async fn a_code_without_a_key_is_bound_to_a_new_one_where_that_is_declared() {
    let fixture = fixture(true);
    let _ = fixture.identify(REDEMPTION).await;
    assert!(fixture.token_request().header("dpop").is_some());
    let fixture = self::fixture(false);
    let _ = fixture.identify(REDEMPTION).await;
    assert_eq!(fixture.token_request().header("dpop"), None);
}

/// Sealed cookies: beside what can be revoked or refreshed, and nowhere else.
#[tokio::test]
async fn a_session_keeps_the_key_with_the_tokens_that_are_bound_to_it() {
    let key = DpopKey::generate().unwrap();
    let issued = TokenResponse {
        access_token: Secret::issued("at"),
        refresh_token: None,
        id_token: Some(Secret::issued("a.b.c")),
        expires_in: None,
        scope: None,
        dpop_key: Some(key.clone()),
    };
    let ends = fixture(true);
    ends.discovers("end_session_endpoint", "https://op.test/end");
    let tokens = ends.provider.tokens_to_keep(&issued).await.unwrap();
    assert_eq!((tokens.access_token, tokens.dpop_key), (None, None));

    let revokes = fixture(true);
    revokes.discovers("revocation_endpoint", REVOKE);
    revokes.client.on(REVOKE, Reply::status(200));
    let tokens = revokes.provider.tokens_to_keep(&issued).await.unwrap();
    assert_eq!(tokens.dpop_key.as_ref(), Some(key.secret()));
    // As it comes out of a cookie.
    let tokens = ProviderTokens::from_value(&tokens.to_value()).unwrap();
    revokes.provider.revoke(Some(&tokens)).await;
    let sent = revokes.client.requests_to(REVOKE);
    assert!(sent[0].header("dpop").is_some());
}
