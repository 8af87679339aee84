//! Seen: one error at the URL, with the spelling that Google's tokens have.
mod auth {
    auth::auth! {
        providers: [google { issuer: "https://accounts.google.com/" }],
    }
}

fn main() {}
