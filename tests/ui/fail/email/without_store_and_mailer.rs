//! Seen: one error at `build`, with the line to add first.
mod auth {
    auth::auth! {
        providers: [github, email],
    }
}

fn main() {
    let _ = auth::Auth::builder().build();
}
