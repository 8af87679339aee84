//! Seen: one error at `"jwt"`, with what it is called here.
mod auth {
    auth::auth! {
        providers: [github],
        session: { strategy: "jwt" },
    }
}

fn main() {}
