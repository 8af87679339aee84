//! Seen: one error at the URL: plain http is for localhost.
mod auth {
    auth::auth! {
        providers: [acme: oidc { issuer: "http://acme.example" }],
    }
}

fn main() {}
