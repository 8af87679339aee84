//! Seen: one error at the second `admin`.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [admin, editor, admin],
    }
}

fn main() {}
