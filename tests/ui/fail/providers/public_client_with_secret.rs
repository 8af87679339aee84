//! Seen: one error at `client_secret`: `none` contradicts it.
mod auth {
    auth::auth! {
        providers: [github { client_auth: none, client_secret: env("SECRET") }],
    }
}

fn main() {}
