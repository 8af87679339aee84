//! PyPI's `canaille`. It has no back-channel logout, and no response mode but the query.

use crate::app::App;
use crate::auth::REFUSED;
use crate::browser::Person;
use crate::journey::{SESSION_COOKIE, authenticated_at, now, was_bound, was_sent_to_sign_out};
use crate::parts::Parts;
use crate::{direct, tests};

tests![
    a_person_signs_in_and_out_again,
    another_way_of_client_authentication_and_of_signing_works_without_javascript,
    saying_no_ends_on_a_page_with_a_code,
    a_person_signs_out_of_the_provider_too_and_is_asked_again,
    a_fresh_sign_in_is_asked_for_and_proved,
    a_handler_has_a_token_that_works_however_often_it_is_refreshed,
    a_grant_that_the_provider_ends_ends_the_session,
];

async fn a_person_signs_in_and_out_again(parts: &'static Parts) {
    let app = App::with_canaille();
    let report = signed_in(app, "canaille", CANAILLE, "alice")
        .notes("account")
        .presses("Leave")
        .notes("signed out")
        .done(parts)
        .await;
    let account = report.page("account");
    assert_eq!(account.url, format!("{}/account", app.origin));
    assert!(
        account.text.contains("“Alice Archer” <alice@example.test>"),
        "{report:#?}"
    );
    assert_eq!(account.auth_cookies(), [SESSION_COOKIE]);
    was_bound(&report, app, "canaille");
    let left = report.page("signed out");
    assert!(left.text.contains("Nobody is signed in"), "{report:#?}");
    assert_eq!(left.auth_cookies(), [] as [&str; 0]);
    assert_eq!(report.complaints_but_of(&app.issuer), [] as [&str; 0]);
}

/// In the body, and EdDSA; the browser before had Basic and RS256.
async fn another_way_of_client_authentication_and_of_signing_works_without_javascript(
    parts: &'static Parts,
) {
    let app = App::with_canaille();
    let person = Person::at(&app.origin, "canaille-post").without_javascript();
    let report = signs_in(person, "Continue with Canaille (post)", "zoe")
        .presses("Accept")
        .notes("account")
        .done(parts)
        .await;
    let text = &report.page("account").text;
    assert!(text.contains("“Zoë Ångström”"), "{report:#?}");
    was_bound(&report, app, "canaille-post");
    assert_eq!(report.complaints_but_of(&app.issuer), [] as [&str; 0]);
}

async fn saying_no_ends_on_a_page_with_a_code(parts: &'static Parts) {
    let app = App::with_canaille();
    let person = Person::at(&app.origin, "canaille-deny");
    let report = signs_in(person, CANAILLE, "bob")
        .presses("Deny")
        .notes("denied")
        .done(parts)
        .await;
    let denied = report.page("denied");
    assert_eq!(denied.status, 403, "{report:#?}");
    assert!(denied.text.contains("AUTH-"), "{report:#?}");
    assert!(!denied.auth_cookies().contains(&SESSION_COOKIE));
}

/// S4-4, S4-6, S4-7, S4-9
async fn a_person_signs_out_of_the_provider_too_and_is_asked_again(parts: &'static Parts) {
    let app = App::with_canaille();
    let report = signed_in(app, "canaille-too", CANAILLE, "carol")
        .presses("Leave")
        .notes("left")
        .opens("/account")
        .presses(CANAILLE)
        .notes("not asked")
        .opens("/auth/signout")
        .presses("Sign out of Canaille too")
        .notes("signed out")
        .opens("/account")
        .presses(CANAILLE)
        .notes("asked")
        .done(parts)
        .await;
    assert!(report.page("left").text.contains("Nobody is signed in"));
    let again = report.page("not asked");
    assert!(again.text.contains("Carol Cooper"), "{report:#?}");
    was_sent_to_sign_out(&report, app, "basic");
    let left = report.page("signed out");
    assert_eq!(left.url, format!("{}/", app.origin));
    assert!(left.text.contains("Nobody is signed in"), "{report:#?}");
    assert_eq!(left.auth_cookies(), [] as [&str; 0]);
    let asked = report.page("asked");
    assert_eq!(asked.url, format!("{}/login", app.issuer), "{report:#?}");
    assert_eq!(report.complaints_but_of(&app.issuer), [] as [&str; 0]);
}

/// `prompt` and `max_age` (OpenID Connect Core §3.1.2.1): the provider knows who it is, asks for the password all the same,
/// and says when it did.
async fn a_fresh_sign_in_is_asked_for_and_proved(parts: &'static Parts) {
    let app = App::with_canaille();
    let began = now();
    let report = signed_in(app, "canaille-login", CANAILLE, "dan")
        .presses("Leave")
        .opens("/account")
        .presses("Continue with Canaille (login)")
        .notes("asked")
        .fills_in("Password", PASSWORD)
        .presses("Sign in")
        .notes("account")
        .done(parts)
        .await;
    let asked = &report.page("asked").url;
    assert_eq!(*asked, format!("{}/auth/password", app.issuer));
    was_bound(&report, app, "canaille-login");
    let account = &report.page("account").text;
    let at = authenticated_at(account);
    assert!((began..=now()).contains(&at), "{account}");
}

/// Each refresh makes the refresh token before worth nothing.
async fn a_handler_has_a_token_that_works_however_often_it_is_refreshed(parts: &'static Parts) {
    let app = App::with_canaille();
    for (button, status) in [("Leave", 200), ("Leave and revoke", 401)] {
        let person = Person::at(&app.origin, "canaille-refresh");
        let report = signs_in(person, KEPT, "erin")
            .presses("Accept")
            .opens("/token")
            .notes("first")
            .opens("/token")
            .notes("second")
            .opens("/token")
            .notes("third")
            .opens("/account")
            .presses(button)
            .notes("signed out")
            .done(parts)
            .await;
        let [first, second, third] =
            ["first", "second", "third"].map(|name| &*report.page(name).text);
        assert!(first != second && second != third, "{report:#?}");
        assert_eq!(userinfo(app, second).await, 401, "rotated");
        assert_eq!(userinfo(app, third).await, status, "{button}: {third}");
        let left = report.page("signed out");
        assert!(left.text.contains("Nobody is signed in"), "{report:#?}");
    }
}

async fn a_grant_that_the_provider_ends_ends_the_session(parts: &'static Parts) {
    let app = App::with_canaille();
    let report = signed_in(app, "canaille-grant-ended", KEPT, "frank")
        .opens("/end-grant")
        .notes("ended")
        .opens("/token")
        .notes("token")
        .opens("/")
        .notes("home")
        .done(parts)
        .await;
    assert_eq!(report.page("ended").text, "200");
    assert_eq!(report.page("token").text, "grant_ended");
    assert!(report.page("home").text.contains("Nobody is signed in"));
    let refused = REFUSED.lock().unwrap();
    assert!(
        refused.contains(&("grant_ended", "Frank Fisher".to_owned())),
        "{refused:?}"
    );
}

/// Somebody at the page `/account`, signed in by that button, with a password and a consent.
fn signed_in(app: &App, name: &str, button: &'static str, login: &'static str) -> Person {
    signs_in(Person::at(&app.origin, name), button, login).presses("Accept")
}

/// Somebody who is asked for their consent.
fn signs_in(person: Person, button: &'static str, login: &'static str) -> Person {
    person
        .opens("/account")
        .presses(button)
        .fills_in("Login", login)
        .presses("Continue")
        .fills_in("Password", PASSWORD)
        .presses("Sign in")
}

async fn userinfo(app: &App, token: &str) -> u16 {
    direct::get(&format!("{}/oauth/userinfo", app.issuer), token).await
}

const CANAILLE: &str = "Continue with Canaille";
const KEPT: &str = "Continue with Canaille (kept)";
/// Everybody's, in `canaille/provider.py`.
const PASSWORD: &str = "correct horse battery staple";
