//! Seen: one error at the URL, with the entry that was meant.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: ["/", "/dashboard"], after_sign_in: "/dashbord" },
    }
}

fn main() {}
