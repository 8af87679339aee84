//! Seen: one error at the number, with units.
mod auth {
    auth::auth! {
        providers: [email { max_age: 10 }],
    }
}

fn main() {}
