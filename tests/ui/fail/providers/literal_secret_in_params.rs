//! Seen: one error at the parameter `client_secret`.
mod auth {
    auth::auth! {
        providers: [github { params: { client_secret: "s3cr3t" } }],
    }
}

fn main() {}
