//! Seen: one error at the path: there is no such function.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: may_sign_in },
    }
}

fn main() {}
