//! Seen: one error at the `!`: the value is not to stand in the program.
mod auth {
    auth::auth! {
        providers: [github { client_id: env!("GITHUB_ID") }],
    }
}

fn main() {}
