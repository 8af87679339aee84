//! Seen: one error at `maybe`.
mod auth {
    auth::auth! {
        providers: [google { refresh: maybe }],
    }
}

fn main() {}
