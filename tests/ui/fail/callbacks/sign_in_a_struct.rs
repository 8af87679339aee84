//! Seen: one error at the path: it is no value.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: Door },
    }

    struct Door {
        open: bool,
    }
}

fn main() {}
