//! Stores on the servers, and what is put into them.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{SystemTime, UNIX_EPOCH};

use auth::User;
use auth::store::{
    AccountRecord, Memory, Redis, Separate, SessionRecord, SessionSnapshots, TokenHash,
    UserCreation, UserRecord, Users,
};
use auth_store_tests::{self as servers, Server};

/// One server, or a cluster.
pub(crate) trait Place: Server {
    /// A store that is not connected yet.
    fn connect(&self) -> Redis;
    fn prefix(&self) -> String;
    /// What each of the servers says to a command.
    fn ask(&self, words: &[&str]) -> Vec<String>;
    /// What one of them says.
    fn ask_one(&self, node: usize, words: &[&str]) -> String;

    /// A store where nothing is.
    fn empty(&self) -> Redis {
        self.connect().prefix(&self.prefix())
    }
}

impl Place for servers::Redis {
    fn connect(&self) -> Redis {
        Redis::connect(&self.url()).unwrap()
    }

    fn prefix(&self) -> String {
        self.prefix()
    }

    fn ask(&self, words: &[&str]) -> Vec<String> {
        vec![self.command(words)]
    }

    fn ask_one(&self, _node: usize, words: &[&str]) -> String {
        self.command(words)
    }
}

impl Place for servers::RedisCluster {
    fn connect(&self) -> Redis {
        Redis::cluster(self.urls()).unwrap()
    }

    fn prefix(&self) -> String {
        self.prefix()
    }

    fn ask(&self, words: &[&str]) -> Vec<String> {
        let nodes = 0..self.nodes().len();
        nodes.map(|node| self.command(node, words)).collect()
    }

    fn ask_one(&self, node: usize, words: &[&str]) -> String {
        self.command(node, words)
    }
}

/// Users in memory, sessions in Redis.
pub(crate) type Both = Separate<Memory, Redis>;

pub(crate) fn both(redis: &Redis) -> (Both, Memory) {
    let memory = Memory::new();
    (Separate::new(memory.clone(), redis.clone()), memory)
}

pub(crate) fn user(id: &str) -> UserRecord {
    let mut user = User::default();
    user.id = id.to_owned();
    user.email = Some(format!("{id}@canary.test"));
    UserRecord {
        user,
        roles: vec!["reader".to_owned()],
        disabled: false,
        created_at: 1,
    }
}

pub(crate) async fn add(store: &impl Users, id: &str) -> UserRecord {
    let user = user(id);
    let account = AccountRecord {
        issuer: "https://op.test".to_owned(),
        subject: id.to_owned(),
        user_id: id.to_owned(),
        provider: "op".to_owned(),
        label: None,
        tokens: None,
        created_at: 1,
    };
    let creation = store.create_user(&user, &account).await;
    assert_eq!(creation.unwrap(), UserCreation::Created);
    user
}

pub(crate) fn hash(number: usize) -> TokenHash {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    TokenHash::from_bytes(bytes)
}

pub(crate) fn session(user_id: &str, number: usize) -> SessionRecord {
    SessionRecord {
        hash: hash(number),
        user_id: user_id.to_owned(),
        provider: "op".to_owned(),
        issuer: "https://op.test".to_owned(),
        subject: user_id.to_owned(),
        provider_session: Some(format!("sid of {user_id}")),
        signed_in_at: now(),
        authenticated_at: None,
        seen_at: now(),
        expires_at: now() + 3_600,
        device: Some("canary 1.0".to_owned()),
        address: None,
        data: None,
        id_token: None,
    }
}

/// In seconds since 1970, by the clock of this machine, which is also that of the servers.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// Which of these sessions live and are not among those of their user. There must never be one.
pub(crate) async fn unlisted(redis: &Redis, user_id: &str, numbers: usize) -> Vec<usize> {
    let mut live = Vec::new();
    for number in 0..numbers {
        if redis.find_session(&hash(number)).await.unwrap().is_some() {
            live.push(number);
        }
    }
    let listed = redis.sessions_of(user_id).await.unwrap();
    live.retain(|number| listed.iter().all(|record| record.hash != hash(*number)));
    live
}

/// Something that is given up after having waited that often, as a process that ends in the middle of it. Whether it came
/// to its end before.
pub(crate) async fn until_it_waits(times: usize, work: impl Future) -> bool {
    GivenUp {
        work: Box::pin(work),
        times,
    }
    .await
}

struct GivenUp<F> {
    work: Pin<Box<F>>,
    times: usize,
}

impl<F: Future> Future for GivenUp<F> {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<bool> {
        if self.times == 0 {
            return Poll::Ready(false);
        }
        self.times -= 1;
        self.work.as_mut().poll(context).map(|_| true)
    }
}
