//! Seen: one error at `adapter`, with where a store is given.
mod auth {
    auth::auth! {
        providers: [github],
        adapter: PgAdapter,
    }
}

fn main() {}
