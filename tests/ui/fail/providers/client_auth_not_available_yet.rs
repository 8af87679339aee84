//! Seen: one error at `private_key_jwt`.
mod auth {
    auth::auth! {
        providers: [github { client_auth: private_key_jwt }],
    }
}

fn main() {}
