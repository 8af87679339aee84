//! The folder of a server, and who cleans up after it.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::process::Running;

/// A folder for the data, the logs and the process ids of servers. When it is dropped, or this process ends in whatever
/// way, the servers are ended and the folder is removed.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    owner: Option<u32>,
    /// The servers that run, by name.
    running: Mutex<HashMap<&'static str, Running>>,
    /// A shell that waits for the end of its standard input.
    guard: Mutex<Option<Child>>,
}

impl Folder {
    pub(crate) fn new(name: &str) -> io::Result<Arc<Self>> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("auth-{name}-{}-{number}", std::process::id()));
        fs::create_dir(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        // Some servers refuse to run as root.
        let owner = (fs::metadata(&path)?.uid() == 0).then_some(NOBODY);
        if let Some(owner) = owner {
            chown(&path, Some(owner), Some(owner))?;
        }
        let guard = Command::new("/bin/sh")
            .args(["-c", GUARD, "guard"])
            .arg(&path)
            .env("PATH", "/usr/bin:/bin")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // The interrupt of a terminal is for the tests.
            .process_group(0)
            .spawn()?;
        let folder = Arc::new(Self {
            path,
            owner,
            running: Mutex::default(),
            guard: Mutex::new(Some(guard)),
        });
        open().push(Arc::downgrade(&folder));
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A command as who owns the folder, in it.
    pub(crate) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.path)
            .env("HOME", &self.path)
            .env("TMPDIR", &self.path)
            .stdin(Stdio::null());
        if let Some(owner) = self.owner {
            command.uid(owner).gid(owner);
        }
        command
    }

    /// The servers that have been started and not been ended, by name.
    pub(crate) fn running(&self) -> MutexGuard<'_, HashMap<&'static str, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where a server's process id is, for the guard.
    pub(crate) fn pid_file(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.pid"))
    }

    /// Ends every server in it, and removes it.
    fn close(&self) {
        for (name, running) in self.running().drain() {
            running.end();
            let _ = fs::remove_file(self.pid_file(name));
        }
        let guard = self
            .guard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut guard) = guard {
            // Waiting closes its standard input first.
            let _ = guard.wait();
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.close();
    }
}

/// Closes the folders that are still open: those that are shared by the tests of a process are never dropped.
pub(crate) fn close_all() {
    let folders: Vec<_> = open().drain(..).collect();
    for folder in folders.iter().filter_map(Weak::upgrade) {
        folder.close();
    }
}

fn open() -> MutexGuard<'static, Vec<Weak<Folder>>> {
    static OPEN: Mutex<Vec<Weak<Folder>>> = Mutex::new(Vec::new());
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// `nobody`, on every Linux.
const NOBODY: u32 = 65_534;

/// In a file are the id of a process and the signal that ends it; what it does not end within five seconds is killed.
const GUARD: &str = r#"
    cat >/dev/null
    for file in "$1"/*.pid; do
        [ -f "$file" ] || continue
        read -r pid signal <"$file"
        kill -s "$signal" "$pid"
        kill -s CONT "$pid"
        left=100
        while kill -s 0 "$pid"; do
            [ "$left" -gt 0 ] || { kill -s KILL "$pid"; break; }
            left=$((left - 1))
            sleep 0.05
        done
    done
    left=100
    until rm -rf "$1" || [ "$left" -eq 0 ]; do
        left=$((left - 1))
        sleep 0.05
    done
"#;
