//! Seen: one error at the path of the function, with the signature that is wanted.
mod auth {
    auth::auth! {
        providers: [github],
        callbacks: { jwt: hooks::keep },
    }

    mod hooks {
        use super::Jwt;

        pub async fn keep(jwt: Jwt) -> Jwt {
            jwt
        }
    }
}

fn main() {}
