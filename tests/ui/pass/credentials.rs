//! Sign-in with what people type: under its own id and others, with other fields, beside other providers; answers of every kind.
#![deny(warnings)]

mod accounts {
    use auth::{Credentials, Profile};

    pub async fn check(credentials: &Credentials) -> Result<Option<Profile>, std::io::Error> {
        let _ = credentials.value("member");
        Ok(None)
    }
}

mod auth {
    use std::error::Error;

    auth::auth! {
        providers: [
            credentials { authorize: check_password },
            staff: credentials {
                name: "Staff",
                authorize: crate::accounts::check,
                fields: { member: "Member number", password: "PIN", otp: "Code" },
            },
            customers: credentials { authorize: argument },
            github,
        ],
        session: { revocable: on },
        default_provider: staff,
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let name = credentials.value("username");
        let right = name == "ada" && credentials.value("password") == "secret";
        right.then(|| Profile {
            subject: "1".into(),
            ..Profile::default()
        })
    }

    /// Its name is that of a variable in the expansion.
    async fn argument(
        argument: &Credentials,
    ) -> Result<Option<Profile>, Box<dyn Error + Send + Sync>> {
        let _ = argument;
        Err("not today".into())
    }
}

use crate::auth::{Auth, Provider, Session, provider};

async fn leave(auth: Auth, session: Session) {
    let _ = auth.sign_out(session).everywhere().await;
}

async fn enter(auth: &Auth) {
    let _ = auth.sign_in(provider::credentials).await;
}

fn name(provider: Provider) -> &'static str {
    match provider {
        Provider::Credentials => "credentials",
        Provider::Staff => "staff",
        Provider::Customers => "customers",
        Provider::Github => "github",
    }
}

fn main() {
    let _ = (leave, enter, name);
    let auth = Auth::builder()
        .store(::auth::store::Memory::new())
        .client(provider::github, "id", "secret")
        .build();
    assert_eq!(auth.unwrap().providers().count(), 4);
}
