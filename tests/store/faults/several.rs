//! Two servers of one application over one store, clocks that jump, and a great many sessions that have expired.

use std::time::Duration;

use auth::store::{OwnedCreation, SessionRecord, SessionToken, StoreError};
use auth_store_tests::{Mariadb, Postgresql, trial};
use http::StatusCode;
use libtest_mimic::Trial;

use crate::auth::Role;
use crate::place::{Everything, Folder, Place};
use crate::world::{World, address, is_kept, token};

pub(crate) fn trials<P: Place>() -> Vec<Trial> {
    let name = P::NAME.to_lowercase();
    vec![
        trial(
            format!("{name}::two_servers_are_one_application"),
            async |server: &P| {
                let home = server.home();
                two_servers([(); 4].map(|()| server.store(&home))).await;
            },
        ),
        trial(
            format!("{name}::no_jump_of_a_clock_brings_a_session_back"),
            async |server: &P| jumps(server.store(&server.home())).await,
        ),
    ]
}

/// Those of the file, and of what the other servers are told in their own language.
pub(crate) fn trials_of_each() -> Vec<Trial> {
    vec![
        on_a_file(
            "two_servers_are_one_application",
            async |folder: &Folder| {
                two_servers([(); 4].map(|()| folder.store())).await;
            },
        ),
        on_a_file(
            "no_jump_of_a_clock_brings_a_session_back",
            async |folder: &Folder| {
                jumps(folder.store()).await;
            },
        ),
        on_a_file(
            "what_has_expired_is_dead_however_much_it_is",
            async |folder: &Folder| {
                let store = folder.store();
                expired(&store, async |user, until| {
                folder.execute(&format!(
                    "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {ROWS}) \
                     INSERT INTO auth_sessions {COLUMNS} \
                     SELECT randomblob(32), '{user}', {values} FROM n",
                    values = values(until),
                ))
                .await;
            })
            .await;
            },
        ),
        trial(
            "postgresql::what_has_expired_is_dead_however_much_it_is",
            async |server: &Postgresql| {
                let home = server.home();
                let database = home.rsplit('/').next().unwrap();
                expired(&server.store(&home), async |user, until| {
                    server.sql(
                        database,
                        &format!(
                            "INSERT INTO auth_sessions {COLUMNS} \
                         SELECT sha256(n::text::bytea), '{user}', {values} \
                         FROM generate_series(1, {ROWS}) n",
                            values = values(until),
                        ),
                    );
                })
                .await;
            },
        ),
        trial(
            "mariadb::what_has_expired_is_dead_however_much_it_is",
            async |server: &Mariadb| {
                let home = server.home();
                let database = home.rsplit('/').next().unwrap();
                expired(&server.store(&home), async |user, until| {
                    server.sql(database, &format!(
                        "INSERT INTO auth_sessions {COLUMNS} \
                         SELECT UNHEX(SHA2(seq, 256)), '{user}', {values} FROM seq_1_to_{ROWS} AS n",
                        values = values(until).replace("n -", "seq -"),
                    ));
                })
                .await;
            },
        ),
    ]
}

pub(crate) fn on_a_file(name: &str, test: impl AsyncFnOnce(&Folder) + Send + 'static) -> Trial {
    Trial::test(format!("sqlite::{name}"), || {
        let runtime = tokio::runtime::Runtime::new()?;
        let folder = Folder::new();
        runtime.block_on(test(&folder));
        Ok(())
    })
}

/// SS-04, SS-11: tables are made once though everybody begins at the same moment, and what one server does is done for the
/// next request to the other.
async fn two_servers<S: Everything>(stores: [S; 4]) {
    let first = async |store: &S| {
        // Whoever has waited too long for the others comes back, as its next request does.
        for _ in 0..4 {
            match store.find_user("ada").await {
                Err(StoreError::TimedOut | StoreError::Unavailable(_)) => {}
                answer => return answer,
            }
        }
        store.find_user("ada").await
    };
    let (a, b, c, d) = tokio::join!(
        first(&stores[0]),
        first(&stores[1]),
        first(&stores[2]),
        first(&stores[3]),
    );
    for found in [a, b, c, d] {
        assert_eq!(found.unwrap(), None);
    }
    let world = World::new();
    let [here, there, ..] = stores.map(|store| world.instance(store));
    let ada = here.signed_in("ada").await;
    let [first, second] = [
        token(&ada).unwrap(),
        token(&there.signed_in("ada").await).unwrap(),
    ];
    let read = async |token: &str| {
        let mut browsers = [here.with(token), there.with(token)];
        let answers = [
            browsers[0].open("/guarded").await,
            browsers[1].open("/guarded").await,
        ];
        answers.map(|answer| (answer.status == StatusCode::OK).then(|| answer.text().to_owned()))
    };
    let both = |text: &str| [Some(text.to_owned()), Some(text.to_owned())];
    assert_eq!(read(&first).await, both("ada "));
    assert_eq!(read(&second).await, both("ada "));

    let id = here.session(&first).await.unwrap().user.id.clone();
    here.auth
        .users()
        .set_roles(&id, [Role::Admin])
        .await
        .unwrap();
    assert_eq!(read(&first).await, both("ada Admin"));
    there.auth.users().set_roles(&id, []).await.unwrap();
    assert_eq!(read(&second).await, both("ada "));

    here.with(&first).submit("/auth/signout", &[]).await;
    assert_eq!(read(&first).await, [None, None]);
    assert_eq!(read(&second).await, both("ada "));
    here.auth.sign_out_user(&id).await.unwrap();
    assert_eq!(read(&second).await, [None, None]);

    let third = token(&there.signed_in("ada").await).unwrap();
    assert_eq!(read(&third).await, both("ada "));
    there.auth.users().disable(&id).await.unwrap();
    assert_eq!(read(&third).await, [None, None]);
    let mut again = here.browser();
    here.sign_in(&mut again, "ada").await;
    assert_eq!(token(&again), None);
}

/// SS-10
async fn jumps(store: impl Everything) {
    let world = World::new();
    let instance = world.instance(store.clone());
    let tokens = async |name: &str| token(&instance.signed_in(name).await).unwrap();
    let (ended, expired, lives) = (
        tokens("ada").await,
        tokens("bob").await,
        tokens("eve").await,
    );
    let status = async |token: &str| instance.with(token).open("/guarded").await.status;
    let began = instance.session(&lives).await.unwrap().signed_in_at;
    instance.with(&ended).submit("/auth/signout", &[]).await;

    world.clock.advance(Duration::from_secs(8 * 3_600));
    assert_eq!(status(&expired).await, StatusCode::SEE_OTHER);
    for to in [
        began,
        began - 10 * 365 * 86_400,
        0,
        began + 100 * 365 * 86_400,
        i64::MAX as u64,
        u64::MAX,
        began,
    ] {
        world.clock.set(to);
        for dead in [&ended, &expired] {
            assert_eq!(status(dead).await, StatusCode::SEE_OTHER, "at {to}");
            assert!(!is_kept(&store, dead).await);
        }
    }
    world.clock.set(began - 3_600);
    let early = status(&lives).await;
    assert!(matches!(early, StatusCode::OK | StatusCode::SEE_OTHER));
    world.clock.set(began);
    let now = tokens("ada").await;
    assert_eq!(status(&now).await, StatusCode::OK);
}

/// ST-11
async fn expired<S: Everything>(store: &S, insert: impl AsyncFnOnce(&str, u64)) {
    let world = World::new();
    let instance = world.instance(store.clone());
    let ada = token(&instance.signed_in("ada").await).unwrap();
    let session = instance.session(&ada).await.unwrap();
    let (id, now) = (session.user.id.clone(), session.signed_in_at);
    insert(&id, now).await;
    for number in 0..50 {
        let text = format!("expired-{number}");
        let record = SessionRecord {
            hash: *SessionToken::new(&text).hash(),
            user_id: id.clone(),
            provider: "op".into(),
            issuer: "https://op.test".into(),
            subject: "ada".into(),
            provider_session: None,
            signed_in_at: now - 100_000,
            authenticated_at: None,
            seen_at: now - 100_000,
            expires_at: now - number,
            device: None,
            address: None,
            data: None,
            id_token: None,
        };
        let created = store.create_session(&record).await.unwrap();
        assert_eq!(created, OwnedCreation::Created);
        let mut browser = instance.with(&text);
        let answer = browser.open("/guarded").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{number} s ago");
        assert!(!is_kept(store, &text).await);
    }
    assert_eq!(instance.with(&ada).open("/guarded").await.text(), "ada ");
    // Whoever signs in forgets a few, and nobody all of them at once.
    let before = store.sessions_of(&id).await.unwrap().len();
    assert_eq!(before, ROWS + 1);
    let bob = token(&instance.signed_in("bob").await).unwrap();
    let after = store.sessions_of(&id).await.unwrap().len();
    assert!((1..=16).contains(&(before - after)), "{}", before - after);
    assert_eq!(
        store.delete_expired_sessions(now, 1_000).await.unwrap(),
        1_000
    );
    assert_eq!(store.sessions_of(&id).await.unwrap().len(), after - 1_000);
    // In steps, each of which is short enough for what a server allows a statement.
    let mut left = after - 1_000 - 1;
    while left > 0 {
        let deleted = store.delete_expired_sessions(now, STEP).await.unwrap();
        assert_eq!(deleted, left.min(STEP));
        left -= deleted;
    }
    assert_eq!(store.delete_expired_sessions(now, STEP).await.unwrap(), 0);
    for token in [&ada, &bob] {
        let answer = instance.with(token).open("/guarded").await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    assert!(
        store
            .find_user_by_email(&address("ada"))
            .await
            .unwrap()
            .is_some()
    );
}

const ROWS: usize = 100_000;
const STEP: usize = 10_000;
const COLUMNS: &str =
    "(hash, user_id, provider, issuer, subject, signed_in_at, seen_at, expires_at)";

/// Of the columns after the user's: each has ended a second before the next one.
fn values(until: u64) -> String {
    format!("'op', 'https://op.test', 'ada', 1, 1, n - 1 + {until} - {ROWS}")
}
