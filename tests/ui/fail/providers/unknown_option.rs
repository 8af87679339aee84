//! Seen: one error at `clientid`, with the option that was meant.
mod auth {
    auth::auth! {
        providers: [github { clientid: "web" }],
    }
}

fn main() {}
