//! Seen: one error at `GitHub`: presets are written in lower case.
mod auth {
    auth::auth! {
        providers: [GitHub],
    }
}

fn main() {}
