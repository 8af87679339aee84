//! Seen: one error at the name, with the form of a list.
mod auth {
    auth::auth! {
        providers: [github],
        roles: admin,
    }
}

fn main() {}
