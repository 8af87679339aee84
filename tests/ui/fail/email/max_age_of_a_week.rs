//! Seen: one error at the number.
mod auth {
    auth::auth! {
        providers: [email { max_age: 7 days }],
    }
}

fn main() {}
