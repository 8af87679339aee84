//! What `./tests/run` installs, and where it is.

#![allow(
    dead_code,
    reason = "two test binaries share this file, and neither needs all of it"
)]

use std::env;
use std::path::{Path, PathBuf};

/// Everything that is not Rust.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// The browser's executable.
    pub(crate) chromium: PathBuf,
}

impl Parts {
    /// Finds them all, or names the first that is missing.
    pub(crate) fn find() -> Result<Self, String> {
        executable("node").ok_or("Node.js")?;
        if !folder().join("node_modules/.package-lock.json").exists() {
            return Err("the Node packages of tests/interop".to_owned());
        }
        let chromium = ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(executable)
            .ok_or("Chromium")?;
        Ok(Self { chromium })
    }

    /// The Python that has `canaille`.
    pub(crate) fn canaille() -> Result<PathBuf, String> {
        let folder = folder().join("../../target/tools/canaille");
        let python = folder.join("bin/python");
        let installed = folder.join("installed").exists() && python.exists();
        installed
            .then_some(python)
            .ok_or("the Python packages of tests/interop/canaille".to_owned())
    }
}

/// `tests/interop`.
pub(crate) fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/interop"))
}

fn executable(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
