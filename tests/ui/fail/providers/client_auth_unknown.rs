//! Seen: one error at the word, with the one that was meant.
mod auth {
    auth::auth! {
        providers: [github { client_auth: client_secret_post }],
    }
}

fn main() {}
