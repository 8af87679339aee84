//! Seen: one error at `secret`, with where it is read. M-40
mod auth {
    auth::auth! {
        providers: [github],
        secret: "Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd",
    }
}

fn main() {}
