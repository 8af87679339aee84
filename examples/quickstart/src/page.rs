//! The two pages of the application.

use maud::{DOCTYPE, Markup, html};

use crate::auth::Session;

/// Who you are, and what you can do about it.
pub fn home(session: Option<&Session>) -> Markup {
    layout(
        "Quickstart",
        html! {
            @match session {
                Some(session) => {
                    h1 { "Hello, " (session.user.display_name()) }
                    p { "You are signed in." }
                    p.actions {
                        a.button href="/dashboard" { "Open the dashboard" }
                        (sign_out())
                    }
                }
                None => {
                    h1 { "Hello, stranger" }
                    p { "Nobody is signed in in this browser. The dashboard is for those who are." }
                    p.actions {
                        a.button href="/dashboard" { "Open the dashboard" }
                        a href="/auth/signin" { "Sign in" }
                    }
                }
            }
        },
    )
}

/// What the session knows.
pub fn dashboard(session: &Session) -> Markup {
    let user = &session.user;
    layout(
        "Dashboard",
        html! {
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
            p.actions {
                a href="/" { "Home" }
                (sign_out())
            }
        },
    )
}

/// A plain form: it needs no script, and a same-origin POST is its own proof.
fn sign_out() -> Markup {
    html! {
        form method="post" action="/auth/signout" { button { "Sign out" } }
    }
}

fn layout(title: &str, content: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (STYLE) }
            }
            body { main { (content) } }
        }
    }
}

const STYLE: &str = "\
    :root { color-scheme: light dark; font: 1.0625rem/1.6 system-ui, sans-serif; }\n\
    body { margin: 0; display: grid; place-items: center; min-height: 100vh; }\n\
    main { max-width: 32rem; padding: 2rem; }\n\
    h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .75rem; }\n\
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; }\n\
    dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }\n\
    .actions { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; margin-top: 1.5rem; }\n\
    .button, button { font: inherit; padding: .5rem 1rem; border-radius: .5rem; border: 1px solid; cursor: pointer;\n\
      background: none; color: inherit; text-decoration: none; }\n\
    form { margin: 0; }\n";
