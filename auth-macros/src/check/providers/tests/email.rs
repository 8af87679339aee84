//! `email { … }`

use auth_spec::ErrorCode;

use super::{providers, refused};
use crate::check::tests::checked;

#[test]
fn email_alone_is_a_provider_that_sends_links() {
    let providers = providers("email, links: email { name: \"Staff\" }, github");
    let sends: Vec<_> = providers.iter().map(|one| one.sends_links).collect();
    assert_eq!(sends, [Some(true), Some(true), Some(false)]);
    let names: Vec<_> = providers
        .iter()
        .map(|one| one.display_name.as_str())
        .collect();
    assert_eq!(names, ["E-mail", "Staff", "GitHub"]);
    assert!(
        !providers
            .iter()
            .take(2)
            .any(|one| one.end_session || one.revocation)
    );
}

#[test]
fn what_is_said_of_the_links_is_kept() {
    for (written, seconds) in [
        ("max_age: 1 minute", 60),
        ("max_age: 90 seconds", 90),
        ("max_age: 15 minutes", 900),
        ("max_age: 24 hours", 86_400),
        ("max_age: 1 day", 86_400),
    ] {
        let providers = providers(&format!(
            "email {{ {written}, from: \"Acme <login@acme.example>\" }}"
        ));
        let email = providers[0].options.email.clone().unwrap();
        assert_eq!(email.max_age, Some(seconds), "{written}");
        assert!(email.from.is_some());
    }
}

/// M-15
#[test]
fn options_of_other_providers_are_refused_at_their_key() {
    for option in [
        "issuer: \"https://a.example\"",
        "client_id: \"web\"",
        "client_secret: env(\"S\")",
        "private_key: env(\"K\")",
        "scopes: [\"openid\"]",
        "params: { prompt: \"login\" }",
        "authorization: \"https://a.example\"",
        "par: on",
        "pushed_authorization: \"https://a.example\"",
        "token: \"https://a.example\"",
        "userinfo: \"https://a.example\"",
        "revocation: \"https://a.example\"",
        "end_session: \"https://a.example\"",
        "client_auth: basic",
        "response_mode: query",
        "profile: f",
        "refresh: on",
    ] {
        let (key, _) = option.split_once(':').unwrap();
        let text =
            format!("`{key}` does not apply to `email`, which asks no provider: leave it out");
        refused(
            &format!("email {{ {option} }}"),
            ErrorCode::OPTION_NOT_APPLICABLE,
            &text,
        );
    }
    for option in ["authorize: f", "fields: { a: \"A\" }"] {
        let (key, _) = option.split_once(':').unwrap();
        let text = format!(
            "`{key}` is for what people type, so it belongs to `credentials {{ … }}`: leave it out"
        );
        refused(
            &format!("email {{ {option} }}"),
            ErrorCode::OPTION_NOT_APPLICABLE,
            &text,
        );
    }
}

/// M-15
#[test]
fn options_of_email_are_refused_elsewhere() {
    for option in ["from: \"a@b.test\"", "max_age: 10 minutes"] {
        let (key, _) = option.split_once(':').unwrap();
        for other in ["github", "dev", "google"] {
            let text = format!(
                "`{key}` is for links that are sent, so it belongs to `email {{ … }}`: leave it out"
            );
            refused(
                &format!("{other} {{ {option} }}"),
                ErrorCode::OPTION_NOT_APPLICABLE,
                &text,
            );
        }
    }
}

/// HI-02
#[test]
fn a_sender_that_would_break_a_header_is_refused() {
    for from in [
        "",
        "Acme",
        "a@x.test, b@x.test",
        "x\\r\\nBcc: e@x.test <a@x.test>",
    ] {
        let list = format!("email {{ from: \"{from}\" }}");
        let (_, errors) = checked(&format!("providers: [{list}]"));
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert!(errors[0].ends_with("[AUTH-182]"), "{errors:?}");
    }
}

#[test]
fn a_link_lives_for_a_minute_to_a_day() {
    refused(
        "email { max_age: 59 seconds }",
        ErrorCode::LIFETIME_INVALID,
        "nobody reads their mail in less than a minute: write `10 minutes`",
    );
    refused(
        "email { max_age: 25 hours }",
        ErrorCode::LIFETIME_INVALID,
        "a link that is older than a day is too likely to be found by others: write `24 hours` or less",
    );
    refused(
        "email { max_age: 0 minutes }",
        ErrorCode::LIFETIME_INVALID,
        "`max_age` is zero: nothing would last that long",
    );
    refused(
        "email { max_age: 10 }",
        ErrorCode::LIFETIME_INVALID,
        "`max_age` has no unit: write `10 days`, `10 minutes`, …",
    );
}

#[test]
fn of_a_provider_that_could_not_be_read_nobody_knows_whether_it_sends_links() {
    let (model, errors) = checked("providers: [emial, githib]");
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(model.providers.iter().all(|one| one.sends_links.is_none()));
}
