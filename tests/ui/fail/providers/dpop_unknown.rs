//! Seen: one error at `required`.
mod auth {
    auth::auth! {
        providers: [okta { dpop: required }],
    }
}

fn main() {}
