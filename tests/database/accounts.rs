//! Whose account it is that somebody signs in with: every row of the table of `auth/src/account/registry.rs`.

use auth::store::{AccountRecord, Accounts, UserCreation, UserRecord, Users};
use auth::testing::Persona;
use auth_tests::support::browser::Answer;
use serde_json::json;

use crate::book::Book;
use crate::watched::Fault;
use crate::world::{World, token, who};

fn error(answer: &Answer) -> Option<String> {
    answer.location_parameter("error")
}

const NOT_LINKED: &str = "OAuthAccountNotLinked";

/// An account that is linked: its user.
#[tokio::test]
async fn whoever_signs_in_again_is_the_same_user_whatever_their_address_is_by_now() {
    let world = World::new();
    let first = world.signed_in("ada").await;
    let id = world.session(&first).await.unwrap().user.id.clone();
    world.signed_in("grace").await;
    for persona in [
        Persona::new("ada"),
        Persona::new("ada").email("new@example.com"),
        // Somebody else's address makes nobody somebody else.
        Persona::new("ada").verified_email("grace@example.com"),
    ] {
        let again = world.signed_in_by("op", persona).await;
        let session = world.session(&again).await.unwrap();
        assert_eq!(session.user.id, id);
        assert_eq!(session.user.email.as_deref(), Some("ada@example.com"));
    }
}

/// One that is not, and nobody has its address.
#[tokio::test]
async fn whoever_is_not_known_is_a_new_user() {
    let world = World::new();
    let (ada, grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    let id = async |browser| world.session(browser).await.unwrap().user.id.clone();
    assert_ne!(id(&ada).await, id(&grace).await);
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada"]
    );
}

/// One that is not, and has no address.
#[tokio::test]
async fn people_without_an_address_are_as_many_users_as_they_are() {
    let world = World::new();
    let emmy = world.signed_in("emmy").await;
    let other = world.signed_in_by("op", Persona::new("other")).await;
    let elsewhere = world.signed_in_by("other", "emmy").await;
    let mut ids = std::collections::HashSet::new();
    for browser in [&emmy, &other, &elsewhere] {
        let user = world.session(browser).await.unwrap().user.clone();
        assert_eq!(user.email, None);
        assert!(ids.insert(user.id));
    }
}

/// AL-04: identity is (issuer, subject).
#[tokio::test]
async fn one_subject_at_two_issuers_is_two_people() {
    let world = World::new();
    let here = world
        .signed_in_by("op", Persona::new("7").name("Here"))
        .await;
    let there = world
        .signed_in_by("other", Persona::new("7").name("There"))
        .await;
    let user = async |browser| world.session(browser).await.unwrap().user.clone();
    assert_ne!(user(&here).await.id, user(&there).await.id);
    assert_eq!(user(&here).await.display_name(), "Here");
    let again = world.signed_in_by("op", Persona::new("7")).await;
    assert_eq!(user(&again).await.id, user(&here).await.id);
}

/// AL-04: what is typed in and a link have no issuer; their names are theirs alone.
#[tokio::test]
async fn the_same_name_in_two_providers_of_the_application_is_two_people() {
    let world = World::new();
    let mut typed = world.browser();
    world.type_in(&mut typed, "joan@x.test").await;
    let mut linked = world.browser();
    world.follow_a_link(&mut linked, "joan@x.test").await;
    let user = async |browser| world.session(browser).await.unwrap().user.id.clone();
    assert_ne!(user(&typed).await, user(&linked).await);
}

/// AL-01: somebody has its address, and the provider is not one that links by it.
#[tokio::test]
async fn an_address_links_nothing_unless_the_declaration_says_so() {
    for verified in [false, true] {
        let world = World::new();
        let ada = world.signed_in("ada").await;
        let stranger = match verified {
            true => Persona::new("mallory").verified_email("ADA@example.com"),
            false => Persona::new("mallory").email("ada@example.com"),
        };
        let mut browser = world.browser();
        let answer = world.sign_in(&mut browser, "other", stranger).await;
        assert_eq!(error(&answer).as_deref(), Some(NOT_LINKED));
        assert_eq!(token(&browser), None);
        assert_eq!(
            world.accounts_of("ada@example.com").await.len(),
            1,
            "no row is added"
        );
        assert!(world.session(&ada).await.is_some());
    }
}

/// AL-01, AL-02: nothing but `true` is verified.
#[tokio::test]
async fn an_address_that_its_provider_has_not_verified_links_nothing() {
    let claims = [
        json!(false),
        json!("true"),
        json!("TRUE"),
        json!(1),
        json!(null),
        json!([true]),
    ];
    for claim in claims.into_iter().map(Some).chain([None]) {
        let world = World::new();
        world.signed_in_by("other", "ada").await;
        let mut stranger = Persona::new("mallory").claim("email", "ada@example.com");
        if let Some(claim) = claim.clone() {
            stranger = stranger.claim("email_verified", claim);
        }
        let mut browser = world.browser();
        let answer = world.sign_in(&mut browser, "op", stranger).await;
        assert_eq!(error(&answer).as_deref(), Some(NOT_LINKED), "{claim:?}");
        assert_eq!(token(&browser), None);
        assert_eq!(
            world.accounts_of("ada@example.com").await,
            ["https://other.test ada"]
        );
    }
}

/// AL-03: whoever has registered with somebody's address before them does not get their account.
#[tokio::test]
async fn an_address_that_its_user_has_not_verified_links_nothing() {
    let world = World::new();
    let mut mallory = world.browser();
    world.type_in(&mut mallory, "ada").await;
    assert_eq!(who(&mut mallory).await, "ada@example.com");
    let mut ada = world.browser();
    let answer = world.sign_in(&mut ada, "op", "ada").await;
    assert_eq!(error(&answer).as_deref(), Some(NOT_LINKED));
    assert_eq!(token(&ada), None);
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["credentials ada"]
    );
}

/// Somebody has its address, both sides have verified it, and `link_by_email: verified`.
#[tokio::test]
async fn an_address_that_both_sides_have_verified_links_where_the_declaration_says_so() {
    let world = World::new();
    let mut browser = world.browser();
    world.follow_a_link(&mut browser, "ada@example.com").await;
    let id = world.session(&browser).await.unwrap().user.id.clone();
    Book::read();
    let mut again = world.browser();
    let answer = world.sign_in(&mut again, "op", "ada").await;
    assert_eq!(answer.location(), "https://app.test/", "nobody is new");
    assert_eq!(
        Book::read(),
        ["linked Op to ada@example.com", "signed in by Op"]
    );
    assert_eq!(world.session(&again).await.unwrap().user.id, id);
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["email ada@example.com", "https://op.test ada"]
    );
    // From now on it is an account like any other.
    let third = world.signed_in_by("op", Persona::new("ada")).await;
    assert_eq!(world.session(&third).await.unwrap().user.id, id);
}

/// A link that was sent to an address is no account of whoever has it.
#[tokio::test]
async fn a_link_by_mail_links_nothing_unless_the_declaration_says_so() {
    let world = World::new();
    world.signed_in("ada").await;
    let mut browser = world.browser();
    let answer = world.follow_a_link(&mut browser, "ada@example.com").await;
    assert_eq!(error(&answer).as_deref(), Some(NOT_LINKED));
    assert_eq!(token(&browser), None);
}

/// Who is signed in says nothing of whose an account is.
#[tokio::test]
async fn signing_in_with_another_account_links_it_to_nobody() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    world.sign_in(&mut browser, "other", "grace").await;
    assert_eq!(who(&mut browser).await, "Grace Hopper");
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada"]
    );
    assert_eq!(
        world.accounts_of("grace@example.com").await,
        ["https://other.test grace"]
    );
}

/// Whoever is kept out is kept out by every account, and by an address too.
#[tokio::test]
async fn a_user_who_is_kept_out_is_linked_to_nothing() {
    let world = World::new();
    world.signed_in_by("other", "ada").await;
    let id = world.id_of("ada@example.com").await.unwrap();
    world.auth.users().disable(&id).await.unwrap();
    for provider in ["other", "op"] {
        let mut browser = world.browser();
        let answer = world.sign_in(&mut browser, provider, "ada").await;
        assert_eq!(
            error(&answer).as_deref(),
            Some("AccessDenied"),
            "{provider}"
        );
        assert_eq!(token(&browser), None);
    }
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 1);
}

/// AL-09, ST-08
#[tokio::test]
async fn two_first_sign_ins_at_once_make_one_user() {
    let world = World::new();
    let (mut first, mut second) = (world.browser(), world.browser());
    let start = first.submit("/auth/signin/op", &[]).await;
    let back = world.at_provider("op", &start, "ada").await;
    world.store.fail(Fault::Holds("create_user"));
    let slow = tokio::spawn(async move {
        let answer = first.open(&back).await;
        (answer, first)
    });
    world.store.arrived.notified().await;
    world.store.fail(Fault::None);
    // The first one knows by now that there is nobody, and the second one comes in between.
    let answer = world.sign_in(&mut second, "op", "ada").await;
    assert_eq!(answer.location(), "https://app.test/welcome");
    world.store.go_on.notify_one();
    let (answer, first) = slow.await.unwrap();
    assert_eq!(
        answer.location(),
        "https://app.test/",
        "once somebody is new"
    );
    let user = async |browser| world.session(browser).await.unwrap().user.id.clone();
    assert_eq!(user(&first).await, user(&second).await);
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada"]
    );
    assert_eq!(world.sessions_of("ada@example.com").await.len(), 2);
}

/// AL-09: of two people with one address who come at once, one gets it.
#[tokio::test]
async fn two_first_sign_ins_with_one_address_make_one_user() {
    let world = World::new();
    let mut first = world.browser();
    let start = first.submit("/auth/signin/other", &[]).await;
    let back = world.at_provider("other", &start, "ada").await;
    world.store.fail(Fault::Holds("create_user"));
    let slow = tokio::spawn(async move {
        let answer = first.open(&back).await;
        (answer, token(&first))
    });
    world.store.arrived.notified().await;
    world.store.fail(Fault::None);
    world.signed_in("ada").await;
    world.store.go_on.notify_one();
    let (answer, token) = slow.await.unwrap();
    assert_eq!(error(&answer).as_deref(), Some(NOT_LINKED));
    assert_eq!(token, None);
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada"]
    );
}

/// An account that is taken away while its owner signs in with it is nobody's by then.
#[tokio::test]
async fn an_account_that_is_unlinked_meanwhile_signs_nobody_in() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.link(&mut ada, "other", "grace").await;
    let mut late = world.browser();
    let start = late.submit("/auth/signin/other", &[]).await;
    let back = world.at_provider("other", &start, "grace").await;
    world.store.fail(Fault::Holds("update_account"));
    let slow = tokio::spawn(async move {
        let answer = late.open(&back).await;
        (answer, token(&late))
    });
    world.store.arrived.notified().await;
    world.store.fail(Fault::None);
    let session = world.session(&ada).await.unwrap();
    let mine = world.auth.my_accounts(&session);
    let other = mine.list().await.unwrap().remove(1);
    assert!(mine.unlink(&other.id).await.unwrap());
    world.store.go_on.notify_one();
    let (answer, token) = slow.await.unwrap();
    assert_eq!(error(&answer).as_deref(), Some(NOT_LINKED));
    assert_eq!(token, None);
}

/// An account is known by its issuer, whatever the declaration calls the provider.
#[tokio::test]
async fn an_account_outlives_the_name_of_its_provider() {
    let world = World::new();
    let user = auth::User::default();
    let user = UserRecord {
        user: {
            let mut user = user;
            user.id = "u-1".into();
            user
        },
        roles: Vec::new(),
        disabled: false,
        created_at: 1,
    };
    let account = AccountRecord {
        issuer: "https://op.test".into(),
        subject: "ada".into(),
        user_id: "u-1".into(),
        provider: "keycloak".into(),
        label: None,
        tokens: None,
        created_at: 1,
    };
    let created = world.store.memory.create_user(&user, &account).await;
    assert_eq!(created.unwrap(), UserCreation::Created);
    let browser = world.signed_in("ada").await;
    assert_eq!(world.session(&browser).await.unwrap().user.id, "u-1");
    let accounts = world.store.memory.accounts_of("u-1").await.unwrap();
    assert_eq!(accounts.len(), 1);
}
