//! What people do, what of it was acknowledged, and what has to be there afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use http::StatusCode;

use crate::place::Everything;
use crate::world::{Instance, address, is_kept};

/// Something that somebody begins, or that has been acknowledged. It is written as a line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) acknowledged: bool,
    pub(crate) who: String,
    pub(crate) what: Deed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
    /// With the token, once there is one.
    SignIn(String),
    SignOut(String),
    Everywhere,
    Link,
    Unlink,
    /// The roles that somebody is to have.
    Roles(String),
}

impl fmt::Display for Entry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.acknowledged { "done" } else { "begun" };
        let (what, with) = match &self.what {
            Deed::SignIn(token) => ("sign-in", token.as_str()),
            Deed::SignOut(token) => ("sign-out", token.as_str()),
            Deed::Everywhere => ("everywhere", ""),
            Deed::Link => ("link", ""),
            Deed::Unlink => ("unlink", ""),
            Deed::Roles(roles) => ("roles", roles.as_str()),
        };
        write!(formatter, "{state} {} {what} {with}.", self.who)
    }
}

/// A line that was cut off is none.
impl FromStr for Entry {
    type Err = ();

    fn from_str(line: &str) -> Result<Self, ()> {
        let words: Vec<&str> = line.strip_suffix('.').ok_or(())?.splitn(4, ' ').collect();
        let [state, who, what, with] = words[..] else {
            return Err(());
        };
        let with = with.to_owned();
        let what = match what {
            "sign-in" => Deed::SignIn(with),
            "sign-out" => Deed::SignOut(with),
            "everywhere" => Deed::Everywhere,
            "link" => Deed::Link,
            "unlink" => Deed::Unlink,
            "roles" => Deed::Roles(with),
            _ => return Err(()),
        };
        Ok(Self {
            acknowledged: state == "done",
            who: who.to_owned(),
            what,
        })
    }
}

/// What has to be there, by the names of people.
#[derive(Debug, Default)]
pub(crate) struct Expected(BTreeMap<String, Person>);

/// `None` for what may be one or the other, because it was begun and not acknowledged.
#[derive(Debug)]
struct Person {
    is_there: Option<bool>,
    is_linked: Option<bool>,
    /// One of these.
    roles: BTreeSet<String>,
    /// By token, whether they live.
    sessions: BTreeMap<String, Option<bool>>,
    /// Whether there may be a session whose token nobody has got to know.
    signing_in: bool,
}

impl Default for Person {
    fn default() -> Self {
        Self {
            is_there: Some(false),
            is_linked: Some(false),
            roles: [String::new()].into(),
            sessions: BTreeMap::new(),
            signing_in: false,
        }
    }
}

impl Expected {
    pub(crate) fn note(&mut self, entry: &Entry) {
        let person = self.0.entry(entry.who.clone()).or_default();
        let settled = |value: bool| entry.acknowledged.then_some(value);
        match &entry.what {
            Deed::SignIn(token) => {
                person.signing_in = !entry.acknowledged;
                if entry.acknowledged {
                    person.sessions.insert(token.clone(), Some(true));
                    person.is_there = Some(true);
                } else if person.is_there == Some(false) {
                    person.is_there = None;
                }
            }
            Deed::SignOut(token) => {
                person.sessions.insert(token.clone(), settled(false));
            }
            Deed::Everywhere => {
                for lives in person.sessions.values_mut() {
                    if *lives != Some(false) {
                        *lives = settled(false);
                    }
                }
            }
            Deed::Link => person.is_linked = settled(true),
            Deed::Unlink => person.is_linked = settled(false),
            Deed::Roles(roles) => {
                if entry.acknowledged {
                    person.roles.clear();
                }
                person.roles.insert(roles.clone());
            }
        }
    }

    /// How many sessions are to live, and how many are to be dead.
    pub(crate) fn sessions(&self) -> (usize, usize) {
        let all = self.0.values().flat_map(|person| person.sessions.values());
        let of = |wanted| move |lives: &&Option<bool>| **lives == Some(wanted);
        (
            all.clone().filter(of(true)).count(),
            all.filter(of(false)).count(),
        )
    }

    /// SS-04, ST-04: that it is there, and nothing else. What was not acknowledged may have been done, and not half; doing it
    /// once more does it once.
    pub(crate) async fn check(&self, instance: &Instance, store: &impl Everything) {
        for (name, person) in &self.0 {
            let mut live = 0;
            for (token, expected) in &person.sessions {
                let mut browser = instance.with(token);
                let answer = browser.open("/guarded").await;
                let lives = answer.status == StatusCode::OK;
                assert!(
                    lives || answer.status == StatusCode::SEE_OTHER,
                    "{name}: {}",
                    answer.status
                );
                assert_eq!(lives, is_kept(store, token).await);
                assert!(
                    expected.is_none_or(|expected| expected == lives),
                    "{name}: a session lives: {lives}, {person:?}"
                );
                if lives {
                    live += 1;
                    let roles = answer.text().strip_prefix(&format!("{name} ")).unwrap();
                    assert!(person.roles.contains(roles), "{name}: {roles}, {person:?}");
                }
            }
            self.check_user(name, person, live, store).await;
            self.check_again(name, instance, store).await;
        }
    }

    async fn check_user(&self, name: &str, person: &Person, live: usize, store: &impl Everything) {
        let user = store.find_user_by_email(&address(name)).await.unwrap();
        assert!(
            person
                .is_there
                .is_none_or(|is_there| is_there == user.is_some()),
            "{name}: {user:?}, {person:?}"
        );
        let Some(user) = user else {
            assert_eq!(live, 0);
            return;
        };
        let id = &user.user.id;
        let accounts = store.accounts_of(id).await.unwrap();
        let by = |provider: &str| {
            accounts
                .iter()
                .filter(|account| account.provider == provider)
                .count()
        };
        assert_eq!(by("op"), 1, "{name}: a user without an account");
        let is_linked = by("other") == 1;
        assert!(
            person
                .is_linked
                .is_none_or(|expected| expected == is_linked),
            "{name}: linked: {is_linked}, {person:?}"
        );
        let roles = user.roles.join(" ");
        assert!(
            person
                .roles
                .iter()
                .any(|expected| expected.to_lowercase() == roles),
            "{name}: {roles}, {person:?}"
        );
        let sessions = store.sessions_of(id).await.unwrap().len();
        let unknown = usize::from(person.signing_in);
        assert!(
            (live..=live + unknown).contains(&sessions),
            "{name}: {sessions} sessions, {person:?}"
        );
    }

    async fn check_again(&self, name: &str, instance: &Instance, store: &impl Everything) {
        instance.signed_in(name).await;
        let user = store.find_user_by_email(&address(name)).await.unwrap();
        let accounts = store.accounts_of(&user.unwrap().user.id).await.unwrap();
        let by_op = accounts.iter().filter(|account| account.provider == "op");
        assert_eq!(by_op.count(), 1);
    }
}
