//! The browser clients of Auth.js, as they are published, against this library: `next-auth/react` 5 and 4, and
//! `@auth/sveltekit/client`. `authjs-clients` has a small application for each.

use std::collections::HashMap;

use axum::Router;
use axum::extract::Path;
use axum::response::Html;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::app::App;
use crate::auth::PASSWORD;
use crate::browser::Person;
use crate::node;
use crate::parts::Parts;
use crate::tests;

tests![
    the_provider_is_loading_and_then_unauthenticated,
    sign_in_with_redirect_leads_to_the_provider_and_back,
    sign_in_without_redirect_says_what_became_of_the_password,
    sign_in_without_a_provider_or_with_an_unknown_one_opens_the_page,
    sign_in_without_an_answer_opens_the_error_page,
    an_error_comes_as_a_destination,
    sign_out_ends_the_session_with_and_without_redirect,
    update_asks_with_and_without_data,
    providers_and_token_have_their_shape,
    a_page_that_is_looked_at_again_asks_if_somebody_is_signed_in,
    a_page_that_polls_asks_again,
    another_tab_learns_of_it,
    a_required_session_leads_to_the_sign_in_page,
    the_sveltekit_client_signs_in_and_out_with_one_request_each,
    the_sveltekit_client_is_led_to_the_provider_and_to_the_sign_in_page,
];

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
    }
}

async fn sign_in_with_redirect_leads_to_the_provider_and_back(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-redirect")
            .opens(&format!("{}?tab=2&q=a%20b", page(version)))
            .waits_until(NOBODY)
            .runs("go", "client.signIn('dev', {}, { login_hint: 'ada' })")
            .waits_until("!location.pathname.startsWith('/app/')")
            .runs(
                "hint",
                "return new URLSearchParams(location.search).get('login_hint')",
            )
            .presses("Ada Lovelace")
            .waits_until(SOMEBODY)
            .runs(
                "after",
                "return [location.href, session.data.user.name, asked(requests)]",
            )
            .done(parts)
            .await;
        let href = format!("{}{}?tab=2&q=a%20b", app.origin, page(version));
        assert_eq!(*report.value("hint"), "ada", "{version}");
        let requests = json!([
            "GET /auth/session",
            "GET /auth/providers",
            "GET /auth/csrf",
            "POST /auth/signin/dev",
            "GET /auth/session",
        ]);
        assert_eq!(
            *report.value("after"),
            json!([href, "Ada Lovelace", requests]),
            "{version}"
        );
    }
}

/// The two say of a wrong password what their own servers say: version 4 has a status, version 5 has none.
async fn sign_in_without_redirect_says_what_became_of_the_password(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-credentials")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("wrong", &typed("wrong"))
            .runs("still", "return session.status")
            .runs("right", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs(
                "after",
                "return [session.data.user.name, requests.slice(-4)]",
            )
            .done(parts)
            .await;
        let href = format!("{}{}", app.origin, page(version));
        let (wrong, right) = match version {
            "v4" => (
                json!({ "error": "CredentialsSignin", "status": 401, "ok": false, "url": null }),
                json!({ "error": null, "status": 200, "ok": true, "url": href }),
            ),
            _ => (
                json!({ "error": "CredentialsSignin", "code": "credentials", "status": 200, "ok": true, "url": null }),
                json!({ "status": 200, "ok": true, "url": href }),
            ),
        };
        assert_eq!(*report.value("wrong"), wrong, "{version}");
        assert_eq!(*report.value("still"), "unauthenticated", "{version}");
        assert_eq!(*report.value("right"), right, "{version}");
        let requests = json!([
            "GET /auth/providers",
            "GET /auth/csrf",
            "POST /auth/callback/credentials",
            "GET /auth/session",
        ]);
        assert_eq!(
            *report.value("after"),
            json!(["ada", requests]),
            "{version}"
        );
    }
}

async fn sign_in_without_a_provider_or_with_an_unknown_one_opens_the_page(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        for call in ["client.signIn()", "client.signIn('githib')"] {
            let report = Person::at(&app.origin, "authjs-page")
                .opens(&page(version))
                .waits_until(NOBODY)
                .runs("go", call)
                .waits_until("location.pathname === '/auth/signin'")
                .runs(
                    "to",
                    "return new URLSearchParams(location.search).get('callbackUrl')",
                )
                .presses("Development sign-in")
                .presses("Ada Lovelace")
                .waits_until(SOMEBODY)
                .notes("back")
                .done(parts)
                .await;
            let href = format!("{}{}", app.origin, page(version));
            assert_eq!(*report.value("to"), json!(href), "{version} {call}");
            assert_eq!(report.page("back").url, href, "{version} {call}");
        }
    }
}

async fn sign_in_without_an_answer_opens_the_error_page(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-no-answer")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs(
                "go",
                "window.fetch = async () => new Response('no', { status: 502 }); client.signIn('dev')",
            )
            .waits_until("location.pathname === '/auth/error'")
            .notes("error")
            .done(parts)
            .await;
        assert!(!report.page("error").text.is_empty(), "{report:#?}");
    }
}

/// What is wrong here: a parameter that is the protocol's own.
async fn an_error_comes_as_a_destination(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-error")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("go", "client.signIn('dev', {}, { state: 'x' })")
            .waits_until("location.pathname === '/auth/error'")
            .runs(
                "query",
                "return new URLSearchParams(location.search).has('error')",
            )
            .done(parts)
            .await;
        assert_eq!(*report.value("query"), true, "{version}");
    }
    for (version, ready) in [("v5", NOBODY), ("sveltekit", "window.client")] {
        let report = Person::at(&app.origin, "authjs-error-result")
            .opens(&page(version))
            .waits_until(ready)
            .runs(
                "result",
                "return client.signIn('dev', { redirect: false }, { state: 'x' })",
            )
            .done(parts)
            .await;
        let result = report.value("result");
        assert_eq!(
            (&result["status"], &result["ok"], &result["url"]),
            (&json!(200), &json!(true), &Value::Null),
            "{version}"
        );
        assert!(
            result["error"].is_string() && result["code"].as_str().unwrap().starts_with("AUTH-"),
            "{version}: {result}"
        );
    }
}

async fn sign_out_ends_the_session_with_and_without_redirect(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-sign-out")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("in", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs(
                "out",
                "return client.signOut({ redirect: false, callbackUrl: location.pathname + '?a=b' })",
            )
            .waits_until(NOBODY)
            .runs("requests", "return requests.slice(-3)")
            .runs("again", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs("go", "client.signOut({ callbackUrl: location.pathname + '?left=1' })")
            .waits_until("location.search === '?left=1' && window.session?.status === 'unauthenticated'")
            .runs("elsewhere", "return client.signOut({ redirect: false, callbackUrl: 'https://evil.example/' })")
            .done(parts)
            .await;
        let own = &app.origin;
        assert_eq!(
            *report.value("out"),
            json!({ "url": format!("{own}{}?a=b", page(version)) }),
            "{version}"
        );
        assert_eq!(
            *report.value("requests"),
            json!(["GET /auth/csrf", "POST /auth/signout", "GET /auth/session"]),
            "{version}"
        );
        assert_eq!(
            *report.value("elsewhere"),
            json!({ "url": format!("{own}/") }),
            "{version}"
        );
    }
}

/// Data that a client sends is not for the session to keep.
async fn update_asks_with_and_without_data(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-update")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("in", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs(
                "with",
                "return session.update({ name: 'Eve', roles: ['admin'] })",
            )
            .waits_until(SOMEBODY)
            .runs("with requests", "return requests.slice(-2)")
            .runs("without", "return session.update()")
            .waits_until(SOMEBODY)
            .runs("without requests", "return requests.slice(-1)")
            .done(parts)
            .await;
        for answer in ["with", "without"] {
            let session = report.value(answer);
            assert_eq!(session["user"]["name"], "ada", "{version} {answer}");
            assert_eq!(session["roles"], json!([]), "{version} {answer}");
        }
        assert_eq!(
            *report.value("with requests"),
            json!(["GET /auth/csrf", "POST /auth/session"]),
            "{version}"
        );
        assert_eq!(
            *report.value("without requests"),
            json!([match version {
                "v4" => "POST /auth/session",
                _ => "GET /auth/session",
            }]),
            "{version}"
        );
    }
}

async fn providers_and_token_have_their_shape(parts: &'static Parts) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-shapes")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("providers", "return client.getProviders()")
            .runs("token", "return client.getCsrfToken()")
            .runs("session", "return client.getSession()")
            .done(parts)
            .await;
        let own = &app.origin;
        let providers = report.value("providers");
        for (id, kind) in [("acme", "oidc"), ("credentials", "credentials")] {
            let entry = &providers[id];
            assert_eq!((&entry["id"], &entry["type"]), (&json!(id), &json!(kind)));
            assert!(entry["name"].is_string(), "{entry}");
            assert_eq!(entry["signinUrl"], format!("{own}/auth/signin/{id}"));
            assert_eq!(entry["callbackUrl"], format!("{own}/auth/callback/{id}"));
        }
        assert_eq!(report.value("token").as_str().unwrap().len(), 64);
        assert_eq!(*report.value("session"), Value::Null);
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

async fn a_page_that_polls_asks_again(parts: &'static Parts) {
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
            .runs("before", "window.before = requests.length")
            .moves_the_clock(std::time::Duration::from_secs(61))
            .waits_until("requests.length > before")
            .runs("asked", "return asked(requests.slice(before))")
            .done(parts)
            .await;
        assert_eq!(
            *report.value("asked"),
            json!(["GET /auth/session"]),
            "{version}"
        );
    }
}

/// Their clients do not tell of a sign-in without redirect themselves; `getSession` does.
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
    for (version, path) in [("v5", "/auth/signin"), ("v4", "/api/auth/signin")] {
        let report = Person::at(&app.origin, "authjs-required")
            .opens(&format!("{}?required", page(version)))
            .waits_until("location.pathname.endsWith('/signin')")
            .runs(
                "at",
                "const { searchParams, pathname } = new URL(location.href);
                 return [pathname, searchParams.get('error'), searchParams.get('callbackUrl')]",
            )
            .done(parts)
            .await;
        let href = format!("{}{}?required", app.origin, page(version));
        assert_eq!(*report.value("at"), json!([path, "SessionRequired", href]));
    }
}

/// It sends no token, and asks for none.
async fn the_sveltekit_client_signs_in_and_out_with_one_request_each(parts: &'static Parts) {
    let app = start().await;
    let report = Person::at(&app.origin, "authjs-sveltekit")
        .opens(&page("sveltekit"))
        .waits_until("window.client")
        .runs("wrong", &typed("wrong"))
        .runs("right", &typed(PASSWORD))
        .runs("asked", "return requests.splice(0)")
        .runs("session", WHO)
        .runs(
            "out",
            "requests.length = 0;
             return [await client.signOut({ redirect: false, redirectTo: '/app/v5' }), requests]",
        )
        .runs("nobody", WHO)
        .done(parts)
        .await;
    let own = &app.origin;
    assert_eq!(
        *report.value("wrong"),
        json!({ "error": "CredentialsSignin", "code": "credentials", "status": 200, "ok": true, "url": null })
    );
    assert_eq!(
        *report.value("right"),
        json!({ "status": 200, "ok": true, "url": format!("{own}{}", page("sveltekit")) })
    );
    let post = "POST /auth/callback/credentials";
    assert_eq!(*report.value("asked"), json!([post, post]));
    assert_eq!(*report.value("session"), "ada");
    let url = format!("{own}/app/v5");
    assert_eq!(
        *report.value("out"),
        json!([{ "url": url }, ["POST /auth/signout"]])
    );
    assert_eq!(*report.value("nobody"), Value::Null);
}

async fn the_sveltekit_client_is_led_to_the_provider_and_to_the_sign_in_page(
    parts: &'static Parts,
) {
    let app = start().await;
    let report = Person::at(&app.origin, "authjs-sveltekit-redirect")
        .opens(&page("sveltekit"))
        .waits_until("window.client")
        .runs("go", "client.signIn('dev')")
        .waits_until("!location.pathname.startsWith('/app/')")
        .presses("Ada Lovelace")
        .waits_until("window.client")
        .runs("session", WHO)
        .runs(
            "leave",
            "client.signOut({ callbackUrl: '/app/sveltekit?left=1' })",
        )
        .waits_until("location.search === '?left=1' && window.client")
        .runs("nobody", WHO)
        .runs("any", "client.signIn()")
        .waits_until("location.pathname === '/auth/signin'")
        .done(parts)
        .await;
    assert_eq!(*report.value("session"), "Ada Lovelace");
    assert_eq!(*report.value("nobody"), Value::Null);
}

/// The application, with a page for each client.
async fn start() -> App {
    let scripts = SCRIPTS
        .get_or_init(|| node::ask("authjs-clients/bundle.mjs", &[], &()))
        .await;
    let script = async |Path(name): Path<String>| {
        (
            [(CONTENT_TYPE, "text/javascript; charset=utf-8")],
            scripts[&name].clone(),
        )
    };
    let pages = Router::new()
        .route("/app/{name}", get(shell))
        .route("/script/{name}", get(script));
    App::start_alone(|app| app.merge(pages)).await
}

/// What a client asks is in `requests`, from before it was led elsewhere too; what a component saw is in `seen`.
/// `asked` leaves out what follows its like: version 5 hears its own broadcast, and asks once more.
async fn shell(Path(name): Path<String>) -> Html<String> {
    Html(format!(
        "<!doctype html><title>{name}</title><div id=root></div><script>
            window.seen = [];
            window.requests = JSON.parse(sessionStorage.getItem('requests') ?? '[]');
            window.asked = (all) => all.filter((one, place) => one !== all[place - 1]);
            const send = window.fetch;
            window.fetch = (url, options) => {{
                const method = (options?.method ?? 'GET').toUpperCase();
                requests.push(method + ' ' + new URL(url, location.href).pathname);
                sessionStorage.setItem('requests', JSON.stringify(requests));
                return send(url, options);
            }};
        </script><script src=/script/{name}></script>"
    ))
}

fn page(client: &str) -> String {
    format!("/app/{client}")
}

/// A script that signs in with what somebody has typed.
fn typed(password: &str) -> String {
    format!(
        "return client.signIn('credentials', {{ username: 'ada', password: '{password}', redirect: false }})"
    )
}

static SCRIPTS: OnceCell<HashMap<String, String>> = OnceCell::const_new();

const REACT: [&str; 2] = ["v5", "v4"];
const NOBODY: &str = "window.session?.status === 'unauthenticated'";
const SOMEBODY: &str = "window.session?.status === 'authenticated'";
/// What is asked when the page comes into view.
const LOOKED_AT: &str = "const before = requests.length;
    document.dispatchEvent(new Event('visibilitychange'));
    return requests.slice(before)";
const WHO: &str = "return (await (await fetch('/auth/session')).json())?.user.name ?? null";
