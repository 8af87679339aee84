//! Seen: one error at `google`: a comma is missing before it.
mod auth {
    auth::auth! {
        providers: [
            github
            google,
        ],
    }
}

fn main() {}
