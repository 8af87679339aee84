//! Every function that a declaration can name, in every form that it can have.

mod auth {
    use std::future::{Future, ready};

    use auth::Roles;
    use auth::account::{Claims, Profile};

    auth::auth! {
        providers: [
            github { profile: argument },
            google { profile: profile },
            discord { profile: PROFILE },
        ],
        roles: [admin, editor],
        callbacks: {
            sign_in: argument::may_sign_in,
            jwt: Hooks::keep,
            session: shown,
            roles: roles_of,
        },
        events: {
            sign_in: generic,
            sign_out: returns_a_future,
            after_sign_out: CONSTANT,
            session: self::read,
            refused: crate::note,
        },
    }

    /// The name of what the generated method is given.
    fn argument(claims: &Claims) -> Option<Profile> {
        claims.text("id").map(|id| Profile {
            subject: id.to_owned(),
            ..Profile::default()
        })
    }

    fn profile(claims: &Claims) -> Option<Profile> {
        argument(claims)
    }

    const PROFILE: fn(&Claims) -> Option<Profile> = argument;

    mod argument {
        use super::{SignInAttempt, SignInDecision};

        pub(super) async fn may_sign_in(attempt: &mut SignInAttempt) -> SignInDecision {
            if attempt.user.email_verified {
                SignInDecision::Allow
            } else {
                SignInDecision::Deny
            }
        }
    }

    struct Hooks;

    impl Hooks {
        async fn keep(jwt: &mut Jwt) -> JwtDecision {
            jwt.user.image = None;
            JwtDecision::Keep
        }
    }

    async fn shown(session: &Session) -> impl serde::Serialize {
        std::collections::BTreeMap::from([("admin", session.roles.contains(Role::Admin))])
    }

    async fn roles_of(query: &RolesQuery) -> Roles<Role> {
        query.roles.iter().chain([Role::Editor]).collect()
    }

    async fn generic<T>(event: &T)
    where
        T: std::fmt::Debug,
    {
        println!("{event:?}");
    }

    fn returns_a_future(event: &SignOutEvent) -> impl Future<Output = ()> + use<> {
        let at = event.at;
        async move { println!("{at}") }
    }

    const CONSTANT: fn(&AfterSignOutEvent) -> std::future::Ready<()> = |_| ready(());

    async fn read(event: &SessionEvent) {
        let renewed = event.renewed;
        ready(()).await;
        println!("{renewed}");
    }
}

async fn note(event: &auth::RefusedEvent) {
    println!("{:?} {}", event.refused, event.code.name);
}

fn main() {
    let auth = auth::Auth::builder()
        .secret("Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd")
        .base_url("https://app.test")
        .client(auth::provider::github, "id", "secret")
        .client(auth::provider::google, "id", "secret")
        .client(auth::provider::discord, "id", "secret")
        .build();
    assert!(auth.is_ok());
}
