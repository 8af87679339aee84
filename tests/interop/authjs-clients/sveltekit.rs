//! `@auth/sveltekit/client`, which sends no token and asks for none.

use serde_json::{Value, json};

use super::{page, start, start_behind, typed};
use crate::app::without_origin;
use crate::auth::PASSWORD;
use crate::browser::Person;
use crate::parts::Parts;
use crate::tests;

tests![
    it_signs_in_and_out_with_one_request_each,
    it_is_led_to_the_provider_and_to_the_sign_in_page,
    it_loads_a_page_with_a_fragment_again,
    it_has_nothing_to_show_where_its_origin_is_hidden,
    it_is_led_to_the_error_page_for_a_provider_that_is_not_there_and_throws_without_an_answer,
];

async fn it_signs_in_and_out_with_one_request_each(parts: &'static Parts) {
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

async fn it_is_led_to_the_provider_and_to_the_sign_in_page(parts: &'static Parts) {
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

async fn it_loads_a_page_with_a_fragment_again(parts: &'static Parts) {
    let app = start().await;
    let report = Person::at(&app.origin, "authjs-sveltekit-fragment")
        .opens(&format!("{}#part", page("sveltekit")))
        .waits_until("window.client")
        .runs(
            "in",
            &format!("window.stale = true; client.signIn('credentials', {{ username: 'ada', password: '{PASSWORD}' }})"),
        )
        .waits_until("!window.stale && window.client")
        .runs("after", WHO)
        .runs("at", "return location.hash")
        .done(parts)
        .await;
    assert_eq!(*report.value("after"), "ada");
    assert_eq!(*report.value("at"), "#part");
}

async fn it_has_nothing_to_show_where_its_origin_is_hidden(parts: &'static Parts) {
    let app = start_behind(without_origin).await;
    let report = Person::at(&app.origin, "authjs-sveltekit-origin")
        .opens(&page("sveltekit"))
        .waits_until("window.client")
        .runs("in", &typed(PASSWORD))
        .runs("nobody", WHO)
        .done(parts)
        .await;
    let refused = report.value("in");
    assert_eq!(refused["error"], "MissingCSRF", "{refused}");
    assert_eq!(refused["url"], Value::Null, "{refused}");
    assert_eq!(*report.value("nobody"), Value::Null);
}

async fn it_is_led_to_the_error_page_for_a_provider_that_is_not_there_and_throws_without_an_answer(
    parts: &'static Parts,
) {
    let app = start().await;
    let report = Person::at(&app.origin, "authjs-sveltekit-error")
        .opens(&page("sveltekit"))
        .waits_until("window.client")
        .runs(
            "no answer",
            "const { fetch } = window;
             window.fetch = async () => new Response('no', { status: 502 });
             const thrown = await client.signIn('dev').catch((error) => error.name);
             window.fetch = fetch;
             return [thrown, location.pathname]",
        )
        .runs(
            "unknown",
            "return client.signIn('githib', { redirect: false })",
        )
        .runs("go", "client.signIn('githib')")
        .waits_until("location.pathname === '/auth/error'")
        .notes("error")
        .done(parts)
        .await;
    assert_eq!(
        *report.value("no answer"),
        json!(["SyntaxError", page("sveltekit")])
    );
    let unknown = report.value("unknown");
    assert_eq!(unknown["code"], "AUTH-102", "{unknown}");
    assert_eq!(unknown["url"], Value::Null, "{unknown}");
    assert!(
        report.page("error").text.contains("AUTH-102"),
        "{report:#?}"
    );
}

const WHO: &str = "return (await (await fetch('/auth/session')).json())?.user.name ?? null";
