//! Seen: one error at `state`, which the library sets.
mod auth {
    auth::auth! {
        providers: [github { params: { state: "x" } }],
    }
}

fn main() {}
