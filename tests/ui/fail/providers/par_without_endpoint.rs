//! Seen: one error at `on`.
mod auth {
    auth::auth! {
        providers: [github { par: on }],
    }
}

fn main() {}
