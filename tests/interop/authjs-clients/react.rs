//! What `next-auth/react` 5 and 4 can be asked to do: signing in and out, and what the server offers.

use serde_json::{Value, json};

use super::{NOBODY, REACT, SOMEBODY, page, start, start_behind, typed};
use crate::app::without_origin;
use crate::auth::PASSWORD;
use crate::browser::Person;
use crate::parts::Parts;
use crate::tests;

tests![
    sign_in_with_redirect_leads_to_the_provider_and_back,
    sign_in_without_redirect_says_what_became_of_the_password,
    a_page_with_a_fragment_is_loaded_again_after_a_sign_in_and_a_sign_out,
    a_request_whose_origin_is_hidden_is_sent_with_the_token,
    sign_in_without_a_provider_or_with_an_unknown_one_opens_the_page,
    sign_in_without_an_answer_opens_the_error_page,
    an_error_comes_as_a_destination,
    sign_out_ends_the_session_with_and_without_redirect,
    providers_and_token_have_their_shape,
];

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

/// Its address is where it is led to, and that alone loads nothing.
async fn a_page_with_a_fragment_is_loaded_again_after_a_sign_in_and_a_sign_out(
    parts: &'static Parts,
) {
    let app = start().await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-fragment")
            .opens(&format!("{}#part", page(version)))
            .waits_until(NOBODY)
            .runs(
                "in",
                &format!(
                    "client.signIn('credentials', {{ username: 'ada', password: '{PASSWORD}' }})"
                ),
            )
            .waits_until(SOMEBODY)
            .runs("signed in", "return location.href")
            .runs("out", "window.stale = true; client.signOut()")
            .waits_until("!window.stale && window.session?.status === 'unauthenticated'")
            .runs("signed out", "return location.href")
            .done(parts)
            .await;
        let href = format!("{}{}#part", app.origin, page(version));
        assert_eq!(*report.value("signed in"), json!(href), "{version}");
        assert_eq!(*report.value("signed out"), json!(href), "{version}");
    }
}

/// As behind a proxy that takes away what says where a request comes from.
async fn a_request_whose_origin_is_hidden_is_sent_with_the_token(parts: &'static Parts) {
    let app = start_behind(without_origin).await;
    for version in REACT {
        let report = Person::at(&app.origin, "authjs-token")
            .opens(&page(version))
            .waits_until(NOBODY)
            .runs("in", &typed(PASSWORD))
            .waits_until(SOMEBODY)
            .runs("out", "return client.signOut({ redirect: false })")
            .waits_until(NOBODY)
            .done(parts)
            .await;
        let href = format!("{}{}", app.origin, page(version));
        assert_eq!(report.value("in")["ok"], true, "{version}");
        assert_eq!(*report.value("out"), json!({ "url": href }), "{version}");
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
