//! Seen: one error at `link_by_email`, with the line to add to `session`.
mod auth {
    auth::auth! {
        providers: [google { link_by_email: verified }, github { link_by_email: never }],
        session: { max_age: 7 days },
    }
}

fn main() {}
