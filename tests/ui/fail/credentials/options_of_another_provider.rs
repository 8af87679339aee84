//! Seen: one error at each option that is for providers which are asked.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, client_id: "web", scopes: ["email"], end_session: "https://a.example/end" }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
