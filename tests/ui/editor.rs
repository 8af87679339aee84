//! What an editor sees: rust-analyzer sets the cfg `rust_analyzer`, under which each word that is typed is named once more
//! below a module that has all words of its place. Completion and hover come from there.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::generated::{Generated, Output};

const RIGHT: &str = r#"
mod auth {
    auth::auth! {
        providers: [
            github { link_by_email: verified },
            acme: oidc { issuer: "https://acme.example", client_auth: post, response_mode: form_post },
        ],
        roles: [admin],
        pages: { sign_in: "/login" },
        callbacks: { allow: ["/"], after_sign_in: "/" },
        events: { create_user: greet },
        session: { max_age: 7 days, strategy: database },
        default_provider: github,
    }

    async fn greet(_: &CreateUserEvent) {}
}

use crate::auth::protected;

#[protected(any(role = admin, provider = acme), fresh = 10 minutes)]
async fn dashboard() {}

struct Pages;

impl Pages {
    #[protected(role = admin)]
    async fn settings() {}
}

fn main() {
    let _ = (dashboard, Pages::settings);
}
"#;

#[test]
fn every_word_of_a_declaration_and_of_the_attributes_is_known_to_editors() {
    let output = check("editor", RIGHT);
    assert!(output.success, "{}", output.text);
}

/// The module is found, the word in it is not: that is where completion takes its candidates from.
#[test]
fn a_half_typed_word_is_looked_for_among_the_words_of_its_place() {
    for (name, whole, half, module) in [
        ("editor_preset", "github {", "git {", "ide::preset"),
        (
            "editor_link_by_email",
            "link_by_email: verified",
            "link_by_email: veri",
            "ide::link_by_email",
        ),
        (
            "editor_event",
            "create_user: greet",
            "create: greet",
            "ide::event",
        ),
        (
            "editor_strategy",
            "strategy: database",
            "strategy: data",
            "ide::strategy",
        ),
        (
            "editor_section",
            "default_provider:",
            "default:",
            "ide::section",
        ),
        (
            "editor_option",
            "client_auth: post",
            "client: post",
            "ide::option",
        ),
        (
            "editor_condition",
            "fresh = 10 minutes",
            "fre = 10 minutes",
            "ide::condition",
        ),
        (
            "editor_role",
            "role = admin, provider",
            "role = adm, provider",
            "auth::__role",
        ),
        (
            "editor_provider",
            "provider = acme",
            "provider = acm",
            "auth::provider",
        ),
    ] {
        let output = check(name, &RIGHT.replace(whole, half));
        let errors = output.errors();
        let imports = errors
            .iter()
            .filter(|error| error.starts_with("error[E0432]"))
            .count();
        assert_eq!((imports, errors.len()), (1, 2), "{name}: {}", output.text);
        assert!(output.text.contains(module), "{name}: {}", output.text);
    }
}

/// Checks a crate with the cfg that rust-analyzer sets for the library; the other dependencies do not know it.
fn check(name: &str, main: &str) -> Output {
    let wrapper = Path::new(env!("CARGO_TARGET_TMPDIR")).join("as-rust-analyzer");
    let script = "#!/bin/sh\nif [ \"$CARGO_PKG_NAME\" = auth ]; then exec \"$@\" --cfg rust_analyzer; else exec \"$@\"; fi\n";
    if fs::read_to_string(&wrapper).ok().as_deref() != Some(script) {
        fs::write(&wrapper, script).expect("a script");
        fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).expect("it can be run");
    }
    let wrapper = wrapper.to_string_lossy();
    Generated {
        name,
        dependency: "auth",
        // A profile of its own, so that what is built with the cfg is not taken for what is built without.
        manifest: "[profile.dev.package.auth]\noverflow-checks = false",
        sources: &[("src/main.rs", main)],
    }
    .check_with(&[("RUSTC_WRAPPER", &wrapper)])
}
