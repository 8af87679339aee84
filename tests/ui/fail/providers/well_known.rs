//! Seen: one error at `well_known`, with the option that says it. M-8
mod auth {
    auth::auth! {
        providers: [acme: oidc { issuer: "https://acme.example", well_known: "https://acme.example/.well-known/openid-configuration" }],
    }
}

fn main() {}
