//! Seen: one error at `true`, with what it would do; nothing of accounts that are not kept.
mod auth {
    auth::auth! {
        providers: [google { link_by_email: true }],
    }
}

fn main() {}
