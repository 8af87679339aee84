//! Accounts that whoever is signed in links and takes away.

use auth::error::AccountError;
use auth_tests::support::browser::{Answer, Browser, StoredCookie};
use http::StatusCode;
use serde_json::json;

use crate::watched::Fault;
use crate::world::{World, ask, post_form, token, who};

const LIST: &str = "/auth/accounts";
const UNLINK: &str = "/auth/accounts/unlink";

fn error(answer: &Answer) -> Option<String> {
    answer.location_parameter("error")
}

/// The id of the account with that provider, as its owner is shown it.
async fn account(browser: &mut Browser, provider: &str) -> String {
    let list = ask(browser, LIST).await.json();
    let mut accounts = list.as_array().unwrap().iter();
    let found = accounts.find(|account| account["provider"] == json!(provider));
    found.unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_is_signed_in_links_an_account_whatever_its_address_is() {
    for path in ["/auth/accounts/link/other", "/link-other"] {
        let world = World::new();
        let mut browser = world.signed_in("ada").await;
        let before = token(&browser);
        let id = world.id_of("ada@example.com").await;
        let start = browser.submit(path, &[("callbackUrl", "/accounts")]).await;
        assert!(
            start.location().starts_with("https://other.test/"),
            "{path}"
        );
        let answer = world.finish(&mut browser, "other", &start, "grace").await;
        assert_eq!(error(&answer), None);
        if path.starts_with("/auth") {
            assert_eq!(answer.location(), "https://app.test/accounts");
        }
        assert_eq!(token(&browser), before, "the session goes on as it was");
        assert_eq!(who(&mut browser).await, "Ada Lovelace");
        assert_eq!(
            world.accounts_of("ada@example.com").await,
            ["https://op.test ada", "https://other.test grace"]
        );
        let mut elsewhere = world.browser();
        let answer = world.sign_in(&mut elsewhere, "other", "grace").await;
        assert_eq!(answer.location(), "https://app.test/", "nobody is new");
        let user = world.session(&elsewhere).await.unwrap().user.id.clone();
        assert_eq!(Some(user), id);
    }
}

/// Whoever links an account is not signing in: what the guard demanded is left for the sign-in that it is for.
#[tokio::test]
async fn a_demand_for_a_new_proof_is_not_met_by_linking() {
    const DEMAND: &str = "__Host-auth.reauthenticate";

    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    let demand = StoredCookie {
        value: "1".into(),
        attributes: Vec::new(),
    };
    browser.cookies.insert(DEMAND.into(), demand);
    let start = browser.submit("/auth/accounts/link/other", &[]).await;
    assert!(
        !start.location().contains("prompt="),
        "{}",
        start.location()
    );
    world.finish(&mut browser, "other", &start, "grace").await;
    assert_eq!(browser.cookies_named(DEMAND), [DEMAND]);
    let start = browser.submit("/auth/signin/op", &[]).await;
    assert!(
        start.location().contains("prompt=login"),
        "{}",
        start.location()
    );
    world.finish(&mut browser, "op", &start, "ada").await;
    assert!(browser.cookies_named(DEMAND).is_empty());
}

/// The session that says whose account it becomes does not come along with the provider's POST, but with ours.
#[tokio::test]
async fn an_account_is_linked_by_form_post_too() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    let answer = world.link(&mut browser, "posting", "grace").await;
    assert_eq!(error(&answer), None);
    assert_eq!(answer.location(), "https://app.test/");
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada", "https://posting.test grace"]
    );
}

#[tokio::test]
async fn the_list_says_what_an_owner_knows_their_accounts_by() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    world.wait(90);
    world.link(&mut browser, "other", "emmy").await;
    let answer = ask(&mut browser, LIST).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("cache-control").contains("no-store"));
    let (op, other) = (
        account(&mut browser, "op").await,
        account(&mut browser, "other").await,
    );
    assert_eq!(
        answer.json(),
        json!([
            { "id": op, "provider": "op", "label": "ada@example.com", "linkedAt": "2027-01-15T08:00:00.000Z" },
            { "id": other, "provider": "other", "label": "Emmy Noether", "linkedAt": "2027-01-15T08:01:30.000Z" },
        ])
    );
    assert!(!op.contains("ada") && op != other);
}

/// AL-08
#[tokio::test]
async fn an_account_of_somebody_else_stays_theirs() {
    let world = World::new();
    world.signed_in_by("other", "grace").await;
    let mut ada = world.signed_in("ada").await;
    let answer = world.link(&mut ada, "other", "grace").await;
    assert_eq!(error(&answer).as_deref(), Some("AccountAlreadyLinked"));
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada"]
    );
    assert_eq!(
        world.accounts_of("grace@example.com").await,
        ["https://other.test grace"]
    );
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
}

#[tokio::test]
async fn an_account_that_is_linked_already_is_linked_once() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    for provider in ["op", "other", "other"] {
        let answer = world.link(&mut ada, provider, "ada").await;
        assert_eq!(error(&answer), None);
    }
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 2);
}

/// AL-06
#[tokio::test]
async fn linking_that_ends_after_somebody_else_has_signed_in_links_nothing() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    let start = browser.submit("/auth/accounts/link/other", &[]).await;
    world.sign_in(&mut browser, "op", "grace").await;
    let answer = world.finish(&mut browser, "other", &start, "emmy").await;
    assert_eq!(error(&answer).as_deref(), Some("AccountSwitched"));
    for user in ["ada@example.com", "grace@example.com"] {
        assert_eq!(world.accounts_of(user).await.len(), 1, "{user}");
    }
    assert_eq!(who(&mut browser).await, "Grace Hopper");
}

/// AL-06: not even after the same person has.
#[tokio::test]
async fn linking_ends_in_the_session_in_which_it_began() {
    let world = World::new();
    for (end, expected) in [
        ("again", "AccountSwitched"),
        ("out", "AccountSwitched"),
        ("elsewhere", "AccountSwitched"),
    ] {
        let mut browser = world.signed_in("ada").await;
        let start = browser.submit("/auth/accounts/link/other", &[]).await;
        match end {
            "again" => {
                world.sign_in(&mut browser, "op", "ada").await;
            }
            "elsewhere" => {
                let id = world.id_of("ada@example.com").await.unwrap();
                world.auth.sign_out_user(&id).await.unwrap();
            }
            // Without the sign-out that would take the flow's cookie along.
            _ => _ = browser.cookies.remove(crate::world::COOKIE_NAME),
        }
        let answer = world.finish(&mut browser, "other", &start, "emmy").await;
        assert_eq!(error(&answer).as_deref(), Some(expected), "{end}");
        assert_eq!(world.accounts_of("ada@example.com").await.len(), 1, "{end}");
    }
}

/// AL-06: whoever signs out gives up what they had begun.
#[tokio::test]
async fn linking_that_was_begun_before_a_sign_out_is_over() {
    let world = World::new();
    let mut browser = world.signed_in("ada").await;
    let start = browser.submit("/auth/accounts/link/other", &[]).await;
    browser.submit("/auth/signout", &[]).await;
    let answer = world.finish(&mut browser, "other", &start, "emmy").await;
    assert!(error(&answer).is_some());
    assert_eq!(token(&browser), None, "and nobody signs in by it");
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 1);
}

/// AL-06: an attacker who lets a victim finish what they have begun gets nothing, and the reverse.
#[tokio::test]
async fn linking_ends_in_the_browser_in_which_it_began() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let start = ada.submit("/auth/accounts/link/other", &[]).await;
    let back = world.at_provider("other", &start, "emmy").await;
    for mut other in [
        world.browser(),
        world.signed_in("ada").await,
        world.signed_in("grace").await,
    ] {
        let before = token(&other);
        let answer = other.open(&back).await;
        let error = error(&answer).unwrap();
        assert!(answer.location().contains("code=AUTH-301"), "{error}");
        assert_eq!(token(&other), before);
    }
    for user in ["ada@example.com", "grace@example.com"] {
        assert_eq!(world.accounts_of(user).await.len(), 1, "{user}");
    }
}

/// What was begun to sign in links nothing, and the reverse: the kind of a flow is sealed into its cookie.
#[tokio::test]
async fn a_sign_in_that_ends_while_somebody_is_signed_in_links_nothing() {
    let world = World::new();
    let mut browser = world.browser();
    let start = browser.submit("/auth/signin/other", &[]).await;
    world.sign_in(&mut browser, "op", "ada").await;
    world.finish(&mut browser, "other", &start, "emmy").await;
    assert_eq!(who(&mut browser).await, "Emmy Noether");
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 1);
}

#[tokio::test]
async fn a_user_who_is_kept_out_or_deleted_meanwhile_is_linked_to_nothing() {
    for delete in [false, true] {
        let world = World::new();
        let mut browser = world.signed_in("ada").await;
        let start = browser.submit("/auth/accounts/link/other", &[]).await;
        let id = world.id_of("ada@example.com").await.unwrap();
        match delete {
            true => assert!(world.auth.users().delete(&id).await.unwrap()),
            false => world.auth.users().disable(&id).await.unwrap(),
        }
        let answer = world.finish(&mut browser, "other", &start, "emmy").await;
        assert_eq!(error(&answer).as_deref(), Some("AccountSwitched"));
        assert_eq!(who(&mut browser).await, "nobody");
        let mut emmy = world.browser();
        let answer = world.sign_in(&mut emmy, "other", "emmy").await;
        assert_eq!(
            answer.location(),
            "https://app.test/welcome",
            "nobody has it"
        );
    }
}

/// Nothing would come back from them to this browser.
#[tokio::test]
async fn what_is_inside_the_application_cannot_be_linked() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    for provider in ["credentials", "email", "nobody"] {
        let fields = [
            ("email", "ada@example.com"),
            ("username", "ada"),
            ("password", crate::auth::PASSWORD),
        ];
        let path = format!("/auth/accounts/link/{provider}");
        let answer = post_form(&mut ada, &path, &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{provider}");
    }
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 1);
}

#[tokio::test]
async fn an_account_is_taken_away_by_its_id_and_is_nobodys_then() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.link(&mut ada, "other", "grace").await;
    let id = account(&mut ada, "other").await;
    let answer = post_form(&mut ada, UNLINK, &[("account", &id)]).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::OK, json!({ "unlinked": 1 }))
    );
    assert_eq!(
        world.accounts_of("ada@example.com").await,
        ["https://op.test ada"]
    );
    let answer = post_form(&mut ada, UNLINK, &[("account", &id)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    // Whoever signs in with it now is somebody new.
    let mut grace = world.browser();
    let answer = world.sign_in(&mut grace, "other", "grace").await;
    assert_eq!(answer.location(), "https://app.test/welcome");
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
}

#[tokio::test]
async fn the_last_account_stays() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    let id = account(&mut ada, "op").await;
    let answer = post_form(&mut ada, UNLINK, &[("account", &id)]).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(answer.json()["code"], json!("last_account"));
    let session = world.session(&ada).await.unwrap();
    let error = world
        .auth
        .my_accounts(&session)
        .unlink(&id)
        .await
        .unwrap_err();
    assert!(matches!(error, AccountError::Last), "{error}");
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 1);
    assert_eq!(who(&mut ada).await, "Ada Lovelace");
}

/// S3-21, AL-22
#[tokio::test]
async fn an_account_of_somebody_else_is_none_and_nobody_says_whose_it_is() {
    let world = World::new();
    let (mut ada, mut grace) = (world.signed_in("ada").await, world.signed_in("grace").await);
    for browser in [&mut ada, &mut grace] {
        let name = who(browser).await;
        world
            .link(browser, "other", auth::testing::Persona::new(name))
            .await;
    }
    let theirs = account(&mut grace, "other").await;
    for id in [theirs.as_str(), "", "x", "https://other.test grace"] {
        let answer = post_form(&mut ada, UNLINK, &[("account", id)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{id}");
    }
    let user = world.id_of("grace@example.com").await.unwrap();
    let own = account(&mut ada, "other").await;
    for name in ["user", "userId", "user_id", "sub"] {
        for (path, field) in [
            (UNLINK, ("account", own.as_str())),
            (UNLINK, ("account", theirs.as_str())),
            ("/auth/accounts/link/other", ("callbackUrl", "/")),
        ] {
            let answer = post_form(&mut ada, path, &[field, (name, &user)]).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name} {path}");
        }
    }
    for user in ["ada@example.com", "grace@example.com"] {
        assert_eq!(world.accounts_of(user).await.len(), 2, "{user}");
    }
}

/// Whoever has only that account is no longer this user.
#[tokio::test]
async fn unlinking_ends_the_other_sessions_that_began_with_the_account() {
    for own in ["op", "other"] {
        let world = World::new();
        let mut first = world.signed_in("ada").await;
        world.link(&mut first, "other", "grace").await;
        let mut by_op = world.signed_in_by("op", "ada").await;
        let mut by_other = world.signed_in_by("other", "grace").await;
        let mut here = match own {
            "op" => world.signed_in_by("op", "ada").await,
            _ => world.signed_in_by("other", "grace").await,
        };
        let id = account(&mut here, "other").await;
        let answer = post_form(&mut here, UNLINK, &[("account", &id)]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(who(&mut by_other).await, "nobody");
        assert_eq!(who(&mut by_op).await, "Ada Lovelace");
        assert_eq!(
            who(&mut here).await,
            "Ada Lovelace",
            "the one that asks goes on"
        );
    }
}

/// Of two that are taken away at once, one stays.
#[tokio::test]
async fn nobody_is_left_without_an_account() {
    let world = World::new();
    let mut ada = world.signed_in("ada").await;
    world.link(&mut ada, "other", "grace").await;
    let (op, other) = (
        account(&mut ada, "op").await,
        account(&mut ada, "other").await,
    );
    let session = world.session(&ada).await.unwrap();
    world.store.fail(Fault::Holds("delete_account"));
    let mine = world.auth.my_accounts(&session);
    let (first, second, ()) = tokio::join!(mine.unlink(&op), mine.unlink(&other), async {
        // Both have come by now.
        world.store.arrived.notified().await;
        world.store.go_on.notify_one();
        world.store.go_on.notify_one();
    });
    assert_eq!(
        [first.is_ok(), second.is_ok()]
            .iter()
            .filter(|ok| **ok)
            .count(),
        1
    );
    assert_eq!(world.accounts_of("ada@example.com").await.len(), 1);
}
