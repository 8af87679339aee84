//! What was typed.

use super::*;

fn declaration(fields: &'static [CredentialsField]) -> CredentialsDeclaration {
    CredentialsDeclaration {
        fields,
        authorize: |_| Box::pin(async { Ok(None) }),
    }
}

fn taken(password: &str) -> Option<Credentials> {
    Credentials::take(&declaration(&[]), |field| {
        Some(match field {
            "password" => password.to_owned(),
            other => format!("typed into {other}"),
        })
    })
}

#[test]
fn only_declared_fields_are_there() {
    let typed = taken("secret").unwrap();
    assert_eq!(typed.value("username"), "typed into username");
    assert_eq!(typed.value("password"), "secret");
    assert_eq!(typed.value("csrfToken"), "");
    assert_eq!(typed.identifier(), "typed into username");
}

/// AL-17
#[test]
fn a_password_arrives_as_it_was_typed_or_not_at_all() {
    for password in [
        "a".repeat(64),
        "a".repeat(72),
        "a".repeat(73),
        "é".repeat(1024),
        "a\0b".to_owned(),
        " blanks around ".to_owned(),
        "ﬁ\u{301}".to_owned(),
    ] {
        assert_eq!(taken(&password).unwrap().value("password"), password);
    }
    for length in [1025, 4096, 1 << 20] {
        assert!(taken(&"a".repeat(length)).is_none(), "{length}");
    }
}

#[test]
fn debug_shows_nothing_of_it() {
    assert_eq!(format!("{:?}", taken("secret").unwrap()), "Credentials(…)");
}

#[test]
fn without_a_name_or_a_password_there_is_nothing_to_check() {
    assert!(taken("x").unwrap().are_complete());
    assert!(!taken("").unwrap().are_complete());
    let nameless = Credentials::take(&declaration(&[]), |field| {
        Some(if field == "password" { "x" } else { " " }.to_owned())
    });
    assert!(!nameless.unwrap().are_complete());
}

#[test]
fn the_first_field_says_whose_account_it_is() {
    const FIELDS: &[CredentialsField] = &[
        CredentialsField {
            name: "member",
            label: "Member number",
        },
        CredentialsField {
            name: "password",
            label: "PIN",
        },
    ];
    let typed = Credentials::take(&declaration(FIELDS), |field| Some(field.to_owned()));
    assert_eq!(typed.unwrap().identifier(), "member");
}
