//! Signing in and out in a real browser: at npm's `oidc-provider`, and at the built-in provider.

use crate::app::App;
use crate::browser::{Person, Report, auth_cookies};
use crate::parts::Parts;
use crate::tests;

tests![
    a_person_signs_in_at_a_certified_provider_and_out_again,
    a_person_signs_in_at_the_built_in_provider_and_out_again,
    both_work_without_javascript,
    a_form_post_of_another_site_goes_on_by_itself,
    a_form_post_of_another_site_goes_on_by_its_buttons_without_javascript,
    each_way_of_client_authentication_works,
    the_application_learns_who_it_is_from_the_provider_word_for_word,
    two_tabs_sign_in_at_once_and_each_ends_where_it_started,
    cancelling_at_the_provider_ends_on_a_page_with_a_code_and_a_way_back,
    a_provider_that_is_down_ends_on_a_page_with_a_code_and_a_way_back,
    the_back_button_does_not_bring_a_page_back_after_signing_out,
    a_person_signs_out_of_a_certified_provider_too_and_is_asked_again,
    a_person_signs_out_of_the_built_in_provider_too_and_is_asked_again,
];

async fn a_person_signs_in_at_a_certified_provider_and_out_again(parts: &'static Parts) {
    let app = App::start().await;
    let person = Person::at(&app.origin, "certified-provider");
    let report = at_acme(person.opens(PAGE), "Continue with Acme")
        .then_leaves(parts)
        .await;
    was_signed_in_and_out(&app, &report, "Alice Archer");
}

async fn a_person_signs_in_at_the_built_in_provider_and_out_again(parts: &'static Parts) {
    let app = App::start().await;
    let person = Person::at(&app.origin, "built-in-provider");
    let report = at_dev(person.opens(PAGE)).then_leaves(parts).await;
    was_signed_in_and_out(&app, &report, "Ada Lovelace");
}

async fn both_work_without_javascript(parts: &'static Parts) {
    let app = App::start().await;
    let person = Person::at(&app.origin, "certified-provider-no-javascript").without_javascript();
    let report = at_acme(person.opens(PAGE), "Continue with Acme")
        .then_leaves(parts)
        .await;
    was_signed_in_and_out(&app, &report, "Alice Archer");

    let person = Person::at(&app.origin, "built-in-provider-no-javascript").without_javascript();
    let report = at_dev(person.opens(PAGE)).then_leaves(parts).await;
    was_signed_in_and_out(&app, &report, "Ada Lovelace");
}

/// FL-23
async fn a_form_post_of_another_site_goes_on_by_itself(parts: &'static Parts) {
    let app = App::start().await;
    let report = Person::at(&app.origin, "form-post")
        .opens(PAGE)
        .presses("Continue with Poster")
        .presses("Ada Lovelace")
        .arrives_at(PAGE)
        .notes("signed in")
        .done(parts)
        .await;
    was_posted_twice(&app, &report);
}

/// FL-23
async fn a_form_post_of_another_site_goes_on_by_its_buttons_without_javascript(
    parts: &'static Parts,
) {
    let app = App::start().await;
    let report = Person::at(&app.origin, "form-post-no-javascript")
        .without_javascript()
        .opens(PAGE)
        .presses("Continue with Poster")
        .presses("Ada Lovelace")
        .presses("Continue")
        .notes("once more")
        .presses("Continue")
        .notes("signed in")
        .done(parts)
        .await;
    was_posted_twice(&app, &report);
    let page = report.page("once more");
    assert!(page.text.contains("One more step"), "{report:#?}");
    assert!(!page.text.contains("code"), "{report:#?}");
    assert_eq!(page.url, format!("{}/auth/callback/poster", app.origin));
}

/// The redirect URI was sent the same twice: from the other site without a cookie, and from its own page.
fn was_posted_twice(app: &App, report: &Report) {
    let entered = report.page("signed in");
    assert_eq!(entered.url, format!("{}{PAGE}", app.origin));
    assert!(entered.text.contains("Ada Lovelace"), "{report:#?}");
    let callback = format!("{}/auth/callback/poster", app.origin);
    let posts: Vec<_> = report
        .navigations
        .iter()
        .filter(|navigation| navigation.url == callback)
        .map(|navigation| (navigation.method.as_str(), navigation.status))
        .collect();
    assert_eq!(posts, [("POST", 200), ("POST", 303)], "{report:#?}");
    assert_eq!(auth_cookies(&report.cookies), [SESSION_COOKIE]);
    assert!(report.cookies.iter().all(|one| one.same_site == "Lax"));
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// Basic, post and none; with RS256, ES256 and PS256.
async fn each_way_of_client_authentication_works(parts: &'static Parts) {
    let app = App::start().await;
    for button in [
        "Continue with Acme",
        "Continue with Acme (post)",
        "Continue with Acme (public)",
    ] {
        let person = Person::at(&app.origin, "client-authentication").opens(PAGE);
        let report = at_acme(person, button).notes("signed in").done(parts).await;
        assert!(
            report.page("signed in").text.contains("Alice Archer"),
            "{button}: {report:#?}"
        );
    }
}

/// The name comes from the UserInfo endpoint: this provider, as OpenID Connect has it, keeps it out of the ID token.
async fn the_application_learns_who_it_is_from_the_provider_word_for_word(parts: &'static Parts) {
    let app = App::start().await;
    let report = Person::at(&app.origin, "word-for-word")
        .opens(PAGE)
        .presses("Continue with Acme")
        .fills_in("Login", "zoë")
        .presses("Continue")
        .notes("signed in")
        .done(parts)
        .await;
    let text = &report.page("signed in").text;
    assert!(text.contains("“Zoë <z> Ångström” is acme:u-1002"), "{text}");
}

async fn two_tabs_sign_in_at_once_and_each_ends_where_it_started(parts: &'static Parts) {
    let app = App::start().await;
    let report = Person::at(&app.origin, "two-tabs")
        .in_tab(0)
        .opens("/account/first")
        .in_tab(1)
        .opens("/account/second")
        .presses("Continue with Acme")
        .in_tab(0)
        .presses("Continue with Acme")
        .in_tab(1)
        .fills_in("Login", "alice")
        .presses("Continue")
        .notes("second")
        .in_tab(0)
        .fills_in("Login", "alice")
        .presses("Continue")
        .notes("first")
        .done(parts)
        .await;
    assert_eq!(
        report.page("first").url,
        format!("{}/account/first", app.origin)
    );
    assert_eq!(
        report.page("second").url,
        format!("{}/account/second", app.origin)
    );
    assert_eq!(
        auth_cookies(&report.cookies),
        [SESSION_COOKIE],
        "no flow is left over"
    );
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// FL-13
async fn cancelling_at_the_provider_ends_on_a_page_with_a_code_and_a_way_back(
    parts: &'static Parts,
) {
    let app = App::start().await;
    for (button, name) in [("Continue with Acme", "acme"), (DEV, "dev")] {
        let report = Person::at(&app.origin, &format!("cancel-at-{name}"))
            .opens(PAGE)
            .presses(button)
            .presses("Cancel")
            .notes("cancelled")
            .presses("Back to the application")
            .notes("home")
            .done(parts)
            .await;
        let cancelled = report.page("cancelled");
        assert_eq!(cancelled.status, 403, "{report:#?}");
        assert!(cancelled.text.contains("AUTH-"), "{report:#?}");
        assert!(
            !cancelled.text.contains("said no"),
            "the provider's words are not ours to show: {report:#?}"
        );
        assert_eq!(
            cancelled.auth_cookies(),
            [CSRF_COOKIE],
            "of the flow nothing is left"
        );
        assert_eq!(report.page("home").url, format!("{}/", app.origin));
        assert_eq!(report.complaints(), [] as [&str; 0]);
    }
}

async fn a_provider_that_is_down_ends_on_a_page_with_a_code_and_a_way_back(parts: &'static Parts) {
    let mut app = App::start().await;
    app.stop_provider();
    let report = Person::at(&app.origin, "provider-down")
        .opens(PAGE)
        .presses("Continue with Acme")
        .notes("failed")
        .presses("Back to the application")
        .notes("home")
        .done(parts)
        .await;
    assert_eq!(report.page("failed").status, 503, "{report:#?}");
    assert!(report.page("failed").text.contains("AUTH-"), "{report:#?}");
    assert_eq!(
        report.page("failed").auth_cookies(),
        [CSRF_COOKIE],
        "of the flow nothing is left"
    );
    assert_eq!(report.page("home").url, format!("{}/", app.origin));
}

async fn the_back_button_does_not_bring_a_page_back_after_signing_out(parts: &'static Parts) {
    let app = App::start().await;
    let person = Person::at(&app.origin, "back-button").opens(PAGE);
    let report = at_dev(person)
        .presses("Leave")
        .goes_back()
        .notes("back")
        .done(parts)
        .await;
    assert!(
        report.page("back").url.contains("/auth/signin"),
        "{report:#?}"
    );
}

/// S4-4, S4-9: after the first sign-out the provider still knows who it is, and after the second it does not.
async fn a_person_signs_out_of_a_certified_provider_too_and_is_asked_again(parts: &'static Parts) {
    let app = App::start().await;
    let person = Person::at(&app.origin, "certified-provider-too").opens(PAGE);
    let report = at_acme(person, "Continue with Acme")
        .opens("/")
        .presses("Leave")
        .opens(PAGE)
        .presses("Continue with Acme")
        .notes("not asked")
        .opens("/auth/signout")
        .presses("Sign out of Acme too")
        .presses("Yes, sign me out")
        .notes("signed out")
        .opens(PAGE)
        .presses("Continue with Acme")
        .notes("asked")
        .done(parts)
        .await;
    assert!(
        report.page("not asked").text.contains("Alice Archer"),
        "{report:#?}"
    );
    let left = report.page("signed out");
    assert_eq!(left.url, format!("{}/", app.origin));
    assert_eq!(left.auth_cookies(), [] as [&str; 0]);
    assert!(
        report.page("asked").text.contains("Acme accounts"),
        "{report:#?}"
    );
}

/// The ID token is of the session that is to end, so that nobody is asked whether they mean it.
async fn a_person_signs_out_of_the_built_in_provider_too_and_is_asked_again(parts: &'static Parts) {
    let app = App::start().await;
    let person = Person::at(&app.origin, "built-in-provider-too").opens(PAGE);
    let report = at_dev(person)
        .opens("/auth/signout")
        .presses("Sign out of Development sign-in too")
        .notes("signed out")
        .opens(PAGE)
        .presses(DEV)
        .notes("asked")
        .done(parts)
        .await;
    let left = report.page("signed out");
    assert_eq!(left.url, format!("{}/", app.origin));
    assert_eq!(left.auth_cookies(), [] as [&str; 0]);
    assert!(
        report.page("asked").text.contains("Ada Lovelace"),
        "{report:#?}"
    );
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// From the sign-in page, through the certified provider.
fn at_acme(person: Person, button: &'static str) -> Person {
    person
        .notes("sign-in page")
        .presses(button)
        .fills_in("Login", "alice")
        .presses("Continue")
}

/// From the sign-in page, through the provider inside the application.
fn at_dev(person: Person) -> Person {
    person
        .notes("sign-in page")
        .presses(DEV)
        .presses("Ada Lovelace")
}

impl Person {
    /// Looks around, signs out, looks again, and tries to come back.
    async fn then_leaves(self, parts: &Parts) -> Report {
        self.notes("signed in")
            .opens("/")
            .notes("home")
            .presses("Leave")
            .notes("signed out")
            .opens(PAGE)
            .notes("locked out")
            .done(parts)
            .await
    }
}

/// What must be true of everybody who did what [`Person::then_leaves`] says.
fn was_signed_in_and_out(app: &App, report: &Report, name: &str) {
    let [asked, entered, home, left, locked_out] = [
        "sign-in page",
        "signed in",
        "home",
        "signed out",
        "locked out",
    ]
    .map(|note| report.page(note));
    assert!(
        asked
            .url
            .starts_with(&format!("{}/auth/signin?", app.origin)),
        "{report:#?}"
    );
    assert_eq!(
        entered.url,
        format!("{}{PAGE}", app.origin),
        "they are back where they started"
    );
    assert!(entered.text.contains(name), "{report:#?}");
    assert!(home.text.contains(name), "{report:#?}");

    assert_eq!(
        entered.auth_cookies(),
        [SESSION_COOKIE],
        "of the flow nothing is left"
    );
    let session = entered
        .cookies
        .iter()
        .find(|cookie| cookie.name == SESSION_COOKIE)
        .unwrap();
    assert!(
        session.http_only && session.path == "/" && session.same_site == "Lax",
        "{session:?}"
    );
    assert_eq!(session.domain, "127.0.0.1", "only this host gets it");
    assert!(
        !session.secure,
        "the application is on plain http, where nobody would send it back"
    );

    assert_eq!(left.url, format!("{}/", app.origin));
    assert!(left.text.contains("Nobody is signed in"), "{report:#?}");
    assert_eq!(
        left.auth_cookies(),
        [] as [&str; 0],
        "signing out leaves no cookie of ours"
    );
    assert!(
        locked_out
            .url
            .starts_with(&format!("{}/auth/signin?", app.origin)),
        "{report:#?}"
    );
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// A page that is guarded, with a query that must survive the journey.
const PAGE: &str = "/account/settings?tab=2&q=a%20b%26c";
const SESSION_COOKIE: &str = "auth.session-token";
/// The sign-in page sets it for its forms; it belongs to no flow.
const CSRF_COOKIE: &str = "auth.csrf-token";
const DEV: &str = "Development sign-in";
