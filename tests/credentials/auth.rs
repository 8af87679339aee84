//! The declaration, and the accounts.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

auth::auth! {
    providers: [
        credentials { authorize: check_password },
        staff: credentials {
            name: "Staff",
            authorize: check_pin,
            fields: { member: "Member number", password: "PIN", otp: "Code" },
        },
        op: oidc { issuer: env("OP_ISSUER") },
    ],
    callbacks: { allow: ["/", "/dashboard"], sign_in: decide },
    session: { revocable: on },
}

/// The password of everybody who has one.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

/// What was asked, by the name that was typed. Every test has names of its own.
static CALLS: Mutex<Option<HashMap<String, Calls>>> = Mutex::new(None);

/// How often a function was called for a name, and what came with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Calls {
    pub(crate) made: usize,
    pub(crate) passwords: Vec<String>,
    /// How many there were at once, now and at most.
    pub(crate) at_once: usize,
    pub(crate) most_at_once: usize,
}

/// What was asked for a name.
pub(crate) fn calls(name: &str) -> Calls {
    noted(name, |calls| calls.clone())
}

fn noted<T>(name: &str, note: impl FnOnce(&mut Calls) -> T) -> T {
    let mut calls = CALLS.lock().unwrap();
    note(
        calls
            .get_or_insert_default()
            .entry(name.to_owned())
            .or_default(),
    )
}

/// A name says what happens: `down` and `panic` do, `never` never ends, `slow …` takes its time, `unnamed` is nobody;
/// `nobody …` has no account, and everybody else has.
async fn check_password(credentials: &Credentials) -> Result<Option<Profile>, String> {
    let (name, password) = (credentials.value("username"), credentials.value("password"));
    let group = name.split_once(' ').map_or(name, |(group, _)| group);
    noted(group, |calls| {
        calls.made += 1;
        calls.passwords.push(password.to_owned());
        calls.at_once += 1;
        calls.most_at_once = calls.most_at_once.max(calls.at_once);
    });
    match group {
        "down" => return Err("the database is down".into()),
        "panic" => panic!("as it was told"),
        "never" => std::future::pending().await,
        "slow" => tokio::time::sleep(Duration::from_secs(1)).await,
        // What hashing takes, for those who have an account.
        "nobody" => {}
        _ => tokio::time::sleep(Duration::from_millis(100)).await,
    }
    noted(group, |calls| calls.at_once -= 1);
    let right = group != "nobody" && password == PASSWORD;
    Ok(right.then(|| Profile {
        subject: if group == "unnamed" { "" } else { name }.to_owned(),
        name: Some(format!("The one called {name}")),
        email: Some(format!("{group}@example.com")),
        ..Profile::default()
    }))
}

async fn check_pin(credentials: &Credentials) -> Option<Profile> {
    let right = credentials.value("password") == "1234" && credentials.value("otp") == "000000";
    right.then(|| Profile {
        subject: credentials.value("member").to_owned(),
        ..Profile::default()
    })
}

async fn decide(attempt: &mut SignInAttempt) -> SignInDecision {
    match attempt.user.email.as_deref() {
        Some("banned@example.com") => SignInDecision::Deny,
        _ => SignInDecision::Allow,
    }
}
