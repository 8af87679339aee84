//! Seen: one error at `on`.
mod auth {
    auth::auth! {
        providers: [github { refresh: on }],
    }
}

fn main() {}
