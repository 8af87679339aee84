//! What holds on these tables as on tables of our own.

use auth::store::{
    AccountDeletion, AccountRecord, Accounts, OwnedCreation, Sessions, TokenHash, UserCreation,
    UserRecord, Users,
};
use http::StatusCode;
use tokio::task::JoinSet;

use crate::auth::Role;
use crate::tests;
use crate::world::{World, status, who};

tests![
    roles_and_who_is_kept_out_take_effect_at_the_next_request,
    a_user_who_is_deleted_has_nothing_left,
    concurrent_first_sign_ins_make_one_user_with_one_account,
    an_address_of_somebody_is_nobody_elses,
    an_account_is_linked_once_and_the_last_one_stays,
    a_session_that_was_ended_is_not_brought_back_by_a_late_update,
    all_sessions_of_a_user_end_whoever_began_them,
];

/// SS-11, SS-12
async fn roles_and_who_is_kept_out_take_effect_at_the_next_request(world: World) {
    let id = world.signed_in_there("ada", "token-of-theirs").await;
    let mut browser = world.with_token("token-of-theirs");
    assert_eq!(status(&mut browser, "/admin").await, StatusCode::FORBIDDEN);
    world
        .auth
        .users()
        .set_roles(&id, [Role::Admin])
        .await
        .unwrap();
    assert_eq!(status(&mut browser, "/admin").await, StatusCode::OK);
    world.auth.users().set_roles(&id, []).await.unwrap();
    assert_eq!(status(&mut browser, "/admin").await, StatusCode::FORBIDDEN);
    world.auth.users().disable(&id).await.unwrap();
    assert_eq!(who(&mut browser).await, "nobody");
    let (mut browser, location) = world.sign_in("op", "ada").await;
    assert!(location.contains("AUTH-525"), "{location}");
    assert_eq!(who(&mut browser).await, "nobody");
    world.auth.users().enable(&id).await.unwrap();
    let (mut browser, _) = world.sign_in("op", "ada").await;
    assert_eq!(who(&mut browser).await, id);
}

async fn a_user_who_is_deleted_has_nothing_left(world: World) {
    let (mut browser, _) = world.sign_in("op", "ada").await;
    let id = who(&mut browser).await;
    assert!(world.auth.users().delete(&id).await.unwrap());
    assert_eq!(who(&mut browser).await, "nobody");
    assert!(!world.auth.users().delete(&id).await.unwrap());
    let (mut browser, _) = world.sign_in("op", "ada").await;
    assert_ne!(who(&mut browser).await, id);
    assert_ne!(who(&mut browser).await, "nobody");
}

/// AL-09, ST-08
async fn concurrent_first_sign_ins_make_one_user_with_one_account(world: World) {
    let mut tasks = JoinSet::new();
    for _ in 0..8 {
        let store = world.store.clone();
        tasks.spawn(async move {
            let record = somebody(&store, "ada@example.com").await;
            let account = account(&record.user.id, "ada");
            store.create_user(&record, &account).await.unwrap()
        });
    }
    let results = tasks.join_all().await;
    let created = results
        .iter()
        .filter(|result| **result == UserCreation::Created);
    assert_eq!(created.count(), 1, "{results:?}");
    let exists = results
        .iter()
        .filter(|result| **result == UserCreation::AccountExists);
    assert_eq!(exists.count(), 7, "{results:?}");
}

/// AL-01
async fn an_address_of_somebody_is_nobody_elses(world: World) {
    world.signed_in_there("ada", "token-of-theirs").await;
    let record = somebody(&world.store, "ADA@example.com").await;
    let creation = world
        .store
        .create_user(&record, &account(&record.user.id, "eve"))
        .await;
    assert_eq!(creation.unwrap(), UserCreation::EmailTaken);
    let found = world.store.find_account("https://op.test", "eve").await;
    assert_eq!(found.unwrap(), None);
}

/// AL-08
async fn an_account_is_linked_once_and_the_last_one_stays(world: World) {
    let ada = world.signed_in_there("ada", "token-of-ada").await;
    let eve = world.signed_in_there("eve", "token-of-eve").await;
    let store = &world.store;
    let creation = store.create_account(&account(&eve, "ada")).await;
    assert_eq!(creation.unwrap(), OwnedCreation::Exists);
    let creation = store.create_account(&account(&eve, "eve 2")).await;
    assert_eq!(creation.unwrap(), OwnedCreation::Created);
    let creation = store.create_account(&account("4711", "nobody")).await;
    assert_eq!(creation.unwrap(), OwnedCreation::UserAbsent);
    let owner = store.find_account("https://op.test", "ada").await.unwrap();
    assert_eq!(owner.unwrap().user.user.id, ada);
    let delete = async |user: &str, subject: &str| {
        let deletion = store.delete_account(user, "https://op.test", subject).await;
        deletion.unwrap()
    };
    assert_eq!(delete(&ada, "eve").await, AccountDeletion::Absent);
    assert_eq!(delete(&ada, "ada").await, AccountDeletion::Last);
    assert_eq!(delete(&eve, "eve").await, AccountDeletion::Deleted);
    assert_eq!(delete(&eve, "eve 2").await, AccountDeletion::Last);
}

/// SS-06, SS-08
async fn a_session_that_was_ended_is_not_brought_back_by_a_late_update(world: World) {
    use auth::store::{SessionChange, SessionToken, Update};

    world.signed_in_there("ada", "token-of-theirs").await;
    let hash: TokenHash = *SessionToken::new("token-of-theirs").hash();
    let found = world.store.find_session(&hash).await.unwrap().unwrap();
    assert!(found.begun_elsewhere);
    assert_eq!(found.authenticated_at, None);
    let change = SessionChange {
        seen_at: 1_800_000_000,
        expires_at: found.expires_at,
        data: Some("1".to_owned()),
    };
    for data in [Some("1".to_owned()), None] {
        let change = SessionChange {
            data,
            ..change.clone()
        };
        let update = world.store.update_session(&hash, &change).await;
        assert_eq!(update.unwrap(), Update::Updated);
    }
    let found = world.store.find_session(&hash).await.unwrap().unwrap();
    assert_eq!(
        (found.authenticated_at, found.data.as_deref()),
        (None, Some("1"))
    );
    assert!(world.store.delete_session(&hash).await.unwrap());
    let update = world.store.update_session(&hash, &change).await;
    assert_eq!(update.unwrap(), Update::Absent);
    assert_eq!(world.store.find_session(&hash).await.unwrap(), None);
}

/// LO-06, LO-16
async fn all_sessions_of_a_user_end_whoever_began_them(world: World) {
    use auth::store::SessionsOf;

    let id = world.signed_in_there("ada", "token-of-theirs").await;
    let (mut ours, _) = world.sign_in("op", "ada").await;
    let (mut grace, _) = world.sign_in("op", "grace").await;
    let which = SessionsOf::Account {
        issuer: "https://op.test",
        subject: "ada",
    };
    assert_eq!(world.store.delete_sessions(which).await.unwrap(), 2);
    assert_eq!(who(&mut ours).await, "nobody");
    let (mut ours, _) = world.sign_in("op", "ada").await;
    world.auth.sign_out_user(&id).await.unwrap();
    assert_eq!(who(&mut ours).await, "nobody");
    assert_ne!(who(&mut grace).await, "nobody");
}

async fn somebody(store: &impl Users, email: &str) -> UserRecord {
    let id = store.new_user_id().await.unwrap();
    let mut user = auth::User::default();
    user.id = id.unwrap_or_else(|| format!("{:?}", std::time::Instant::now()));
    user.email = Some(email.to_owned());
    UserRecord {
        user,
        roles: Vec::new(),
        disabled: false,
        created_at: 1,
    }
}

fn account(user_id: &str, subject: &str) -> AccountRecord {
    AccountRecord {
        issuer: "https://op.test".to_owned(),
        subject: subject.to_owned(),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        label: None,
        tokens: None,
        created_at: 1,
    }
}
