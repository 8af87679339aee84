//! Seen: one error at `passkey`: the language has it, this version does not.
mod auth {
    auth::auth! {
        providers: [github, passkey],
    }
}

fn main() {}
