//! Seen: one error at `fields`: people type nothing for GitHub.
mod auth {
    auth::auth! {
        providers: [github { fields: { username: "E-mail" } }],
    }
}

fn main() {}
