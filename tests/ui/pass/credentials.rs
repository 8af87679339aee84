//! Sign-in with what people type: alone, under another id, with other fields, beside other providers; answers of both kinds,
//! and names of the application's own that are those of the expansion.
#![deny(warnings)]

mod alone {
    auth::auth! {
        providers: [credentials { authorize: check_password }],
        session: { revocable: on },
    }

    async fn check_password(credentials: &Credentials) -> Option<Profile> {
        let right =
            credentials.value("username") == "ada" && credentials.value("password") == "secret";
        right.then(|| Profile {
            subject: "1".into(),
            ..Profile::default()
        })
    }

    pub async fn leave(auth: Auth, session: Session) {
        let _ = auth.sign_out(session).everywhere().await;
    }

    pub async fn enter(auth: &Auth) {
        let _ = auth.sign_in(provider::credentials).await;
    }
}

mod accounts {
    use auth::{Credentials, Profile};

    pub async fn check(credentials: &Credentials) -> Result<Option<Profile>, std::io::Error> {
        let _ = credentials.value("member");
        Ok(None)
    }
}

mod several {
    auth::auth! {
        providers: [
            staff: credentials {
                name: "Staff",
                authorize: crate::accounts::check,
                fields: { member: "Member number", password: "PIN", otp: "Code" },
            },
            customers: credentials { authorize: argument },
            github,
        ],
        default_provider: staff,
    }

    async fn argument<'a>(
        argument: &'a Credentials,
    ) -> Result<Option<Profile>, Box<dyn std::error::Error + Send + Sync>> {
        let _ = argument;
        Err("not today".into())
    }

    pub fn name(provider: Provider) -> &'static str {
        match provider {
            Provider::Staff => "staff",
            Provider::Customers => "customers",
            Provider::Github => "github",
        }
    }
}

fn main() {
    let _ = (alone::leave, alone::enter, several::name);
    assert!(
        alone::Auth::builder()
            .store(auth::store::Memory::new())
            .build()
            .is_ok()
    );
    assert!(
        several::Auth::builder()
            .client(several::provider::github, "id", "secret")
            .build()
            .is_ok()
    );
}
