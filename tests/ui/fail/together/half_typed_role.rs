//! Seen: one error at the half-typed role of the declaration, none at its uses.
mod auth {
    auth::auth! {
        providers: [github],
        roles: [admin, 7],
        callbacks: { allow: ["/"] },
    }
}

fn main() {}
