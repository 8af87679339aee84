//! What `SessionProvider` and `useSession` of `next-auth/react` 5 and 4 know, and when they ask again.

use std::time::Duration;

use serde_json::{Value, json};

use super::{NOBODY, REACT, SOMEBODY, page, start, typed};
use crate::auth::PASSWORD;
use crate::browser::Person;
use crate::parts::Parts;
use crate::tests;

tests![
    the_provider_is_loading_and_then_unauthenticated,
    update_without_data_asks_and_with_data_keeps_what_the_application_takes,
    an_update_that_the_application_does_not_take_changes_nothing,
    a_page_that_is_looked_at_again_asks_if_somebody_is_signed_in,
    a_page_that_polls_asks_again_while_there_is_a_network,
    another_tab_learns_of_it,
    a_required_session_leads_to_the_sign_in_page,
];

/// `null` says so to version 5. Version 4 cannot read it, and complains, but comes to the same.
async fn the_provider_is_loading_and_then_unauthenticated(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-provider")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("seen", "return [seen, asked(requests)]")
            .done(parts)
            .await;
        assert_eq!(
            *report.value("seen"),
            json!([
                [["loading", null], ["unauthenticated", null]],
                ["GET /auth/session"]
            ]),
            "{version}"
        );
        let complaints = report.complaints();
        let unread = |complaint: &&str| complaint.contains("CLIENT_FETCH_ERROR");
        assert_eq!(
            complaints.iter().any(unread),
            version == "v4",
            "{complaints:?}"
        );
        assert_eq!(complaints.is_empty(), version == "v5", "{complaints:?}");
    }
}

/// Version 4 sends something in any case.
async fn update_without_data_asks_and_with_data_keeps_what_the_application_takes(
    parts: &'static Parts,
) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-update")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("in", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs("without", "return (await session.update()).user.name")
            .waits_until(SOMEBODY)
            .runs("without requests", "return requests.slice(-1)")
            .runs(
                "with",
                "return (await session.update({ text: 'four' })).notesLength",
            )
            .waits_until("session.data.notesLength === 4")
            .runs(
                "with requests",
                "return requests.filter((one) => !one.startsWith('GET /auth/session')).slice(-2)",
            )
            .done(parts)
            .await;
        assert_eq!(*report.value("without"), "ada", "{version}");
        assert_eq!(
            *report.value("without requests"),
            json!([match version {
                "v4" => "POST /auth/session",
                _ => "GET /auth/session",
            }]),
            "{version}"
        );
        assert_eq!(*report.value("with"), 4, "{version}");
        assert_eq!(
            *report.value("with requests"),
            json!(["GET /auth/csrf", "POST /auth/session"]),
            "{version}"
        );
    }
}

async fn an_update_that_the_application_does_not_take_changes_nothing(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-update-refused")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("in", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs(
                "refused",
                "return session.update({ name: 'Eve', roles: ['admin'] })",
            )
            .waits_until(SOMEBODY)
            .runs(
                "after",
                "const { user, roles } = await client.getSession();
                 return [user.name, roles, session.data.user.name]",
            )
            .done(parts)
            .await;
        assert_eq!(*report.value("refused"), Value::Null, "{version}");
        assert_eq!(
            *report.value("after"),
            json!(["ada", [], "ada"]),
            "{version}"
        );
    }
}

async fn a_page_that_is_looked_at_again_asks_if_somebody_is_signed_in(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-focus")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("nobody", LOOKED_AT)
            .runs("in", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs("somebody", LOOKED_AT)
            .done(parts)
            .await;
        assert_eq!(*report.value("nobody"), json!([]), "{version}");
        assert_eq!(
            *report.value("somebody"),
            json!(["GET /auth/session"]),
            "{version}"
        );
    }
}

async fn a_page_that_polls_asks_again_while_there_is_a_network(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-poll")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("in", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .stops_the_clock()
            .opens(&format!("{}?polls", page(version)))
            .waits_until(SOMEBODY)
            .goes_offline(true)
            .waits_until("!navigator.onLine")
            .runs("before", "window.before = requests.length")
            .moves_the_clock(Duration::from_secs(61))
            .runs("offline", "return requests.slice(before)")
            .goes_offline(false)
            .waits_until("navigator.onLine")
            .moves_the_clock(Duration::from_secs(61))
            .waits_until("requests.length > before")
            .runs("asked", "return asked(requests.slice(before))")
            .done(parts)
            .await;
        assert_eq!(*report.value("offline"), json!([]), "{version}");
        assert_eq!(
            *report.value("asked"),
            json!(["GET /auth/session"]),
            "{version}"
        );
    }
}

/// Their clients do not tell of a sign-in without redirect themselves; `getSession` does. What version 4 tells is heard once a
/// second, for the time in seconds is all that makes it new.
async fn another_tab_learns_of_it(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-tabs")
            .opens(&page(version))
            .waits_until(NOBODY)
            .in_tab(1)
            .opens(&page(version))
            .waits_until(NOBODY)
            .in_tab(0)
            .runs("in", &typed(PASSWORD))
            .waits_until(NEW_SECOND)
            .runs("tell", "return (await client.getSession()).user.name")
            .in_tab(1)
            .waits_until(SOMEBODY)
            .in_tab(0)
            .runs("out", "return client.signOut({ redirect: false })")
            .in_tab(1)
            .waits_until(NOBODY)
            .runs("seen", "return seen.map(([, name]) => name)")
            .done(parts)
            .await;
        assert_eq!(*report.value("tell"), "ada", "{version}");
        let seen = report.value("seen").as_array().unwrap();
        assert!(seen.contains(&json!("ada")), "{version}: {seen:?}");
        assert_eq!(seen.last(), Some(&Value::Null), "{version}");
    }
}

/// Version 4 leads to `/api/auth/signin` whatever its base path is.
async fn a_required_session_leads_to_the_sign_in_page(parts: &'static Parts) {
    let app = start().await;
    for (version, path, status) in [("v5", "/auth/signin", 200), ("v4", "/api/auth/signin", 404)] {
        let report = Person::at(&app.origin, "authjs-required")
            .opens(&format!("{}?required", page(version)))
            .waits_until("location.pathname.endsWith('/signin')")
            .notes("page")
            .runs(
                "at",
                "const { searchParams, pathname } = new URL(location.href);
                 return [pathname, searchParams.get('error'), searchParams.get('callbackUrl')]",
            )
            .done(parts)
            .await;
        let href = format!("{}{}?required", app.origin, page(version));
        assert_eq!(*report.value("at"), json!([path, "SessionRequired", href]));
        assert_eq!(report.page("page").status, status, "{version}");
    }
}

/// What is asked when the page comes into view.
const LOOKED_AT: &str = "const before = requests.length;
    document.dispatchEvent(new Event('visibilitychange'));
    return requests.slice(before)";
/// Version 4 has said nothing in this second.
const NEW_SECOND: &str = "Math.floor(Date.now() / 1000) !== JSON.parse(localStorage.getItem('nextauth.message'))?.timestamp";
