// Written by `cargo test -p spa`.

export type Note = { "id": number; "text": string };
export type NewNote = { "text": string };
