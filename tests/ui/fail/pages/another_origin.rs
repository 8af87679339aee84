//! Seen: one error at the URL: pages are the application's own.
mod auth {
    auth::auth! {
        providers: [github],
        pages: { sign_in: "https://login.acme.example/" },
    }
}

fn main() {}
