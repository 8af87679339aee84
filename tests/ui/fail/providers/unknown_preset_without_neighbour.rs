//! Seen: one error at `salesforce`, with the way to declare any OpenID provider.
mod auth {
    auth::auth! {
        providers: [salesforce],
    }
}

fn main() {}
