//! What a browser has of a session, and what the store has.

use auth::store::{Sessions, TokenHash};
use auth::testing::Persona;

use crate::book::Book;
use crate::world::{COOKIE_NAME, World, ask, token, who, with_token};

/// SS-01
#[tokio::test]
async fn a_token_is_256_random_bits_in_the_cookie() {
    let world = World::new();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        let browser = world.signed_in("ada").await;
        let token = token(&browser).unwrap();
        assert_eq!(token.len(), 43, "{token}");
        // 43 digits of base64url are 32 bytes.
        assert!(TokenHash::parse(&token).is_some(), "{token}");
        assert!(seen.insert(token), "each is another one");
    }
}

#[tokio::test]
async fn the_store_has_the_hash_and_nowhere_the_token() {
    let world = World::new();
    let browser = world.signed_in("ada").await;
    let token = token(&browser).unwrap();
    let record = world.sessions_of("ada@example.com").await.remove(0);
    let id = world.session(&browser).await.unwrap().id().to_owned();
    assert_eq!(record.hash.to_string(), id);
    let texts = [
        record.hash.to_string(),
        record.user_id,
        record.provider,
        record.issuer,
        record.subject,
        record.provider_session.unwrap_or_default(),
        record.device.unwrap_or_default(),
        record.address.unwrap_or_default(),
        record.data.unwrap_or_default(),
        record.id_token.unwrap_or_default(),
    ];
    for text in texts {
        assert!(!text.contains(&token), "{text}");
    }
    let as_hash = TokenHash::parse(&token).unwrap();
    assert!(
        world
            .store
            .memory
            .find_session(&as_hash)
            .await
            .unwrap()
            .is_none()
    );
}

/// Whoever reads the store, or a list of sessions, cannot be anybody.
#[tokio::test]
async fn the_id_of_a_session_is_no_token() {
    let world = World::new();
    let browser = world.signed_in("ada").await;
    let id = world.session(&browser).await.unwrap().id().to_owned();
    assert_eq!(who(&mut with_token(&world, &id)).await, "nobody");
}

/// SS-01, SS-02
#[tokio::test]
async fn a_token_that_somebody_has_planted_is_never_adopted() {
    let world = World::new();
    for planted in ["A".repeat(43), "x".to_owned(), "0".repeat(300)] {
        let mut browser = with_token(&world, &planted);
        assert_eq!(who(&mut browser).await, "nobody");
        let mut browser = with_token(&world, &planted);
        world.sign_in(&mut browser, "op", "ada").await;
        let own = token(&browser).unwrap();
        assert_ne!(own, planted);
        assert_eq!(who(&mut browser).await, "Ada Lovelace");
        assert_eq!(who(&mut with_token(&world, &planted)).await, "nobody");
    }
}

/// SS-02
#[tokio::test]
async fn a_token_that_is_not_in_the_store_is_deleted_from_the_browser() {
    let world = World::new();
    let mut browser = with_token(&world, &"A".repeat(43));
    let answer = browser.open("/dashboard").await;
    assert_eq!(answer.status, 303);
    assert_eq!(token(&browser), None);
    assert_eq!(
        ask(&mut with_token(&world, &"A".repeat(43)), "/dashboard")
            .await
            .status,
        401
    );
}

/// SS-01: not even one that lives.
#[tokio::test]
async fn a_session_of_somebody_else_that_was_planted_ends_when_its_victim_signs_in() {
    let world = World::new();
    let attacker = world.signed_in("grace").await;
    let planted = token(&attacker).unwrap();
    let mut victim = with_token(&world, &planted);
    world.sign_in(&mut victim, "op", "ada").await;
    assert_ne!(token(&victim), Some(planted.clone()));
    assert_eq!(who(&mut victim).await, "Ada Lovelace");
    assert!(!world.is_kept(&planted).await);
    assert_eq!(who(&mut with_token(&world, &planted)).await, "nobody");
}

/// SS-03
#[tokio::test]
async fn whoever_signs_in_as_somebody_else_leaves_nothing_of_the_session_before() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    let first = token(&browser).unwrap();
    let answer = world.sign_in(&mut browser, "op", "grace").await;
    let forgets = answer.header("clear-site-data");
    assert_eq!(forgets, "\"cache\"", "its pages are not shown again");
    assert_ne!(token(&browser).unwrap(), first);
    assert!(!world.is_kept(&first).await, "its row is gone");
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
    assert_eq!(who(&mut browser).await, "Grace Hopper");
    assert_eq!(
        browser.open("/dashboard").await.text(),
        "Grace Hopper {} Op 1"
    );
    assert_eq!(who(&mut with_token(&world, &first)).await, "nobody");
}

/// SS-01, SS-03
#[tokio::test]
async fn the_token_changes_at_every_sign_in_and_the_old_one_is_worth_nothing() {
    let world = World::new();
    let mut browser = world.browser();
    let mut before: Option<String> = None;
    for sign_in in 0..3 {
        match sign_in {
            0 => world.sign_in(&mut browser, "op", "ada").await,
            1 => world.sign_in(&mut browser, "op", "ada").await,
            _ => world.type_in(&mut browser, "margaret").await,
        };
        let now = token(&browser);
        assert!(now.is_some());
        assert_ne!(now, before);
        if let Some(before) = before {
            assert!(!world.is_kept(&before).await);
        }
        before = now;
    }
}

/// Whoever is refused keeps the session that they have.
#[tokio::test]
async fn a_sign_in_that_is_refused_ends_nothing() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    let before = token(&browser);
    let answer = world.sign_in(&mut browser, "op", "banned").await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("AccessDenied")
    );
    assert_eq!(token(&browser), before);
    assert_eq!(who(&mut browser).await, "Ada Lovelace");
    assert_eq!(
        world.id_of("banned@example.com").await,
        None,
        "nobody is made"
    );
}

/// The attributes of the cookie: as strict as those of a sealed one.
#[tokio::test]
async fn the_cookie_lives_as_long_as_a_session_can() {
    let world = World::new();
    let browser = world.signed_in("ada").await;
    let attributes = &browser.cookies[COOKIE_NAME].attributes;
    assert_eq!(
        attributes.as_slice(),
        [
            "httponly",
            "max-age=28800",
            "path=/",
            "samesite=lax",
            "secure"
        ]
    );
}

/// An id that the application makes up at the first sign-in is what the user is known by from then on.
#[tokio::test]
async fn a_user_has_an_id_of_their_own_and_keeps_it() {
    let world = World::new();
    let first = world.signed_in("ada").await;
    let id = world.session(&first).await.unwrap().user.id.clone();
    assert_eq!(id.len(), 22, "128 bits: {id}");
    let renamed = Persona::new("ada")
        .name("Ada King")
        .verified_email("king@example.com");
    let second = world.signed_in_by("op", renamed).await;
    let session = world.session(&second).await.unwrap();
    assert_eq!(session.user.id, id);
    assert_eq!(
        session.user.display_name(),
        "Ada Lovelace",
        "what a user is called is theirs to change, not the provider's"
    );
    Book::read();
}
