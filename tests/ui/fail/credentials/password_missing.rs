//! Seen: one error at the fields: one of them is the password.
mod auth {
    auth::auth! {
        providers: [credentials { authorize: check_password, fields: { member: "Member number", pin: "PIN" } }],
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let _ = credentials;
        None
    }
}

fn main() {}
