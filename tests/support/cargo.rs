//! Running cargo from a test.

use std::process::Command;

/// Takes away what cargo tells a test of its package: build scripts that look at it would run again, here and after.
pub fn as_nobodys_child(command: &mut Command) {
    let told = [
        "CARGO_PKG_",
        "CARGO_MANIFEST_",
        "CARGO_BIN_",
        "CARGO_CRATE_",
        "CARGO_PRIMARY_",
    ];
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if told.iter().any(|start| name.starts_with(start)) {
            command.env_remove(&*name);
        }
    }
}
