//! Seen: one error at the text, with the same as two.
mod auth {
    auth::auth! {
        providers: [google { scopes: ["openid email"] }],
    }
}

fn main() {}
