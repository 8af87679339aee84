//! Sessions that are sealed into cookies, on two servers of one application: what one of them ends is dead on the other,
//! at once where the store tells it, and after the time for which a server remembers where it does not.

#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
#[path = "../faults/place.rs"]
#[allow(dead_code, reason = "nothing is stopped here")]
mod place;

use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use ::auth::SessionEnd;
use ::auth::testing::{ManualClock, Persona};
use ::auth_tests::support::browser::{Browser, path_and_query};
use ::auth_tests::support::world::{Providers, SECRET};
use auth_store_tests::{Mariadb, Postgresql, Redis, run, trial};
use axum::Router;
use axum::routing::get;
use http::header::COOKIE;
use libtest_mimic::Trial;
use url::Url;

use crate::auth::{Auth, Session, provider};
use crate::place::{Everything, Folder, Place};

fn main() -> ExitCode {
    run(vec![
        told::<Postgresql>(),
        told::<Redis>(),
        trial(
            "mariadb::what_one_server_ends_is_dead_on_the_other_in_time",
            async |server: &Mariadb| {
                let home = server.home();
                remembered(server.store(&home), server.store(&home)).await;
            },
        ),
        Trial::test(
            "sqlite::what_one_server_ends_is_dead_on_the_other_in_time",
            || {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()?;
                let folder = Folder::new();
                runtime.block_on(remembered(folder.store(), folder.store()));
                Ok(())
            },
        ),
    ])
}

fn told<P: Place>() -> Trial {
    let name = P::NAME.to_lowercase();
    trial(
        format!("{name}::what_one_server_ends_is_dead_on_the_other_within_a_second"),
        async |server: &P| {
            let home = server.home();
            at_once(server.store(&home), server.store(&home)).await;
        },
    )
}

/// SS-05
async fn at_once(one: impl Everything, other: impl Everything) {
    let world = World::new();
    let (one, other) = (world.instance(one), world.instance(other));
    for round in 0..5 {
        let everywhere = round % 2 == 0;
        let here = world.signed_in(&one).await;
        let mut there = at(&here, &other);
        let id = who(&mut there).await;
        assert_ne!(id, NOBODY, "it is known there from now on");
        // A socket that is open there.
        let open = other.auth.ended(&session_at(&there, &other).await);
        let ended = if everywhere {
            one.auth.sign_out_user(&id).await.unwrap();
            Instant::now()
        } else {
            let mut leaving = at(&here, &one);
            assert!(
                leaving
                    .submit("/auth/signout", &[])
                    .await
                    .status
                    .is_redirection()
            );
            Instant::now()
        };
        // The clock that is moved by hand stands still: nothing is forgotten by time.
        while who(&mut there).await != NOBODY {
            assert!(ended.elapsed() < Duration::from_secs(1), "round {round}");
            tokio::task::yield_now().await;
        }
        let rest = Duration::from_secs(1).saturating_sub(ended.elapsed());
        let heard = tokio::time::timeout(rest, open).await;
        assert_eq!(heard, Ok(SessionEnd::Ended), "round {round}");
    }
}

/// SS-05
async fn remembered(one: impl Everything, other: impl Everything) {
    let world = World::new();
    let (one, other) = (world.instance(one), world.instance(other));
    let here = world.signed_in(&one).await;
    let mut there = at(&here, &other);
    let id = who(&mut there).await;
    assert_ne!(id, NOBODY);
    one.auth.sign_out_user(&id).await.unwrap();
    assert_eq!(who(&mut at(&here, &one)).await, NOBODY);
    world.clock.advance(Duration::from_secs(5));
    assert_eq!(who(&mut there).await, NOBODY);
}

/// What both servers share.
struct World {
    clock: ManualClock,
    providers: Providers,
}

/// One server of the application.
struct Instance {
    auth: Auth,
    router: Router,
}

impl World {
    fn new() -> Self {
        // Redis goes by a clock of its own.
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let clock = ManualClock::at(now.as_secs());
        let providers = Providers::new("https://app.test", &clock);
        Self { clock, providers }
    }

    fn instance(&self, store: impl Everything) -> Instance {
        let auth = Auth::builder()
            .variables(|name| (name == "OP_ISSUER").then(|| "https://op.test".into()))
            .secret(SECRET)
            .base_url("https://app.test")
            .client(provider::op, "app", "op secret")
            .store(store)
            .clock(self.clock.clone())
            .http_client(self.providers.clone())
            .build()
            .unwrap();
        let router = Router::new()
            .route("/", get(home))
            .merge(auth.routes())
            .with_state(auth.clone());
        Instance { auth, router }
    }

    async fn signed_in(&self, instance: &Instance) -> Browser {
        let mut browser = Browser::new(instance.router.clone(), "https://app.test");
        let start = browser.submit("/auth/signin/op", &[]).await;
        let somebody = Persona::new("ada").name("ada");
        let response = self
            .providers
            .op
            .authorize(start.location(), somebody)
            .await;
        let back = Url::parse(response.unwrap().url()).unwrap();
        browser.open(&path_and_query(&back)).await;
        browser
    }
}

/// The same browser at another server, as if it had gone to that one.
fn at(browser: &Browser, instance: &Instance) -> Browser {
    let mut there = Browser::new(instance.router.clone(), "https://app.test");
    there.cookies = browser.cookies.clone();
    there
}

/// The session of a browser, as a handler there gets it.
async fn session_at(browser: &Browser, instance: &Instance) -> Session {
    let request = http::Request::get("/").header(COOKIE, browser.cookie_header());
    let (parts, ()) = request.body(()).unwrap().into_parts();
    instance.auth.session(&parts).await.unwrap()
}

async fn who(browser: &mut Browser) -> String {
    browser.open("/").await.text().to_owned()
}

async fn home(session: Option<Session>) -> String {
    session.map_or_else(|| NOBODY.into(), |session| session.user.id.clone())
}

const NOBODY: &str = "nobody";
