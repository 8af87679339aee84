//! A guest book with htmx: everybody reads it, and those who are signed in write into it.
//!
//! `examples/htmx/start` fetches htmx and starts it. Without htmx, or without JavaScript, everything is there too: the forms
//! are plain forms.

mod auth;
mod page;

use std::sync::{Arc, Mutex, PoisonError};

use ::auth::routing::{Router, get};
use axum::Form;
use axum::extract::{FromRef, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::auth::{Auth, Session, protected, provider, public};

/// What handlers can ask for.
#[derive(Clone, FromRef)]
struct App {
    auth: Auth,
    book: Book,
    script: Script,
}

/// What people have written: name and words. An application of yours would have a database.
#[derive(Clone, Default)]
struct Book(Arc<Mutex<Vec<(String, String)>>>);

/// htmx, where npm has put it.
#[derive(Clone)]
struct Script(Option<Arc<str>>);

#[derive(Deserialize)]
struct Entry {
    words: String,
}

#[public]
async fn read(
    auth: Auth,
    session: Option<Session>,
    State(book): State<Book>,
    State(Script(script)): State<Script>,
) -> impl IntoResponse {
    let forms = auth.forms();
    let page = page::whole(
        session.as_ref(),
        &auth,
        &forms,
        &book.entries(),
        script.is_some(),
    );
    (forms, page)
}

/// htmx puts the answer into the page, and a plain form leads to the page. Whoever is not signed in any more does not get
/// here: htmx is told to open the sign-in page (`401` with `HX-Redirect`), which leads back.
#[protected]
async fn write(
    session: Session,
    State(book): State<Book>,
    headers: HeaderMap,
    Form(entry): Form<Entry>,
) -> Response {
    book.add(session.user.display_name(), &entry.words);
    match headers.contains_key("hx-request") {
        true => page::book(true, &book.entries()).into_response(),
        false => Redirect::to("/").into_response(),
    }
}

#[public]
async fn htmx(State(Script(script)): State<Script>) -> Response {
    let script = script.as_deref().unwrap_or_default().to_owned();
    ([(CONTENT_TYPE, "text/javascript")], script).into_response()
}

impl Book {
    fn entries(&self) -> Vec<(String, String)> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.clone()
    }

    /// What is too long is cut, and of all the last fifty are kept.
    fn add(&self, name: &str, words: &str) {
        let words: String = words.trim().chars().take(page::LONGEST).collect();
        if words.is_empty() {
            return;
        }
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.insert(0, (name.to_owned(), words));
        entries.truncate(50);
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = std::env::var("PORT").map_or(Ok(3000), |port| port.parse())?;
    let auth = Auth::builder().optional(provider::github).build()?;
    let script = std::fs::read_to_string(HTMX).ok().map(Arc::from);
    if script.is_none() {
        eprintln!("htmx is not here, so the pages have no script; examples/htmx/start fetches it.");
    }
    // This router takes only handlers that say who may reach them: one that was forgotten does not compile.
    let app = Router::new()
        .route("/", get(read).post(write))
        .route("/htmx.js", get(htmx))
        .merge(auth.routes())
        .layer(auth.layer())
        .with_state(App {
            auth: auth.clone(),
            book: Book::default(),
            script: Script(script),
        });

    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| {
            format!("port {port} cannot be used ({error}); choose another one with PORT=…")
        })?;
    let port = listener.local_addr()?.port();
    auth.announce();
    eprintln!("\n  Open http://localhost:{port} in a browser. Ctrl-C ends it.\n");
    axum::serve(listener, axum::Router::from(app)).await?;
    Ok(())
}

const HTMX: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/node_modules/htmx.org/dist/htmx.min.js"
);
