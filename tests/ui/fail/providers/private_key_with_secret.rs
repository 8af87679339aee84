//! Seen: one error at `client_secret`.
mod auth {
    auth::auth! {
        providers: [keycloak { client_auth: private_key_jwt, client_secret: env("SECRET") }],
    }
}

fn main() {}
