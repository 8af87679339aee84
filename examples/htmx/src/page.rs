//! The page, and the part of it that htmx puts in anew.

use ::auth::{Form, Forms};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::auth::{Auth, Declared, Session};

/// Characters of an entry.
pub(crate) const LONGEST: usize = 200;

/// Everything, for whoever comes.
pub(crate) fn whole(
    session: Option<&Session>,
    auth: &Auth,
    forms: &Forms<Declared>,
    entries: &[(String, String)],
    script: bool,
) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="icon" href="data:,";
                title { "Guest book" }
                style { (PreEscaped(STYLE)) }
                @if script { script src="/htmx.js" defer {} }
            }
            body { main {
                h1 { "Guest book" }
                div.who {
                    @match session {
                        Some(session) => {
                            p { "You are " (session.user.display_name()) "." }
                            (button(&forms.sign_out()))
                        }
                        None => {
                            p { "Sign in to write something." }
                            @for offered in auth.providers() { (button(&forms.sign_in(offered.provider))) }
                        }
                    }
                }
                (book(session.is_some(), entries))
            } }
        }
    }
}

/// What has been written, with the form for more.
pub(crate) fn book(may_write: bool, entries: &[(String, String)]) -> Markup {
    html! {
        section #book {
            @if may_write {
                form.entry method="post" action="/" hx-post="/" hx-target="#book" hx-swap="outerHTML" {
                    label for="words" { "Your words" }
                    input #words name="words" required maxlength=(LONGEST) autocomplete="off";
                    button.first { "Write" }
                }
            }
            @if entries.is_empty() { p { "Nobody has written anything yet." } }
            ul { @for (name, words) in entries { li { (words) small { (name) } } } }
        }
    }
}

/// A form of the library that htmx sends. The answer is `HX-Redirect`; without htmx it is a redirect.
fn button(form: &Form) -> Markup {
    html! {
        form method=(form.method()) action=(form.action()) hx-post=(form.action()) {
            (PreEscaped(form.hidden_fields()))
            button { (form.button()) }
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
    main { box-sizing: border-box; width: min(32rem, 100vw - 2rem); margin: 1rem 0; padding: clamp(1.25rem, 6vw, 2.25rem);\n\
      background: var(--card); border: 1px solid var(--line); border-radius: 1.25rem; }\n\
    h1 { font-size: 1.625rem; line-height: 1.25; margin: 0 0 .5rem; }\n\
    p { margin: 0; color: var(--muted); }\n\
    .who, .entry { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; margin-bottom: 1.5rem; }\n\
    .who p, label { flex: 1 0 100%; }\n\
    input { flex: 1 1 10rem; min-width: 0; box-sizing: border-box; }\n\
    input, button { font: inherit; padding: .5rem 1.125rem; border: 1px solid var(--line); border-radius: .75rem;\n\
      background: none; color: inherit; }\n\
    button { cursor: pointer; }\n\
    .first { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }\n\
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }\n\
    form { margin: 0; }\n\
    ul { list-style: none; margin: 0; padding: 0; }\n\
    li { padding: .625rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }\n\
    small { display: block; color: var(--muted); }\n";
