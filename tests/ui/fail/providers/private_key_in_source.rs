//! Seen: one error at the key.
mod auth {
    auth::auth! {
        providers: [keycloak { client_auth: private_key_jwt, private_key: "MIGHAgEA" }],
    }
}

fn main() {}
