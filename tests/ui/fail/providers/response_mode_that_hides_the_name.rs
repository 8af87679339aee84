//! Seen: one error at `query`, with the ways out. M-15
mod auth {
    auth::auth! {
        providers: [apple { response_mode: query }],
    }
}

fn main() {}
