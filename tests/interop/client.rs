//! The module `client.js` in a page: signing in and out.

use serde_json::{Value, json};

use crate::app::{App, without_origin};
use crate::auth::PASSWORD;
use crate::browser::{Person, auth_cookies};
use crate::parts::Parts;
use crate::tests;

tests![
    a_page_signs_in_and_out_and_people_come_back_to_it,
    a_page_is_loaded_again_after_a_sign_out_that_only_leads_to_its_fragment,
    without_a_provider_the_sign_in_page_opens,
    a_provider_that_was_not_declared_is_an_error_and_leads_to_the_error_page,
    redirect_false_gives_the_result_and_goes_nowhere,
    a_wrong_password_leads_back_to_the_form_where_nothing_else_is_said,
    where_a_sign_in_ends_is_checked_by_the_server,
    extra_parameters_reach_the_provider_and_none_of_the_protocols_can_be_set,
    a_sign_out_says_which_layers_and_what_became_of_them,
    a_request_whose_origin_is_hidden_is_sent_with_the_token,
    without_a_network_every_call_says_so_and_nobody_looks_signed_out,
    an_answer_of_somebody_else_is_an_error_and_never_followed,
];

/// S0-1, S0-2, S0-6, S0-12, S0-15, S0-16, S0-17, S0-18, S0-20, S2-6, S3-1, S3-11
async fn a_page_signs_in_and_out_and_people_come_back_to_it(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client")
        .opens(PAGE)
        .runs("exports", "return Object.keys(auth).sort()")
        .waits_until("seen.length === 1")
        // Where they come back to is known all the same.
        .runs(
            "policy",
            "document.head.innerHTML += '<meta name=referrer content=no-referrer>'",
        )
        .presses("Enter")
        .presses("Ada Lovelace")
        .notes("signed in")
        .runs("session", "return auth.getSession()")
        .waits_until("seen.length === 1")
        .runs("seen", "return seen")
        .presses("Leave")
        .notes("signed out")
        .runs("nobody", "return auth.getSession()")
        .done(parts)
        .await;
    let names = "getCsrfToken getProviders getSession onSessionChange signIn signOut updateSession";
    assert_eq!(
        *report.value("exports"),
        json!(names.split(' ').collect::<Vec<_>>())
    );
    for note in ["signed in", "signed out"] {
        assert_eq!(report.page(note).url, format!("{}{PAGE}", app.origin));
    }
    assert_eq!(report.value("session")["user"]["name"], "Ada Lovelace");
    assert_eq!(*report.value("seen"), json!(["Ada Lovelace"]));
    assert_eq!(*report.value("nobody"), json!(null));
    assert_eq!(auth_cookies(&report.cookies), [] as [&str; 0]);
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// S0-22, S3-13
async fn a_page_is_loaded_again_after_a_sign_out_that_only_leads_to_its_fragment(
    parts: &'static Parts,
) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-fragment")
        .opens("/client/a#part")
        .runs("before", "window.stale = true; return location.href")
        .presses("Leave")
        .runs("after", "return [location.href, window.stale ?? false]")
        .runs("go", "auth.signOut({ callbackUrl: '/client/b?x=1' })")
        .waits_until("location.pathname === '/client/b' && location.search === '?x=1'")
        .done(parts)
        .await;
    let page = format!("{}/client/a#part", app.origin);
    assert_eq!(*report.value("before"), json!(page));
    assert_eq!(*report.value("after"), json!([page, false]));
}

/// S0-3, S0-4: there are several, and none is the default.
async fn without_a_provider_the_sign_in_page_opens(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-page")
        .opens(PAGE)
        .runs("go", "auth.signIn()")
        .waits_until("location.pathname === '/auth/signin'")
        .presses("Development sign-in")
        .presses("Ada Lovelace")
        .notes("signed in")
        .done(parts)
        .await;
    assert_eq!(
        report.page("signed in").url,
        format!("{}{PAGE}", app.origin)
    );
}

/// S0-5
async fn a_provider_that_was_not_declared_is_an_error_and_leads_to_the_error_page(
    parts: &'static Parts,
) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-unknown")
        .opens(PAGE)
        .runs(
            "results",
            "const options = { redirect: false };
             return [
                 await auth.signIn('githib', options),
                 await auth.signIn('../signout', options),
                 await auth.signIn('', options),
             ]",
        )
        .runs("go", "auth.signIn('githib')")
        .waits_until("location.pathname === '/auth/error'")
        .notes("error")
        .done(parts)
        .await;
    let unknown = failed(404, "unknown_provider", "AUTH-102");
    let results = report.value("results");
    assert_eq!(results[0], unknown);
    assert_eq!(results[1], unknown);
    assert_eq!(
        (&results[2]["ok"], &results[2]["status"]),
        (&json!(false), &json!(404))
    );
    assert!(
        report.page("error").text.contains("AUTH-102"),
        "{report:#?}"
    );
}

/// S0-10, S0-11, S0-19, S2-1, S3-6, S3-12
async fn redirect_false_gives_the_result_and_goes_nowhere(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-no-redirect")
        .opens(PAGE)
        .runs("stays", "window.stays = true")
        .runs("wrong", &typed("wrong"))
        .runs("right", &typed(PASSWORD))
        .waits_until("seen.at(-1) === 'ada'")
        .runs("began", "return auth.signIn('dev', { redirect: false })")
        .runs(
            "out",
            "return auth.signOut({ redirect: false, callbackUrl: '/client/b' })",
        )
        .waits_until("seen.at(-1) === null")
        .runs("seen", "return [seen, window.stays, location.pathname]")
        .done(parts)
        .await;
    assert_eq!(
        *report.value("wrong"),
        failed(401, "credentials_rejected", "AUTH-560")
    );
    let done = |path: &str| {
        json!({
            "ok": true, "status": 200, "error": null, "code": null,
            "url": format!("{}{path}", app.origin),
        })
    };
    assert_eq!(*report.value("right"), done(PAGE));
    assert_eq!(*report.value("out"), done("/client/b"));
    let began = report.value("began");
    assert_eq!(began["ok"], true);
    assert!(
        began["url"].as_str().unwrap().contains("client_id="),
        "{began}"
    );
    assert_eq!(
        *report.value("seen"),
        json!([[null, "ada", null], true, "/client/a"])
    );
}

/// S0-11, S0-12: with the redirect, what went wrong is told on the page that it leads to.
async fn a_wrong_password_leads_back_to_the_form_where_nothing_else_is_said(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-wrong-password")
        .opens(PAGE)
        .runs(
            "go",
            "auth.signIn('credentials', { username: 'ada', password: 'wrong' })",
        )
        .waits_until("location.pathname === '/auth/signin'")
        .notes("form")
        .done(parts)
        .await;
    let form = report.page("form");
    assert!(
        form.url.contains("error=CredentialsSignin") && !form.url.contains("wrong"),
        "{report:#?}"
    );
}

/// S0-7, S0-8, S0-9, S0-21, S2-4
async fn where_a_sign_in_ends_is_checked_by_the_server(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let own = &app.origin;
    let cases = [
        ("/client/b".to_owned(), "/client/b"),
        (format!("{own}/client/b?x=1#y"), "/client/b?x=1#y"),
        ("https://evil.example/".to_owned(), "/"),
        ("//evil.example".to_owned(), "/"),
        ("javascript:alert(1)".to_owned(), "/"),
        ("url-post-logout".to_owned(), "/"),
    ];
    let script = format!(
        "const ends = [];
         for (const callbackUrl of {}) {{
             const fields = {{ username: 'ada', password: '{PASSWORD}', redirect: false, callbackUrl }};
             ends.push((await auth.signIn('credentials', fields)).url);
             ends.push((await auth.signOut({{ redirect: false, callbackUrl }})).url);
         }}
         return ends",
        json!(cases.each_ref().map(|(asked, _)| asked))
    );
    let report = Person::at(own, "client-callback-url")
        .opens(PAGE)
        .runs("ends", &script)
        .done(parts)
        .await;
    let ends: Vec<String> = cases
        .iter()
        .flat_map(|(_, end)| [format!("{own}{end}"), format!("{own}{end}")])
        .collect();
    assert_eq!(*report.value("ends"), json!(ends));
}

/// S0-13, S0-14
async fn extra_parameters_reach_the_provider_and_none_of_the_protocols_can_be_set(
    parts: &'static Parts,
) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-parameters")
        .opens(PAGE)
        .runs(
            "results",
            "const options = { redirect: false };
             const extra = [{ login_hint: 'ada & co' }, 'login_hint=ada', new URLSearchParams({ login_hint: 'eve' })];
             const hints = [];
             for (const parameters of extra) {
                 const { url } = await auth.signIn('dev', options, parameters);
                 hints.push(new URL(url).searchParams.get('login_hint'));
             }
             const errors = [];
             for (const name of ['state', 'nonce', 'code_challenge', 'redirect_uri', 'client_id', 'response_type', 'scope']) {
                 errors.push((await auth.signIn('dev', options, { [name]: 'x' })).error);
             }
             return [hints, [...new Set(errors)]]",
        )
        .done(parts)
        .await;
    assert_eq!(
        *report.value("results"),
        json!([["ada & co", "ada", "eve"], ["reserved_parameter"]])
    );
}

/// S2-9, S2-10, S2-12, S3-21, S3-22
async fn a_sign_out_says_which_layers_and_what_became_of_them(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-layers")
        .opens(PAGE)
        .presses("Enter")
        .presses("Ada Lovelace")
        .runs(
            "refused",
            "return auth.signOut({ scope: 'everywhere', redirect: false })",
        )
        .runs("still", "return (await auth.getSession()).user.name")
        .runs(
            "out",
            "return auth.signOut({ scope: ['app', 'provider'], revoke: true, redirect: false })",
        )
        .runs("nobody", "return auth.getSession()")
        .runs(
            "again",
            "return auth.signOut({ scope: 'provider', redirect: false })",
        )
        .done(parts)
        .await;
    assert_eq!(
        *report.value("refused"),
        failed(400, "sessions_not_revocable", "AUTH-130")
    );
    assert_eq!(*report.value("still"), "Ada Lovelace");
    let out = report.value("out");
    assert_eq!(
        (&out["ok"], &out["provider"], &out["revocation"]),
        (&json!(true), &json!("redirected"), &json!("revoked"))
    );
    assert!(
        out["url"].as_str().unwrap().contains("id_token_hint="),
        "{out}"
    );
    assert_eq!(*report.value("nobody"), json!(null));
    assert_eq!(report.value("again")["provider"], "unsupported");
}

/// S0-6, S0-17: as behind a proxy that takes away what says where a request comes from.
async fn a_request_whose_origin_is_hidden_is_sent_with_the_token(parts: &'static Parts) {
    let app = App::start_alone(without_origin).await;
    let report = Person::at(&app.origin, "client-token")
        .opens(PAGE)
        .runs("token", "return auth.getCsrfToken()")
        .runs("in", &typed(PASSWORD))
        .runs("session", "return (await auth.getSession()).user.name")
        .runs("out", "return auth.signOut({ redirect: false })")
        .runs("nobody", "return auth.getSession()")
        .done(parts)
        .await;
    assert_eq!(report.value("token").as_str().unwrap().len(), 64);
    assert_eq!(report.value("in")["ok"], true, "{report:#?}");
    assert_eq!(*report.value("session"), "ada");
    assert_eq!(report.value("out")["ok"], true, "{report:#?}");
    assert_eq!(*report.value("nobody"), json!(null));
}

/// S3-14
async fn without_a_network_every_call_says_so_and_nobody_looks_signed_out(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-offline")
        .opens(PAGE)
        .presses("Enter")
        .presses("Ada Lovelace")
        .waits_until("seen.length === 1")
        .goes_offline(true)
        .runs(
            "results",
            "return [await auth.signIn('dev'), await auth.signOut(), await auth.signIn()]",
        )
        .runs(
            "thrown",
            "const caught = (error) => [error instanceof Error, error.name, error.message, error.ok, error.status, error.error, error.code, error.url];
             return [
                 await auth.getSession().catch(caught),
                 await auth.getProviders().catch(caught),
                 await auth.getCsrfToken().catch(caught),
             ]",
        )
        .runs("seen", "return [seen, location.pathname]")
        .goes_offline(false)
        .runs("still", "return (await auth.getSession()).user.name")
        .done(parts)
        .await;
    let failed =
        json!({ "ok": false, "status": 0, "error": "network_error", "code": null, "url": null });
    assert_eq!(*report.value("results"), json!([failed, failed, failed]));
    let thrown = json!([
        true,
        "AuthError",
        "network_error",
        false,
        0,
        "network_error",
        null,
        null
    ]);
    assert_eq!(*report.value("thrown"), json!([thrown, thrown, thrown]));
    assert_eq!(
        *report.value("seen"),
        json!([["Ada Lovelace"], "/client/a"])
    );
    assert_eq!(*report.value("still"), "Ada Lovelace");
}

/// S3-14: a portal's page instead of ours, half an answer, and a destination that would be run.
async fn an_answer_of_somebody_else_is_an_error_and_never_followed(parts: &'static Parts) {
    let app = App::start_alone(|app| app).await;
    let report = Person::at(&app.origin, "client-foreign-answer")
        .opens(PAGE)
        .waits_until("seen.length === 1")
        .runs(
            "results",
            r#"const answers = [
                 ['<!doctype html>', { status: 200 }],
                 ['<!doctype html>', { status: 502 }],
                 ['{"message": "no"}', { status: 500 }],
                 ['null', { status: 200 }],
                 ['{"url": 7}', { status: 200 }],
                 ['{"url": "javascript:window.run = true"}', { status: 200 }],
                 ['{"url": "data:text/html,x"}', { status: 200 }],
                 ['{"url": "http://"}', { status: 200 }],
                 ['{"code": "x", "id": "AUTH-999", "url": "javascript:window.run = true"}', { status: 400 }],
             ];
             const { fetch } = window;
             const results = [];
             for (const answer of answers) {
                 window.fetch = async () => new Response(...answer);
                 const { ok, status, error, url } = await auth.signIn('dev');
                 results.push([ok, status, error, url]);
             }
             window.fetch = fetch;
             return results"#,
        )
        .runs("after", "return [window.run ?? false, location.pathname]")
        .done(parts)
        .await;
    let unexpected = |status: u16| json!([false, status, "unexpected_response", null]);
    assert_eq!(
        *report.value("results"),
        json!([
            unexpected(200),
            unexpected(502),
            unexpected(500),
            unexpected(200),
            unexpected(200),
            unexpected(200),
            unexpected(200),
            unexpected(200),
            [false, 400, "x", null],
        ])
    );
    assert_eq!(*report.value("after"), json!([false, "/client/a"]));
}

/// A script that signs in with what somebody has typed.
pub(crate) fn typed(password: &str) -> String {
    format!(
        "return auth.signIn('credentials', {{ username: 'ada', password: '{password}', redirect: false }})"
    )
}

fn failed(status: u16, error: &str, code: &str) -> Value {
    json!({ "ok": false, "status": status, "error": error, "code": code, "url": null })
}

pub(crate) const PAGE: &str = "/client/a?tab=2&q=a%20b%26c";
