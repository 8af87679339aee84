//! Whoever is kept out is out at once, and what somebody may do changes at once.

use auth::error::AccountError;
use auth::store::{UserChange, UserUpdate, Users};
use http::StatusCode;

use crate::auth::Role;
use crate::book::Book;
use crate::world::{World, ask, token, who, with_token};

/// SS-11
#[tokio::test]
async fn every_session_of_a_user_who_is_kept_out_ends() {
    let world = World::new();
    let mut browsers = [
        world.signed_in("ada").await,
        world.signed_in("ada").await,
        world.signed_in("ada").await,
    ];
    let mut grace = world.signed_in("grace").await;
    let id = world.id_of("ada@example.com").await.unwrap();
    world.auth.users().disable(&id).await.unwrap();
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 0);
    for browser in &mut browsers {
        assert_eq!(ask(browser, "/dashboard").await.status, 401);
        assert_eq!(token(browser), None);
    }
    assert_eq!(who(&mut grace).await, "Grace Hopper");

    let mut again = world.browser();
    let answer = world.sign_in(&mut again, "op", "ada").await;
    assert_eq!(
        answer.location_parameter("error").as_deref(),
        Some("AccessDenied")
    );
    assert_eq!(token(&again), None);

    world.auth.users().enable(&id).await.unwrap();
    for browser in &mut browsers {
        assert_eq!(who(browser).await, "nobody", "what has ended stays ended");
    }
    world.sign_in(&mut again, "op", "ada").await;
    assert_eq!(who(&mut again).await, "Ada Lovelace");
}

/// SS-11
#[tokio::test]
async fn every_session_of_a_user_who_is_deleted_ends() {
    let world = World::new();
    let mut browsers = [
        world.signed_in("ada").await,
        world.signed_in("ada").await,
        world.signed_in("ada").await,
    ];
    let tokens: Vec<String> = browsers.iter().filter_map(token).collect();
    let id = world.id_of("ada@example.com").await.unwrap();
    assert!(world.auth.users().delete(&id).await.unwrap());
    assert!(!world.auth.users().delete(&id).await.unwrap());
    for (browser, token) in browsers.iter_mut().zip(&tokens) {
        assert_eq!(ask(browser, "/dashboard").await.status, 401);
        assert!(!world.is_kept(token).await);
    }
    // Whoever comes back is somebody new.
    let mut again = world.browser();
    let answer = world.sign_in(&mut again, "op", "ada").await;
    assert!(answer.location().starts_with("https://app.test/welcome"));
    assert_ne!(world.id_of("ada@example.com").await, Some(id));
    for token in &tokens {
        assert_eq!(who(&mut with_token(&world, token)).await, "nobody");
    }
}

/// SS-11: somebody has changed the store by hand, and told nobody.
#[tokio::test]
async fn a_session_of_a_user_who_is_kept_out_ends_when_it_is_met() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let copied = token(&ada).unwrap();
    let id = world.id_of("ada@example.com").await.unwrap();
    let kept_out = |kept_out| {
        world
            .store
            .memory
            .update_user(&id, UserChange::Disabled(kept_out))
    };
    assert_eq!(kept_out(true).await.unwrap(), UserUpdate::Updated);
    assert_eq!(ask(&mut ada, "/dashboard").await.status, 401);
    assert!(!world.is_kept(&copied).await, "its row is gone");
    assert_eq!(kept_out(false).await.unwrap(), UserUpdate::Updated);
    assert_eq!(who(&mut with_token(&world, &copied)).await, "nobody");
}

/// SS-12
#[tokio::test]
async fn roles_change_with_the_next_request() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let id = world.id_of("ada@example.com").await.unwrap();
    assert_eq!(ask(&mut ada, "/admin").await.status, StatusCode::FORBIDDEN);
    for _ in 0..2 {
        world
            .auth
            .users()
            .set_roles(&id, [Role::Admin])
            .await
            .unwrap();
        assert_eq!(ask(&mut ada, "/admin").await.text(), "admin");
        assert_eq!(
            ada.open("/dashboard").await.text(),
            "Ada Lovelace {Admin} Op 1"
        );
        world.auth.users().set_roles(&id, []).await.unwrap();
        assert_eq!(ask(&mut ada, "/admin").await.status, StatusCode::FORBIDDEN);
    }
}

/// SS-12
#[tokio::test]
async fn what_the_function_says_of_roles_holds_with_the_next_request() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let id = world.id_of("ada@example.com").await.unwrap();
    Book::change(|book| book.roles = Some(vec![Role::Admin]));
    assert_eq!(ask(&mut ada, "/admin").await.text(), "admin");
    // It has the last word.
    world
        .auth
        .users()
        .set_roles(&id, [Role::Admin])
        .await
        .unwrap();
    Book::change(|book| book.roles = Some(Vec::new()));
    assert_eq!(ask(&mut ada, "/admin").await.status, StatusCode::FORBIDDEN);
    // When nobody can say, nobody comes in.
    Book::change(|book| book.roles_fail = true);
    let answer = ask(&mut ada, "/admin").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    Book::change(|book| (book.roles_fail, book.roles) = (false, None));
    assert_eq!(ask(&mut ada, "/admin").await.text(), "admin");
}

/// What `sign_in` gives is kept, and what is not declared any more stays where it is and is nobody's role.
#[tokio::test]
async fn the_store_keeps_the_roles_that_a_sign_in_gives() {
    let world = World::new();
    let editor = world.signed_in("editor").await;
    let session = world.session(&editor).await.unwrap();
    let id = &session.user.id;
    assert!(session.roles.contains(Role::Editor));
    let known = world.auth.users().find(id).await.unwrap().unwrap();
    assert!(known.roles.contains(Role::Editor));
    let ids = ["retired".to_owned(), "admin".to_owned()];
    let change = UserChange::Roles(&ids);
    let _ = world.store.memory.update_user(id, change).await.unwrap();
    let again = world.signed_in("editor").await;
    let roles = world.session(&again).await.unwrap().roles.clone();
    assert!(roles.contains(Role::Admin) && roles.contains(Role::Editor));
    let kept = world
        .store
        .memory
        .find_user(id)
        .await
        .unwrap()
        .unwrap()
        .roles;
    assert_eq!(kept, ["admin", "editor", "retired"]);
}

#[tokio::test]
async fn an_administrator_finds_and_changes_users() {
    let world = World::new();
    let (ada, _) = (world.signed_in("ada").await, world.signed_in("grace").await);
    let users = world.auth.users();
    let known = users
        .find_by_email("ADA@example.com")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(known.user.display_name(), "Ada Lovelace");
    assert!(!known.disabled);
    assert_eq!(known.created_at, auth_tests::support::world::START);

    let mut changed = known.user.clone();
    changed.name = Some("Countess".into());
    users.update(&changed).await.unwrap();
    let session = world.session(&ada).await.unwrap();
    assert_eq!(session.user.display_name(), "Countess", "at once");

    changed.email = Some("GRACE@example.com".into());
    let taken = users.update(&changed).await.unwrap_err();
    assert!(matches!(taken, AccountError::NotLinked), "{taken}");

    for id in ["", "nobody"] {
        assert!(users.find(id).await.unwrap().is_none());
        for error in [
            users.set_roles(id, [Role::Admin]).await.unwrap_err(),
            users.disable(id).await.unwrap_err(),
            users.enable(id).await.unwrap_err(),
        ] {
            assert!(matches!(error, AccountError::UserAbsent), "{error}");
        }
    }
}
