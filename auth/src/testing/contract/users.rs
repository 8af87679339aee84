//! What a store of users has to hold.

use super::record::{TEXTS, account, link, sign_up, user, without_address};
use super::task::{at_once, count};
use crate::account::User;
use crate::store::{Accounts, UserChange, UserCreation, UserRecord, UserUpdate, Users};

async fn find(store: &impl Users, id: &str) -> Option<UserRecord> {
    store.find_user(id).await.unwrap()
}

async fn with_address(store: &impl Users, email: &str) -> Option<String> {
    let found = store.find_user_by_email(email).await.unwrap();
    found.map(|found| found.user.id)
}

async fn change(store: &impl Users, id: &str, change: UserChange<'_>) -> UserUpdate {
    store.update_user(id, change).await.unwrap()
}

fn with_email(id: &str, email: &str) -> UserRecord {
    let mut record = user(id);
    record.user.email = Some(email.to_owned());
    record
}

/// A user who was created is found by their id and address, and with their account.
pub async fn a_user_is_created_with_their_first_account(store: &(impl Users + Accounts)) {
    assert_eq!(find(store, "ada").await, None);
    assert_eq!(with_address(store, "ada@x.test").await, None);
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    assert_eq!(find(store, "ada").await, Some(user("ada")));
    let found = store.find_user_by_email("ada@x.test").await.unwrap();
    assert_eq!(found, Some(user("ada")));
    let accounts = store.accounts_of("ada").await.unwrap();
    assert_eq!(accounts, [account("ada", "ada")]);
    assert_eq!(find(store, "eve").await, None);
}

/// AL-08, ST-04: who comes with an account that somebody has is not created, and not linked.
pub async fn nobody_is_created_with_an_account_that_somebody_has(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    let creation = store
        .create_user(&user("bob"), &account("bob", "ada"))
        .await;
    assert_eq!(creation.unwrap(), UserCreation::AccountExists);
    assert_eq!(find(store, "bob").await, None);
    assert_eq!(with_address(store, "bob@x.test").await, None);
    assert_eq!(store.accounts_of("bob").await.unwrap(), []);
    let accounts = store.accounts_of("ada").await.unwrap();
    assert_eq!(accounts, [account("ada", "ada")]);
    sign_up(store, "bob").await;
}

/// AL-03, ST-04: who comes with an address that somebody has is not created, and their account stays free.
pub async fn nobody_is_created_with_an_address_that_somebody_has(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    let other = with_email("bob", "ADA@x.TEST");
    let creation = store.create_user(&other, &account("bob", "bob")).await;
    assert_eq!(creation.unwrap(), UserCreation::EmailTaken);
    assert_eq!(find(store, "bob").await, None);
    let linked = store.find_account("https://op.test", "bob").await.unwrap();
    assert_eq!(linked, None);
    assert_eq!(find(store, "ada").await, Some(user("ada")));
    sign_up(store, "bob").await;
}

/// ST-04: an id is given once; address and account of who came with it a second time stay free.
pub async fn nobody_is_created_with_an_id_that_somebody_has(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    let other = with_email("ada", "bob@x.test");
    let creation = store.create_user(&other, &account("ada", "bob")).await;
    assert_eq!(creation.unwrap(), UserCreation::UserExists);
    assert_eq!(find(store, "ada").await, Some(user("ada")));
    assert_eq!(with_address(store, "bob@x.test").await, None);
    let accounts = store.accounts_of("ada").await.unwrap();
    assert_eq!(accounts, [account("ada", "ada")]);
    sign_up(store, "bob").await;
}

/// Of several reasons the account comes first, then the address, then the id.
pub async fn who_has_the_account_is_asked_before_address_and_id(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    for (id, email, subject, expected) in [
        ("bob", "ada@x.test", "ada", UserCreation::AccountExists),
        ("new", "ada@x.test", "ada", UserCreation::AccountExists),
        ("bob", "new@x.test", "ada", UserCreation::AccountExists),
        ("bob", "ada@x.test", "new", UserCreation::EmailTaken),
    ] {
        let creation = store
            .create_user(&with_email(id, email), &account(id, subject))
            .await;
        assert_eq!(creation.unwrap(), expected, "{id} {email} {subject}");
    }
    assert_eq!(find(store, "ada").await, Some(user("ada")));
    assert_eq!(find(store, "bob").await, Some(user("bob")));
}

/// Letters are letters in whatever case, as [`str::to_lowercase`] has it, and nothing else is taken for the same.
pub async fn an_address_is_found_whatever_the_case_of_its_letters(store: &(impl Users + Accounts)) {
    let addresses = [
        "Ada@X.Test",
        "\u{c4}RGER@x.test",
        "\u{3a3}\u{391}\u{3a3}@x.test",
    ];
    for (id, email) in ["one", "two", "three"].into_iter().zip(addresses) {
        let creation = store
            .create_user(&with_email(id, email), &account(id, id))
            .await;
        assert_eq!(creation.unwrap(), UserCreation::Created, "{email}");
        for spelling in [email, &email.to_lowercase(), &email.to_uppercase()] {
            let found = with_address(store, spelling).await;
            assert_eq!(found.as_deref(), Some(id), "{spelling}");
            let other = store
                .create_user(&with_email("other", spelling), &account("other", "other"))
                .await;
            assert_eq!(other.unwrap(), UserCreation::EmailTaken, "{spelling}");
        }
        let found = find(store, id).await.unwrap();
        assert_eq!(
            found.user.email.as_deref(),
            Some(email),
            "as it was written"
        );
    }
    for other in ["\u{e1}da@x.test", "arger@x.test", "ada@x.tes_", "%@x.test"] {
        assert_eq!(with_address(store, other).await, None, "{other}");
        let id = format!("user of {other}");
        let creation = store
            .create_user(&with_email(&id, other), &account(&id, &id))
            .await;
        assert_eq!(creation.unwrap(), UserCreation::Created, "{other}");
    }
}

/// Of users without an address there may be any number.
pub async fn no_address_is_nobodys(store: &(impl Users + Accounts)) {
    for id in ["one", "two", "three"] {
        let creation = store
            .create_user(&without_address(id), &account(id, id))
            .await;
        assert_eq!(creation.unwrap(), UserCreation::Created);
    }
    sign_up(store, "ada").await;
    let profile = without_address("ada").user;
    let update = change(store, "ada", UserChange::Profile(&profile)).await;
    assert_eq!(update, UserUpdate::Updated);
    assert_eq!(find(store, "ada").await, Some(without_address("ada")));
    assert_eq!(with_address(store, "ada@x.test").await, None, "it is free");
}

/// AL-09, ST-08: of many first sign-ins with one account one makes a user, and the others learn that the account is there.
pub async fn concurrent_first_sign_ins_make_one_user_with_one_account(
    store: &(impl Users + Accounts + Clone),
) {
    for (subject, email) in [("first", Some("first@x.test")), ("second", None)] {
        let ids: Vec<_> = (0..8).map(|number| format!("{subject} {number}")).collect();
        let creations = at_once(ids.clone(), |id| {
            let store = store.clone();
            async move {
                let mut record = user(&id);
                record.user.email = email.map(str::to_owned);
                store
                    .create_user(&record, &account(&id, subject))
                    .await
                    .unwrap()
            }
        })
        .await;
        assert_eq!(
            count(&creations, &UserCreation::Created),
            1,
            "{creations:?}"
        );
        let refused = count(&creations, &UserCreation::AccountExists);
        assert_eq!(refused, 7, "{creations:?}");
        let linked = store
            .find_account("https://op.test", subject)
            .await
            .unwrap();
        let linked = linked.unwrap();
        assert_eq!(linked.account.user_id, linked.user.user.id);
        for (id, creation) in ids.iter().zip(creations) {
            let is_there = creation == UserCreation::Created;
            assert_eq!(find(store, id).await.is_some(), is_there);
            assert_eq!(*id == linked.user.user.id, is_there);
            let accounts = store.accounts_of(id).await.unwrap();
            assert_eq!(accounts.len(), usize::from(is_there));
        }
    }
}

/// ST-08: of many who come with one address at once one has it.
pub async fn of_many_that_take_an_address_at_once_one_has_it(
    store: &(impl Users + Accounts + Clone),
) {
    let ids: Vec<_> = (0..6).map(|number| format!("user {number}")).collect();
    let creations = at_once(ids.clone(), |id| {
        let store = store.clone();
        async move {
            let record = with_email(
                &id,
                if id.ends_with('3') {
                    "A@X.test"
                } else {
                    "a@x.test"
                },
            );
            store
                .create_user(&record, &account(&id, &id))
                .await
                .unwrap()
        }
    })
    .await;
    assert_eq!(
        count(&creations, &UserCreation::Created),
        1,
        "{creations:?}"
    );
    assert_eq!(
        count(&creations, &UserCreation::EmailTaken),
        5,
        "{creations:?}"
    );
    let owner = with_address(store, "a@x.test").await.unwrap();
    for id in &ids {
        assert_eq!(find(store, id).await.is_some(), *id == owner);
    }
    for id in ["ada", "bob", "eve"] {
        sign_up(store, id).await;
    }
    let updates = at_once(["ada", "bob", "eve"], |id| {
        let store = store.clone();
        async move {
            let profile = with_email(id, "b@x.test").user;
            change(&store, id, UserChange::Profile(&profile)).await
        }
    })
    .await;
    assert_eq!(count(&updates, &UserUpdate::Updated), 1, "{updates:?}");
    assert_eq!(count(&updates, &UserUpdate::EmailTaken), 2, "{updates:?}");
}

/// A change of one thing leaves the others as they are.
pub async fn a_change_of_a_user_changes_one_thing(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    let mut expected = user("ada");

    expected.roles = vec!["admin".to_owned()];
    let roles = UserChange::Roles(&expected.roles);
    assert_eq!(change(store, "ada", roles).await, UserUpdate::Updated);
    assert_eq!(find(store, "ada").await.as_ref(), Some(&expected));

    expected.disabled = true;
    let disabled = UserChange::Disabled(true);
    assert_eq!(change(store, "ada", disabled).await, UserUpdate::Updated);
    assert_eq!(find(store, "ada").await.as_ref(), Some(&expected));

    expected.user = User {
        id: "ada".to_owned(),
        name: None,
        email: Some("ADA@x.test".to_owned()),
        email_verified: false,
        image: None,
    };
    // The id is not changed, whatever the profile says.
    let profile = User {
        id: "bob".to_owned(),
        ..expected.user.clone()
    };
    let profile = UserChange::Profile(&profile);
    assert_eq!(change(store, "ada", profile).await, UserUpdate::Updated);
    assert_eq!(find(store, "ada").await.as_ref(), Some(&expected));

    expected.roles.clear();
    assert_eq!(
        change(store, "ada", UserChange::Roles(&[])).await,
        UserUpdate::Updated
    );
    expected.disabled = false;
    let disabled = UserChange::Disabled(false);
    assert_eq!(change(store, "ada", disabled).await, UserUpdate::Updated);
    assert_eq!(find(store, "ada").await.as_ref(), Some(&expected));
    assert_eq!(find(store, "bob").await, Some(user("bob")));
    let accounts = store.accounts_of("ada").await.unwrap();
    assert_eq!(accounts, [account("ada", "ada")]);
}

/// SS-12: roles that are given while a profile is refreshed are not lost, and neither is the profile.
pub async fn roles_and_a_profile_that_are_written_at_once_both_survive(
    store: &(impl Users + Accounts + Clone),
) {
    sign_up(store, "ada").await;
    at_once(["roles", "profile", "disabled"], |which| {
        let store = store.clone();
        async move {
            for number in 0..10 {
                let roles = [format!("role {number}")];
                let mut profile = user("ada").user;
                profile.name = Some(format!("name {number}"));
                let what = match which {
                    "roles" => UserChange::Roles(&roles),
                    "profile" => UserChange::Profile(&profile),
                    _ => UserChange::Disabled(number % 2 == 1),
                };
                assert_eq!(change(&store, "ada", what).await, UserUpdate::Updated);
            }
        }
    })
    .await;
    let found = find(store, "ada").await.unwrap();
    assert_eq!(found.roles, ["role 9"]);
    assert_eq!(found.user.name.as_deref(), Some("name 9"));
    assert!(found.disabled);
}

/// Nobody is created by being changed.
pub async fn a_change_of_nobody_changes_nothing(store: &(impl Users + Accounts)) {
    let profile = user("ada").user;
    let roles = ["admin".to_owned()];
    for what in [
        UserChange::Profile(&profile),
        UserChange::Roles(&roles),
        UserChange::Disabled(true),
    ] {
        assert_eq!(
            change(store, "ada", what).await,
            UserUpdate::Absent,
            "{what:?}"
        );
    }
    assert_eq!(find(store, "ada").await, None);
    assert_eq!(with_address(store, "ada@x.test").await, None);
    sign_up(store, "ada").await;
}

/// Nobody is given the address of somebody else; who gives theirs up leaves it to others.
pub async fn an_address_of_somebody_else_changes_nothing(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    let mut profile = with_email("bob", "ADA@X.test").user;
    profile.name = Some("another".to_owned());
    let update = change(store, "bob", UserChange::Profile(&profile)).await;
    assert_eq!(update, UserUpdate::EmailTaken);
    assert_eq!(find(store, "bob").await, Some(user("bob")));
    assert_eq!(
        with_address(store, "ada@x.test").await.as_deref(),
        Some("ada")
    );

    let moved = with_email("ada", "new@x.test").user;
    let update = change(store, "ada", UserChange::Profile(&moved)).await;
    assert_eq!(update, UserUpdate::Updated);
    assert_eq!(with_address(store, "ada@x.test").await, None);
    assert_eq!(
        with_address(store, "new@x.test").await.as_deref(),
        Some("ada")
    );
    let update = change(store, "bob", UserChange::Profile(&profile)).await;
    assert_eq!(update, UserUpdate::Updated);
    assert_eq!(
        with_address(store, "ada@x.test").await.as_deref(),
        Some("bob")
    );
    assert_eq!(with_address(store, "bob@x.test").await, None);
}

/// SS-11: a user is deleted once, with their accounts; what they had is free, and others keep what is theirs.
pub async fn a_user_is_deleted_with_their_accounts_and_nobody_elses(
    store: &(impl Users + Accounts),
) {
    let address = |number| format!("{number}@x.test");
    for (id, number) in ["ada", "adam", "ADA"].into_iter().zip(3..) {
        let record = with_email(id, &address(number));
        let creation = store.create_user(&record, &account(id, id)).await;
        assert_eq!(creation.unwrap(), UserCreation::Created);
        link(store, &account(id, &format!("second of {id}"))).await;
    }
    assert!(!store.delete_user("ad").await.unwrap());
    assert!(store.delete_user("ada").await.unwrap());
    assert!(!store.delete_user("ada").await.unwrap());
    assert_eq!(find(store, "ada").await, None);
    assert_eq!(with_address(store, &address(3)).await, None);
    assert_eq!(store.accounts_of("ada").await.unwrap(), []);
    for subject in ["ada", "second of ada"] {
        let linked = store
            .find_account("https://op.test", subject)
            .await
            .unwrap();
        assert_eq!(linked, None, "{subject}");
    }
    for id in ["adam", "ADA"] {
        assert!(find(store, id).await.is_some());
        assert_eq!(store.accounts_of(id).await.unwrap().len(), 2);
    }
    // Somebody new with the same id has nothing of it.
    let creation = store
        .create_user(&with_email("ada", &address(3)), &account("ada", "third"))
        .await;
    assert_eq!(creation.unwrap(), UserCreation::Created);
    let accounts = store.accounts_of("ada").await.unwrap();
    assert_eq!(accounts, [account("ada", "third")]);
    link(store, &account("adam", "ada")).await;
}

/// ST-14: whatever a user is called, they are found under that and nothing else.
pub async fn ids_names_and_roles_are_texts_of_any_kind(store: &(impl Users + Accounts)) {
    let long = "x".repeat(600);
    let longer = [&long[1..], "y"].concat();
    let texts = TEXTS.iter().copied().chain([&*long, &longer]);
    let record = |text: &str| {
        let mut record = without_address(text);
        record.user.name = Some(text.chars().take(200).collect());
        record.user.image = Some(format!("https://x.test/{text}").repeat(3));
        record.roles = vec![text.to_owned()];
        record
    };
    for (number, text) in texts.clone().enumerate() {
        assert_eq!(find(store, text).await, None, "{text:?}");
        let subject = number.to_string();
        let creation = store
            .create_user(&record(text), &account(text, &subject))
            .await;
        assert_eq!(creation.unwrap(), UserCreation::Created, "{text:?}");
    }
    for (number, text) in texts.clone().enumerate() {
        assert_eq!(find(store, text).await, Some(record(text)), "{text:?}");
        let accounts = store.accounts_of(text).await.unwrap();
        assert_eq!(accounts, [account(text, &number.to_string())], "{text:?}");
    }
    let long = format!("{}@x.test", "\u{e9}".repeat(247));
    let update = change(
        store,
        "0",
        UserChange::Profile(&with_email("0", &long).user),
    )
    .await;
    assert_eq!(update, UserUpdate::Updated, "254 characters");
    assert_eq!(with_address(store, &long).await.as_deref(), Some("0"));
    for text in texts {
        assert!(store.delete_user(text).await.unwrap(), "{text:?}");
    }
}
