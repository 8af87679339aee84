//! What each page says.

use super::*;
use crate::error::status;

/// S1-7
#[test]
fn each_provider_has_a_form_of_its_own() {
    let layout = plain();
    let input = SignIn {
        base_path: "/auth",
        ..Inputs::PLAIN.sign_in(None)
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
    let layout = plain();
    let hint = "debug builds only";
    let all = Inputs::PLAIN.sign_in(None);
    assert!(html(&sign_in(&layout, &all)).contains(hint));
    let without = SignIn {
        providers: &PROVIDERS[..2],
        ..all
    };
    assert!(!html(&sign_in(&layout, &without)).contains(hint));
}

#[test]
fn the_sign_in_page_says_why_somebody_is_here_again() {
    let layout = plain();
    for code in ErrorCode::ALL {
        let page = sign_in(&layout, &Inputs::PLAIN.sign_in(Some(code)));
        assert_eq!(page.status, 200);
        assert!(html(&page).contains(&format!("<code>{}</code> ({})", code.code, code.name)));
    }
    let failed = sign_in(
        &layout,
        &Inputs::PLAIN.sign_in(Some(&ErrorCode::ACCESS_DENIED)),
    );
    assert!(
        html(&failed).contains("<title>Sign-in failed · ")
            && html(&failed).contains(r#"role="alert""#)
    );
    let asked = sign_in(
        &layout,
        &Inputs::PLAIN.sign_in(Some(&ErrorCode::UNAUTHENTICATED)),
    );
    assert!(
        html(&asked).contains("<title>Sign in · ") && !html(&asked).contains(r#"role="alert""#)
    );
}

/// FL-13
#[test]
fn the_error_page_has_the_codes_status_its_sentence_and_a_way_back() {
    let layout = plain();
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
    assert!(html(&page).contains(ENGLISH.errors.state_expired.happened));
    assert!(html(&page).contains(r#"<a class="button primary" href="/login">Try again</a>"#));
}

fn asking<'a>(provider: Option<&'a str>, offers: Offers) -> SignOut<'a> {
    SignOut {
        base_path: "/auth",
        csrf_token: "token",
        callback_url: None,
        display_name: "Ada Lovelace",
        provider,
        offers,
    }
}

#[test]
fn signing_out_takes_a_form_and_says_what_stays() {
    let page = sign_out(&plain(), &asking(Some("GitHub"), ALL_LAYERS));
    assert_eq!(page.status, 200);
    assert!(html(&page).contains(r#"<form class="layers" method="post" action="/auth/signout">"#));
    assert!(html(&page).contains(r#"name="csrfToken" value="token""#));
    assert!(
        html(&page).contains(r#"You stay signed in at <bdi class="strong">GitHub</bdi> itself"#)
    );
    assert!(html(&page).contains("Ada Lovelace"));
}

/// S1-13
#[test]
fn a_sign_out_offers_the_layers_that_there_are_and_no_others() {
    let provider = r#"name="scope" value="app provider""#;
    let everywhere = r#"name="scope" value="everywhere""#;
    let revocation = r#"name="revoke" value="true""#;
    let none = Offers::default();
    let offered = |name, offers| {
        let page = sign_out(&plain(), &asking(name, offers));
        [provider, everywhere, revocation].map(|layer| html(&page).contains(layer))
    };
    let acme = Some("Acme");
    assert_eq!(offered(acme, ALL_LAYERS), [true, true, true]);
    assert_eq!(offered(acme, none), [false, false, false]);
    assert_eq!(
        offered(
            acme,
            Offers {
                provider: true,
                ..none
            }
        ),
        [true, false, false]
    );
    assert_eq!(
        offered(
            acme,
            Offers {
                everywhere: true,
                ..none
            }
        ),
        [false, true, false]
    );
    assert_eq!(
        offered(
            acme,
            Offers {
                revocation: true,
                ..none
            }
        ),
        [false, false, true]
    );
    // What has no name cannot be asked for by it.
    assert_eq!(offered(None, ALL_LAYERS), [false, true, false]);
}

/// Each control says what it does to those who only hear it, too.
#[test]
fn each_layer_is_described() {
    let page = sign_out(&plain(), &asking(Some("Acme"), ALL_LAYERS));
    let mut described = 0;
    for (_, rest) in html(&page)
        .match_indices("aria-describedby=\"")
        .map(|(at, found)| (at, &html(&page)[at + found.len()..]))
    {
        let id = &rest[..rest.find('"').unwrap()];
        assert_eq!(
            html(&page).matches(&format!("id=\"{id}\"")).count(),
            1,
            "{id}"
        );
        described += 1;
    }
    assert_eq!(described, 4);
}

#[test]
fn whoever_may_not_see_a_page_learns_who_they_are_and_can_be_somebody_else() {
    let input = Forbidden {
        display_name: "Ada Lovelace",
        sign_in: "/auth/signin?prompt=select_account",
    };
    let page = forbidden(&plain(), &input);
    assert_eq!(page.status, 403);
    assert!(html(&page).contains(r#"You are signed in as <bdi class="strong">Ada Lovelace</bdi>"#));
    assert!(
        html(&page).contains(r#"<a class="button" href="/auth/signin?prompt=select_account">"#)
    );
    assert!(html(&page).contains("<code>AUTH-511</code> (forbidden)"));
}

#[test]
fn whoever_wants_another_account_is_asked_by_the_provider() {
    let another = SignIn {
        another_account: true,
        base_path: "/auth",
        ..Inputs::PLAIN.sign_in(None)
    };
    let page = sign_in(&plain(), &another);
    assert!(html(&page).contains(r#"action="/auth/signin/acme-staff?prompt=select_account""#));
    assert!(html(&page).contains("<h1>Use another account</h1>"));
    // What people type says whose account it is.
    assert!(html(&page).contains(r#"action="/auth/callback/credentials""#));
    let plain_page = sign_in(&plain(), &Inputs::PLAIN.sign_in(None));
    assert!(!html(&plain_page).contains("select_account"));
}

#[test]
fn after_a_sign_out_there_is_a_way_in_and_a_way_on() {
    let page = signed_out(&plain(), "/login", "https://app.test/bye");
    assert_eq!(page.status, 200);
    assert!(html(&page).contains("<h1>You are signed out</h1>"));
    assert!(html(&page).contains(r#"<a class="button primary" href="/login">Sign in</a>"#));
    assert!(html(&page).contains(r#"href="https://app.test/bye""#));
}

/// LO-03
#[test]
fn what_a_sign_out_did_not_do_is_said() {
    let layout = plain();
    let to = |destination, provider, signed_in, granted| {
        let page = Incomplete {
            provider,
            signed_in,
            granted,
            destination,
        };
        let page = signed_out_here(&layout, &page);
        assert_eq!(page.status, 200);
        html(&page).to_owned()
    };
    let text =
        |provider, signed_in, granted| to("https://app.test/bye", provider, signed_in, granted);
    let signed_in = r#"You may still be signed in at <bdi class="strong">Acme</bdi> itself"#;
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
    let layout = plain();
    let page = sign_in(&layout, &Inputs::PLAIN.sign_in(None));
    let html = html(&page);
    assert!(html.contains(
        "<label for=\"credentials-member\">Number &amp; &lt;name&gt;</label>\
         <input id=\"credentials-member\" name=\"member\" type=\"text\" autocomplete=\"username\""
    ));
    assert!(html.contains("type=\"password\" autocomplete=\"current-password\""));
    assert!(html.contains("Sign in with <bdi>Members &lt;ACME&gt;</bdi>"));
}
