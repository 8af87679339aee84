//! Seen: one error at `oidc`, with the line to add.
mod auth {
    auth::auth! {
        providers: [acme: oidc],
    }
}

fn main() {}
