//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { update: change },
    }

    async fn change(_: &mut Jwt) -> JwtDecision {
        JwtDecision::Keep
    }
}

fn main() {}
