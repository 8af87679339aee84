//! Seen: one error at `authorize`: people type nothing for GitHub.
mod auth {
    auth::auth! {
        providers: [github { authorize: check_password }],
    }
}

fn main() {}
