//! Seen: one error at each key, saying what is here instead.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { redirect: to, authorized: may, signIn: decide },
    }
}

fn main() {}
