//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { jwt: keep },
    }

    async fn keep(jwt: &mut Jwt) {
        jwt.user.image = None;
    }
}

fn main() {}
