//! The servers themselves: what the tests of the stores take for granted.

use std::env;
use std::io::{BufRead, BufReader, Read, Write, stdin};
use std::net::TcpStream;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use auth_store_tests::{
    Mariadb, Postgresql, Redis, RedisCluster, Server, run, trial, trial_alone, until,
};

fn main() -> ExitCode {
    if env::var_os(HOLDING).is_some() {
        return hold();
    }
    run(vec![
        trial_alone(
            "redis::a_server_ends_with_the_process_that_started_it",
            async |_: Redis| ends_with_its_process(),
        ),
        trial(
            "postgresql::every_test_has_a_database",
            async |server: &Postgresql| {
                assert_ne!(server.database(), server.database());
            },
        ),
        trial(
            "mariadb::every_test_has_a_database",
            async |server: &Mariadb| {
                assert_ne!(server.database(), server.database());
            },
        ),
        trial("redis::every_test_has_a_prefix", async |server: &Redis| {
            assert_ne!(server.prefix(), server.prefix());
        }),
        trial_alone(
            "postgresql::what_was_kept_is_there_after_a_kill",
            async |server: Postgresql| {
                server.sql("postgres", "CREATE TABLE kept (number int)");
                server.sql("postgres", "INSERT INTO kept VALUES (7)");
                server.process().kill();
                server.process().start();
                assert_eq!(server.sql("postgres", "SELECT * FROM kept"), "7\n");
                server.process().stop();
                server.process().start();
                assert_eq!(server.sql("postgres", "SELECT * FROM kept"), "7\n");
            },
        ),
        trial_alone(
            "mariadb::what_was_kept_is_there_after_a_kill",
            async |server: Mariadb| {
                server.sql("mysql", "CREATE TABLE kept (number int)");
                server.sql("mysql", "INSERT INTO kept VALUES (7)");
                server.process().kill();
                server.process().start();
                assert_eq!(server.sql("mysql", "SELECT * FROM kept"), "7\n");
                server.process().stop();
                server.process().start();
                assert_eq!(server.sql("mysql", "SELECT * FROM kept"), "7\n");
            },
        ),
        trial_alone(
            "redis::what_was_kept_is_there_after_a_kill",
            async |server: Redis| {
                server.command(&["SET", "kept", "7"]);
                server.process().kill();
                server.process().start();
                assert_eq!(server.command(&["GET", "kept"]), "7\n");
                server.process().stop();
                server.process().start();
                assert_eq!(server.command(&["GET", "kept"]), "7\n");
            },
        ),
        trial_alone(
            "redis::a_paused_server_is_silent_until_it_goes_on",
            async |server: Redis| {
                let mut connection =
                    TcpStream::connect(("127.0.0.1", server.process().port())).unwrap();
                server.process().pause();
                connection
                    .set_read_timeout(Some(Duration::from_millis(200)))
                    .unwrap();
                connection.write_all(b"PING\r\n").unwrap();
                let mut answer = [0; 5];
                assert!(connection.read(&mut answer).is_err());
                server.process().resume();
                connection.set_read_timeout(None).unwrap();
                connection.read_exact(&mut answer).unwrap();
                assert_eq!(&answer, b"-NOAU", "it answers, that a password is needed");
            },
        ),
        trial(
            "redis_cluster::a_key_is_on_one_of_three",
            async |server: &RedisCluster| {
                let urls = server.urls();
                assert_eq!(urls.len(), 3);
                assert_ne!(urls[0], urls[1]);
            },
        ),
    ])
}

/// Another process starts a server and is killed: it can do nothing about it any more.
fn ends_with_its_process() {
    let mut holder = Command::new(env::current_exe().unwrap())
        .env(HOLDING, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut port = String::new();
    BufReader::new(holder.stdout.take().unwrap())
        .read_line(&mut port)
        .unwrap();
    let port: u16 = port.trim().parse().unwrap();
    let is_there = || TcpStream::connect(("127.0.0.1", port)).is_ok();
    assert!(is_there());
    holder.kill().unwrap();
    holder.wait().unwrap();
    until("the server is gone", || !is_there());
}

fn hold() -> ExitCode {
    let server = Redis::launch();
    println!("{}", server.as_ref().unwrap().process().port());
    // Until it is killed, or nobody waits for it any more.
    let _ = stdin().read_to_end(&mut Vec::new());
    ExitCode::SUCCESS
}

/// Set in the process that is to start a server and be killed.
const HOLDING: &str = "AUTH_TESTS_HOLDING";
