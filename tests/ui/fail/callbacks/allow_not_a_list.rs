//! Seen: one error at the text: this is a list.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { allow: "/dashboard" },
    }
}

fn main() {}
