//! Seen: one error at the list: without `openid` there is no ID token.
mod auth {
    auth::auth! {
        providers: [google { scopes: ["email"] }],
    }
}

fn main() {}
