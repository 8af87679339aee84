//! Seen: one error at the key, with the option that is here instead.
mod auth {
    auth::auth! {
        providers: [google { allowDangerousEmailAccountLinking: true }],
    }
}

fn main() {}
