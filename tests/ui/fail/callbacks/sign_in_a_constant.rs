//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { sign_in: OPEN },
    }

    const OPEN: bool = true;
}

fn main() {}
