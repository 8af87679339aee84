//! Seen: one error at each key, with where it is said here.
mod auth {
    auth::auth! {
        providers: [github],
        events: { deleteUser: note, unlink_account: note, createSession: note },
    }
}

fn main() {}
