//! Seen: one error at the option, with its name here. M-6
mod auth {
    auth::auth! {
        providers: [github { clientId: "x" }],
    }
}

fn main() {}
