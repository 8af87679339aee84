//! Seen: one error at `scope`, with the option to use.
mod auth {
    auth::auth! {
        providers: [github { params: { scope: "repo" } }],
    }
}

fn main() {}
