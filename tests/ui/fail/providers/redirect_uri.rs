//! Seen: one error at `redirect_uri`, with what it is. M-32
mod auth {
    auth::auth! {
        providers: [github { redirect_uri: "https://acme.example/cb" }],
    }
}

fn main() {}
