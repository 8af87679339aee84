//! Seen: one error at `"online"`.
mod auth {
    auth::auth! {
        providers: [google { refresh: on, params: { access_type: "online" } }],
    }
}

fn main() {}
