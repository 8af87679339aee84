//! Seen: one error at the name.
mod auth {
    auth::auth! {
        providers: [github { client_id: env("GITHUB ID") }],
    }
}

fn main() {}
