//! Seen: one error at `acme`: a preset is missing after the colon.
mod auth {
    auth::auth! {
        providers: [acme:, google],
    }
}

fn main() {}
