//! Sessions that a store keeps.

use shuttle::future::{block_on, yield_now};

use super::store::{Fault, Interleaved};
use super::*;
use crate::session::stored::Origin;
use crate::session::strategy::Stored;
use crate::store::{
    AccountRecord, Memory, Sessions as _, UserChange, UserCreation, UserRecord, UserUpdate, Users,
};

/// An application, and three browsers: two of Ada and one of Bob.
struct World {
    sessions: Sessions<App>,
    store: Interleaved,
    clock: StoppedClock,
    told: Arc<Told>,
    /// Every session that has begun.
    begun: Mutex<Vec<Begun>>,
}

/// A session that somebody has begun.
#[derive(Debug, Clone)]
struct Begun {
    /// The hash of its token.
    id: String,
    user_id: &'static str,
    /// Every request of its browser.
    request: HeaderMap,
}

/// What somebody does.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// A request with the session of this number: it is read, and renewed if that is due.
    Use(usize),
    /// The same, which reads it again when it has been answered.
    UseTwice(usize),
    SignOut(usize),
    /// Another browser of the same user ends it.
    EndOne(usize),
    /// With the cookie of this session somebody signs in anew.
    SignInAgain(usize, &'static str),
    Everywhere(&'static str),
    /// The provider says that whoever has this account is to be signed out.
    OfAccount(&'static str),
    /// The provider says that its own session has ended.
    OfProviderSession(&'static str),
    Disable(&'static str),
    Enable(&'static str),
    Delete(&'static str),
    /// So many seconds pass.
    Pass(u64),
}
use Deed::{
    Delete, Disable, Enable, EndOne, Everywhere, OfAccount, OfProviderSession, Pass, SignInAgain,
    SignOut, Use, UseTwice,
};

const ADA: &str = "ada";
const BOB: &str = "bob";

impl World {
    fn new(fault: Fault) -> Arc<Self> {
        let (clock, store) = (StoppedClock::at(NOW), Interleaved::new(fault));
        let shared = Arc::new(store.clone());
        let kept = Kept {
            stored: Some(Stored {
                users: Arc::clone(&shared) as _,
                accounts: Arc::new(Memory::new()),
                sessions: shared,
            }),
            ..Kept::default()
        };
        let secrets = [Secret::issued(SECRET)];
        let world = Arc::new(Self {
            sessions: declared::<App>(LIMITS, &[SECRET], &clock).kept_in(kept, &secrets),
            told: store.told(),
            store,
            clock,
            begun: Mutex::default(),
        });
        block_on(async {
            for id in [ADA, BOB] {
                world.sign_up(id).await;
            }
            for id in [ADA, ADA, BOB] {
                world.sign_in(id, &HeaderMap::new()).await;
            }
        });
        world.clock.pass(DUE);
        world
    }

    async fn sign_up(&self, id: &str) {
        let record = UserRecord {
            user: named(id),
            roles: Vec::new(),
            disabled: false,
            created_at: NOW,
        };
        let account = AccountRecord {
            issuer: ISSUER.to_owned(),
            subject: id.to_owned(),
            user_id: id.to_owned(),
            provider: "dev".to_owned(),
            label: None,
            tokens: None,
            created_at: NOW,
        };
        let creation = self.store.create_user(&record, &account).await.unwrap();
        assert_eq!(creation, UserCreation::Created);
    }

    /// Whether they were let in.
    async fn sign_in(&self, id: &'static str, request: &HeaderMap) -> bool {
        let beginning = Beginning {
            user: named(id),
            provider: Provider::Dev,
            roles: Roles::none(),
            data: (),
            tokens: None,
            authenticated_at: Some(NOW),
            origin: Some(Origin {
                issuer: ISSUER.to_owned(),
                subject: id.to_owned(),
                provider_session: Some(format!("session of {id}")),
                address: None,
            }),
        };
        match self.sessions.begin(request, beginning).await {
            Ok((session, fields)) => {
                let mut browser = Browser::default();
                browser.receive(&fields);
                self.begun.lock().unwrap().push(Begun {
                    id: session.id().to_owned(),
                    user_id: id,
                    request: browser.request(),
                });
                true
            }
            Err(SessionError::UserAbsent) => false,
            Err(other) => panic!("{other:?}"),
        }
    }

    fn session(&self, number: usize) -> Begun {
        self.begun.lock().unwrap()[number].clone()
    }

    /// What has begun, of a user.
    fn all_of(&self, user_id: &str) -> Vec<Begun> {
        let begun = self.begun.lock().unwrap();
        let theirs = begun.iter().filter(|session| session.user_id == user_id);
        theirs.cloned().collect()
    }

    /// From now on these have ended for everybody.
    fn tell(&self, ended: &[Begun]) {
        for session in ended {
            self.told.tell(&session.id, self.clock.now());
        }
        self.store.holds_nothing_that_has_ended();
    }

    fn has_ended(&self, session: &Begun) -> bool {
        self.told.since(&session.id).is_some()
    }

    async fn read(&self, begun: &Begun) -> Option<(Session<App>, bool)> {
        let had_ended = self.has_ended(begun);
        match self.sessions.read(&begun.request).await {
            Reading::Live { .. } if had_ended => come_back("it was read"),
            Reading::Live {
                session,
                renewal_due,
            } => Some((session, renewal_due)),
            Reading::Refused => {
                self.tell(std::slice::from_ref(begun));
                None
            }
            other => panic!("{other:?}"),
        }
    }

    async fn renew(&self, begun: &Begun, session: &Session<App>) {
        let had_ended = self.has_ended(begun);
        let content = SessionContent::clone(session);
        match self.sessions.keep(&begun.request, content).await {
            Ok(_) if had_ended => come_back("it was renewed"),
            Ok(_) => {}
            Err(SessionError::Ended) => self.tell(std::slice::from_ref(begun)),
            Err(other) => panic!("{other:?}"),
        }
    }

    async fn act(&self, deed: Deed) {
        match deed {
            Use(number) | UseTwice(number) => {
                let begun = self.session(number);
                if let Some((session, true)) = self.read(&begun).await {
                    // Its handler takes some time.
                    yield_now().await;
                    self.renew(&begun, &session).await;
                }
                if matches!(deed, UseTwice(_)) {
                    self.read(&begun).await;
                }
            }
            SignOut(number) => {
                let begun = self.session(number);
                if let Some((session, _)) = self.read(&begun).await {
                    self.sessions.end(&session).await.unwrap();
                    self.tell(&[begun]);
                }
            }
            EndOne(number) => {
                let begun = self.session(number);
                let ended = self.sessions.end_one_of(begun.user_id, &begun.id).await;
                if ended.unwrap() {
                    self.tell(&[begun]);
                }
            }
            SignInAgain(number, user_id) => {
                let begun = self.session(number);
                if self.sign_in(user_id, &begun.request).await {
                    self.tell(&[begun]);
                }
            }
            Everywhere(user_id) => {
                let theirs = self.all_of(user_id);
                self.sessions.end_all(user_id).await.unwrap();
                self.tell(&theirs);
            }
            OfAccount(subject) => {
                let theirs = self.all_of(subject);
                let which = SessionsOf::Account {
                    issuer: ISSUER,
                    subject,
                };
                self.sessions.end_these(which).await.unwrap();
                self.tell(&theirs);
            }
            OfProviderSession(user_id) => {
                let theirs = self.all_of(user_id);
                let which = SessionsOf::ProviderSession {
                    issuer: ISSUER,
                    id: &format!("session of {user_id}"),
                };
                self.sessions.end_these(which).await.unwrap();
                self.tell(&theirs);
            }
            Disable(user_id) => {
                let theirs = self.all_of(user_id);
                if self.disable(user_id, true).await {
                    self.sessions.end_all(user_id).await.unwrap();
                    self.tell(&theirs);
                }
            }
            Enable(user_id) => {
                self.disable(user_id, false).await;
            }
            Delete(user_id) => {
                let theirs = self.all_of(user_id);
                self.store.delete_user(user_id).await.unwrap();
                self.sessions.end_all(user_id).await.unwrap();
                self.tell(&theirs);
            }
            Pass(seconds) => self.clock.pass(seconds),
        }
    }

    /// Whether they were there.
    async fn disable(&self, user_id: &str, disabled: bool) -> bool {
        let change = UserChange::Disabled(disabled);
        self.store.update_user(user_id, change).await.unwrap() == UserUpdate::Updated
    }

    /// When all is over, it is as it was told.
    async fn look_back(&self) {
        let begun = self.begun.lock().unwrap().clone();
        for session in &begun {
            self.read(session).await;
        }
        for user_id in [ADA, BOB] {
            for listed in self.store.sessions_of(user_id).await.unwrap() {
                assert_eq!(self.told.since(&listed.hash.to_string()), None);
            }
        }
    }
}

/// Each of these does one thing after another, all of them at the same time.
fn scenario(fault: Fault, tasks: &[&[Deed]]) -> impl Fn() + Send + Sync + 'static {
    let tasks: Vec<Vec<Deed>> = tasks.iter().map(|deeds| deeds.to_vec()).collect();
    move || {
        let world = World::new(fault);
        world.store.interleave();
        all_at_once(tasks.iter().cloned().map(|deeds| {
            let world = Arc::clone(&world);
            async move {
                for deed in deeds {
                    world.act(deed).await;
                }
            }
        }));
        block_on(world.look_back());
    }
}

fn named(id: &str) -> User {
    User {
        id: id.to_owned(),
        ..User::default()
    }
}

const ISSUER: &str = "https://op.test";

/// SS-06, SS-08
#[test]
fn a_request_under_way_brings_no_session_back_that_is_ended_in_whatever_way() {
    for ending in [
        SignOut(0),
        EndOne(0),
        SignInAgain(0, BOB),
        Everywhere(ADA),
        OfAccount(ADA),
        OfProviderSession(ADA),
        Disable(ADA),
        Delete(ADA),
        Pass(IDLE),
    ] {
        let orders = every_order(scenario(Fault::None, &[&[Use(0)], &[ending]]));
        assert!(orders > 5, "{ending:?}: {orders}");
    }
}

/// SS-06, SS-08, LO-06, LO-16
#[test]
fn however_much_happens_at_once_what_has_ended_stays_ended() {
    const DEEDS: &[Deed] = &[
        Use(0),
        Use(1),
        Use(2),
        UseTwice(0),
        UseTwice(2),
        UseTwice(3),
        SignOut(0),
        SignOut(2),
        EndOne(1),
        SignInAgain(0, ADA),
        SignInAgain(1, BOB),
        SignInAgain(3, ADA),
        Everywhere(ADA),
        Everywhere(BOB),
        OfAccount(ADA),
        OfProviderSession(BOB),
        Disable(ADA),
        Enable(ADA),
        Delete(BOB),
        Pass(1),
        Pass(DUE),
        Pass(DUE),
        Pass(IDLE),
    ];
    many_orders(1_000, || {
        let world = World::new(Fault::None);
        // So that there are four.
        assert!(block_on(world.sign_in(BOB, &HeaderMap::new())));
        world.store.interleave();
        all_at_once((0..4).map(|_| {
            let world = Arc::clone(&world);
            async move {
                for _ in 0..4 {
                    world.act(one_of(DEEDS)).await;
                }
            }
        }));
        block_on(world.look_back());
    });
}

/// The model sees what it is to see.
#[test]
fn a_store_whose_updates_write_what_is_not_there_is_found_out() {
    for ending in [SignOut(0), Everywhere(ADA), OfAccount(ADA)] {
        let tasks: &[&[Deed]] = &[&[Use(0)], &[ending]];
        assert!(is_found_out(scenario(Fault::Upserts, tasks)), "{ending:?}");
        assert!(!is_found_out(scenario(Fault::None, tasks)), "{ending:?}");
    }
}
