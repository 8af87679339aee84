//! Seen: one error at `credentials`, with the line to add and the function to write.
mod auth {
    auth::auth! {
        providers: [credentials],
    }
}

fn main() {}
