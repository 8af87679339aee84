//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { update: change },
    }

    struct Change(String);

    async fn change(jwt: &mut Jwt, change: Change) -> UpdateDecision {
        jwt.user.name = Some(change.0);
        UpdateDecision::Keep
    }
}

fn main() {}
