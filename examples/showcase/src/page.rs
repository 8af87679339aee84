//! The pages of the application.

use std::time::{SystemTime, UNIX_EPOCH};

use ::auth::error::{AccountError, SessionError};
use ::auth::{KnownUser, ListedAccount, ListedSession, SignInForm};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::account::Leaving;
use crate::auth::{Declared, Role, Session};

/// Why a page cannot be shown: what happened stands in the log, and the reader learns its code.
pub(crate) struct Failure(&'static ::auth::ErrorCode);

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        Self(error.code())
    }
}

impl From<AccountError> for Failure {
    fn from(error: AccountError) -> Self {
        Self(error.code())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(code) = self;
        let content = html! {
            h1 { "That did not work" }
            p { (code.summary) " " code { (code.code) } }
            div.actions { a href="/account" { "Your account" } }
        };
        (StatusCode::CONFLICT, layout("That did not work", &content)).into_response()
    }
}

/// Who you are, and what you can do about it.
pub(crate) fn home(session: Option<&Session>) -> Markup {
    layout(
        "Showcase",
        &html! {
            @match session {
                Some(session) => {
                    h1 { "Hello, " (session.user.display_name()) }
                    p { "Your session is in the database; this browser has nothing but a token for it." }
                }
                None => {
                    h1 { "Hello, stranger" }
                    p { "Sign in from two browsers, and end one session from the other." }
                }
            }
            div.actions {
                a.button href="/account" { "Your account" }
                a href="/users" { "Users" }
            }
        },
    )
}

/// Where somebody is signed in, and what they sign in with.
pub(crate) fn account(
    session: &Session,
    sessions: &[ListedSession],
    accounts: &[ListedAccount],
    leaving: &Leaving,
) -> Markup {
    layout(
        "Your account",
        &html! {
            h1 { (session.user.display_name()) }
            p {
                "You signed in " (ago(session.signed_in_at)) "."
                @if let Some(at) = session.authenticated_at() { " You proved who you are " (ago(at)) "." }
                @if session.roles.contains(Role::Admin) { " You are an administrator." }
                @if let Some(locale) = &session.data.locale { " You read " (locale) "." }
            }
            h2 { "Where you are signed in" }
            ul {
                @for one in sessions {
                    li {
                        span {
                            (one.device.as_deref().unwrap_or("A browser that does not say its name"))
                            @if one.current { " (this one)" }
                            small {
                                "from " (one.address.as_deref().unwrap_or("somewhere"))
                                " with " (one.provider)
                                ", signed in " (ago(one.signed_in_at))
                                ", seen " (ago(one.last_seen_at))
                            }
                        }
                        @if !one.current { (button("/account/end", Some(&one.id), "End")) }
                    }
                }
            }
            h2 { "What you sign in with" }
            ul {
                @for one in accounts {
                    li {
                        span {
                            (one.provider)
                            small { (one.label.as_deref().unwrap_or("no name")) ", linked " (ago(one.linked_at)) }
                        }
                        @if accounts.len() > 1 { (button("/account/unlink", Some(&one.id), "Unlink")) }
                    }
                }
            }
            div.actions {
                (button("/account/link", None, "Link another account"))
                (button("/account/end-others", None, "Sign out everywhere else"))
                a href="/account/close" { "Close your account" }
            }
            h2 { "Leave" }
            div.actions {
                (PreEscaped(leaving.here.to_string()))
                (PreEscaped(leaving.provider.to_string()))
                (PreEscaped(leaving.revoke.to_string()))
                (PreEscaped(leaving.everywhere.to_string()))
            }
        },
    )
}

/// How to come in.
pub(crate) fn sign_in(
    session: Option<&Session>,
    choices: &[SignInForm<Declared>],
    failed: bool,
) -> Markup {
    layout(
        "Sign in",
        &html! {
            @match session {
                Some(session) => {
                    h1 { "Is it still you?" }
                    p { "You are signed in as " (session.user.display_name()) ". Sign in again to go on." }
                }
                None => h1 { "Sign in" },
            }
            @if failed { p role="alert" { "That did not work. Please try again." } }
            div.choices { @for form in choices { (PreEscaped(form.to_string())) } }
        },
    )
}

/// Who is new.
pub(crate) fn welcome(session: &Session) -> Markup {
    layout(
        "Welcome",
        &html! {
            h1 { "Welcome, " (session.user.display_name()) }
            p { "You are here for the first time. An application of yours would ask for what it needs to know." }
            div.actions { a.button href="/account" { "Your account" } }
        },
    )
}

/// Whether somebody means it.
pub(crate) fn closing(session: &Session) -> Markup {
    layout(
        "Close your account",
        &html! {
            h1 { "Close your account?" }
            p { "Everything that is kept of " (session.user.display_name()) " here goes, and every session ends." }
            div.actions {
                (button("/account/close", None, "Close it"))
                a href="/account" { "Keep it" }
            }
        },
    )
}

/// A user whom an administrator looks for.
pub(crate) fn users(email: &str, found: Option<&KnownUser<Declared>>) -> Markup {
    layout(
        "Users",
        &html! {
            h1 { "Users" }
            form method="get" action="/users" {
                input type="email" name="email" value=(email) placeholder="grace@example.com" aria-label="E-mail address";
                button { "Find" }
            }
            @match found {
                Some(known) => {
                    h2 { (known.user.display_name()) }
                    p {
                        "First signed in " (ago(known.created_at)) "."
                        @if known.roles.contains(Role::Admin) { " An administrator." }
                        @if known.disabled { " Kept out." }
                    }
                    form method="post" action="/users/change" {
                        input type="hidden" name="id" value=(known.user.id);
                        input type="hidden" name="email" value=(email);
                        @if known.roles.contains(Role::Admin) {
                            button name="what" value="take_admin" { "No longer an administrator" }
                        } @else {
                            button name="what" value="make_admin" { "Make an administrator" }
                        }
                        button name="what" value="sign_out" { "Sign out everywhere" }
                        @if known.disabled {
                            button name="what" value="let_in" { "Let in again" }
                        } @else {
                            button name="what" value="keep_out" { "Keep out" }
                        }
                    }
                }
                None if !email.is_empty() => p { "Nobody has signed in with this address." },
                None => {}
            }
            div.actions { a href="/account" { "Your account" } }
        },
    )
}

/// A plain form: it needs no script, and browsers send the cookie with a POST of this site alone.
fn button(action: &str, id: Option<&str>, label: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            @if let Some(id) = id { input type="hidden" name="id" value=(id); }
            button { (label) }
        }
    }
}

/// How long ago that was, in words.
fn ago(seconds: u64) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(seconds, |since| since.as_secs());
    match now.saturating_sub(seconds) {
        0..60 => "just now".to_owned(),
        past @ 60..3_600 => format!("{} min ago", past / 60),
        past @ 3_600..86_400 => format!("{} h ago", past / 3_600),
        past => format!("{} days ago", past / 86_400),
    }
}

fn layout(title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                link rel="icon" href="data:,";
                title { (title) }
                style { (STYLE) }
            }
            body { main { (content) } }
        }
    }
}

const STYLE: &str = "\
    :root { color-scheme: light dark; --ink: #14201f; --muted: #52605f; --paper: #eef2f5; --card: #fff; --line: #d5dcdd;\n\
      --accent: #0f766e; --on-accent: #fff; font: 1.0625rem/1.6 system-ui, sans-serif; }\n\
    @media (prefers-color-scheme: dark) {\n\
      :root { --ink: #e8efee; --muted: #a3b0b5; --paper: #0f1416; --card: #191f24; --line: #313a40;\n\
        --accent: #4fd1c1; --on-accent: #0b1a18; } }\n\
    body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: var(--paper); color: var(--ink); }\n\
    main { box-sizing: border-box; width: min(44rem, 100vw - 2rem); padding: 2.25rem; background: var(--card);\n\
      border: 1px solid var(--line); border-radius: 1.25rem; }\n\
    h1 { font-size: 1.625rem; line-height: 1.25; margin: 0 0 .5rem; }\n\
    p { margin: 0 0 1rem; color: var(--muted); }\n\
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .375rem 1.25rem; margin: 0; }\n\
    dt { color: var(--muted); } dd { margin: 0; overflow-wrap: anywhere; }\n\
    .actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; margin-top: 1.75rem; }\n\
    .actions a, button { font: inherit; padding: .5rem 1.125rem; border: 1px solid var(--line); border-radius: .75rem;\n\
      background: none; color: inherit; text-decoration: none; cursor: pointer; }\n\
    .actions .button { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }\n\
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }\n\
    .choices { display: grid; gap: .75rem; margin-top: 1.5rem; }\n\
    .choices form, .choices button { width: 100%; }\n\
    h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }\n\
    ul { list-style: none; margin: 0; padding: 0; }\n\
    li { display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: .625rem 0;\n\
      border-top: 1px solid var(--line); }\n\
    li small { display: block; color: var(--muted); overflow-wrap: anywhere; }\n\
    input { font: inherit; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .75rem; background: none;\n\
      color: inherit; }\n\
    form { margin: 0; display: flex; flex-wrap: wrap; gap: .5rem; }\n";
