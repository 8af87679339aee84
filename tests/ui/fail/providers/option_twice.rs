//! Seen: one error at the second `name`.
mod auth {
    auth::auth! {
        providers: [github { name: "A", name: "B" }],
    }
}

fn main() {}
