//! MariaDB.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::folder::Folder;
use crate::port;
use crate::process::{Launch, Process, Ready, output};
use crate::server::{Server, Unavailable, number, program};

/// A MariaDB server, with one database for each test.
#[derive(Debug)]
pub struct Mariadb {
    process: Process,
    folder: Arc<Folder>,
    client: PathBuf,
}

impl Mariadb {
    /// The server itself, to be stopped and started again.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// The URL of a new and empty database.
    pub fn database(&self) -> String {
        let name = format!("test_{}", number());
        self.sql("mysql", &format!("CREATE DATABASE {name}"));
        format!(
            "mysql://{USER}:{PASSWORD}@127.0.0.1:{}/{name}",
            self.process.port()
        )
    }

    /// What the client prints of a statement, without headings.
    pub fn sql(&self, database: &str, statement: &str) -> String {
        self.try_sql(database, statement)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    fn try_sql(&self, database: &str, statement: &str) -> Result<String, String> {
        let mut command = self.folder.command(&self.client);
        command
            .args(AS_ROOT)
            .args(["--batch", "--skip-column-names", "--execute", statement])
            .arg(database);
        output(&mut command)
    }
}

impl Server for Mariadb {
    const NAME: &'static str = "MariaDB";

    fn launch() -> Result<Self, Unavailable> {
        let server = program(&["mariadbd", "mysqld"], Self::NAME)?;
        let install = program(&["mariadb-install-db", "mysql_install_db"], Self::NAME)?;
        let admin = program(&["mariadb-admin", "mysqladmin"], Self::NAME)?;
        let client = program(&["mariadb", "mysql"], Self::NAME)?;
        let folder = Folder::new("mariadb")?;
        let data = format!("--datadir={}", folder.path().join("data").display());
        output(
            folder
                .command(&install)
                .args(["--no-defaults", "--auth-root-authentication-method=normal"])
                .args(["--skip-test-db", &data]),
        )?;
        let port = port::free();
        let arguments = [
            "--no-defaults".to_owned(),
            data,
            format!("--port={port}"),
            "--bind-address=127.0.0.1".to_owned(),
            // Relative to the data, and short: a path of a socket has at most 107 bytes.
            "--socket=socket".to_owned(),
            "--skip-name-resolve".to_owned(),
            "--character-set-server=utf8mb4".to_owned(),
            "--max-connections=300".to_owned(),
            "--innodb-buffer-pool-size=64M".to_owned(),
            "--performance-schema=OFF".to_owned(),
        ];
        let process = Process::new(
            &folder,
            Launch {
                name: "mariadb",
                port,
                program: server,
                arguments: arguments.map(Into::into).to_vec(),
                stop: "TERM",
                end: "KILL",
                ready: Ready {
                    program: admin,
                    arguments: AS_ROOT.iter().chain(&["ping"]).map(Into::into).collect(),
                    variables: Vec::new(),
                    prints: "is alive",
                },
            },
        );
        process.try_start()?;
        let server = Self {
            process,
            folder,
            client,
        };
        let user = format!(
            "CREATE USER {USER}@127.0.0.1 IDENTIFIED BY '{PASSWORD}'; GRANT ALL ON *.* TO {USER}@127.0.0.1"
        );
        server.try_sql("mysql", &user)?;
        Ok(server)
    }

    fn place() -> &'static OnceLock<Result<Self, Unavailable>> {
        static PLACE: OnceLock<Result<Mariadb, Unavailable>> = OnceLock::new();
        &PLACE
    }
}

const USER: &str = "auth";
const PASSWORD: &str = "of-the-tests";
/// The working directory is the folder.
const AS_ROOT: [&str; 3] = ["--no-defaults", "--socket=data/socket", "--user=root"];
