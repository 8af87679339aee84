//! Seen: one error at `client_id`: the provider inside the app needs none.
mod auth {
    auth::auth! {
        providers: [dev { client_id: "web" }],
    }
}

fn main() {}
