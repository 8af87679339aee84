//! Seen: one error at `"offline_access"`.
mod auth {
    auth::auth! {
        providers: [okta { refresh: off, scopes: ["openid", "offline_access"] }],
    }
}

fn main() {}
