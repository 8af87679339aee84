//! What each page says.

use super::*;
use crate::error::status;

/// S1-7
#[test]
fn each_provider_has_a_form_of_its_own() {
    let layout = Layout::new("app.test", PROVIDERS);
    let input = SignIn {
        base_path: "/auth",
        ..Texts::PLAIN.sign_in(None)
    };
    let page = sign_in(&layout, &input);
    for id in ["github", "acme-staff", "dev"] {
        let form = format!(r#"<form method="post" action="/auth/signin/{id}">"#);
        assert_eq!(html(&page).matches(&form).count(), 1, "{id}");
        assert!(html(&page).contains(&format!(r#"<button class="choice p-{id}" type="submit">"#)));
    }
    let field = r#"<input type="hidden" name="csrfToken" value="a">"#;
    assert_eq!(html(&page).matches(field).count(), PROVIDERS.len());
    assert!(html(&page).contains("Continue with <bdi>GitHub</bdi>"));
    assert!(html(&page).contains("Continue with <bdi>Staff &lt;ACME&gt;</bdi>"));
}

#[test]
fn the_development_provider_is_explained_where_it_is_declared() {
    let layout = Layout::new("app.test", PROVIDERS);
    let hint = "debug builds only";
    let all = Texts::PLAIN.sign_in(None);
    assert!(html(&sign_in(&layout, &all)).contains(hint));
    let without = SignIn {
        providers: &PROVIDERS[..2],
        ..all
    };
    assert!(!html(&sign_in(&layout, &without)).contains(hint));
}

#[test]
fn the_sign_in_page_says_why_somebody_is_here_again() {
    let layout = Layout::new("app.test", PROVIDERS);
    for code in ErrorCode::ALL {
        let page = sign_in(&layout, &Texts::PLAIN.sign_in(Some(code)));
        assert_eq!(page.status, 200);
        assert!(html(&page).contains(&format!("<code>{}</code> ({})", code.code, code.name)));
    }
    let failed = sign_in(
        &layout,
        &Texts::PLAIN.sign_in(Some(&ErrorCode::ACCESS_DENIED)),
    );
    assert!(
        html(&failed).contains("<title>Sign-in failed · ")
            && html(&failed).contains(r#"role="alert""#)
    );
    let asked = sign_in(
        &layout,
        &Texts::PLAIN.sign_in(Some(&ErrorCode::UNAUTHENTICATED)),
    );
    assert!(
        html(&asked).contains("<title>Sign in · ") && !html(&asked).contains(r#"role="alert""#)
    );
}

/// FL-13
#[test]
fn the_error_page_has_the_codes_status_its_sentence_and_a_way_back() {
    let layout = Layout::new("app.test", PROVIDERS);
    for code in ErrorCode::ALL {
        let page = error(
            &layout,
            &Failure {
                code,
                sign_in: "/login",
                callback_url: None,
            },
        );
        assert_eq!(page.status, status(code));
        assert!(html(&page).contains(&format!("<code>{}</code> ({})", code.code, code.name)));
        assert!(html(&page).contains(r#"href="/""#));
    }
    let page = error(
        &layout,
        &Failure {
            code: &ErrorCode::STATE_EXPIRED,
            sign_in: "/login",
            callback_url: None,
        },
    );
    assert!(html(&page).contains(ErrorCode::STATE_EXPIRED.summary));
    assert!(html(&page).contains(r#"<a class="button primary" href="/login">Try again</a>"#));
}

#[test]
fn signing_out_takes_a_form_and_says_what_stays() {
    let layout = Layout::new("app.test", PROVIDERS);
    let input = SignOut {
        base_path: "/auth",
        csrf_token: "token",
        callback_url: None,
        display_name: "Ada Lovelace",
        provider: Some("GitHub"),
        offers_provider: true,
    };
    let page = sign_out(&layout, &input);
    assert_eq!(page.status, 200);
    assert!(html(&page).contains(r#"<form class="actions" method="post" action="/auth/signout">"#));
    assert!(html(&page).contains(r#"name="csrfToken" value="token""#));
    assert!(html(&page).contains("You stay signed in at <bdi>GitHub</bdi> itself"));
    assert!(html(&page).contains("Ada Lovelace"));
}

/// S1-13
#[test]
fn the_provider_is_signed_out_of_only_where_it_can_be() {
    let layout = Layout::new("app.test", PROVIDERS);
    let with = |provider, offers_provider| {
        let input = SignOut {
            base_path: "/auth",
            csrf_token: "token",
            callback_url: None,
            display_name: "Ada Lovelace",
            provider,
            offers_provider,
        };
        html(&sign_out(&layout, &input)).contains(r#"name="scope" value="app provider""#)
    };
    assert!(with(Some("Acme"), true));
    assert!(!with(Some("Acme"), false));
    assert!(!with(None, true));
}

/// LO-03
#[test]
fn what_a_sign_out_did_not_do_is_said() {
    let layout = Layout::new("app.test", PROVIDERS);
    let to = |destination, provider, signed_in, granted| {
        let page = Incomplete {
            provider,
            signed_in,
            granted,
            destination,
        };
        let page = signed_out(&layout, &page);
        assert_eq!(page.status, 200);
        html(&page).to_owned()
    };
    let text =
        |provider, signed_in, granted| to("https://app.test/bye", provider, signed_in, granted);
    let signed_in = "You may still be signed in at <bdi>Acme</bdi> itself";
    let granted = "was not revoked";
    let all = text(Some("Acme"), true, true);
    assert!(all.contains(signed_in) && all.contains(granted));
    assert!(all.contains(r#"href="https://app.test/bye""#));
    let one = text(Some("Acme"), true, false);
    assert!(one.contains(signed_in) && !one.contains(granted));
    let other = text(None, false, true);
    for script in ["javascript:alert(1)", "data:text/html,x"] {
        assert!(!to(script, None, true, true).contains(script));
    }
    assert!(!other.contains("still be signed in") && other.contains("at the provider was not"));
}

#[test]
fn a_form_to_type_into_says_its_labels_as_text_and_whose_it_is() {
    let layout = Layout::new("app.test", PROVIDERS);
    let page = sign_in(&layout, &Texts::PLAIN.sign_in(None));
    let html = html(&page);
    assert!(html.contains(
        "<label for=\"credentials-member\">Number &amp; &lt;name&gt;</label>\
         <input id=\"credentials-member\" name=\"member\" type=\"text\" autocomplete=\"username\""
    ));
    assert!(html.contains("type=\"password\" autocomplete=\"current-password\""));
    assert!(html.contains("Sign in with <bdi>Members &lt;ACME&gt;</bdi>"));
}
