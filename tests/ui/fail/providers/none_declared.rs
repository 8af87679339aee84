//! Seen: one error at the first word: nobody can sign in, and what to write.
mod auth {
    auth::auth! {
        pages: { sign_in: "/login" },
    }
}

fn main() {}
