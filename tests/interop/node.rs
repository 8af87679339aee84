//! Scripts that run in Node.js, and servers that talk as these do.

use std::collections::HashMap;
use std::io::{BufRead as _, Write as _};
use std::process::{self, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::parts;

/// Runs a script to its end, with `input` as JSON on its standard input, and reads the JSON that it prints.
pub(crate) async fn ask<Answer: DeserializeOwned>(
    script: &str,
    variables: &[(&str, &str)],
    input: &impl Serialize,
) -> Answer {
    let mut child = command(script)
        .envs(variables.iter().copied())
        .spawn()
        .expect("node starts");
    let mut stdin = child.stdin.take().expect("the standard input is a pipe");
    stdin
        .write_all(&serde_json::to_vec(input).unwrap())
        .await
        .unwrap();
    drop(stdin);
    let output = timeout(PATIENCE, child.wait_with_output())
        .await
        .unwrap_or_else(|_| panic!("{script} did not end within {PATIENCE:?}"))
        .unwrap();
    assert!(
        output.status.success(),
        "{script}: {}, see above",
        output.status
    );
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{script} answered {}: {error}",
            String::from_utf8_lossy(&output.stdout)
        )
    })
}

/// A script that serves until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// Its end is how the script learns that nobody needs it any more, even when this process is killed.
    _stdin: ChildStdin,
    /// Some talk on after they are ready, and would end if nobody listened.
    _stdout: BufReader<ChildStdout>,
    _child: Child,
}

impl Server {
    /// Starts a script and waits for the one JSON line that says it is ready.
    pub(crate) async fn start<Ready: DeserializeOwned>(
        script: &str,
        arguments: &[&str],
    ) -> (Self, Ready) {
        let mut command = command(script);
        Self::start_command(command.args(arguments), script).await
    }

    /// The same for a script in another language.
    pub(crate) async fn start_command<Ready: DeserializeOwned>(
        command: &mut Command,
        script: &str,
    ) -> (Self, Ready) {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let stdin = child.stdin.take().expect("the standard input is a pipe");
        let stdout = child.stdout.take().expect("the standard output is a pipe");
        let mut stdout = BufReader::new(stdout);
        let mut line = String::new();
        timeout(PATIENCE, stdout.read_line(&mut line))
            .await
            .unwrap_or_else(|_| panic!("{script} was not ready within {PATIENCE:?}"))
            .unwrap();
        let ready = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("{script} said {line:?}: {error}"));
        (
            Self {
                _stdin: stdin,
                _stdout: stdout,
                _child: child,
            },
            ready,
        )
    }
}

/// A script that all tests of this process ask, several at a time, a line for each question and each answer. It ends when
/// this process does.
#[derive(Debug)]
pub(crate) struct Shared {
    script: &'static str,
    stdin: Mutex<process::ChildStdin>,
    asked: Arc<Mutex<Asked>>,
}

#[derive(Debug, Default)]
struct Asked {
    last: u64,
    /// Who waits for the answer of which number.
    waiting: HashMap<u64, oneshot::Sender<Value>>,
    script_ended: bool,
}

#[derive(Debug, Deserialize)]
struct Answered {
    number: u64,
    answer: Value,
}

impl Shared {
    /// Starts it. A thread reads its answers, since each test has a runtime of its own.
    pub(crate) fn start(script: &'static str, variables: &[(&str, &str)]) -> Self {
        let mut command = command(script).into_std();
        let mut child = command
            .envs(variables.iter().copied())
            .spawn()
            .expect("node starts");
        let stdin = child.stdin.take().expect("the standard input is a pipe");
        let stdout = child.stdout.take().expect("the standard output is a pipe");
        let asked = Arc::<Mutex<Asked>>::default();
        let answers = Arc::clone(&asked);
        thread::spawn(move || {
            for line in std::io::BufReader::new(stdout).lines() {
                let Answered { number, answer } = serde_json::from_str(&line.unwrap()).unwrap();
                if let Some(waiting) = answers.lock().unwrap().waiting.remove(&number) {
                    drop(waiting.send(answer)); // unless the test has ended before
                }
            }
            let mut answers = answers.lock().unwrap();
            answers.script_ended = true;
            answers.waiting.clear();
            drop(answers);
            drop(child.wait());
        });
        Self {
            script,
            stdin: Mutex::new(stdin),
            asked,
        }
    }

    /// Asks it, and waits for the answer.
    pub(crate) async fn ask<Answer: DeserializeOwned>(&self, question: &impl Serialize) -> Answer {
        let script = self.script;
        let (sender, answer) = oneshot::channel();
        let number = {
            let mut asked = self.asked.lock().unwrap();
            assert!(!asked.script_ended, "{script} has ended, see above");
            asked.last += 1;
            let number = asked.last;
            asked.waiting.insert(number, sender);
            number
        };
        let line = format!("{}\n", json!({ "number": number, "question": question }));
        self.stdin
            .lock()
            .unwrap()
            .write_all(line.as_bytes())
            .unwrap();
        let answer = timeout(PATIENCE, answer)
            .await
            .unwrap_or_else(|_| panic!("{script} did not answer within {PATIENCE:?}"))
            .unwrap_or_else(|_| panic!("{script} has ended, see above"));
        serde_json::from_value(answer).unwrap()
    }
}

fn command(script: &str) -> Command {
    let mut command = Command::new("node");
    command
        .arg(parts::folder().join(script))
        .env("NODE_NO_WARNINGS", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// How long a script may take; a machine that does other things too needs some of it.
const PATIENCE: Duration = Duration::from_secs(300);
