//! What happens at one point and no other: between reading a user and writing what has been read.

use std::fmt;
use std::pin::Pin;
use std::sync::Mutex;

use auth::store::{
    AccountRecord, BoxFuture, Memory, OwnedCreation, Separate, SessionSnapshots, Sessions,
    StoreError, UserChange, UserCreation, UserRecord, UserUpdate, Users,
};
use auth_store_tests::trial;
use libtest_mimic::Trial;

use crate::world::{Place, add, both, hash, session};

pub(crate) fn trials<P: Place>(place: &str) -> Vec<Trial> {
    vec![
        trial(
            format!("{place}::who_is_deleted_after_they_were_read_has_no_session"),
            who_is_deleted_after_they_were_read_has_no_session::<P>,
        ),
        trial(
            format!("{place}::who_is_kept_out_after_they_were_read_has_no_session"),
            who_is_kept_out_after_they_were_read_has_no_session::<P>,
        ),
        trial(
            format!("{place}::who_is_changed_after_they_were_read_is_the_new_one"),
            who_is_changed_after_they_were_read_is_the_new_one::<P>,
        ),
        trial(
            format!("{place}::an_older_change_that_is_told_late_takes_nothing_back"),
            an_older_change_that_is_told_late_takes_nothing_back::<P>,
        ),
        trial(
            format!("{place}::a_change_is_told_also_when_the_server_has_forgotten_the_turns"),
            a_change_is_told_also_when_the_server_has_forgotten_the_turns::<P>,
        ),
    ]
}

/// Users in memory, and what happens once one of them has been read.
struct Meanwhile {
    memory: Memory,
    then: Mutex<Option<Then>>,
}

type Then = Pin<Box<dyn Future<Output = ()> + Send>>;

impl Meanwhile {
    fn new(memory: &Memory, then: impl Future<Output = ()> + Send + 'static) -> Self {
        Self {
            memory: memory.clone(),
            then: Mutex::new(Some(Box::pin(then))),
        }
    }
}

impl fmt::Debug for Meanwhile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Meanwhile")
    }
}

impl Users for Meanwhile {
    fn find_user<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        Box::pin(async move {
            let user = self.memory.find_user(id).await;
            let then = self.then.lock().unwrap().take();
            if let Some(then) = then {
                then.await;
            }
            user
        })
    }

    fn find_user_by_email<'a>(
        &'a self,
        email: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        self.memory.find_user_by_email(email)
    }

    fn create_user<'a>(
        &'a self,
        user: &'a UserRecord,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<UserCreation, StoreError>> {
        self.memory.create_user(user, account)
    }

    fn update_user<'a>(
        &'a self,
        id: &'a str,
        change: UserChange<'a>,
    ) -> BoxFuture<'a, Result<UserUpdate, StoreError>> {
        self.memory.update_user(id, change)
    }

    fn delete_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        self.memory.delete_user(id)
    }
}

/// SS-06
async fn who_is_deleted_after_they_were_read_has_no_session<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, memory) = both(&redis);
    add(&store, "ada").await;
    let deletion = {
        let store = store.clone();
        async move { assert!(store.delete_user("ada").await.unwrap()) }
    };
    let late = Separate::new(Meanwhile::new(&memory, deletion), redis.clone());
    let creation = late.create_session(&session("ada", 1)).await.unwrap();
    assert_eq!(creation, OwnedCreation::UserAbsent);
    assert_eq!(redis.find_session(&hash(1)).await.unwrap(), None);
}

/// SS-06
async fn who_is_kept_out_after_they_were_read_has_no_session<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, memory) = both(&redis);
    add(&store, "ada").await;
    let keeping_out = {
        let store = store.clone();
        async move { changed(&store, UserChange::Disabled(true)).await }
    };
    let late = Separate::new(Meanwhile::new(&memory, keeping_out), redis.clone());
    let creation = late.create_session(&session("ada", 1)).await.unwrap();
    assert_eq!(creation, OwnedCreation::UserAbsent);
    assert_eq!(redis.find_session(&hash(1)).await.unwrap(), None);
}

/// SS-12
async fn who_is_changed_after_they_were_read_is_the_new_one<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, memory) = both(&redis);
    add(&store, "ada").await;
    let change = {
        let store = store.clone();
        async move { changed(&store, UserChange::Roles(&[])).await }
    };
    let late = Separate::new(Meanwhile::new(&memory, change), redis.clone());
    let creation = late.create_session(&session("ada", 1)).await.unwrap();
    assert_eq!(creation, OwnedCreation::Created);
    let found = redis.find_session(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.user.roles, [""; 0]);
}

/// SS-12
async fn an_older_change_that_is_told_late_takes_nothing_back<P: Place>(place: &P) {
    let redis = place.empty();
    let (store, memory) = both(&redis);
    add(&store, "ada").await;
    let _ = store.create_session(&session("ada", 1)).await.unwrap();
    let newer = {
        let store = store.clone();
        async move { changed(&store, UserChange::Roles(&[])).await }
    };
    let late = Separate::new(Meanwhile::new(&memory, newer), redis.clone());
    let older = ["admin".to_owned()];
    changed(&late, UserChange::Roles(&older)).await;
    let found = redis.find_session(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.user.roles, [""; 0]);
}

/// SS-12
async fn a_change_is_told_also_when_the_server_has_forgotten_the_turns<P: Place>(place: &P) {
    let prefix = place.prefix();
    let redis = place.connect().prefix(&prefix);
    let (store, _) = both(&redis);
    add(&store, "ada").await;
    let _ = store.create_session(&session("ada", 1)).await.unwrap();
    for number in 0..5 {
        changed(&store, UserChange::Roles(&[number.to_string()])).await;
    }
    let script = "local all = redis.call('KEYS', ARGV[1]) \
                  for _, key in ipairs(all) do redis.call('DEL', key) end return #all";
    let forgotten = place.ask(&["EVAL", script, "0", &format!("{prefix}turn:*")]);
    let forgotten: usize = forgotten
        .iter()
        .map(|said| said.trim().parse::<usize>().unwrap())
        .sum();
    assert_eq!(forgotten, 1);
    changed(&store, UserChange::Roles(&[])).await;
    let found = redis.find_session(&hash(1)).await.unwrap().unwrap();
    assert_eq!(found.user.roles, [""; 0]);
}

async fn changed(store: &impl Users, change: UserChange<'_>) {
    let update = store.update_user("ada", change).await.unwrap();
    assert_eq!(update, UserUpdate::Updated);
}
