// Something that only those see who are signed in.

import { useEffect, useState, type FormEvent } from 'react';

import type { Note } from '../api';
import { addNote, listNotes } from './api';

export function Notes() {
  const [notes, setNotes] = useState<Note[]>();
  const [error, setError] = useState<string>();
  const [text, setText] = useState('');
  const tell = (reason: unknown) => setError(reason instanceof Error ? reason.message : String(reason));
  useEffect(() => {
    listNotes().then(setNotes, tell);
  }, []);

  const add = async (event: FormEvent) => {
    event.preventDefault();
    try {
      const note = await addNote({ text });
      setNotes((known) => [...(known ?? []), note]);
      setText('');
      setError(undefined);
    } catch (reason) {
      tell(reason);
    }
  };
  return (
    <>
      <h1>Your notes</h1>
      <form onSubmit={add}>
        <label htmlFor="text">A new note</label>
        <input id="text" value={text} onChange={(event) => setText(event.target.value)} maxLength={200} required autoComplete="off" />
        <button className="button">Add</button>
      </form>
      {error && <p role="alert">{error}</p>}
      {notes?.length === 0 && <p>There are none yet.</p>}
      <ul>{notes?.map((note) => <li key={note.id}>{note.text}</li>)}</ul>
      <p><a href="/">Home</a></p>
    </>
  );
}
