//! An application that was given no store: what `DATABASE_URL` names.

mod auth;

use ::auth::error::ConfigurationError;
use ::auth::store::Memory;
use auth_store_tests::{Files, Server};

use crate::auth::Auth;

/// What is set, and what `DATABASE_URL` is.
fn builder(url: Option<&str>) -> ::auth::Builder<auth::Declared> {
    let url = url.map(str::to_owned);
    Auth::builder().variables(move |name| {
        Some(match name {
            "AUTH_SECRET" => "Ahh5Sie9-oophai3C_ohX7eepeiV5aeG".to_owned(),
            "AUTH_URL" => "https://app.test".to_owned(),
            "AUTH_GITHUB_ID" | "AUTH_GITHUB_SECRET" => "of github".to_owned(),
            "DATABASE_URL" => return url.clone(),
            _ => return None,
        })
    })
}

fn refused(url: &str) -> ConfigurationError {
    builder(Some(url)).build().unwrap_err()
}

#[tokio::test]
async fn everything_is_kept_where_the_environment_says() {
    let files = Files::launch().unwrap();
    let file = files.file();
    let auth = builder(Some(&format!("sqlite:{}", file.display())))
        .build()
        .unwrap();
    assert!(!file.exists(), "not before it is needed");
    assert!(auth.users().find("ada").await.unwrap().is_none());
    assert!(file.exists());
}

/// M-12
#[test]
fn a_store_that_cannot_be_used_is_one_problem_that_tells_no_password() {
    for url in [
        "redis://:canary@host",
        "canary",
        "postgres://user:canary@host:port/name",
        "mysql://user:canary@host",
        "sqlite:/canary/canary.db",
    ] {
        let error = refused(url);
        let codes: Vec<_> = error.problems().iter().map(|it| it.code.code).collect();
        assert_eq!(codes, ["AUTH-135"], "{url}");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}

#[test]
fn the_file_that_is_taken_without_a_url_is_told() {
    let auth = builder(None).build().unwrap();
    assert!(auth.registration().contains("`auth.db`"));
    let auth = builder(Some("sqlite::memory:")).build().unwrap();
    assert!(!auth.registration().contains("`auth.db`"));
}

#[test]
fn a_store_that_is_given_goes_before_the_environment() {
    let given = builder(Some("canary")).store(Memory::new()).build();
    assert!(given.is_ok());
}
