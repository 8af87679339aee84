//! npm's `oidc-provider`, which others have certified.

use std::collections::HashSet;

use crate::app::App;
use crate::auth::REFUSED;
use crate::browser::Person;
use crate::journey::{
    SESSION_COOKIE, authenticated_at, now, visits, was_bound, was_sent_to_sign_out,
};
use crate::parts::Parts;
use crate::{direct, tests};

tests![
    a_sign_in_is_bound_to_its_browser_and_its_provider,
    a_handler_has_a_token_that_works_however_often_it_is_refreshed,
    a_grant_that_the_provider_ends_ends_the_session,
    signing_out_revokes_tokens_when_it_says_so_and_not_otherwise,
    signing_out_of_the_provider_names_the_session_and_comes_back,
    somebody_who_signs_out_at_the_provider_is_signed_out_here,
    a_response_comes_back_in_a_form_from_another_site,
    a_fresh_sign_in_is_asked_for_and_proved,
];

async fn a_sign_in_is_bound_to_its_browser_and_its_provider(parts: &'static Parts) {
    let app = App::with_certified_provider().await;
    let report = signed_in(&app, "bound", ACME)
        .notes("account")
        .done(parts)
        .await;
    let account = report.page("account");
    assert!(
        account.text.contains("“Alice Archer” <alice@example.test>"),
        "{report:#?}"
    );
    assert_eq!(account.auth_cookies(), [SESSION_COOKIE]);
    was_bound(&report, &app, "acme-kept");
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// Its tokens are too short-lived to be handed out twice, and each refresh makes the refresh token before worth nothing: one
/// that is used twice ends the grant.
async fn a_handler_has_a_token_that_works_however_often_it_is_refreshed(parts: &'static Parts) {
    let app = App::with_certified_provider().await;
    let report = signed_in(&app, "refresh", ACME)
        .opens("/token")
        .notes("first")
        .opens("/token")
        .notes("second")
        .opens("/token")
        .notes("third")
        .done(parts)
        .await;
    let tokens = ["first", "second", "third"].map(|name| &*report.page(name).text);
    assert!(
        tokens[0] != tokens[1] && tokens[1] != tokens[2],
        "{tokens:?}"
    );
    for token in tokens {
        assert_eq!(userinfo(&app, token).await, 200, "{token}");
    }
}

/// Somebody else in the client's name revokes the token (RFC 7009 §2.1), and with it the grant.
async fn a_grant_that_the_provider_ends_ends_the_session(parts: &'static Parts) {
    let app = App::with_certified_provider().await;
    let report = Person::at(&app.origin, "grant-ended")
        .opens("/account")
        .presses(ACME)
        .fills_in("Login", "zoë")
        .presses("Continue")
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
        refused.contains(&("grant_ended", "Zoë <z> Ångström".to_owned())),
        "{refused:?}"
    );
}

async fn signing_out_revokes_tokens_when_it_says_so_and_not_otherwise(parts: &'static Parts) {
    let app = App::with_certified_provider().await;
    for (button, status) in [("Leave", 200), ("Leave and revoke", 401)] {
        let report = signed_in(&app, "revoke", ACME)
            .opens("/token")
            .notes("token")
            .opens("/account")
            .presses(button)
            .notes("signed out")
            .done(parts)
            .await;
        assert!(
            report
                .page("signed out")
                .text
                .contains("Nobody is signed in")
        );
        assert_eq!(report.page("signed out").auth_cookies(), [] as [&str; 0]);
        let token = &report.page("token").text;
        assert_eq!(userinfo(&app, token).await, status, "{button}: {token}");
        assert_eq!(report.complaints(), [] as [&str; 0]);
    }
}

/// S4-4, S4-6, S4-7, S4-9
async fn signing_out_of_the_provider_names_the_session_and_comes_back(parts: &'static Parts) {
    let app = App::with_certified_provider().await;
    let report = signed_in(&app, "rp-initiated", FORM)
        .notes("asked at first")
        .presses("Leave")
        .opens("/account")
        .presses(FORM)
        .notes("not asked")
        .opens("/auth/signout")
        .presses("Sign out of Acme (form) too")
        .presses("Yes, sign me out")
        .notes("signed out")
        .opens("/account")
        .presses(FORM)
        .notes("asked again")
        .done(parts)
        .await;
    assert!(report.page("asked at first").text.contains("Alice Archer"));
    assert!(report.page("not asked").text.contains("Alice Archer"));
    was_sent_to_sign_out(&report, &app, "form");
    let left = report.page("signed out");
    assert_eq!(left.url, format!("{}/", app.origin));
    assert!(left.text.contains("Nobody is signed in"));
    assert_eq!(left.auth_cookies(), [] as [&str; 0]);
    assert!(report.page("asked again").text.contains("Acme accounts"));
    assert_eq!(visits(&report, &app, "/interaction/"), 2);
}

/// The provider posts a logout token to this application before it says goodbye. It names one session of the two.
async fn somebody_who_signs_out_at_the_provider_is_signed_out_here(parts: &'static Parts) {
    let app = App::with_certified_provider().await;
    let elsewhere = signed_in(&app, "back-channel-elsewhere", FORM)
        .notes("account")
        .done(parts)
        .await;
    assert!(elsewhere.page("account").text.contains("sessions: 1"));
    let report = signed_in(&app, "back-channel", FORM)
        .notes("both")
        .opens_outside(&format!("{}/session/end", app.issuer))
        .presses("Yes, sign me out")
        .opens("/")
        .notes("home")
        .opens("/account")
        .presses(FORM)
        .fills_in("Login", "alice")
        .presses("Continue")
        .notes("both again")
        .done(parts)
        .await;
    let text = |name: &str| &*report.page(name).text;
    assert!(text("both").contains("sessions: 2"), "{report:#?}");
    assert!(text("home").contains("Nobody is signed in"), "{report:#?}");
    assert!(text("both again").contains("sessions: 2"), "{report:#?}");
}

/// The cookie of the flow comes along with a POST from another site: `localhost` is another one than `127.0.0.1`.
async fn a_response_comes_back_in_a_form_from_another_site(parts: &'static Parts) {
    let app = App::with_certified_provider().await;
    let with = signed_in(&app, "form-post", FORM);
    let without = Person::at(&app.origin, "form-post-no-javascript")
        .without_javascript()
        .opens("/account")
        .presses(FORM)
        .fills_in("Login", "alice")
        .presses("Continue")
        .presses("Continue");
    for person in [with, without] {
        let report = person.notes("account").done(parts).await;
        let account = report.page("account");
        assert_eq!(account.url, format!("{}/account", app.origin));
        assert!(account.text.contains("Alice Archer"), "{report:#?}");
        assert_eq!(account.auth_cookies(), [SESSION_COOKIE]);
        let callback = format!("{}/auth/callback/acme-form", app.origin);
        let answers = report
            .navigations
            .iter()
            .filter(|navigation| navigation.url.starts_with(&callback))
            .map(|navigation| (&*navigation.method, &*navigation.url))
            .collect::<HashSet<_>>();
        let posted = HashSet::from([("POST", &*callback)]);
        assert_eq!(answers, posted, "nothing is in the address");
        assert_eq!(report.complaints(), [] as [&str; 0]);
    }
}

/// `max_age` (OpenID Connect Core §3.1.2.1): the provider knows who it is and asks all the same, and says when it did.
async fn a_fresh_sign_in_is_asked_for_and_proved(parts: &'static Parts) {
    const LOGIN: &str = "Continue with Acme (login)";
    let app = App::with_certified_provider().await;
    let began = now();
    let report = signed_in(&app, "login", FORM)
        .opens("/account")
        .presses("Leave")
        .opens("/account")
        .presses(LOGIN)
        .notes("asked")
        .fills_in("Login", "alice")
        .presses("Continue")
        .notes("account")
        .done(parts)
        .await;
    assert!(report.page("asked").text.contains("Acme accounts"));
    was_bound(&report, &app, "acme-login");
    let account = &report.page("account").text;
    let at = authenticated_at(account);
    assert!((began..=now()).contains(&at), "{account}");
}

/// Somebody at the page `/account`, signed in by that button.
fn signed_in(app: &App, name: &str, button: &'static str) -> Person {
    Person::at(&app.origin, name)
        .opens("/account")
        .presses(button)
        .fills_in("Login", "alice")
        .presses("Continue")
}

async fn userinfo(app: &App, token: &str) -> u16 {
    direct::get(&format!("{}/me", app.issuer), token).await
}

const ACME: &str = "Continue with Acme";
const FORM: &str = "Continue with Acme (form)";
