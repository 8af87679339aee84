//! Who awaits the end of a session hears of it, and nobody is asked more often than has been said.

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::{Stream as _, StreamExt as _, stream};
use tokio::time::{Instant, timeout};

use super::revocation::{Observed, Server, beginning, bob};
use super::*;
use crate::session::stored::Origin;
use crate::session::strategy::{Kept, Stored};
use crate::store::{
    AccountRecord, Memory, Sessions as _, SessionsOf, UserChange, UserCreation, UserRecord, Users,
};

/// Whether the end has come within that many seconds, and which.
async fn within(seconds: u64, ended: &mut Ended) -> Option<SessionEnd> {
    timeout(Duration::from_secs(seconds), ended).await.ok()
}

/// Sessions that nobody can end but the clock and this process.
fn sealed_only(declaration: SessionDeclaration) -> (Sessions<App>, StoppedClock) {
    let clock = StoppedClock::at(NOW);
    (declared(declaration, &[SECRET], &clock), clock)
}

async fn begun(sessions: &Sessions<App>) -> (Session<App>, Browser) {
    let mut browser = Browser::default();
    let (session, fields) = sessions
        .begin(&HeaderMap::new(), beginning(ada()))
        .await
        .unwrap();
    browser.receive(&fields);
    (session, browser)
}

#[tokio::test(start_paused = true)]
async fn a_session_is_over_when_its_time_is() {
    let (sessions, clock) = sealed_only(SessionDeclaration::DEFAULT);
    let (session, _) = begun(&sessions).await;
    let mut ended = sessions.ended(&session);
    assert_eq!(within(3_600, &mut ended).await, None);
    clock.set(session.expires_at - 1);
    assert_eq!(within(60, &mut ended).await, None);
    clock.pass(1);
    assert_eq!(within(2, &mut ended).await, Some(SessionEnd::Expired));
    assert_eq!(
        within(0, &mut ended).await,
        Some(SessionEnd::Expired),
        "again"
    );
    assert_eq!(sessions.awaited.len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_used_goes_on_and_never_past_its_absolute_limit() {
    let idle = SessionDeclaration {
        idle: Some(600),
        max_age: 1_000,
        ..SessionDeclaration::DEFAULT
    };
    let (sessions, clock) = sealed_only(idle);
    let (session, browser) = begun(&sessions).await;
    let mut ended = sessions.ended(&session);
    clock.pass(500);
    let used = SessionContent::clone(&session);
    let (used, _) = sessions.keep(&browser.request(), used).await.unwrap();
    clock.pass(200);
    assert_eq!(within(5, &mut ended).await, None, "it was used");
    let (_, _) = sessions
        .keep(&browser.request(), SessionContent::clone(&used))
        .await
        .unwrap();
    clock.set(NOW + 999);
    assert_eq!(within(5, &mut ended).await, None);
    clock.set(NOW + 1_000);
    assert_eq!(within(2, &mut ended).await, Some(SessionEnd::Expired));
}

#[tokio::test(start_paused = true)]
async fn a_sealed_session_that_signs_out_here_is_over_for_all_who_await_it_and_no_other_is() {
    let (sessions, _) = sealed_only(SessionDeclaration::DEFAULT);
    let (session, _) = begun(&sessions).await;
    let (other, _) = begun(&sessions).await;
    let (mut one, mut two) = (sessions.ended(&session), sessions.ended(&session));
    let mut others = sessions.ended(&other);
    sessions.end(&session).await.unwrap();
    assert_eq!(within(0, &mut one).await, Some(SessionEnd::Ended));
    assert_eq!(within(0, &mut two).await, Some(SessionEnd::Ended));
    assert_eq!(within(600, &mut others).await, None);
}

/// http.md 12
#[tokio::test(start_paused = true)]
async fn a_browser_that_signs_in_anew_ends_what_it_had() {
    let (sessions, _) = sealed_only(SessionDeclaration::DEFAULT);
    let (session, browser) = begun(&sessions).await;
    let mut ended = sessions.ended(&session);
    sessions
        .begin(&browser.request(), beginning(bob()))
        .await
        .unwrap();
    assert_eq!(within(0, &mut ended).await, Some(SessionEnd::Ended));
}

#[tokio::test(start_paused = true)]
async fn nothing_is_kept_of_what_nobody_awaits_any_more() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    let session = server.session(&browser).await;
    let sessions = &server.sessions;
    let (one, two) = (sessions.ended(&session), sessions.ended(&session));
    assert_eq!(sessions.awaited.len(), 1, "once for both");
    drop(one);
    assert_eq!(sessions.awaited.len(), 1);
    drop(two);
    assert_eq!(sessions.awaited.len(), 0);
    tokio::time::sleep(Duration::from_secs(5)).await;
    let asked = server.store.asked();
    tokio::time::sleep(Duration::from_secs(600)).await;
    assert_eq!(server.store.asked(), asked, "nobody attends");

    // One that was awaited before and has ended takes nothing from a later one.
    let old = sessions.ended(&session);
    sessions.awaited.end(session.revocable(), SessionEnd::Ended);
    let mut new = sessions.ended(&session);
    drop(old);
    assert_eq!(sessions.awaited.len(), 1);
    assert_eq!(within(600, &mut new).await, None);
}

/// S3-20, S3-21
#[tokio::test(start_paused = true)]
async fn what_this_process_ends_is_over_at_once() {
    let server = Server::new();
    for everywhere in [false, true] {
        let browser = server.sign_in(ada()).await;
        let theirs = server.sign_in(bob()).await;
        let session = server.session(&browser).await;
        let mut ended = server.sessions.ended(&session);
        let mut others = server.sessions.ended(&server.session(&theirs).await);
        assert_eq!(within(20, &mut ended).await, None);
        match everywhere {
            true => server.sessions.end_all("dev:ada").await.unwrap(),
            false => server.sessions.end(&session).await.unwrap(),
        }
        assert_eq!(within(1, &mut ended).await, Some(SessionEnd::Ended));
        assert_eq!(within(20, &mut others).await, None);
    }
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_before_anybody_awaits_it_is_over_too() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    let session = server.session(&browser).await;
    server.another().sessions.end(&session).await.unwrap();
    let mut ended = server.sessions.ended(&session);
    assert_eq!(within(1, &mut ended).await, Some(SessionEnd::Ended));
}

#[tokio::test(start_paused = true)]
async fn what_another_process_ends_is_over_within_five_seconds() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    let session = server.session(&browser).await;
    let mut ended = server.sessions.ended(&session);
    assert_eq!(within(60, &mut ended).await, None);
    server.another().sessions.end_all("dev:ada").await.unwrap();
    assert_eq!(within(7, &mut ended).await, Some(SessionEnd::Ended));
}

#[tokio::test(start_paused = true)]
async fn what_a_store_tells_is_over_at_once() {
    let server = Server::sharing(&StoppedClock::at(NOW), &Observed::telling());
    let (mut ada_s, mut bobs) = (server.sign_in(ada()).await, server.sign_in(bob()).await);
    let sessions = &server.sessions;
    for missed in [false, true] {
        let session = server.session(&ada_s).await;
        let mut ended = sessions.ended(&session);
        let mut others = sessions.ended(&server.session(&bobs).await);
        assert_eq!(within(40, &mut ended).await, None);
        let ended_there = crate::store::EndedSession {
            id: session.id(),
            user_id: &session.user.id,
            expires_at: NOW + 365 * DAY,
        };
        server.store.end_unheard(&ended_there).await;
        assert_eq!(within(1, &mut ended).await, None, "nobody has told");
        match missed {
            false => server.store.tell(|listener| listener.ended("dev:ada")),
            true => server.store.tell(crate::store::EndingListener::missed),
        }
        assert_eq!(
            within(1, &mut ended).await,
            Some(SessionEnd::Ended),
            "{missed}"
        );
        assert_eq!(within(1, &mut others).await, None);
        (ada_s, bobs) = (server.sign_in(ada()).await, server.sign_in(bob()).await);
    }
}

/// A thousand connections of one session are one question; and where the store tells, it is asked less often.
#[tokio::test(start_paused = true)]
async fn a_store_is_asked_once_per_session_and_no_more_often_than_said() {
    for (store, every) in [(Observed::default(), 5), (Observed::telling(), 30)] {
        let server = Server::sharing(&StoppedClock::at(NOW), &store);
        let browser = server.sign_in(ada()).await;
        let session = server.session(&browser).await;
        let all: Vec<_> = (0..1_000)
            .map(|_| server.sessions.ended(&session))
            .collect();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let before = store.asked();
        tokio::time::sleep(Duration::from_secs(600)).await;
        let asked = (store.asked() - before) as u64;
        assert!(asked <= 600 / every && asked + 25 >= 600 / every, "{asked}");
        drop(all);
    }
}

#[tokio::test(start_paused = true)]
async fn however_many_sessions_are_awaited_a_store_is_asked_five_hundred_times_a_second_at_most() {
    let server = Server::new();
    let mut all = Vec::new();
    for number in 0..3_000 {
        let id = format!("dev:{number}");
        let of = crate::session::revocation::Revocable {
            user_id: &id,
            id: &id,
            epoch: None,
        };
        all.push(server.sessions.awaited.add(of, NOW + DAY));
    }
    assert!(all[0].1 && all[1..].iter().all(|(_, unattended)| !unattended));
    crate::session::ending::attend(&server.sessions.awaited, &server.sessions.authority);
    let began = Instant::now();
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let most = 500 * (began.elapsed().as_secs() as usize + 1);
        assert!(server.store.asked() <= most, "{}", server.store.asked());
    }
    assert!(server.store.asked() >= 3_000, "and everybody's turn comes");
}

#[tokio::test(start_paused = true)]
async fn a_store_that_says_nothing_for_a_minute_has_ended_everything() {
    for trouble in [1, 2] {
        let server = Server::new();
        let browser = server.sign_in(ada()).await;
        let theirs = server.sign_in(bob()).await;
        let mut ended = server.sessions.ended(&server.session(&browser).await);
        let mut others = server.sessions.ended(&server.session(&theirs).await);
        assert_eq!(within(20, &mut ended).await, None);
        server.store.trouble(trouble);
        assert_eq!(within(50, &mut ended).await, None);
        server.store.trouble(0);
        assert_eq!(within(100, &mut ended).await, None, "it came back in time");
        server.store.trouble(trouble);
        assert_eq!(within(50, &mut ended).await, None);
        let unconfirmed = Some(SessionEnd::Unconfirmed);
        assert_eq!(within(40, &mut ended).await, unconfirmed);
        assert_eq!(within(1, &mut others).await, unconfirmed);
    }
}

#[tokio::test(start_paused = true)]
async fn time_goes_on_while_a_store_is_silent() {
    let server = Server::new();
    let browser = server.sign_in(ada()).await;
    let session = server.session(&browser).await;
    server.store.trouble(2);
    let mut ended = server.sessions.ended(&session);
    server.clock.set(session.expires_at);
    assert_eq!(within(2, &mut ended).await, Some(SessionEnd::Expired));
}

#[test]
fn without_anybody_to_attend_a_session_is_over() {
    let (sessions, _) = sealed_only(SessionDeclaration::DEFAULT);
    let mut session = None;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut ended = None;
    runtime.block_on(async {
        let (begun, _) = begun(&sessions).await;
        ended = Some(sessions.ended(&begun));
        session = Some(begun);
        tokio::task::yield_now().await;
    });
    let mut ended = ended.unwrap();
    let context = &mut Context::from_waker(Waker::noop());
    assert!(pin!(&mut ended).poll(context).is_pending());
    drop(runtime);
    let unconfirmed = Poll::Ready(SessionEnd::Unconfirmed);
    assert_eq!(
        pin!(&mut ended).poll(context),
        unconfirmed,
        "the runtime is gone"
    );
    let mut ended = sessions.ended(&session.unwrap());
    assert_eq!(pin!(&mut ended).poll(context), unconfirmed, "there is none");
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_its_session_whatever_is_ready() {
    let (sessions, _) = sealed_only(SessionDeclaration::DEFAULT);
    let (session, _) = begun(&sessions).await;
    let until = |stream| crate::session::UntilEnded::new(sessions.ended(&session), stream);
    let all: Vec<_> = until(stream::iter([1, 2, 3]).boxed()).collect().await;
    assert_eq!(all, [1, 2, 3]);
    let mut endless = until(stream::repeat(7).boxed());
    assert_eq!(endless.next().await, Some(7));
    sessions.end(&session).await.unwrap();
    assert_eq!(endless.next().await, None);
    assert_eq!(endless.next().await, None);
    assert_eq!(endless.size_hint(), (0, Some(0)));
}

/// Sessions that a store keeps, on a server of its own.
struct Database {
    sessions: Sessions<App>,
    memory: Memory,
    clock: StoppedClock,
}

impl Database {
    async fn new() -> Self {
        let (memory, clock) = (Memory::new(), StoppedClock::at(NOW));
        let database = Self::sharing(memory, &clock);
        let record = UserRecord {
            user: ada(),
            roles: Vec::new(),
            disabled: false,
            created_at: NOW,
        };
        let account = AccountRecord {
            issuer: "https://op.test".into(),
            subject: "ada".into(),
            user_id: ada().id,
            provider: "dev".into(),
            label: None,
            tokens: None,
            created_at: NOW,
        };
        let creation = database.memory.create_user(&record, &account).await;
        assert_eq!(creation.unwrap(), UserCreation::Created);
        database
    }

    fn sharing(memory: Memory, clock: &StoppedClock) -> Self {
        let store = Arc::new(memory.clone());
        let kept = Kept {
            stored: Some(Stored {
                users: Arc::clone(&store) as _,
                accounts: Arc::clone(&store) as _,
                sessions: store,
            }),
            ..Kept::default()
        };
        let limits = SessionDeclaration {
            idle: Some(600),
            max_age: 3_600,
            ..SessionDeclaration::DEFAULT
        };
        let secrets = [Secret::issued(SECRET)];
        Self {
            sessions: declared::<App>(limits, &[SECRET], clock).kept_in(kept, &secrets),
            memory,
            clock: clock.clone(),
        }
    }

    fn another(&self) -> Self {
        Self::sharing(self.memory.clone(), &self.clock)
    }

    async fn begun(&self, request: &HeaderMap) -> (Session<App>, Browser) {
        let origin = Origin {
            issuer: "https://op.test".into(),
            subject: "ada".into(),
            provider_session: Some("sid".into()),
            address: None,
        };
        let beginning = Beginning {
            origin: Some(origin),
            ..beginning(ada())
        };
        let (session, fields) = self.sessions.begin(request, beginning).await.unwrap();
        let mut browser = Browser::default();
        browser.receive(&fields);
        (session, browser)
    }
}

/// LO-05, LO-06
#[tokio::test(start_paused = true)]
async fn however_a_session_in_a_store_ends_here_it_is_over_at_once() {
    for way in 0..6 {
        let database = Database::new().await;
        let (session, browser) = database.begun(&HeaderMap::new()).await;
        let sessions = &database.sessions;
        let mut ended = sessions.ended(&session);
        assert_eq!(within(20, &mut ended).await, None);
        let (issuer, id) = ("https://op.test", "sid");
        match way {
            0 => sessions.end(&session).await.unwrap(),
            1 => sessions.end_all(&ada().id).await.unwrap(),
            2 => drop(sessions.end_one_of(&ada().id, session.id()).await.unwrap()),
            3 => {
                let which = SessionsOf::ProviderSession { issuer, id };
                sessions.end_these(which).await.unwrap();
            }
            4 => {
                let subject = "ada";
                let which = SessionsOf::Account { issuer, subject };
                sessions.end_these(which).await.unwrap();
            }
            _ => drop(database.begun(&browser.request()).await),
        }
        assert_eq!(
            within(1, &mut ended).await,
            Some(SessionEnd::Ended),
            "{way}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn however_a_session_in_a_store_ends_elsewhere_it_is_over_within_five_seconds() {
    for way in 0..3 {
        let database = Database::new().await;
        let other = database.another();
        let (session, _) = database.begun(&HeaderMap::new()).await;
        let mut ended = database.sessions.ended(&session);
        assert_eq!(within(20, &mut ended).await, None);
        match way {
            0 => other.sessions.end(&session).await.unwrap(),
            1 => {
                let disabled = UserChange::Disabled(true);
                let update = other.memory.update_user(&ada().id, disabled).await;
                assert_eq!(update.unwrap(), crate::store::UserUpdate::Updated);
            }
            _ => drop(other.memory.delete_user(&ada().id).await.unwrap()),
        }
        assert_eq!(
            within(7, &mut ended).await,
            Some(SessionEnd::Ended),
            "{way}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_in_a_store_that_is_used_elsewhere_goes_on() {
    let database = Database::new().await;
    let other = database.another();
    let (session, browser) = database.begun(&HeaderMap::new()).await;
    let mut ended = database.sessions.ended(&session);
    let mut now = session.clone();
    for _ in 0..5 {
        database.clock.pass(400);
        let content = SessionContent::clone(&now);
        (now, _) = other
            .sessions
            .keep(&browser.request(), content)
            .await
            .unwrap();
        database.clock.pass(190);
        assert_eq!(within(20, &mut ended).await, None, "it was used elsewhere");
    }
    database.clock.set(NOW + 3_600);
    assert_eq!(within(2, &mut ended).await, Some(SessionEnd::Expired));
}

#[tokio::test(start_paused = true)]
async fn a_session_in_a_store_that_nobody_uses_is_over() {
    let database = Database::new().await;
    let (session, _) = database.begun(&HeaderMap::new()).await;
    let mut ended = database.sessions.ended(&session);
    database.clock.pass(600);
    assert_eq!(within(2, &mut ended).await, Some(SessionEnd::Expired));
    assert!(
        database
            .memory
            .sessions_of(&ada().id)
            .await
            .unwrap()
            .is_empty()
    );
}
