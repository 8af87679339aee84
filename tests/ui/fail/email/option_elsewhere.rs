//! Seen: one error at `max_age`, with the provider that it belongs to.
mod auth {
    auth::auth! {
        providers: [github { max_age: 10 minutes }],
    }
}

fn main() {
    let _ = auth::Auth::from_env();
}
