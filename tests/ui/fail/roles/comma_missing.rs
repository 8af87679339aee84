//! Seen: one error at the role after the missing comma.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [admin editor],
    }
}

fn main() {}
