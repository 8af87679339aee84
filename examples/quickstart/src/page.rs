//! The two pages of the application.

use maud::{DOCTYPE, Markup, html};

use crate::auth::Session;

/// Who you are, and what you can do about it.
pub(crate) fn home(session: Option<&Session>) -> Markup {
    layout(
        "Quickstart",
        &html! {
            @match session {
                Some(session) => {
                    h1 { "Hello, " (session.user.display_name()) }
                    p { "You are signed in." }
                    div.actions {
                        a.button href="/dashboard" { "Open the dashboard" }
                        (sign_out())
                    }
                }
                None => {
                    h1 { "Hello, stranger" }
                    p { "Nobody is signed in in this browser. The dashboard is for those who are." }
                    div.actions {
                        a.button href="/dashboard" { "Open the dashboard" }
                        a href="/auth/signin" { "Sign in" }
                    }
                }
            }
        },
    )
}

/// What the session knows.
pub(crate) fn dashboard(session: &Session) -> Markup {
    let user = &session.user;
    layout(
        "Dashboard",
        &html! {
            h1 { "Dashboard" }
            p { "This page is a handler under " code { "#[protected]" } "." }
            dl {
                dt { "Name" } dd { (user.display_name()) }
                dt { "E-mail" }
                dd {
                    @match &user.email {
                        Some(email) => { (email) @if user.email_verified { " (verified)" } @else { " (not verified)" } }
                        None => "none",
                    }
                }
                dt { "User id" } dd { code { (user.id) } }
            }
            div.actions {
                a href="/" { "Home" }
                (sign_out())
            }
        },
    )
}

/// A plain form: it needs no script, and a same-origin POST is its own proof. After the first button, signing in again asks
/// nothing; after the second it does.
fn sign_out() -> Markup {
    html! {
        form method="post" action="/auth/signout" {
            button { "Sign out" } " "
            button name="scope" value="app provider" { "Sign out of the provider too" }
        }
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
    main { box-sizing: border-box; width: min(32rem, 100vw - 2rem); padding: 2.25rem; background: var(--card);\n\
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
    form { margin: 0; }\n";
