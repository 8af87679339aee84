//! What a release build says.

use std::path::Path;
use std::process::Command;

/// M-38, and the `dev` of face §2.1: a provider that lets anybody in cannot be forgotten in a release.
#[test]
fn a_release_build_refuses_the_development_provider_at_its_name() {
    let output = check("dev_in_release", "providers: [github, dev],");
    assert!(!output.success, "it was accepted:\n{}", output.text);
    assert_eq!(
        output.text.matches("error").count(),
        2,
        "more than one error:\n{}",
        output.text
    );
    assert!(
        output
            .text
            .contains("error: `dev` lets anybody sign in as anybody"),
        "{}",
        output.text
    );
    assert!(output.text.contains("[AUTH-115]"), "{}", output.text);
    assert!(
        output.text.contains("--> src/main.rs:3:30"),
        "{}",
        output.text
    );
    assert!(
        output.text.contains("                             ^^^\n"),
        "{}",
        output.text
    );
}

#[test]
fn a_release_build_accepts_every_other_provider() {
    let output = check("no_dev_in_release", "providers: [github],");
    assert!(output.success, "{}", output.text);
}

struct Output {
    success: bool,
    text: String,
}

/// Checks a crate with the declaration as a release build would: without debug assertions in `auth`.
///
/// The dependencies are those of the ordinary build, so that this costs one more check of `auth` alone.
fn check(name: &str, declaration: &str) -> Output {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = tests.parent().expect("the tests are in a workspace");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = target.join("release").join(name);
    std::fs::create_dir_all(folder.join("src")).expect("a folder for the crate");
    let write = |file: &str, text: String| {
        std::fs::write(folder.join(file), text).expect("a file of the crate");
    };
    let auth = workspace.join("auth");
    write(
        "Cargo.toml",
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nauth = {{ path = {auth:?} }}\n\n[workspace]\n\n[profile.dev.package.auth]\ndebug-assertions = false\n"
        ),
    );
    let lock = std::fs::read_to_string(workspace.join("Cargo.lock")).expect("the lock file");
    write("Cargo.lock", lock);
    write(
        "src/main.rs",
        format!(
            "mod auth {{\n    auth::auth! {{\n        {declaration}\n    }}\n}}\n\nfn main() {{}}\n"
        ),
    );
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--color=never", "--quiet"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", target.join("release").join("target"))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    Output {
        success: output.status.success(),
        text: text.into_owned(),
    }
}
