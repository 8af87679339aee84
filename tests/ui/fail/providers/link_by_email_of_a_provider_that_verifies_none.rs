//! Seen: one error at `verified`.
mod auth {
    auth::auth! {
        providers: [microsoft_entra_id { link_by_email: verified }],
        session: { strategy: database },
    }
}

fn main() {}
