//! Seen: one error at the URL, with the entry that would allow it.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { after_sign_out: "https://acme.example/" },
    }
}

fn main() {}
