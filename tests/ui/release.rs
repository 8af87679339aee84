//! What a release build says.

use crate::generated::{Generated, Output};

/// A provider that lets anybody in cannot be forgotten in a release.
#[test]
fn a_release_build_refuses_the_development_provider_at_its_name() {
    let output = check("dev_in_release", "providers: [github, dev],");
    assert!(!output.success, "it was accepted:\n{}", output.text);
    let [error] = output.errors()[..] else {
        panic!("not one error:\n{}", output.text);
    };
    assert!(
        error.starts_with("error: `dev` lets anybody sign in as anybody"),
        "{error}"
    );
    assert!(error.ends_with("[AUTH-115]"), "{error}");
    let place = " --> src/main.rs:3:29\n  |\n3 |         providers: [github, dev],\n  |                             ^^^\n";
    assert!(output.text.contains(place), "{}", output.text);
    assert!(
        !output.text.contains("this error originates in"),
        "{}",
        output.text
    );
}

#[test]
fn a_release_build_accepts_every_other_provider() {
    let output = check("no_dev_in_release", "providers: [github],");
    assert!(output.success, "{}", output.text);
}

/// M-14: links that nobody is sent cannot be forgotten in a release either.
#[test]
fn a_release_build_refuses_the_mailer_that_prints() {
    let main = "mod auth {\n    auth::auth! {\n        providers: [email],\n    }\n}\n\nfn main() {\n    \
        let builder = auth::Auth::builder().store(::auth::store::Memory::new());\n    \
        let _ = builder.mailer(::auth::email::Printed).build();\n}\n";
    let output = check_crate("printed_in_release", main);
    assert!(!output.success, "it was accepted:\n{}", output.text);
    let [error] = output.errors()[..] else {
        panic!("not one error:\n{}", output.text);
    };
    assert_eq!(error, "error[E0277]: `Printed` sends no e-mail [AUTH-183]");
    assert!(
        output.text.contains("is a mailer in debug builds only"),
        "{}",
        output.text
    );
}

/// Checks a crate with the declaration as a release build would: without debug assertions in `auth`.
fn check(name: &str, declaration: &str) -> Output {
    let main = format!(
        "mod auth {{\n    auth::auth! {{\n        {declaration}\n    }}\n}}\n\nfn main() {{}}\n"
    );
    check_crate(name, &main)
}

fn check_crate(name: &str, main: &str) -> Output {
    Generated {
        name,
        dependency: "auth",
        manifest: "[profile.dev.package.auth]\ndebug-assertions = false",
        sources: &[("src/main.rs", main)],
    }
    .check()
}
