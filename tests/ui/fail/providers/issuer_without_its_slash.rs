//! Seen: one error at the URL, with the spelling that Auth0's tokens have.
mod auth {
    auth::auth! {
        providers: [auth0 { issuer: "https://acme.eu.auth0.com" }],
    }
}

fn main() {}
