//! What the macros cost a build: `cargo check` of a crate whose dependencies are built, against the same crate without them.
//!
//! The crates are written below the workspace's target directory, and nothing is read from the network. Each round checks
//! every crate once, so that whatever else the machine does meets all of them.

mod generated;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::generated::{CRATES, ROWS};

fn main() {
    // Cargo's tests call a bench once to see that it works.
    let rounds = if std::env::args().any(|argument| argument == "--bench") {
        FULL
    } else {
        ONCE
    };
    let workspace = Workspace::write();
    // The first check builds what all of them depend on.
    for (name, _) in CRATES {
        workspace.check(name);
    }
    let mut costs = vec![Vec::new(); CRATES.len()];
    for _ in 0..rounds {
        for ((name, _), costs) in CRATES.iter().zip(&mut costs) {
            costs.push(workspace.check(name));
        }
    }
    print(&costs, rounds);
}

/// One check, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: f64,
    /// The user time of cargo and the compiler; not a number where no shell can say it.
    cpu: f64,
}

/// The generated crates.
struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    has_bash: bool,
}

impl Workspace {
    fn write() -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let own = tests.parent().expect("the tests are in a workspace");
        let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let workspace = Self {
            folder: temporary.join("macros"),
            // Where a test of `ui` checks crates as a release build would: all but `auth` itself is built once for both.
            target: temporary.join("release").join("target"),
            has_bash: Command::new("bash").args(["-c", ":"]).status().is_ok(),
        };
        let members: Vec<&str> = CRATES.iter().map(|(name, _)| *name).collect();
        let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
        workspace.put("Cargo.toml", &manifest);
        let lock = std::fs::read_to_string(own.join("Cargo.lock")).expect("the lock file");
        workspace.put("Cargo.lock", &lock);
        let auth = own.join("auth");
        for (name, source) in CRATES {
            let manifest = format!(
                "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\nauth = {{ path = {auth:?} }}\n\
                 axum = {{ version = \"0.8\", default-features = false, features = [\"macros\"] }}\n"
            );
            workspace.put(&format!("{name}/Cargo.toml"), &manifest);
            workspace.put(&format!("{name}/src/lib.rs"), &source());
        }
        workspace
    }

    fn put(&self, file: &str, text: &str) {
        let path = self.folder.join(file);
        let folder = path.parent().expect("a folder");
        std::fs::create_dir_all(folder).expect("a folder of the crates");
        std::fs::write(path, text).expect("a file of the crates");
    }

    /// Checks a crate that has just been saved. Nothing is remembered of the time before.
    fn check(&self, name: &str) -> Cost {
        let source = format!("{name}/src/lib.rs");
        let text = std::fs::read_to_string(self.folder.join(&source)).expect("a source");
        self.put(&source, &text);
        let mut command = if self.has_bash {
            let mut shell = Command::new("bash");
            shell.args(["-c", "TIMEFORMAT=%3U; time \"$@\"", "bash", env!("CARGO")]);
            shell
        } else {
            Command::new(env!("CARGO"))
        };
        let began = Instant::now();
        let output = command
            .args(["check", "--offline", "--quiet", "--color=never", "-p", name])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_INCREMENTAL", "0")
            .env("LC_ALL", "C")
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo runs");
        let wall = began.elapsed().as_secs_f64() * 1e3;
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "`{name}`:\n{said}");
        let user = said.lines().last().and_then(|line| line.parse().ok());
        Cost {
            wall,
            cpu: user.unwrap_or(f64::NAN) * 1e3,
        }
    }
}

fn print(costs: &[Vec<Cost>], rounds: usize) {
    println!(
        "\n{:<52} {:>9} {:>9} {:>9} {:>9} {:>6} {:>9}",
        "cargo check, ms", "wall", "CPU", "more wall", "more CPU", "÷", "budget"
    );
    let place = |wanted: &str| {
        let mut names = CRATES.iter().map(|(name, _)| *name);
        names.position(|name| name == wanted).expect("a crate")
    };
    for row in ROWS {
        let with = &costs[place(row.with)];
        let without = &costs[place(row.without)];
        let pairs = || with.iter().zip(without);
        let wall = median(with.iter().map(|cost| cost.wall));
        let cpu = median(with.iter().map(|cost| cost.cpu));
        let more_wall = median(pairs().map(|(with, without)| with.wall - without.wall));
        let more_cpu = median(pairs().map(|(with, without)| with.cpu - without.cpu));
        let ratio = median(pairs().map(|(with, without)| with.wall / without.wall));
        let more = if more_cpu.is_nan() {
            more_wall
        } else {
            more_cpu
        };
        let verdict = match row.budget {
            Some(budget) if rounds < FULL => format!("{budget:>9.0}"),
            Some(budget) => format!(
                "{budget:>9.0}  {}",
                if more <= budget { "kept" } else { "EXCEEDED" }
            ),
            None => String::new(),
        };
        println!(
            "{:<52} {wall:>9.0} {cpu:>9.0} {more_wall:>9.0} {more_cpu:>9.0} {ratio:>6.2} {verdict}",
            row.what
        );
    }
    println!(
        "\nmedians of {rounds} rounds; dependencies built, nothing incremental; \"more\", \"÷\" (of the wall time) and the \
         budget (of the CPU time, which other work on the machine disturbs least) are against what stands after the stroke"
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const FULL: usize = 7;
const ONCE: usize = 1;
