//! Seen: one error at `oauth2`, naming all endpoints that are missing.
mod auth {
    auth::auth! {
        providers: [acme: oauth2 { authorization: "https://acme.example/authorize" }],
    }
}

fn main() {}
