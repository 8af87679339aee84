//! People who sign in and out, link accounts and are given roles, all at once, until something fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::LocalSet;

use crate::auth::Role;
use crate::journal::{Deed, Entry};
use crate::world::{Instance, address, token};

/// Numbers that look random, and are the same for the same seed (Marsaglia's xorshift).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below that one.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % end
    }
}

/// Several people at a time do this and that, each one thing after another, and whatever they begin and whatever is
/// acknowledged is told before anything else happens. They end at the first thing that fails, or when they are told to.
pub(crate) async fn everybody(
    instance: &Instance,
    seed: u64,
    tell: impl Fn(Entry) + Clone + 'static,
    stop: &Arc<AtomicBool>,
) {
    let here = LocalSet::new();
    let people: Vec<_> = (0..PEOPLE)
        .map(|number| {
            let somebody = Somebody {
                instance: instance.clone(),
                name: format!("person-{seed}-{number}"),
                chance: Chance::new(seed * 100 + number),
                tell: tell.clone(),
                tokens: Vec::new(),
                is_linked: false,
            };
            here.spawn_local(somebody.live(Arc::clone(stop)))
        })
        .collect();
    here.await;
    for person in people {
        person.await.unwrap();
    }
}

struct Somebody<T> {
    instance: Instance,
    name: String,
    chance: Chance,
    tell: T,
    /// Those of the sessions that live.
    tokens: Vec<String>,
    is_linked: bool,
}

impl<T: Fn(Entry)> Somebody<T> {
    async fn live(mut self, stop: Arc<AtomicBool>) {
        while !stop.load(Ordering::SeqCst) && self.does_something().await.is_some() {}
    }

    /// `None` when it was not acknowledged.
    async fn does_something(&mut self) -> Option<()> {
        let choice = self.chance.below(10);
        match choice {
            _ if self.tokens.is_empty() => self.sign_in().await,
            0..3 => self.sign_in().await,
            3..5 => {
                let at = self.chance.below(self.tokens.len());
                let token = self.tokens.swap_remove(at);
                self.tell(false, Deed::SignOut(token.clone()));
                let mut browser = self.instance.with(&token);
                let answer = browser.submit("/auth/signout", &[]).await;
                let done =
                    answer.status.is_redirection() && answer.location_parameter("error").is_none();
                self.acknowledged(done, Deed::SignOut(token))
            }
            5 => {
                self.tell(false, Deed::Everywhere);
                let id = self.id().await?;
                let done = self.instance.auth.sign_out_user(&id).await.is_ok();
                self.tokens.clear();
                self.acknowledged(done, Deed::Everywhere)
            }
            6..8 if self.is_linked => {
                self.tell(false, Deed::Unlink);
                let session = self.instance.session(&self.tokens[0]).await?;
                let mine = self.instance.auth.my_accounts(&session);
                let linked = mine.list().await.ok()?;
                let other = linked.iter().find(|account| account.provider == "other");
                let done = mine.unlink(&other.unwrap().id).await.is_ok_and(|done| done);
                self.is_linked = false;
                self.acknowledged(done, Deed::Unlink)
            }
            6..8 => {
                self.tell(false, Deed::Link);
                let mut browser = self.instance.with(&self.tokens[0]);
                let answer = self.instance.link(&mut browser, &self.name).await;
                let done =
                    answer.status.is_redirection() && answer.location_parameter("error").is_none();
                self.is_linked = true;
                self.acknowledged(done, Deed::Link)
            }
            _ => {
                let roles: &[Role] = [
                    &[][..],
                    &[Role::Admin],
                    &[Role::Editor],
                    &[Role::Admin, Role::Editor],
                ][self.chance.below(4)];
                let names: Vec<_> = roles.iter().map(|role| format!("{role:?}")).collect();
                let deed = Deed::Roles(names.join(" "));
                self.tell(false, deed.clone());
                let id = self.id().await?;
                let done = self
                    .instance
                    .auth
                    .users()
                    .set_roles(&id, roles.iter().copied())
                    .await;
                self.acknowledged(done.is_ok(), deed)
            }
        }
    }

    async fn sign_in(&mut self) -> Option<()> {
        self.tell(false, Deed::SignIn(String::new()));
        let mut browser = self.instance.browser();
        self.instance.sign_in(&mut browser, &self.name).await;
        let token = token(&browser)?;
        self.tokens.push(token.clone());
        self.acknowledged(true, Deed::SignIn(token))
    }

    async fn id(&self) -> Option<String> {
        let users = self.instance.auth.users();
        let found = users.find_by_email(&address(&self.name)).await;
        Some(found.ok()??.user.id)
    }

    fn acknowledged(&self, done: bool, deed: Deed) -> Option<()> {
        done.then(|| self.tell(true, deed))
    }

    fn tell(&self, acknowledged: bool, what: Deed) {
        (self.tell)(Entry {
            acknowledged,
            who: self.name.clone(),
            what,
        });
    }
}

const PEOPLE: u64 = 6;
