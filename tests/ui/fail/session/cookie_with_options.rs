//! Seen: one error at the block: a name is all there is to say.
mod auth {
    auth::auth! {
        providers: [github],
        session: { cookie: { name: "__Host-acme", same_site: strict } },
    }
}

fn main() {}
