//! What cannot be seen from outside: release builds, and declarations that the build refuses.

use std::sync::Arc;

use super::*;
use crate::clock::SharedClock;
use crate::declaration::{
    Callbacks, EmailLinks, Kept, NoEmail, ProviderDeclaration, ProviderId, RevocableCookies,
    SealedCookies, SessionDeclaration, StoreFor,
};
use crate::email::Mailer;
use crate::error::ConfigurationError;
use crate::handle::{ClientAddress, Given};
use crate::pages::ENGLISH;
use crate::{Auth, Builder};

use auth_spec::ProviderSpec;

/// One OpenID provider, and nothing else said.
#[derive(Debug, Clone, Copy)]
struct Plain;

/// Everything about it has slipped through the build.
#[derive(Debug, Clone, Copy)]
struct Wrong;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Acme;

impl ProviderId for Acme {
    const ALL: &'static [Self] = &[Self];

    fn index(self) -> usize {
        0
    }
}

impl Declaration for Plain {
    type Provider = Acme;
    type Role = crate::declaration::NoRole;
    type SessionData = ();
    type Sessions = SealedCookies;
    type Email = NoEmail;

    const PROVIDERS: &'static [ProviderDeclaration] = &[ProviderDeclaration {
        issuer: Some(Setting::Literal("https://acme.test")),
        ..ProviderDeclaration::new("acme", &ProviderSpec::OIDC)
    }];
    const SESSION: SessionDeclaration = SessionDeclaration {
        max_age: u64::MAX,
        idle: Some(u64::MAX),
        update_age: u64::MAX,
        cookie: None,
    };
}

impl Declaration for Wrong {
    type Provider = Acme;
    type Role = crate::declaration::NoRole;
    type SessionData = ();
    type Sessions = SealedCookies;
    type Email = NoEmail;

    const PROVIDERS: &'static [ProviderDeclaration] =
        &[ProviderDeclaration::new("acme", &ProviderSpec::OAUTH2)];
    const CALLBACKS: Callbacks = Callbacks {
        allow: Some(&["/", "*", "/a//b"]),
        ..Callbacks::DEFAULT
    };
    const SESSION: SessionDeclaration = SessionDeclaration {
        cookie: Some("a b"),
        ..SessionDeclaration::DEFAULT
    };
}

/// One whose sessions can be ended on the server.
#[derive(Debug, Clone, Copy)]
struct Revocable;

impl Declaration for Revocable {
    type Provider = Acme;
    type Role = <Plain as Declaration>::Role;
    type SessionData = ();
    type Sessions = RevocableCookies;
    type Email = NoEmail;

    const PROVIDERS: &'static [ProviderDeclaration] = Plain::PROVIDERS;
}

/// One whose pages speak what nobody can ask for.
#[derive(Debug, Clone, Copy)]
struct Babel;

impl Declaration for Babel {
    type Provider = Acme;
    type Role = <Plain as Declaration>::Role;
    type SessionData = ();
    type Sessions = SealedCookies;
    type Email = NoEmail;

    const PROVIDERS: &'static [ProviderDeclaration] = Plain::PROVIDERS;
    const LANGUAGES: &'static [&'static Texts] = &[
        &ENGLISH,
        &Texts {
            language: "de_DE\n",
            ..ENGLISH
        },
        &Texts {
            language: "EN",
            ..ENGLISH
        },
    ];
}

fn given(clock: SharedClock, store: Kept, mailer: Option<Arc<dyn Mailer>>) -> Given {
    Given {
        clock,
        http_client: None,
        store,
        mailer,
        client_address: ClientAddress::default(),
    }
}

/// M-12
#[test]
fn sessions_that_can_be_ended_are_not_begun_without_a_store() {
    let assembled = |store| {
        let mut said = builder::<Revocable>(CLIENT).said;
        said.debug_build = true;
        let clock = std::sync::Arc::new(crate::clock::SystemClock);
        Auth::<Revocable>::assemble(check::<Revocable>(&said), given(clock, store, None))
    };
    let error = assembled(Kept::default()).unwrap_err();
    assert_eq!(codes(&error), ["store_missing"]);
    let store = crate::store::Memory::new();
    let kept = StoreFor::<(RevocableCookies, NoEmail)>::kept(store);
    assert!(assembled(kept).is_ok());
}

/// One whose sessions can be ended on the server, and that sends links.
#[derive(Debug, Clone, Copy)]
struct Linked;

impl Declaration for Linked {
    type Provider = Acme;
    type Role = <Plain as Declaration>::Role;
    type SessionData = ();
    type Sessions = RevocableCookies;
    type Email = EmailLinks;

    const PROVIDERS: &'static [ProviderDeclaration] = Plain::PROVIDERS;
}

/// M-12, M-14
#[test]
fn links_are_not_sent_without_a_store_and_a_mailer() {
    let assembled = |store, mailer| {
        let mut said = builder::<Linked>(CLIENT).said;
        said.debug_build = true;
        let clock = std::sync::Arc::new(crate::clock::SystemClock);
        Auth::<Linked>::assemble(check::<Linked>(&said), given(clock, store, mailer))
    };
    let store = || StoreFor::<(RevocableCookies, EmailLinks)>::kept(crate::store::Memory::new());
    let mailer = || Some(std::sync::Arc::new(crate::email::Printed) as _);
    let error = assembled(Kept::default(), None).unwrap_err();
    assert_eq!(codes(&error), ["mailer_missing", "store_missing"]);
    let error = assembled(Kept::default(), mailer()).unwrap_err();
    assert_eq!(codes(&error), ["store_missing"]);
    let error = assembled(store(), None).unwrap_err();
    assert_eq!(codes(&error), ["mailer_missing"]);
    assert!(assembled(store(), mailer()).is_ok());
}

fn builder<D: Declaration>(variables: &'static [(&str, &str)]) -> Builder<D> {
    Builder::new().variables(|asked| {
        let (_, value) = variables.iter().find(|(name, _)| *name == asked)?;
        Some((*value).to_owned())
    })
}

fn codes(error: &ConfigurationError) -> Vec<&'static str> {
    error
        .problems()
        .iter()
        .map(|problem| problem.code.name)
        .collect()
}

const CLIENT: &[(&str, &str)] = &[("AUTH_ACME_ID", "client"), ("AUTH_ACME_SECRET", "secret")];

/// HH-04, M-38, M-40
#[test]
fn a_release_build_makes_up_neither_origin_nor_secret() {
    let mut release = builder::<Plain>(CLIENT);
    release.said.debug_build = false;
    let error = release.build().unwrap_err();
    assert_eq!(codes(&error), ["secret_missing", "base_url_missing"]);

    let mut debug = builder::<Plain>(CLIENT);
    debug.said.debug_build = true;
    assert!(debug.build().is_ok());
}

/// What is only found when the parts are put together is in the same report as everything else.
#[test]
fn one_report_has_what_every_part_found() {
    let error = builder::<Wrong>(CLIENT)
        .secret("short")
        .base_url("https://app.test")
        .build()
        .unwrap_err();
    assert_eq!(
        codes(&error),
        [
            "secret_weak",
            "callback_url_invalid",
            "callback_url_invalid",
            "cookie_name_invalid",
            "endpoint_missing",
        ]
    );
}

#[test]
fn a_language_that_is_no_tag_or_that_of_another_is_refused() {
    let error = builder::<Babel>(CLIENT)
        .secret("Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd")
        .base_url("https://app.test")
        .build()
        .unwrap_err();
    assert_eq!(codes(&error), ["language_invalid", "language_invalid"]);
    let report = error.to_string();
    assert!(
        report.contains("which is no language tag") && !report.contains("de_DE\n"),
        "{report}"
    );
    assert!(
        report.contains("language 3 in `pages: { languages }` is `EN`, which another one is"),
        "{report}"
    );
}

/// CK-16
#[test]
fn lifetimes_beyond_all_reason_are_held_to_400_days() {
    let auth: Auth<Plain> = builder(CLIENT)
        .secret("Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd")
        .base_url("https://app.test")
        .build()
        .unwrap();
    let user = crate::User {
        id: "acme:1".into(),
        ..crate::User::default()
    };
    let headers = http::HeaderMap::new();
    let (session, cookies) = auth.sessions().issue(&headers, user, Acme, ()).unwrap();
    assert_eq!(session.expires_at, session.signed_in_at + 400 * 86_400);
    assert!(
        cookies
            .iter()
            .any(|cookie| cookie.to_str().unwrap().contains("Max-Age=34560000"))
    );
}

/// SR-05
#[test]
fn nothing_of_a_running_application_prints_a_secret() {
    let auth: Auth<Plain> =
        builder(&[("AUTH_ACME_ID", "client"), ("AUTH_ACME_SECRET", "canary-1")])
            .secret("canary-2-Jb7qQ2v9XeTn1cR8wLs5hYp3aUd")
            .base_url("https://app.test")
            .build()
            .unwrap();
    let printed = format!("{auth:?} {:?} {}", auth.core(), auth.registration());
    assert!(!printed.contains("canary"), "{printed}");
}

/// M-42
#[test]
fn data_that_is_large_from_the_start_is_noticed() {
    #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
    struct Padded<const LENGTH: usize>(String);

    impl<const LENGTH: usize> Default for Padded<LENGTH> {
        fn default() -> Self {
            Self("x".repeat(LENGTH))
        }
    }

    let notice = large_data::<Padded<1_023>>().unwrap();
    assert!(
        notice.starts_with("`session: { data }` takes 1025 bytes before anything is put into it"),
        "{notice}"
    );
    assert_eq!(large_data::<Padded<1_022>>(), None);
    assert_eq!(large_data::<()>(), None);
}
