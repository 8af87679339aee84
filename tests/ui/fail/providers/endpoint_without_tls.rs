//! Seen: one error at the URL of the token endpoint.
mod auth {
    auth::auth! {
        providers: [github { token: "http://github.acme.example/token" }],
    }
}

fn main() {}
