//! Seen: one error at the secret, with the line that reads it from the environment.
mod auth {
    auth::auth! {
        providers: [acme: github { client_secret: "s3cr3t" }],
    }
}

fn main() {}
