//! PostgreSQL.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, OnceLock};

use crate::folder::Folder;
use crate::port;
use crate::process::{Launch, Process, Ready, output};
use crate::server::{Server, Unavailable, number, program};

/// A PostgreSQL server, with one database for each test.
#[derive(Debug)]
pub struct Postgresql {
    process: Process,
    folder: Arc<Folder>,
    psql: PathBuf,
}

impl Postgresql {
    /// The server itself, to be stopped and started again.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// The URL of a new and empty database.
    pub fn database(&self) -> String {
        let name = format!("test_{}", number());
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        format!(
            "postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{name}",
            self.process.port()
        )
    }

    /// What `psql` prints of a statement, without headings.
    pub fn sql(&self, database: &str, statement: &str) -> String {
        let mut command = self.folder.command(&self.psql);
        command
            .args(arguments(self.process.port(), database))
            .arg(statement);
        output(with_password(&mut command)).unwrap_or_else(|error| panic!("{error}"))
    }
}

impl Server for Postgresql {
    const NAME: &'static str = "PostgreSQL";

    fn launch() -> Result<Self, Unavailable> {
        let server = program(&["postgres"], Self::NAME)?;
        let initdb = program(&["initdb"], Self::NAME)?;
        let psql = program(&["psql"], Self::NAME)?;
        let folder = Folder::new("postgresql")?;
        let data = folder.path().join("data");
        let password = folder.path().join("password");
        fs::write(&password, PASSWORD)?;
        output(
            folder
                .command(&initdb)
                .args(["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"])
                .args(["--username", USER])
                .arg("--pwfile")
                .arg(&password)
                .arg("--pgdata")
                .arg(&data),
        )?;
        let port = port::free();
        let options = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            "unix_socket_directories=".to_owned(),
            "max_connections=300".to_owned(),
            "shared_buffers=32MB".to_owned(),
        ];
        let mut launch = vec!["-D".into(), data.into()];
        for option in options {
            launch.extend(["-c".into(), option.into()]);
        }
        let mut ready = arguments(port, "postgres").map(Into::into).to_vec();
        ready.push("SELECT 'ready'".into());
        let process = Process::new(
            &folder,
            Launch {
                name: "postgresql",
                port,
                program: server,
                arguments: launch,
                stop: "INT",
                end: "QUIT",
                ready: Ready {
                    program: psql.clone(),
                    arguments: ready,
                    variables: VARIABLES.to_vec(),
                    prints: "ready\n",
                },
            },
        );
        process.try_start()?;
        Ok(Self {
            process,
            folder,
            psql,
        })
    }

    fn place() -> &'static OnceLock<Result<Self, Unavailable>> {
        static PLACE: OnceLock<Result<Postgresql, Unavailable>> = OnceLock::new();
        &PLACE
    }
}

fn arguments(port: u16, database: &str) -> [String; 9] {
    [
        "-h127.0.0.1".to_owned(),
        format!("-p{port}"),
        format!("-U{USER}"),
        format!("-d{database}"),
        "--no-psqlrc".to_owned(),
        "--no-password".to_owned(),
        "--tuples-only".to_owned(),
        "--no-align".to_owned(),
        "--command".to_owned(),
    ]
}

fn with_password(command: &mut Command) -> &mut Command {
    command.envs(VARIABLES)
}

const USER: &str = "auth";
const PASSWORD: &str = "of-the-tests";
const VARIABLES: [(&str, &str); 2] = [("PGPASSWORD", PASSWORD), ("PGCONNECT_TIMEOUT", "5")];
