//! Seen: one error at the URL: that is the discovery document.
mod auth {
    auth::auth! {
        providers: [acme: oidc { issuer: "https://acme.example/.well-known/openid-configuration" }],
    }
}

fn main() {}
