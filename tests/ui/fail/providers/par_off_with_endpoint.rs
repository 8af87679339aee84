//! Seen: one error at `pushed_authorization`.
mod auth {
    auth::auth! {
        providers: [google { par: off, pushed_authorization: "https://google.example/par" }],
    }
}

fn main() {}
