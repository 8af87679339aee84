//! Seen: one error at `refresh`.
mod auth {
    auth::auth! {
        providers: [github { refresh: on }],
    }
}

fn main() {}
