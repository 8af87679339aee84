//! Crates that are made for one check, because they need another manifest than a file of trybuild has.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate.
pub(crate) struct Generated<'a> {
    pub(crate) name: &'a str,
    /// What its `[dependencies]` call the library.
    pub(crate) dependency: &'a str,
    /// Further lines of its manifest.
    pub(crate) manifest: &'a str,
    /// Its sources: a path and what stands there.
    pub(crate) sources: &'a [(&'a str, &'a str)],
}

/// What the compiler said.
pub(crate) struct Output {
    pub(crate) success: bool,
    pub(crate) text: String,
}

impl Output {
    /// The first line of each error.
    pub(crate) fn errors(&self) -> Vec<&str> {
        let lines = self.text.lines();
        lines
            .filter(|line| line.starts_with("error") && !line.starts_with("error: could not"))
            .collect()
    }
}

impl Generated<'_> {
    /// Runs `cargo check`. The dependencies are those of all these crates together.
    pub(crate) fn check(&self) -> Output {
        self.check_with(&[])
    }

    /// The same with these environment variables.
    pub(crate) fn check_with(&self, variables: &[(&str, &str)]) -> Output {
        let folder = self.write();
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--color=never", "--quiet"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", Self::folder().join("target"))
            .env_remove("RUSTFLAGS")
            .envs(variables.iter().copied())
            .output()
            .expect("cargo runs");
        let text = String::from_utf8_lossy(&output.stderr);
        Output {
            success: output.status.success(),
            text: text.into_owned(),
        }
    }

    fn write(&self) -> PathBuf {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the tests are in a workspace");
        let folder = Self::folder().join(self.name);
        std::fs::create_dir_all(folder.join("src")).expect("a folder for the crate");
        let write = |file: &str, text: &str| {
            std::fs::write(folder.join(file), text).expect("a file of the crate");
        };
        let (name, dependency, manifest) = (self.name, self.dependency, self.manifest);
        let auth = workspace.join("auth");
        write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency} = {{ package = \"auth\", path = {auth:?} }}\naxum = \"0.8\"\nserde = {{ version = \"1\", features = [\"derive\"] }}\n\n[workspace]\n\n{manifest}\n"
            ),
        );
        let lock = std::fs::read_to_string(workspace.join("Cargo.lock")).expect("the lock file");
        write("Cargo.lock", &lock);
        for (file, text) in self.sources {
            write(file, text);
        }
        folder
    }

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated")
    }
}
