//! `credentials { … }`.

use auth_spec::ErrorCode;

use super::{providers, refused};
use crate::check::tests::{checked, errors};
use crate::model::Row;

fn fields(list: &str) -> Vec<(String, String)> {
    let providers = providers(list);
    let credentials = providers[0].options.credentials.as_ref().unwrap();
    let fields = credentials.fields.iter();
    fields
        .map(|(name, label)| (name.clone(), label.value()))
        .collect()
}

#[test]
fn it_is_a_function_and_what_people_type() {
    let list = r#"staff: credentials { authorize: crate::staff::check, name: "Staff",
        fields: { member: "Member number", password: "PIN", otp: "Code" } }"#;
    let one = &providers(list)[0];
    assert_eq!(
        (one.wire.as_str(), &one.row),
        ("staff", &Row::Kind("credentials"))
    );
    assert_eq!(one.display_name, "Staff");
    assert!(!one.end_session && !one.revocation);
    let expected = [
        ("member", "Member number"),
        ("password", "PIN"),
        ("otp", "Code"),
    ];
    let expected = expected.map(|(name, label)| (name.to_owned(), label.to_owned()));
    assert_eq!(fields(list), expected);
}

#[test]
fn its_own_id_is_credentials_and_nobody_elses() {
    assert_eq!(
        providers("credentials { authorize: check }")[0].wire,
        "credentials"
    );
    assert_eq!(fields("credentials { authorize: check }"), []);
    refused(
        "credentials: github",
        ErrorCode::RESERVED_PROVIDER_ID,
        "the id `credentials` has another meaning in URLs: choose one such as `my_credentials`",
    );
}

/// M-15
#[test]
fn without_the_function_the_line_to_add_is_said() {
    for list in [
        "credentials",
        "credentials {}",
        "a: credentials { name: \"A\" }",
    ] {
        refused(
            list,
            ErrorCode::AUTHORIZE_MISSING,
            "`credentials` lacks the function that checks what people type: add `authorize: check_password`, and beside `auth!` write `async fn check_password(credentials: &Credentials) -> Option<Profile>`",
        );
    }
    refused(
        "credentials { autorize: check }",
        ErrorCode::UNKNOWN_KEY,
        "`credentials` has no option `autorize`; did you mean `authorize`?",
    );
}

#[test]
fn every_option_of_other_providers_is_refused_at_its_key_whatever_its_value() {
    for option in [
        "issuer",
        "client_id",
        "client_secret",
        "private_key",
        "scopes",
        "params",
        "authorization",
        "par",
        "pushed_authorization",
        "token",
        "userinfo",
        "revocation",
        "end_session",
        "client_auth",
        "response_mode",
        "profile",
        "refresh",
    ] {
        for value in ["\"https://a.example\"", "7", "on"] {
            refused(
                &format!("credentials {{ authorize: check, {option}: {value} }}"),
                ErrorCode::OPTION_NOT_APPLICABLE,
                &format!(
                    "`{option}` does not apply to `credentials`, which asks no provider: leave it out"
                ),
            );
        }
    }
}

#[test]
fn its_options_are_refused_for_every_other_provider() {
    for option in [
        "authorize: check",
        "authorize: \"https://a.example\"",
        "fields: { a: \"A\" }",
    ] {
        let key = option.split(':').next().unwrap();
        for provider in ["github", "dev", "staff: keycloak"] {
            refused(
                &format!("{provider} {{ {option} }}"),
                ErrorCode::OPTION_NOT_APPLICABLE,
                &format!(
                    "`{key}` is for what people type, so it belongs to `credentials {{ … }}`: leave it out"
                ),
            );
        }
    }
}

/// M-44
#[test]
fn what_had_to_be_refused_makes_nobody_elses_call_a_mistake() {
    let (model, errors) =
        checked("providers: [credentials { authorize: check, end_session: 7, revocation: 7 }]");
    assert_eq!(errors.len(), 2);
    assert!(model.providers[0].end_session && model.providers[0].revocation);
}

#[test]
fn fields_begin_with_whose_account_it_is_and_have_a_password() {
    let invalid = ErrorCode::FIELDS_INVALID;
    let with = |fields: &str| format!("credentials {{ authorize: check, fields: {fields} }}");
    for (fields, code, text) in [
        (
            "{ password: \"P\", name: \"N\" }",
            invalid,
            "the first field says whose account it is, so that attempts are counted: write it before `password`, as in `fields: { username: \"E-mail\", password: \"Password\" }`",
        ),
        (
            "{ name: \"N\", pin: \"P\" }",
            invalid,
            "one of the fields is the password, which nobody sees while it is typed: call it `password`; its label can say anything, as in `password: \"PIN\"`",
        ),
        (
            "{}",
            invalid,
            "there is nothing to type: leave `fields` out for a user name and a password, or write `fields: { username: \"E-mail\", password: \"Password\" }`",
        ),
        (
            "{ userName: \"N\", password: \"P\" }",
            invalid,
            "\"userName\" cannot be the name of a field: write it in lower case, like `user_name`; what people read is its label",
        ),
        (
            "{ name: \" \", password: \"P\" }",
            invalid,
            "\" \" is not a label that people could read",
        ),
        (
            "{ name: \"N\", password: \"P\", name: \"M\" }",
            ErrorCode::DUPLICATE_KEY,
            "there is a field `name` already",
        ),
        (
            "{ a: \"A\", password: \"P\", c: \"C\", d: \"D\", e: \"E\", f: \"F\", g: \"G\", h: \"H\", i: \"I\" }",
            invalid,
            "nobody types more than 8 fields: leave some out",
        ),
        (
            "[\"name\", \"password\"]",
            ErrorCode::SYNTAX,
            "this stands in `{ … }`: `fields` is written `fields: { username: \"E-mail\", password: \"Password\" }`",
        ),
        (
            "{ name: 7, password: \"P\" }",
            ErrorCode::SYNTAX,
            "a field and its label are written `username: \"E-mail\"`",
        ),
    ] {
        refused(&with(fields), code, text);
    }
    let two = "providers: [credentials { authorize: check, fields: { A: \"A\", b: \"\" } }]";
    assert_eq!(errors(two).len(), 2);
}
