//! What a store of accounts has to hold.

use super::record::{ISSUER, TEXTS, account, link, sign_up, user, without_address};
use super::task::{at_once, count};
use crate::store::{
    AccountDeletion, AccountRecord, Accounts, Lease, OwnedCreation, Update, UserChange,
    UserCreation, UserUpdate, Users,
};

async fn subjects_of(store: &impl Accounts, user_id: &str) -> Vec<String> {
    let accounts = store.accounts_of(user_id).await.unwrap();
    accounts
        .into_iter()
        .map(|account| account.subject)
        .collect()
}

async fn owner(store: &impl Accounts, issuer: &str, subject: &str) -> Option<String> {
    let linked = store.find_account(issuer, subject).await.unwrap()?;
    assert_eq!(linked.account.user_id, linked.user.user.id);
    assert_eq!(
        (&*linked.account.issuer, &*linked.account.subject),
        (issuer, subject)
    );
    Some(linked.account.user_id)
}

async fn delete(store: &impl Accounts, user_id: &str, subject: &str) -> AccountDeletion {
    store
        .delete_account(user_id, ISSUER, subject)
        .await
        .unwrap()
}

/// An account is found with whose it is, as they are now.
pub async fn an_account_is_found_with_its_user(store: &(impl Users + Accounts)) {
    assert_eq!(store.find_account(ISSUER, "ada").await.unwrap(), None);
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    let mut expected = user("ada");
    expected.roles = vec!["admin".to_owned()];
    expected.disabled = true;
    for change in [
        UserChange::Roles(&expected.roles),
        UserChange::Disabled(true),
    ] {
        let update = store.update_user("ada", change).await.unwrap();
        assert_eq!(update, UserUpdate::Updated);
    }
    let linked = store.find_account(ISSUER, "ada").await.unwrap().unwrap();
    assert_eq!(linked.account, account("ada", "ada"));
    assert_eq!(linked.user, expected);
}

/// AL-04: a subject is who its issuer says, and another one's is somebody else.
pub async fn the_same_subject_of_two_issuers_is_two_accounts(store: &(impl Users + Accounts)) {
    let issuers = [
        "https://op.test",
        "https://op.test/",
        "https://OP.test",
        "https://op.tes",
        "github",
    ];
    let id = |issuer: &str| format!("user of {issuer}");
    for issuer in issuers {
        assert_eq!(owner(store, issuer, "1").await, None, "{issuer}");
        let record = without_address(&id(issuer));
        let account = AccountRecord {
            issuer: issuer.to_owned(),
            ..account(&id(issuer), "1")
        };
        let creation = store.create_user(&record, &account).await.unwrap();
        assert_eq!(creation, UserCreation::Created, "{issuer}");
    }
    for issuer in issuers {
        assert_eq!(owner(store, issuer, "1").await, Some(id(issuer)));
    }
}

/// The oldest is the one that was linked first, whatever the order in which they were written.
pub async fn accounts_of_a_user_are_told_oldest_first(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    for (subject, created_at) in [("newest", 3_000), ("oldest", 500), ("newer", 2_000)] {
        let account = AccountRecord {
            created_at,
            label: None,
            tokens: None,
            ..account("ada", subject)
        };
        link(store, &account).await;
    }
    let subjects = subjects_of(store, "ada").await;
    assert_eq!(subjects, ["oldest", "ada", "newer", "newest"]);
    assert_eq!(subjects_of(store, "bob").await, ["bob"]);
    assert!(subjects_of(store, "nobody").await.is_empty());
}

/// AL-08: an account stays whose it is, as it is.
pub async fn an_account_of_somebody_is_linked_to_nobody_else(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    for other in ["bob", "ada"] {
        let taken = AccountRecord {
            provider: "another".to_owned(),
            label: Some("another".to_owned()),
            tokens: None,
            created_at: 5_000,
            ..account(other, "ada")
        };
        let creation = store.create_account(&taken).await.unwrap();
        assert_eq!(creation, OwnedCreation::Exists, "{other}");
        let linked = store.find_account(ISSUER, "ada").await.unwrap().unwrap();
        assert_eq!(linked.account, account("ada", "ada"));
    }
    assert_eq!(subjects_of(store, "ada").await, ["ada"]);
    assert_eq!(subjects_of(store, "bob").await, ["bob"]);
}

/// An account is linked to a user who is there, and to one who is kept out; that nobody is there is said first.
pub async fn an_account_is_linked_to_who_is_there(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    for subject in ["new", "ada"] {
        let creation = store.create_account(&account("nobody", subject)).await;
        assert_eq!(creation.unwrap(), OwnedCreation::UserAbsent, "{subject}");
    }
    assert_eq!(owner(store, ISSUER, "new").await, None);
    assert!(subjects_of(store, "nobody").await.is_empty());
    let disabled = UserChange::Disabled(true);
    let update = store.update_user("ada", disabled).await.unwrap();
    assert_eq!(update, UserUpdate::Updated);
    link(store, &account("ada", "new")).await;
    assert_eq!(owner(store, ISSUER, "new").await.as_deref(), Some("ada"));
}

/// ST-08: of many who link an account at once one has it.
pub async fn of_many_that_link_an_account_at_once_one_has_it(
    store: &(impl Users + Accounts + Clone),
) {
    let ids = ["ada", "bob", "eve", "kim"];
    for id in ids {
        sign_up(store, id).await;
    }
    let creations = at_once(ids, |id| {
        let store = store.clone();
        async move { store.create_account(&account(id, "new")).await.unwrap() }
    })
    .await;
    assert_eq!(
        count(&creations, &OwnedCreation::Created),
        1,
        "{creations:?}"
    );
    assert_eq!(
        count(&creations, &OwnedCreation::Exists),
        3,
        "{creations:?}"
    );
    let has_it = owner(store, ISSUER, "new").await.unwrap();
    for (id, creation) in ids.into_iter().zip(creations) {
        assert_eq!(creation == OwnedCreation::Created, *id == *has_it);
        let accounts = subjects_of(store, id).await;
        assert_eq!(accounts.len(), 1 + usize::from(*id == *has_it));
    }
}

/// Tokens and label are replaced; whose it is, and where it came from, is not.
pub async fn an_update_of_an_account_changes_its_tokens_and_label(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    for (label, tokens) in [(Some("new label"), Some("new tokens")), (None, None)] {
        let mut expected = account("ada", "ada");
        expected.label = label.map(str::to_owned);
        expected.tokens = tokens.map(str::to_owned);
        let new = AccountRecord {
            user_id: "bob".to_owned(),
            provider: "another".to_owned(),
            created_at: 5_000,
            ..expected.clone()
        };
        assert_eq!(store.update_account(&new).await.unwrap(), Update::Updated);
        let linked = store.find_account(ISSUER, "ada").await.unwrap().unwrap();
        assert_eq!(linked.account, expected);
        assert_eq!(linked.user, user("ada"));
    }
    let bobs = store.find_account(ISSUER, "bob").await.unwrap().unwrap();
    assert_eq!(bobs.account, account("bob", "bob"));
}

/// No account is linked by being updated.
pub async fn an_account_that_is_absent_is_not_linked_by_updating_it(
    store: &(impl Users + Accounts),
) {
    sign_up(store, "ada").await;
    let update = store.update_account(&account("ada", "new")).await.unwrap();
    assert_eq!(update, Update::Absent);
    assert_eq!(owner(store, ISSUER, "new").await, None);
    assert_eq!(subjects_of(store, "ada").await, ["ada"]);
}

/// An account is taken from whose it is, and not the last one.
pub async fn an_account_is_taken_away_from_its_user_unless_it_is_the_last(
    store: &(impl Users + Accounts),
) {
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    assert_eq!(delete(store, "ada", "ada").await, AccountDeletion::Last);
    link(store, &account("ada", "second")).await;
    for (user_id, subject) in [
        ("ada", "bob"),
        ("bob", "second"),
        ("ada", "SECOND"),
        ("ada", "second "),
        ("nobody", "second"),
        ("ADA", "second"),
    ] {
        let deletion = delete(store, user_id, subject).await;
        assert_eq!(deletion, AccountDeletion::Absent, "{user_id} {subject}");
    }
    let elsewhere = store
        .delete_account("ada", "https://other.test", "ada")
        .await;
    assert_eq!(elsewhere.unwrap(), AccountDeletion::Absent);
    assert_eq!(delete(store, "ada", "ada").await, AccountDeletion::Deleted);
    assert_eq!(delete(store, "ada", "ada").await, AccountDeletion::Absent);
    assert_eq!(delete(store, "ada", "second").await, AccountDeletion::Last);
    assert_eq!(owner(store, ISSUER, "ada").await, None);
    assert_eq!(subjects_of(store, "ada").await, ["second"]);
    assert_eq!(subjects_of(store, "bob").await, ["bob"]);
    link(store, &account("bob", "ada")).await;
}

/// However many are taken away at once, a user can still come in.
pub async fn of_accounts_that_are_taken_away_at_once_one_stays(
    store: &(impl Users + Accounts + Clone),
) {
    for (round, number) in [2, 2, 2, 3, 4].into_iter().enumerate() {
        let id = format!("user {round}");
        sign_up(store, &id).await;
        let mut subjects = vec![id.clone()];
        for number in 1..number {
            let subject = format!("{number} of {id}");
            link(store, &account(&id, &subject)).await;
            subjects.push(subject);
        }
        let deletions = at_once(subjects, |subject| {
            let (store, id) = (store.clone(), id.clone());
            async move { delete(&store, &id, &subject).await }
        })
        .await;
        let deleted = count(&deletions, &AccountDeletion::Deleted);
        assert_eq!(deleted, number - 1, "{deletions:?}");
        assert_eq!(
            count(&deletions, &AccountDeletion::Last),
            1,
            "{deletions:?}"
        );
        assert_eq!(subjects_of(store, &id).await.len(), 1);
    }
}

/// SS-11: what is linked while its user is deleted is linked to nobody.
pub async fn no_account_outlives_its_user(store: &(impl Users + Accounts + Clone)) {
    for round in 0..4 {
        let id = format!("user {round}");
        sign_up(store, &id).await;
        at_once(0..5, |number| {
            let (store, id) = (store.clone(), id.clone());
            async move {
                if number == 2 {
                    assert!(store.delete_user(&id).await.unwrap());
                } else {
                    let account = account(&id, &format!("{number} of {id}"));
                    let _ = store.create_account(&account).await.unwrap();
                }
            }
        })
        .await;
        assert!(subjects_of(store, &id).await.is_empty());
        // With somebody of that id there again, whatever was left behind would be theirs.
        sign_up(store, &id).await;
        assert_eq!(subjects_of(store, &id).await, [&*id]);
        for number in 0..5 {
            link(store, &account(&id, &format!("{number} of {id}"))).await;
        }
    }
}

/// SS-14: one process refreshes the tokens of an account, and the others wait for it.
pub async fn of_many_that_reserve_an_account_one_is_given_it<S>(store: &S)
where
    S: Users + Accounts + Clone,
{
    sign_up(store, "ada").await;
    sign_up(store, "bob").await;
    let lease = |until| Lease { now: 100, until };
    let results = at_once(0..10, |number| {
        let store = store.clone();
        async move {
            let lease = lease(130 + number);
            store.lease_account(ISSUER, "ada", lease).await.unwrap()
        }
    })
    .await;
    assert_eq!(count(&results, &Update::Updated), 1);
    let other = store.lease_account(ISSUER, "bob", lease(130)).await;
    assert_eq!(other.unwrap(), Update::Updated);
    let nobody = store.lease_account(ISSUER, "nobody", lease(130)).await;
    assert_eq!(nobody.unwrap(), Update::Absent);
}

/// A process that dies while it refreshes keeps nobody out for ever; one that has finished keeps nobody out at all.
pub async fn an_account_is_free_again_when_its_time_is_over_or_its_tokens_are_there(
    store: &(impl Users + Accounts),
) {
    sign_up(store, "ada").await;
    let lease = async |now, until| {
        let lease = Lease { now, until };
        store.lease_account(ISSUER, "ada", lease).await.unwrap()
    };
    assert_eq!(lease(100, 130).await, Update::Updated);
    assert_eq!(lease(129, 159).await, Update::Absent);
    assert_eq!(lease(130, 160).await, Update::Updated);
    let held = Lease {
        now: 130,
        until: 160,
    };
    let refreshed = AccountRecord {
        tokens: Some("refreshed".to_owned()),
        ..account("ada", "ada")
    };
    let update = store.update_leased_account(&refreshed, held).await;
    assert_eq!(update.unwrap(), Update::Updated);
    let linked = store.find_account(ISSUER, "ada").await.unwrap().unwrap();
    assert_eq!(linked.account, refreshed);
    assert_eq!(lease(131, 161).await, Update::Updated);
    // Who signs in has new tokens, which anybody may refresh.
    let update = store.update_account(&refreshed).await;
    assert_eq!(update.unwrap(), Update::Updated);
    assert_eq!(lease(132, 162).await, Update::Updated);
}

/// Tokens that come late do not take the place of those that somebody has been given since.
pub async fn what_comes_after_the_time_of_a_lease_changes_nothing(store: &(impl Users + Accounts)) {
    sign_up(store, "ada").await;
    let late = Lease {
        now: 100,
        until: 130,
    };
    let lease = store.lease_account(ISSUER, "ada", late).await;
    assert_eq!(lease.unwrap(), Update::Updated);
    let newest = AccountRecord {
        tokens: Some("newest".to_owned()),
        ..account("ada", "ada")
    };
    assert_eq!(
        store.update_account(&newest).await.unwrap(),
        Update::Updated
    );
    let stale = AccountRecord {
        tokens: Some("stale".to_owned()),
        ..account("ada", "ada")
    };
    let update = store.update_leased_account(&stale, late).await;
    assert_eq!(update.unwrap(), Update::Absent);
    let linked = store.find_account(ISSUER, "ada").await.unwrap().unwrap();
    assert_eq!(linked.account, newest);
}

/// ST-14: subjects, issuers and labels of whatever kind are told apart, and tokens may be long.
pub async fn subjects_and_issuers_are_texts_of_any_kind(store: &(impl Users + Accounts)) {
    let long = "x".repeat(255);
    let longer = [&long[1..], "y"].concat();
    let texts: Vec<&str> = TEXTS.iter().copied().chain([&*long, &longer]).collect();
    let record = |text: &str| AccountRecord {
        issuer: text.to_owned(),
        subject: text.to_owned(),
        label: Some(text.to_owned()),
        tokens: Some(text.repeat(16_384 / text.len())),
        ..account("ada", "")
    };
    sign_up(store, "ada").await;
    for text in &texts {
        assert_eq!(owner(store, text, text).await, None, "{text:?}");
        link(store, &record(text)).await;
    }
    for text in &texts {
        let linked = store.find_account(text, text).await.unwrap();
        assert_eq!(linked.unwrap().account, record(text), "{text:?}");
    }
    assert_eq!(
        store.accounts_of("ada").await.unwrap().len(),
        1 + texts.len()
    );
    for text in &texts {
        let deletion = store.delete_account("ada", text, text).await.unwrap();
        assert_eq!(deletion, AccountDeletion::Deleted, "{text:?}");
    }
    assert_eq!(subjects_of(store, "ada").await, ["ada"]);
}
