//! A server as a process: started, stopped, killed, paused, and started again where it was.

use std::ffi::OsString;
use std::fs;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::folder::Folder;

/// A server that can be stopped and started again, on the same port and with the same data.
///
/// Every method returns when it is done, and panics with the end of the server's log when it does not come about.
#[derive(Debug)]
pub struct Process {
    folder: Arc<Folder>,
    launch: Launch,
}

/// How a server is started and stopped.
#[derive(Debug)]
pub(crate) struct Launch {
    /// Its name in the folder.
    pub(crate) name: &'static str,
    pub(crate) port: u16,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    /// What asks it to stop in good order.
    pub(crate) stop: &'static str,
    /// What ends it at once together with the processes that it has started, when nobody needs its data any more.
    pub(crate) end: &'static str,
    /// A program that succeeds once it answers.
    pub(crate) ready: Ready,
}

/// A program that succeeds once a server answers.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) variables: Vec<(&'static str, &'static str)>,
    /// What it prints then.
    pub(crate) prints: &'static str,
}

impl Process {
    pub(crate) fn new(folder: &Arc<Folder>, launch: Launch) -> Self {
        Self {
            folder: Arc::clone(folder),
            launch,
        }
    }

    /// The port of 127.0.0.1 on which it listens, each time it is started.
    pub fn port(&self) -> u16 {
        self.launch.port
    }

    /// Starts it, where it is not running, and waits until it answers.
    pub fn start(&self) {
        if let Err(error) = self.try_start() {
            panic!("{error}");
        }
    }

    pub(crate) fn try_start(&self) -> Result<(), String> {
        let name = self.launch.name;
        if !self.folder.running().contains_key(name) {
            let log = fs::File::options()
                .create(true)
                .append(true)
                .open(self.log_file())
                .map_err(|error| format!("no log for {name}: {error}"))?;
            let errors = log.try_clone().map_err(|error| error.to_string())?;
            let child = self
                .folder
                .command("/bin/sh".as_ref())
                .args(["-c", START])
                .arg(self.folder.pid_file(name))
                .arg(self.launch.end)
                .arg(&self.launch.program)
                .args(&self.launch.arguments)
                .stdout(log)
                .stderr(errors)
                // The interrupt of a terminal is for the tests, which then end what they have started.
                .process_group(0)
                .spawn()
                .map_err(|error| format!("{name} cannot be started: {error}"))?;
            let end = self.launch.end;
            self.folder.running().insert(name, Running { child, end });
        }
        self.wait_until_it_answers()
    }

    /// Stops it in good order, and waits until it is gone.
    pub fn stop(&self) {
        let name = self.launch.name;
        let Some(Running { mut child, .. }) = self.folder.running().remove(name) else {
            return;
        };
        signal(self.launch.stop, &[child.id()]);
        let deadline = Instant::now() + PATIENCE;
        while child.try_wait().expect("it is ours").is_none() {
            assert!(
                Instant::now() < deadline,
                "{name} does not stop:\n{}",
                self.log()
            );
            thread::sleep(INTERVAL);
        }
        self.forget();
    }

    /// Ends it in the middle of whatever it does (SIGKILL), with every process that it has started.
    pub fn kill(&self) {
        let Some(Running { mut child, .. }) = self.folder.running().remove(self.launch.name) else {
            return;
        };
        // None of them can start another one meanwhile.
        let pid = child.id();
        signal("STOP", &[pid]);
        signal("KILL", &descendants(pid));
        signal("KILL", &[pid]);
        let _ = child.wait();
        self.forget();
    }

    /// Lets it do nothing (SIGSTOP): its connections stay open and nobody is answered.
    pub fn pause(&self) {
        let pid = self.pid();
        signal("STOP", &[pid]);
        signal("STOP", &descendants(pid));
    }

    /// Lets it go on where it was.
    pub fn resume(&self) {
        let pid = self.pid();
        signal("CONT", &descendants(pid));
        signal("CONT", &[pid]);
    }

    /// The end of what it has written into its log.
    pub fn log(&self) -> String {
        let bytes = fs::read(self.log_file()).unwrap_or_default();
        let log = String::from_utf8_lossy(&bytes);
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(LOG_LINES)..].join("\n")
    }

    fn pid(&self) -> u32 {
        let running = self.folder.running();
        let child = running.get(self.launch.name);
        child.expect("the server has been started").child.id()
    }

    fn wait_until_it_answers(&self) -> Result<(), String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let said = self.ask()?;
            if said.contains(self.launch.ready.prints) {
                return Ok(());
            }
            let name = self.launch.name;
            let status = self
                .folder
                .running()
                .get_mut(name)
                .and_then(|running| running.child.try_wait().ok().flatten());
            if let Some(status) = status {
                self.folder.running().remove(name);
                self.forget();
                return Err(format!("{name} ended with {status}:\n{}", self.log()));
            }
            if Instant::now() > deadline {
                return Err(format!(
                    "{name} does not answer ({}):\n{}",
                    said.trim(),
                    self.log()
                ));
            }
            thread::sleep(INTERVAL);
        }
    }

    fn ask(&self) -> Result<String, String> {
        let ready = &self.launch.ready;
        let output = self
            .folder
            .command(&ready.program)
            .args(&ready.arguments)
            .envs(ready.variables.iter().copied())
            .stderr(Stdio::piped())
            .stdout(Stdio::piped())
            .output()
            .map_err(|error| format!("{}: {error}", ready.program.display()))?;
        Ok(String::from_utf8_lossy(if output.status.success() {
            &output.stdout
        } else {
            &output.stderr
        })
        .into_owned())
    }

    fn forget(&self) {
        let _ = fs::remove_file(self.folder.pid_file(self.launch.name));
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join(format!("{}.log", self.launch.name))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let running = self.folder.running().remove(self.launch.name);
        if let Some(running) = running {
            running.end();
            self.forget();
        }
    }
}

/// A server that has been started and not been ended.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    end: &'static str,
}

impl Running {
    /// Ends it at once, paused or not.
    pub(crate) fn end(mut self) {
        let pid = self.child.id();
        signal(self.end, &[pid]);
        signal("CONT", &descendants(pid));
        signal("CONT", &[pid]);
        let _ = self.child.wait();
    }
}

/// Runs a program of a server to its end; what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_owned();
    let output = command
        .output()
        .map_err(|error| format!("{}: {error}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(said.into_owned());
    }
    Err(format!(
        "{} ended with {}:\n{said}{}",
        program.display(),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    ))
}

fn signal(name: &str, pids: &[u32]) {
    if pids.is_empty() {
        return;
    }
    // One that has ended by itself meanwhile is as good as signalled.
    let _ = Command::new("/bin/sh")
        .args(["-c", r#"kill -s "$0" "$@""#, name])
        .args(pids.iter().map(u32::to_string))
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// The processes that a process has started, and those that these have started.
fn descendants(pid: u32) -> Vec<u32> {
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let child = entry.file_name().to_str()?.parse().ok()?;
            let stat = fs::read_to_string(entry.path().join("stat")).ok()?;
            // `pid (name) state parent …`; a name may contain anything.
            let parent = stat.rsplit_once(')')?.1.split_whitespace().nth(1)?;
            Some((parent.parse().ok()?, child))
        })
        .collect();
    let mut found = vec![pid];
    let mut looked_at = 0;
    while let Some(&parent) = found.get(looked_at) {
        found.extend(
            parents
                .iter()
                .filter(|(of, _)| *of == parent)
                .map(|(_, child)| *child),
        );
        looked_at += 1;
    }
    found.split_off(1)
}

/// The process id is written down before there is anything that could be left running.
const START: &str = r#"echo "$$ $1" >"$0" && shift && exec "$@""#;
/// How long a server may take to start or to stop; a machine that does other things too needs some of it.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is looked at meanwhile.
const INTERVAL: Duration = Duration::from_millis(30);
const LOG_LINES: usize = 60;
