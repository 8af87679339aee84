//! The examples, as whoever starts one finds it: a process of its own, begun by its one command.

use std::path::PathBuf;
use std::time::Duration;

use auth_tests::support::cargo::as_nobodys_child;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

use crate::browser::Person;
use crate::parts::Parts;
use crate::tests;

tests![
    a_person_sees_where_they_are_signed_in_and_ends_it_from_another_browser,
    a_person_links_another_account_and_an_administrator_keeps_somebody_out,
    a_person_proves_anew_who_they_are_and_closes_their_account,
    a_single_page_application_keeps_notes_and_learns_of_a_sign_out_in_another_tab,
    a_single_page_application_leads_to_sign_in_and_back_when_a_session_has_ended,
    a_single_page_application_takes_nobody_for_signed_out_who_cannot_be_asked_for,
    a_guest_book_with_htmx_is_written_into_without_leaving_the_page,
    a_guest_book_without_javascript_does_the_same,
];

async fn a_person_sees_where_they_are_signed_in_and_ends_it_from_another_browser(
    parts: &'static Parts,
) {
    let example = Example::showcase().await;
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
    let example = Example::showcase().await;
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
    let example = Example::showcase().await;
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

async fn a_single_page_application_keeps_notes_and_learns_of_a_sign_out_in_another_tab(
    parts: &'static Parts,
) {
    let example = Example::started("spa").await;
    let report = Person::at(&example.origin, "spa")
        .opens("/notes")
        .waits_until(DEV_IS_OFFERED)
        .notes("asked")
        .presses(DEV)
        .presses("Ada Lovelace")
        .waits_until("document.querySelector('form') !== null")
        .fills_in("A new note", "Buy milk")
        .clicks("Add")
        .waits_until("document.querySelectorAll('li').length === 1")
        .notes("kept")
        .in_tab(1)
        .opens("/")
        .waits_until("document.querySelector('h1')?.textContent === 'Hello, Ada Lovelace'")
        .notes("home")
        .presses("Sign out")
        .in_tab(0)
        .waits_until("document.querySelector('h1')?.textContent === 'Sign in'")
        .notes("left")
        .done(parts)
        .await;
    let asked = &report.page("asked").text;
    assert!(asked.contains("Your notes are for you alone."), "{asked}");
    assert!(!asked.contains("GitHub"), "it is not configured: {asked}");
    let kept = report.page("kept");
    assert_eq!(kept.url, format!("{}/notes", example.origin));
    assert!(kept.text.contains("Buy milk"), "{}", kept.text);
    assert!(report.page("home").text.contains("ada@example.com"));
    let left = report.page("left");
    assert_eq!(left.url, format!("{}/notes", example.origin));
    assert!(!left.text.contains("Buy milk"), "{}", left.text);
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

async fn a_single_page_application_leads_to_sign_in_and_back_when_a_session_has_ended(
    parts: &'static Parts,
) {
    let example = Example::started("spa").await;
    let report = Person::at(&example.origin, "spa-ended")
        .opens("/notes")
        .waits_until(DEV_IS_OFFERED)
        .presses(DEV)
        .presses("Ada Lovelace")
        .waits_until("document.querySelector('form') !== null")
        .fills_in("A new note", "Buy milk")
        .clicks("Add")
        .waits_until("document.querySelectorAll('li').length === 1")
        .runs("signed out", SIGNED_OUT_UNNOTICED)
        .fills_in("A new note", "Buy bread")
        // The one provider that is offered remembers them, asks nothing, and leads back.
        .presses("Add")
        .waits_until("document.querySelectorAll('li').length === 1")
        .notes("back")
        .done(parts)
        .await;
    assert_eq!(report.value("signed out"), &serde_json::json!(true));
    let sign_ins = report
        .navigations
        .iter()
        .filter(|page| page.url.contains("/auth/dev/authorize"));
    assert_eq!(sign_ins.count(), 2);
    let back = report.page("back");
    assert_eq!(back.url, format!("{}/notes", example.origin));
    assert!(back.text.contains("Buy milk"), "{}", back.text);
    assert!(!back.text.contains("Buy bread"), "{}", back.text);
    // Chromium notes each answer of 400 or more, whoever expected it.
    let complaints = report.complaints();
    assert!(
        matches!(&complaints[..], [refused] if refused.contains("401")),
        "{complaints:?}"
    );
}

async fn a_single_page_application_takes_nobody_for_signed_out_who_cannot_be_asked_for(
    parts: &'static Parts,
) {
    let example = Example::started("spa").await;
    let report = Person::at(&example.origin, "spa-offline")
        .cuts_off("/auth/session", true)
        .opens("/")
        .waits_until("document.querySelector('h1')?.textContent === 'No answer'")
        .clicks("Try again")
        .waits_until("document.querySelector('[role=alert]').textContent.includes('2 times')")
        .notes("unknown")
        .cuts_off("/auth/session", false)
        .clicks("Try again")
        .waits_until(DEV_IS_OFFERED)
        .presses(DEV)
        .presses("Ada Lovelace")
        .waits_until("document.querySelector('header') !== null")
        .goes_offline(true)
        .clicks("Sign out")
        .waits_until("document.querySelector('[role=alert]') !== null")
        .notes("offline")
        .goes_offline(false)
        .presses("Sign out")
        .waits_until(DEV_IS_OFFERED)
        .done(parts)
        .await;
    let unknown = &report.page("unknown").text;
    assert!(!unknown.contains("Sign in"), "{unknown}");
    let offline = &report.page("offline").text;
    assert!(offline.contains("Hello, Ada Lovelace"), "{offline}");
    assert!(offline.contains("You are still signed in."), "{offline}");
}

async fn a_guest_book_with_htmx_is_written_into_without_leaving_the_page(parts: &'static Parts) {
    let example = Example::started("htmx").await;
    let report = Person::at(&example.origin, "htmx")
        .opens("/")
        .waits_until("'htmx' in window && document.readyState === 'complete'")
        .notes("stranger")
        .presses(DEV)
        .presses("Ada Lovelace")
        .fills_in("Your words", "<b>It was nice here.</b>")
        .clicks("Write")
        .waits_until("document.querySelectorAll('#book li').length === 1")
        .notes("written")
        .runs("field", "return document.querySelector('#words').value")
        .runs("signed out", SIGNED_OUT_UNNOTICED)
        .fills_in("Your words", "And I was here again.")
        .presses("Write")
        .notes("asked")
        // The provider remembers them, and asks nothing.
        .presses(DEV)
        .notes("back")
        .presses("Sign out")
        .notes("left")
        .done(parts)
        .await;
    let at = |name: &str| &report.page(name).url;
    let text = |name: &str| &report.page(name).text;
    assert!(text("stranger").contains("Nobody has written anything yet."));
    assert!(text("written").contains("<b>It was nice here.</b>"));
    assert_eq!(report.value("field"), &serde_json::json!(""));
    assert!(
        at("asked").contains("/auth/signin?callbackUrl="),
        "{}",
        at("asked")
    );
    assert_eq!(at("back"), &format!("{}/", example.origin));
    assert!(
        text("back").contains("You are Ada Lovelace."),
        "{}",
        text("back")
    );
    assert!(
        text("left").contains("Sign in to write something."),
        "{}",
        text("left")
    );
    assert!(!text("left").contains("again"), "{}", text("left"));
    // Every form of the page went by htmx; the provider's own pages have none.
    let sent: Vec<_> = report
        .navigations
        .iter()
        .filter(|page| page.method == "POST" && !page.url.contains("/dev"))
        .collect();
    assert!(sent.is_empty(), "{sent:?}");
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

async fn a_guest_book_without_javascript_does_the_same(parts: &'static Parts) {
    let example = Example::started("htmx").await;
    let report = Person::at(&example.origin, "htmx-plain")
        .without_javascript()
        .opens("/")
        .presses(DEV)
        .presses("Grace Hopper")
        .fills_in("Your words", "No script needed.")
        .presses("Write")
        .notes("written")
        .presses("Sign out")
        .notes("left")
        .done(parts)
        .await;
    let text = |name: &str| &report.page(name).text;
    assert!(
        text("written").contains("No script needed."),
        "{}",
        text("written")
    );
    assert!(text("left").contains("Grace Hopper"), "{}", text("left"));
    assert!(
        text("left").contains("Sign in to write something."),
        "{}",
        text("left")
    );
    assert_eq!(report.page("left").url, format!("{}/", example.origin));
    assert_eq!(report.complaints(), [] as [&str; 0]);
}

/// The running example; it ends when it is dropped.
struct Example {
    origin: String,
    _process: Child,
    folder: PathBuf,
}

impl Example {
    /// The showcase, whose database is a file in a folder of its own.
    async fn showcase() -> Self {
        let built = built().await;
        Self::run(|_| Command::new(built)).await
    }

    /// An example that has a command which installs, builds and starts it.
    async fn started(name: &'static str) -> Self {
        // Two at a time would write the same files. What comes first does the work.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());
        let _alone = ONE_AT_A_TIME.lock().await;
        Self::run(|port| {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples");
            let mut command = Command::new(format!("{folder}/{name}/start"));
            command.arg(port.to_string());
            as_nobodys_child(command.as_std_mut());
            command
        })
        .await
    }

    async fn run(command: impl FnOnce(u16) -> Command) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let folder = std::env::temp_dir().join(format!("auth-example-{port}"));
        std::fs::create_dir_all(&folder).unwrap();
        let mut process = command(port)
            .env("PORT", port.to_string())
            .env("DATABASE_URL", "sqlite:auth.db")
            .current_dir(&folder)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let deadline = Instant::now() + PATIENCE;
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
    let mut build = Command::new(cargo);
    build
        .args(["build", "--quiet", "--locked", "--package", "showcase"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    as_nobodys_child(build.as_std_mut());
    let output = build.output().await.unwrap();
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

/// The front end has learned who may be chosen.
const DEV_IS_OFFERED: &str =
    "document.querySelector('button')?.textContent === 'Development sign-in'";

/// Ends the session behind the back of the page.
const SIGNED_OUT_UNNOTICED: &str = "
    const headers = { Accept: 'application/json' };
    const answer = await fetch('/auth/signout', { method: 'POST', headers });
    await answer.json();
    return answer.ok;
";

/// How long an example may take to be installed, built and started.
const PATIENCE: Duration = Duration::from_secs(600);
