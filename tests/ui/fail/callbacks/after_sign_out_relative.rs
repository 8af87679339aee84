//! Seen: one error at the URL.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { after_sign_out: "url-post-logout" },
    }
}

fn main() {}
