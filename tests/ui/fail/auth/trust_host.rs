//! Seen: one error at `trust_host`, with where the origin comes from. M-38, M-39
mod auth {
    auth::auth! {
        providers: [github],
        trust_host: true,
    }
}

fn main() {}
