//! Seen: one error at `private_key`.
mod auth {
    auth::auth! {
        providers: [keycloak { private_key: env("KEY") }],
    }
}

fn main() {}
