//! Seen: one error at the word, with the two that exist.
mod auth {
    auth::auth! {
        providers: [github { response_mode: fragment }],
    }
}

fn main() {}
