//! What a provider has given: kept with its account, sealed, and found again when somebody signs out.

use auth::store::{Accounts, Sessions};
use auth::testing::{Endpoint, Persona};
use http::StatusCode;
use serde_json::json;

use crate::world::{World, post_form, token};

/// Everything that the store has of a user, as whoever reads the store would see it.
async fn everything(world: &World, email: &str) -> String {
    let id = world.id_of(email).await.unwrap();
    let mut all = String::new();
    for account in world.store.memory.accounts_of(&id).await.unwrap() {
        let tokens = account.tokens.clone().unwrap_or_default();
        all.extend([
            format!("{account:?}"),
            tokens,
            account.label.unwrap_or_default(),
        ]);
    }
    for session in world.store.memory.sessions_of(&id).await.unwrap() {
        let id_token = session.id_token.clone().unwrap_or_default();
        all.extend([
            format!("{session:?}"),
            id_token,
            session.data.unwrap_or_default(),
        ]);
    }
    all
}

/// The tokens that were brought to the revocation endpoint.
fn revoked(world: &World, provider: &str) -> Vec<String> {
    let requests = world
        .providers
        .by_id(provider)
        .requests_to(Endpoint::Revocation);
    let token =
        |request: &auth::testing::RecordedRequest| request.parameter("token").map(str::to_owned);
    requests.iter().filter_map(token).collect()
}

/// SR-01
#[tokio::test]
async fn nothing_that_a_provider_has_given_can_be_read_in_the_store() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let stored = everything(&world, "ada@example.com").await;
    let records = world.sessions_of("ada@example.com").await;
    assert!(records[0].id_token.is_some(), "there is something to find");
    let answer = ada.submit("/leave-altogether.json", &[]).await;
    let outcome = answer.json();
    assert_eq!(outcome["revocation"], json!("revoked"));
    let url = url::Url::parse(outcome["url"].as_str().unwrap()).unwrap();
    let hint = auth_tests::support::browser::parameter(&url, "id_token_hint").unwrap();
    let mut canaries = revoked(&world, "op");
    assert!(!canaries.is_empty());
    canaries.extend(hint.split('.').map(str::to_owned));
    for canary in canaries {
        assert!(canary.len() > 10, "{canary}");
        assert!(!stored.contains(&canary), "{canary}");
    }
}

/// What one session began with is not what another is signed out with.
#[tokio::test]
async fn a_sign_out_at_the_provider_names_the_id_token_of_its_own_session() {
    let world = World::new();
    let mut first = world.signed_in("ada").await;
    world.wait(1);
    let mut second = world.signed_in("ada").await;
    let hint = async |browser| {
        let answer = post_form(browser, "/auth/signout", &[("scope", "provider")]).await;
        let location = answer.location_url();
        assert_eq!(location.host_str(), Some("op.test"));
        let hint = auth_tests::support::browser::parameter(&location, "id_token_hint").unwrap();
        let claims = hint.split('.').nth(1).unwrap().to_owned();
        let claims = base64url(&claims);
        claims["iat"].as_u64().unwrap()
    };
    let (second, first) = (hint(&mut second).await, hint(&mut first).await);
    assert_eq!(second, first + 1);
}

fn base64url(text: &str) -> serde_json::Value {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes() {
        let value = DIGITS.iter().position(|one| *one == digit).unwrap();
        bits = (bits << 6) | u32::try_from(value).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).unwrap());
        }
    }
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test]
async fn the_tokens_of_an_account_are_replaced_at_each_sign_in() {
    let world = World::new();
    let id = {
        world.signed_in("ada").await;
        world.id_of("ada@example.com").await.unwrap()
    };
    let kept = async || {
        let accounts = world.store.memory.accounts_of(&id).await.unwrap();
        assert_eq!(accounts.len(), 1);
        accounts[0].tokens.clone().unwrap()
    };
    let before = kept().await;
    let renamed = Persona::new("ada").verified_email("ada@new.example");
    let mut ada = world.signed_in_by("op", renamed).await;
    assert_ne!(kept().await, before);
    let accounts = world.store.memory.accounts_of(&id).await.unwrap();
    assert_eq!(accounts[0].label.as_deref(), Some("ada@new.example"));
    // What is revoked is the newest, and after that there is nothing.
    let answer = post_form(&mut ada, "/leave-altogether.json", &[]).await;
    assert_eq!(answer.json()["revocation"], json!("revoked"));
    for token in revoked(&world, "op") {
        assert!(!world.providers.op.is_active(&token));
    }
    let accounts = world.store.memory.accounts_of(&id).await.unwrap();
    assert_eq!(
        accounts[0].tokens, None,
        "what is worth nothing is not kept"
    );
}

/// Layers of a sign-out go by the account of the session that signs out.
#[tokio::test]
async fn what_is_revoked_is_what_the_account_of_this_session_was_given() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.link(&mut ada, "other", "grace").await;
    let mut by_other = world.signed_in_by("other", "grace").await;
    let answer = post_form(&mut by_other, "/auth/signout", &[("revoke", "true")]).await;
    assert_eq!(answer.json()["revocation"], json!("revoked"));
    assert_eq!(revoked(&world, "op"), Vec::<String>::new());
    assert!(!revoked(&world, "other").is_empty());
    let answer = post_form(&mut ada, "/auth/signout", &[("revoke", "true")]).await;
    assert_eq!(answer.json()["revocation"], json!("revoked"));
    assert!(!revoked(&world, "op").is_empty());
}

#[tokio::test]
async fn whoever_typed_a_password_has_no_provider_to_sign_out_of() {
    let world = World::new();
    let mut browser = world.browser();
    world.type_in(&mut browser, "margaret").await;
    let fields = [("scope", "provider"), ("revoke", "true")];
    let answer = post_form(&mut browser, "/auth/signout", &fields).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json()["provider"], json!("unsupported"));
    assert_eq!(answer.json()["revocation"], json!("unsupported"));
    assert_eq!(token(&browser), None);
}
