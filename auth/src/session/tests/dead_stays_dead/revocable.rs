//! Sealed sessions of which a store remembers which have been ended, on two servers.

use shuttle::future::{block_on, yield_now};

use super::store::{Fault, Interleaved};
use super::*;
use crate::session::revocation::KNOWN_FOR;

/// Two servers of one application, and three browsers: two of Ada and one of Bob.
struct World {
    servers: [Sessions<App>; 2],
    store: Interleaved,
    clock: StoppedClock,
    /// Of sessions, and of cookies at one server: one that has been refused there is not let in again.
    told: Arc<Told>,
    begun: Mutex<Vec<Begun>>,
}

/// A session that somebody has begun.
#[derive(Debug, Clone)]
struct Begun {
    id: String,
    user_id: &'static str,
    browser: Browser,
}

/// What somebody does: by the server that they do it at.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// A request with the session of this number, which is sealed anew if that is due.
    Use(usize, usize),
    SignOut(usize, usize),
    SignIn(usize, &'static str),
    Everywhere(usize, &'static str),
    /// So many seconds pass.
    Pass(u64),
}
use Deed::{Everywhere, Pass, SignIn, SignOut, Use};

const ADA: &str = "ada";
const BOB: &str = "bob";

impl World {
    fn new(fault: Fault) -> Arc<Self> {
        let (clock, store) = (StoppedClock::at(NOW), Interleaved::new(fault));
        let server = || {
            let kept = Kept {
                ended: Some(Arc::new(store.clone())),
                ..Kept::default()
            };
            declared::<App>(LIMITS, &[SECRET], &clock).kept_in(kept, &[])
        };
        let world = Arc::new(Self {
            servers: [server(), server()],
            told: store.told(),
            store,
            clock,
            begun: Mutex::default(),
        });
        block_on(async {
            for user_id in [ADA, ADA, BOB] {
                world.act(SignIn(0, user_id)).await;
            }
        });
        world
    }

    fn session(&self, number: usize) -> Begun {
        self.begun.lock().unwrap()[number].clone()
    }

    /// Whether everybody at this server has to know that it has ended: it was ended here, or long enough ago.
    fn has_ended(&self, server: usize, begun: &Begun) -> bool {
        let here = self.told.since(&at(server, &begun.id)).is_some();
        let anywhere = self.told.since(&begun.id);
        let long_ago = anywhere.is_some_and(|told| self.clock.now() >= told + KNOWN_FOR);
        let cookie = self.told.since(&at(server, &cookie(begun)));
        here || long_ago || cookie.is_some()
    }

    fn tell(&self, server: usize, ended: &[Begun]) {
        for session in ended {
            self.told.tell(&session.id, self.clock.now());
            self.told.tell(at(server, &session.id), self.clock.now());
        }
    }

    async fn read(&self, server: usize, begun: &Begun) -> Option<(Session<App>, bool)> {
        let had_ended = self.has_ended(server, begun);
        match self.servers[server].read(&begun.browser.request()).await {
            Reading::Live { .. } if had_ended => come_back("it was read"),
            Reading::Live {
                session,
                renewal_due,
            } => Some((session, renewal_due)),
            Reading::Refused => {
                let name = at(server, &cookie(begun));
                self.told.tell(name, self.clock.now());
                None
            }
            other => panic!("{other:?}"),
        }
    }

    async fn act(&self, deed: Deed) {
        match deed {
            Use(server, number) => {
                let mut begun = self.session(number);
                let read = self.read(server, &begun).await;
                if let Some((session, true)) = read {
                    // Its handler takes some time.
                    yield_now().await;
                    let content = SessionContent::clone(&session);
                    let request = begun.browser.request();
                    match self.servers[server].keep(&request, content).await {
                        Ok((_, fields)) => begun.browser.receive(&fields),
                        Err(SessionError::Ended) => {}
                        Err(other) => panic!("{other:?}"),
                    }
                }
                // With what it was answered.
                self.read(server, &begun).await;
            }
            SignOut(server, number) => {
                let begun = self.session(number);
                if let Some((session, _)) = self.read(server, &begun).await {
                    self.servers[server].end(&session).await.unwrap();
                    self.tell(server, &[begun]);
                }
            }
            SignIn(server, user_id) => {
                let begun = self.servers[server]
                    .begin(&HeaderMap::new(), beginning(user_id))
                    .await;
                let (session, fields) = begun.unwrap();
                let mut browser = Browser::default();
                browser.receive(&fields);
                self.begun.lock().unwrap().push(Begun {
                    id: session.id().to_owned(),
                    user_id,
                    browser,
                });
            }
            Everywhere(server, user_id) => {
                let begun = self.begun.lock().unwrap().clone();
                let theirs: Vec<_> = begun
                    .into_iter()
                    .filter(|session| session.user_id == user_id)
                    .collect();
                self.servers[server].end_all(user_id).await.unwrap();
                self.tell(server, &theirs);
            }
            Pass(seconds) => self.clock.pass(seconds),
        }
    }

    /// When all is over, every server knows.
    async fn look_back(&self) {
        let begun = self.begun.lock().unwrap().clone();
        for server in [0, 1] {
            for session in &begun {
                self.read(server, session).await;
            }
        }
        self.clock.pass(KNOWN_FOR);
        for server in [0, 1] {
            for session in &begun {
                self.read(server, session).await;
            }
        }
    }
}

/// What is known of this at one server.
fn at(server: usize, what: &str) -> String {
    format!("{server} {what}")
}

fn cookie(begun: &Begun) -> String {
    let request = begun.browser.request();
    request[COOKIE].to_str().unwrap().to_owned()
}

fn beginning(user_id: &str) -> Beginning<App> {
    Beginning {
        user: User {
            id: user_id.to_owned(),
            ..User::default()
        },
        provider: Provider::Dev,
        roles: Roles::none(),
        data: (),
        tokens: None,
        origin: None,
        authenticated_at: None,
    }
}

/// Each of these does one thing after another, all of them at the same time, when a session is due to be sealed anew or not.
fn scenario(fault: Fault, due: bool, tasks: &[&[Deed]]) -> impl Fn() + Send + Sync + 'static {
    let tasks: Vec<Vec<Deed>> = tasks.iter().map(|deeds| deeds.to_vec()).collect();
    move || {
        let world = World::new(fault);
        world.clock.pass(if due { DUE } else { 0 });
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

/// SS-05, SS-06, LO-16
#[test]
fn a_request_under_way_brings_no_session_back_here_and_elsewhere() {
    for ending in [SignOut(0, 0), Everywhere(0, ADA)] {
        for server in [0, 1] {
            let tasks: &[&[Deed]] = &[&[Use(server, 0)], &[ending]];
            for due in [false, true] {
                let orders = every_order(scenario(Fault::None, due, tasks));
                assert!(orders > 5, "{ending:?}: {orders}");
            }
        }
    }
}

/// SS-06: a look-up that began before a session was ended does not let it in again.
#[test]
fn a_server_that_has_refused_a_session_does_not_let_it_in_again() {
    let tasks: &[&[Deed]] = &[&[Use(1, 0)], &[SignOut(0, 0), Use(1, 0)]];
    every_order(scenario(Fault::None, false, tasks));
}

/// LO-16: two servers that end all sessions of a user come in each other's way, and both have done it.
#[test]
fn everywhere_on_two_servers_at_once_is_everywhere() {
    let tasks: &[&[Deed]] = &[&[Everywhere(0, ADA)], &[Everywhere(1, ADA)]];
    many_orders(200, scenario(Fault::None, false, tasks));
}

/// SS-05, SS-06, LO-16
#[test]
fn however_much_happens_at_once_what_has_ended_stays_ended() {
    const DEEDS: &[Deed] = &[
        Use(0, 0),
        Use(0, 1),
        Use(0, 2),
        Use(1, 0),
        Use(1, 1),
        Use(1, 2),
        Use(0, 3),
        SignOut(0, 0),
        SignOut(1, 0),
        SignOut(1, 2),
        SignIn(0, ADA),
        SignIn(1, BOB),
        Everywhere(0, ADA),
        Everywhere(1, BOB),
        Pass(1),
        Pass(KNOWN_FOR),
        Pass(DUE),
        Pass(IDLE),
    ];
    many_orders(400, || {
        let world = World::new(Fault::None);
        // So that there are four, one of them of a second epoch.
        block_on(async {
            world.act(Everywhere(1, BOB)).await;
            world.act(SignIn(1, BOB)).await;
        });
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
fn a_store_that_acknowledges_what_it_has_not_done_is_found_out() {
    let tasks: &[&[Deed]] = &[&[SignOut(0, 0)], &[Use(0, 0)]];
    assert!(is_found_out(scenario(Fault::Forgets, false, tasks)));
    assert!(!is_found_out(scenario(Fault::None, false, tasks)));
}
