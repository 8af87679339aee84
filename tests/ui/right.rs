//! What is right compiles and runs: the examples of this package, which clippy reads as it reads an application.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use auth_tests::support::cargo::as_nobodys_child;
use serde_json::Value;

#[test]
fn what_is_right_compiles_and_runs() {
    let programs = built();
    let names = programs.iter().map(|program| name_of(program));
    assert_eq!(names.collect::<BTreeSet<_>>(), written());
    for program in programs {
        let status = Command::new(&program).status().expect("it starts");
        assert!(status.success(), "{}", program.display());
    }
}

/// Builds them from what `cargo test --workspace` has built.
fn built() -> Vec<PathBuf> {
    let mut build = Command::new(env!("CARGO"));
    build
        .args(["build", "--quiet", "--locked", "--workspace"])
        .args(["--examples", "--message-format=json-render-diagnostics"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    as_nobodys_child(&mut build);
    let output = build.output().expect("cargo runs");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Value>(line).ok())
        .filter_map(|message| Some(message["executable"].as_str()?.into()))
        .filter(|program: &PathBuf| name_of(program).starts_with("right_"))
        .collect()
}

/// The file's name, without the hash that cargo gives it.
fn name_of(program: &Path) -> String {
    let name = program.file_name().expect("a name").to_string_lossy();
    name.split('-').next().unwrap_or_default().to_owned()
}

/// The examples that there are.
fn written() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/pass");
    let files = std::fs::read_dir(folder).expect("what is right");
    files
        .map(|file| {
            let path = file.expect("a file").path();
            format!("right_{}", path.file_stem().expect("a name").display())
        })
        .collect()
}
