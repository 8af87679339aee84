// The API of this application.

import { signIn } from '/auth/client.js';

import type { NewNote, Note } from '../api';

export const listNotes = () => call<Note[]>('/api/notes');
export const addNote = (note: NewNote) => call<Note>('/api/notes', note);

/**
 * What the API answers. A session can end while the page is open: then the answer is 401, and the way leads to the
 * sign-in page and back to here.
 */
async function call<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  const reason = await response.text();
  if (response.status === 401) {
    const { ok } = await signIn(undefined, { callbackUrl: location.pathname });
    // The browser is leaving this page: nobody waits for what comes next.
    if (ok) return new Promise(() => {});
  }
  throw new Error(response.status === 422 ? reason : 'That did not work. Please try again.');
}
