//! What the front end asks for: JSON, for those who are signed in. Everybody else gets `401`, a problem document.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::auth::TypeScript;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::auth::{Session, protected};

/// The notes of everybody, by user. An application of yours would have a database.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Mutex<HashMap<String, Vec<Note>>>>);

#[derive(Clone, Serialize, TypeScript)]
pub(crate) struct Note {
    id: u32,
    text: String,
}

#[derive(Deserialize, TypeScript)]
pub(crate) struct NewNote {
    text: String,
}

#[protected]
pub(crate) async fn list(session: Session, State(notes): State<Notes>) -> Json<Vec<Note>> {
    Json(notes.of(&session, |mine| mine.clone()))
}

/// The body has to be `application/json`, which no form of another site can send.
#[protected]
pub(crate) async fn add(
    session: Session,
    State(notes): State<Notes>,
    Json(new): Json<NewNote>,
) -> Result<(StatusCode, Json<Note>), (StatusCode, &'static str)> {
    let refuse = |why| Err((StatusCode::UNPROCESSABLE_ENTITY, why));
    let text = new.text.trim();
    if text.is_empty() || text.chars().count() > LONGEST {
        return refuse("A note has between 1 and 200 characters.");
    }
    notes.of(&session, |mine| {
        let id = match u32::try_from(mine.len()) {
            Ok(id) if id < MOST => id,
            _ => return refuse("There is no room for more notes."),
        };
        let text = text.to_owned();
        let note = Note { id, text };
        mine.push(note.clone());
        Ok((StatusCode::CREATED, Json(note)))
    })
}

/// The types of this API, for the front end.
#[cfg(test)]
pub(crate) fn typescript() -> String {
    format!(
        "// Written by `cargo test -p spa`.\n\nexport type Note = {};\nexport type NewNote = {};\n",
        Note::typescript(),
        NewNote::typescript()
    )
}

impl Notes {
    /// Does something with the notes of whoever is signed in, and with nobody else's.
    fn of<Answer>(&self, session: &Session, ask: impl FnOnce(&mut Vec<Note>) -> Answer) -> Answer {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ask(all.entry(session.user.id.to_string()).or_default())
    }
}

/// Characters of a note.
const LONGEST: usize = 200;
/// Notes of one user.
const MOST: u32 = 100;
