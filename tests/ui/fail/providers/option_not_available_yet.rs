//! Seen: one error at `link_by_email`.
mod auth {
    auth::auth! {
        providers: [github { link_by_email: verified }],
    }
}

fn main() {}
