//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { update: change },
    }

    async fn change(jwt: &mut Jwt, name: &String) -> UpdateDecision {
        jwt.user.name = Some(name.clone());
        UpdateDecision::Keep
    }
}

fn main() {}
