//! A library with a declaration.
#![deny(warnings)]

pub mod auth {
    signin::auth! {
        providers: [github, acme: oauth2 {
            authorization: "https://acme.example/authorize",
            token: "https://acme.example/token",
            userinfo: "https://acme.example/me",
            profile: profile,
        }],
        roles: [admin],
        callbacks: { allow: ["/", "/dashboard"], sign_in: decide },
        session: { data: Kept },
    }

    #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
    pub struct Kept {
        pub visits: u64,
    }

    async fn decide(attempt: &mut SignInAttempt) -> SignInDecision {
        attempt.data.visits = 1;
        attempt.roles.insert(Role::Admin);
        SignInDecision::RedirectTo(callback_url!("/dashboard"))
    }

    fn profile(claims: &signin::account::Claims) -> Option<signin::account::Profile> {
        let subject = claims.text("login")?.to_owned();
        Some(signin::account::Profile { subject, ..Default::default() })
    }
}
