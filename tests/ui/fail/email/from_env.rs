//! Seen: one error at `from_env`, with the line to add.
mod auth {
    auth::auth! {
        providers: [email { max_age: 15 minutes }],
    }
}

fn main() {
    let _ = auth::Auth::from_env();
}
