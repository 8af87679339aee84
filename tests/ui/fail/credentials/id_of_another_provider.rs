//! Seen: one error at the id `credentials`, which is what people type.
mod auth {
    auth::auth! {
        providers: [credentials: github],
    }
}

fn main() {}
