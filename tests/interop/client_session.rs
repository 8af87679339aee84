//! The module `client.js` in a page: what the page learns of its session, and what it changes of it.

use std::time::Duration;

use serde_json::json;

use crate::app::App;
use crate::auth::PASSWORD;
use crate::browser::Person;
use crate::client::{PAGE, typed};
use crate::parts::Parts;
use crate::tests;

tests![
    another_tab_learns_of_a_sign_out_and_of_a_sign_in,
    a_page_that_is_looked_at_again_asks_but_not_all_the_time,
    a_session_that_expires_is_noticed_when_it_does,
    who_does_not_want_to_know_any_more_is_told_nothing,
    calls_at_once_are_one_request,
    the_shown_session_is_what_its_type_says,
    a_page_and_the_other_tabs_see_what_became_of_an_update,
    what_was_asked_before_an_update_answers_nobody_who_asks_after_it,
];

/// Nothing but the other tab tells: the clocks stand still, and nobody looks.
async fn another_tab_learns_of_a_sign_out_and_of_a_sign_in(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-tabs")
        .opens(PAGE)
        .waits_until("seen.length === 1")
        .stops_the_clock()
        .in_tab(1)
        .opens("/client/b")
        .presses("Enter")
        .presses("Grace Hopper")
        .notes("signed in")
        .in_tab(0)
        .waits_until("seen.at(-1) === 'Grace Hopper'")
        .in_tab(1)
        .runs("out", "return auth.signOut({ redirect: false })")
        .in_tab(0)
        .waits_until("seen.at(-1) === null")
        .in_tab(1)
        .runs("in", &typed(PASSWORD))
        .in_tab(0)
        .waits_until("seen.at(-1) === 'ada'")
        .in_tab(1)
        .presses("Leave")
        .in_tab(0)
        .waits_until("seen.at(-1) === null")
        .runs("seen", "return seen")
        .done(parts)
        .await;
    assert_eq!(
        *report.value("seen"),
        json!([null, "Grace Hopper", null, "ada", null])
    );
}

async fn a_page_that_is_looked_at_again_asks_but_not_all_the_time(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    // As something that is not this module would: no other tab is told.
    let leave = "await fetch('/auth/signout', { method: 'POST', redirect: 'manual' })";
    let asked = "return requests";
    let report = Person::at(&app.origin, "client-focus")
        .stops_the_clock()
        .opens(PAGE)
        .runs("in", &typed(PASSWORD))
        .waits_until("seen.at(-1) === 'ada'")
        .runs("out", leave)
        .runs(
            "count",
            "const { fetch } = window;
             window.requests = 0;
             window.fetch = (...request) => (requests++, fetch(...request))",
        )
        .runs(
            "soon",
            "for (let i = 0; i < 20; i++) dispatchEvent(new Event('focus'))",
        )
        .runs("after", asked)
        .runs("not yet", "return seen.at(-1)")
        .moves_the_clock(Duration::from_secs(6))
        .runs(
            "later",
            "for (let i = 0; i < 20; i++) document.dispatchEvent(new Event('visibilitychange'))",
        )
        .waits_until("seen.at(-1) === null")
        .runs("once", asked)
        .done(parts)
        .await;
    assert_eq!(*report.value("after"), json!(0));
    assert_eq!(*report.value("not yet"), "ada");
    assert_eq!(*report.value("once"), json!(1));
}

/// 30 days are more than browsers count at once.
async fn a_session_that_expires_is_noticed_when_it_does(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-expiry")
        .stops_the_clock()
        .opens(PAGE)
        .runs("in", &typed(PASSWORD))
        .waits_until("seen.at(-1) === 'ada'")
        .runs("server", "await fetch('/clock/31', { method: 'POST' })")
        .moves_the_clock(Duration::from_secs(3600))
        .runs("early", "return seen")
        .moves_the_clock(Duration::from_secs(31 * 86_400))
        .waits_until("seen.at(-1) === null")
        .runs("seen", "return seen")
        .done(parts)
        .await;
    assert_eq!(*report.value("early"), json!([null, "ada"]));
    assert_eq!(*report.value("seen"), json!([null, "ada", null]));
}

async fn who_does_not_want_to_know_any_more_is_told_nothing(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-stop")
        .opens(PAGE)
        .waits_until("seen.length === 1")
        .runs(
            "others",
            "window.others = [];
             auth.onSessionChange(() => { throw new Error('mine') });
             auth.onSessionChange((session) => others.push(session?.user.name ?? null));
             stop()",
        )
        .waits_until("others.length === 1")
        .runs("in", &typed(PASSWORD))
        .waits_until("others.at(-1) === 'ada'")
        .runs("seen", "return [seen, others]")
        .done(parts)
        .await;
    assert_eq!(*report.value("seen"), json!([[null], [null, "ada"]]));
}

async fn calls_at_once_are_one_request(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-at-once")
        .opens(PAGE)
        .waits_until("seen.length === 1")
        .runs(
            "requests",
            "const { fetch } = window;
             let requests = 0;
             window.fetch = (...request) => (requests++, fetch(...request));
             await Promise.all([auth.getSession(), auth.getSession(), auth.getSession()]);
             await auth.getSession();
             return requests",
        )
        .done(parts)
        .await;
    assert_eq!(*report.value("requests"), json!(2));
}

/// What `tsc` is shown in `client_types.rs`.
async fn the_shown_session_is_what_its_type_says(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-session")
        .opens(PAGE)
        .presses("Enter")
        .presses("Grace Hopper")
        .runs("session", "return auth.getSession()")
        .runs("providers", "return Object.keys(await auth.getProviders())")
        .done(parts)
        .await;
    let mut session = report.value("session").clone();
    let expires = session["expires"].take();
    let image = session["user"]["image"].take();
    assert!(image.as_str().unwrap().starts_with(&app.origin), "{image}");
    assert!(expires.as_str().unwrap().ends_with('Z'), "{expires}");
    assert_eq!(
        session,
        json!({
            "user": { "id": "dev:grace", "name": "Grace Hopper", "image": null, "plan": { "pro": 3 } },
            "expires": null,
            "notesLength": 0,
            "roles": [],
        })
    );
    assert_eq!(
        *report.value("providers"),
        json!([
            "acme",
            "acme-post",
            "acme-public",
            "poster",
            "dev",
            "credentials"
        ])
    );
}

/// Whoever sends what is not taken is told so, and nothing is changed.
async fn a_page_and_the_other_tabs_see_what_became_of_an_update(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-update")
        .opens(PAGE)
        .runs("in", &typed(PASSWORD))
        .in_tab(1)
        .opens(PAGE)
        .runs(
            "listen",
            "window.lengths = []; auth.onSessionChange((session) => lengths.push(session?.notesLength ?? null))",
        )
        .waits_until("lengths.length === 1")
        .in_tab(0)
        .runs("kept", "return (await auth.updateSession({ text: 'four' })).notesLength")
        .runs(
            "refused",
            "const caught = ({ status, error, code }) => [status, error, code];
             return [
                 await auth.updateSession({ text: 'forbidden' }).catch(caught),
                 await auth.updateSession({ roles: ['admin'] }).catch(caught),
             ]",
        )
        .in_tab(1)
        .waits_until("lengths.length === 2")
        .runs("told", "return lengths")
        .runs("out", "await auth.signOut({ redirect: false }); return auth.updateSession({ text: 'x' })")
        .done(parts)
        .await;
    assert_eq!(*report.value("kept"), json!(4));
    let refused = json!([400, "session_update_refused", "AUTH-512"]);
    assert_eq!(*report.value("refused"), json!([refused, refused]));
    assert_eq!(*report.value("told"), json!([0, 4]));
    assert_eq!(*report.value("out"), json!(null));
}

/// However late it is answered.
async fn what_was_asked_before_an_update_answers_nobody_who_asks_after_it(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-update-late")
        .opens(PAGE)
        .runs("in", &typed(PASSWORD))
        .waits_until("seen.at(-1) === 'ada'")
        .runs(
            "lengths",
            "const real = window.fetch;
             async function updated(text, asksAfter) {
                 let answered, late;
                 const held = new Promise((resolve) => { answered = resolve });
                 window.fetch = async (url, options) => {
                     const answer = await real(url, options);
                     if (late || options.method !== 'GET') return answer;
                     return new Promise((resolve) => { late = () => resolve(answer); answered() });
                 };
                 const told = [];
                 const stop = auth.onSessionChange((session) => told.push(session.notesLength));
                 const before = auth.getSession();
                 await held;
                 await auth.updateSession({ text });
                 const after = asksAfter && auth.getSession();
                 // Whoever is given what was asked before waits for this.
                 setTimeout(() => late(), 500);
                 const lengths = [(await before).notesLength, (await after)?.notesLength ?? null, told];
                 stop();
                 return lengths;
             }
             return [await updated('four', true), await updated('eleven', false)]",
        )
        .done(parts)
        .await;
    assert_eq!(
        *report.value("lengths"),
        json!([[0, 4, [4]], [4, null, [6]]])
    );
}
