//! Redis, or Valkey.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::folder::Folder;
use crate::port;
use crate::process::{Launch, Process, Ready, output};
use crate::server::{Server, Unavailable, number, program};

/// A Redis server, that writes down what it is told before it answers.
#[derive(Debug)]
pub struct Redis {
    process: Process,
    folder: Arc<Folder>,
    client: PathBuf,
}

impl Redis {
    /// The server itself, to be stopped and started again.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Its URL. All tests share what is there, each under [a prefix of its own](Self::prefix).
    pub fn url(&self) -> String {
        format!("redis://:{PASSWORD}@127.0.0.1:{}/", self.process.port())
    }

    /// What no other key begins with.
    pub fn prefix(&self) -> String {
        format!("test_{}:", number())
    }

    /// What `redis-cli` prints of a command.
    pub fn command(&self, words: &[&str]) -> String {
        let mut command = self.folder.command(&self.client);
        command.args(cli(self.process.port())).args(words);
        output(&mut command).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Server for Redis {
    const NAME: &'static str = "Redis";

    fn launch() -> Result<Self, Unavailable> {
        let client = program(&CLIENTS, Self::NAME)?;
        let folder = Folder::new("redis")?;
        let process = node(&folder, "redis", &["--requirepass", PASSWORD])?;
        process.try_start()?;
        Ok(Self {
            process,
            folder,
            client,
        })
    }

    fn place() -> &'static OnceLock<Result<Self, Unavailable>> {
        static PLACE: OnceLock<Result<Redis, Unavailable>> = OnceLock::new();
        &PLACE
    }
}

/// A server with its data in a part of the folder.
pub(super) fn node(
    folder: &Arc<Folder>,
    name: &'static str,
    options: &[&str],
) -> Result<Process, Unavailable> {
    let server = program(&["redis-server", "valkey-server"], Redis::NAME)?;
    let client = program(&CLIENTS, Redis::NAME)?;
    let port = port::free();
    let data = folder.path().join(name);
    output(folder.command("/bin/mkdir".as_ref()).arg(&data))?;
    let mut arguments: Vec<OsString> = vec!["--port".into(), port.to_string().into()];
    arguments.extend(["--dir".into(), data.into()]);
    arguments.extend(ALWAYS.iter().chain(options).map(Into::into));
    let mut ready: Vec<OsString> = cli(port).map(Into::into).to_vec();
    ready.push("PING".into());
    Ok(Process::new(
        folder,
        Launch {
            name,
            port,
            program: server,
            arguments,
            stop: "TERM",
            end: "KILL",
            ready: Ready {
                program: client,
                arguments: ready,
                variables: Vec::new(),
                prints: "PONG",
            },
        },
    ))
}

pub(super) fn cli(port: u16) -> [String; 7] {
    [
        "-h".to_owned(),
        "127.0.0.1".to_owned(),
        "-p".to_owned(),
        port.to_string(),
        "-a".to_owned(),
        PASSWORD.to_owned(),
        "--no-auth-warning".to_owned(),
    ]
}

pub(super) const CLIENTS: [&str; 2] = ["redis-cli", "valkey-cli"];
pub(super) const PASSWORD: &str = "of-the-tests";
const ALWAYS: [&str; 8] = [
    "--bind",
    "127.0.0.1",
    "--appendonly",
    "yes",
    "--appendfsync",
    "always",
    "--save",
    "",
];
