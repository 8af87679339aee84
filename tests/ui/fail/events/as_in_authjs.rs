//! Seen: one error at each key, with the word that is meant; nothing of accounts that are not kept.
mod auth {
    auth::auth! {
        providers: [github],
        events: { createUser: welcome, linkAccount: note },
    }
}

fn main() {}
