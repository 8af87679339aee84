//! The example `showcase`, as whoever starts it finds it: a process of its own, with a file for a database.

use std::path::PathBuf;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::browser::Person;
use crate::parts::Parts;
use crate::tests;

tests![
    a_person_sees_where_they_are_signed_in_and_ends_it_from_another_browser,
    a_person_links_another_account_and_an_administrator_keeps_somebody_out,
    a_person_proves_anew_who_they_are_and_closes_their_account,
];

async fn a_person_sees_where_they_are_signed_in_and_ends_it_from_another_browser(
    parts: &'static Parts,
) {
    let example = Example::start().await;
    let first = Person::at(&example.origin, "showcase-first")
        .opens("/account")
        .presses(DEV)
        .presses("Ada Lovelace")
        .opens("/account")
        .notes("account")
        .done(parts)
        .await;
    let account = first.page("account");
    assert!(account.text.contains("Ada Lovelace"), "{}", account.text);
    assert_eq!(account.text.matches("(this one)").count(), 1);
    assert_eq!(first.complaints(), [] as [&str; 0]);

    let second = Person::at(&example.origin, "showcase-second")
        .opens("/account")
        .presses(DEV)
        .presses("Ada Lovelace")
        .notes("both")
        .presses("End")
        .notes("one")
        .presses("Sign out")
        .notes("none")
        .opens("/account")
        .notes("asked")
        .done(parts)
        .await;
    let sessions = |name: &str| second.page(name).text.matches("from 127.0.0.1").count();
    assert_eq!((sessions("both"), sessions("one")), (2, 1));
    assert!(second.page("asked").url.contains("/login?callbackUrl="));
    assert_eq!(second.complaints(), [] as [&str; 0]);
}

async fn a_person_links_another_account_and_an_administrator_keeps_somebody_out(
    parts: &'static Parts,
) {
    let example = Example::start().await;
    Person::at(&example.origin, "showcase-user")
        .opens("/account")
        .presses(DEV)
        .presses("Grace Hopper")
        .done(parts)
        .await;
    let report = Person::at(&example.origin, "showcase-administrator")
        .opens("/account")
        .presses(DEV)
        .presses("Ada Lovelace")
        .opens("/account")
        .presses("Link another account")
        .presses("Alan Turing")
        .notes("linked")
        .opens("/users?email=GRACE@example.com")
        .presses("Keep out")
        .notes("kept out")
        .done(parts)
        .await;
    let linked = &report.page("linked").text;
    assert!(linked.contains("You are an administrator."), "{linked}");
    assert_eq!(linked.matches("linked just now").count(), 2, "{linked}");
    let page = &report.page("kept out").text;
    assert!(page.contains("Kept out."), "{page}");
}

/// The page that wants a recent proof is reached at once by whoever has just signed in.
async fn a_person_proves_anew_who_they_are_and_closes_their_account(parts: &'static Parts) {
    let example = Example::start().await;
    let report = Person::at(&example.origin, "showcase-closing")
        .opens("/")
        .notes("home")
        .opens("/account/close")
        .notes("sign in")
        .presses(DEV)
        .presses("Grace Hopper")
        .notes("welcome")
        .opens("/account/close")
        .notes("closing")
        .presses("Close it")
        .notes("closed")
        .opens("/account")
        .notes("gone")
        .done(parts)
        .await;
    let at = |name: &str| &report.page(name).url;
    assert!(at("sign in").contains("/login?callbackUrl=%2Faccount%2Fclose"));
    assert!(at("welcome").contains("/welcome"), "{}", at("welcome"));
    assert!(report.page("closing").text.contains("Close your account?"));
    assert_eq!(at("closed"), &format!("{}/", example.origin));
    assert!(report.page("closed").text.contains("Hello, stranger"));
    assert!(at("gone").contains("/login"), "{}", at("gone"));
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// The running example; it ends when it is dropped.
struct Example {
    origin: String,
    _process: Child,
    folder: PathBuf,
}

impl Example {
    async fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = std::env::temp_dir().join(format!("auth-showcase-{port}"));
        std::fs::create_dir_all(&folder).unwrap();
        let mut process = Command::new(built().await)
            .env("PORT", port.to_string())
            .env("DATABASE_URL", "sqlite:auth.db")
            .current_dir(&folder)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(process.try_wait().unwrap().is_none(), "it has ended");
            assert!(Instant::now() < deadline, "it does not answer");
            sleep(Duration::from_millis(20)).await;
        }
        Self {
            origin: format!("http://localhost:{port}"),
            _process: process,
            folder,
        }
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Builds it, which is quick when it has been built, and says where it is.
async fn built() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "--package", "showcase"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let messages = String::from_utf8(output.stdout).unwrap();
    let executables: Vec<PathBuf> = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .collect();
    match &executables[..] {
        [executable] => executable.clone(),
        _ => panic!("{executables:?}"),
    }
}

/// The button of the provider inside the application.
const DEV: &str = "Development sign-in";
