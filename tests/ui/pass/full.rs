//! Everything that a declaration can say.

mod auth {
    use auth::account::{Claims, Profile};

    auth::auth! {
        providers: [
            github,
            staff: keycloak { issuer: "https://id.acme.example/realms/staff", name: "Staff" },
            partners: keycloak,
            acme: oidc {
                issuer: env("ACME_ISSUER"),
                client_id: "web",
                client_secret: env("ACME_SECRET"),
                scopes: ["openid", "email"],
                params: { prompt: "login", "acr-values": "2" },
                client_auth: post,
                response_mode: form_post,
                end_session: "https://id.acme.example/end",
            },
            legacy: oauth2 {
                issuer: "https://legacy.example",
                authorization: "https://legacy.example/authorize",
                token: "https://legacy.example/token",
                userinfo: env("LEGACY_USERINFO"),
                revocation: "https://legacy.example/revoke",
                client_auth: none,
                profile: legacy_profile,
            },
            local: dev { name: "Somebody" },
        ],
        pages: {
            sign_in: "/login",
            sign_out: "/bye",
            error: "/login",
            verify_request: "/mail",
            theme: { name: "Acme", accent: "#1d4ed8", logo: "/brand/logo.svg" },
            languages: [de, en, texts::DUTCH],
        },
        callbacks: {
            allow: ["/", "/dashboard", "/u/{id}", "https://*.preview.acme.example/{*rest}"],
            after_sign_in: "/dashboard",
            after_sign_out: "/",
            sign_in: may_sign_in,
        },
        session: {
            max_age: 7 days,
            idle: 12 hours,
            update_age: 30 minutes,
            cookie: "__Secure-authjs.session-token",
            data: Preferences,
        },
        base_path: "/api/auth",
        default_provider: acme,
    }

    mod texts {
        use auth::pages::{ENGLISH, Texts};

        pub(super) const DUTCH: Texts = Texts {
            language: "nl",
            back: "Terug naar de toepassing",
            ..ENGLISH
        };
    }

    #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
    pub struct Preferences {
        pub dark: bool,
    }

    async fn may_sign_in(attempt: &mut SignInAttempt) -> SignInDecision {
        attempt.data.dark = true;
        match attempt.provider {
            Provider::Github | Provider::Staff | Provider::Partners => SignInDecision::Allow,
            Provider::Acme | Provider::Local => SignInDecision::Deny,
            Provider::Legacy => SignInDecision::RedirectTo(callback_url!("/u/7")),
        }
    }

    fn legacy_profile(claims: &Claims) -> Option<Profile> {
        Some(Profile {
            subject: claims.text("login")?.to_owned(),
            ..Profile::default()
        })
    }
}

use ::auth::declaration::{Declaration, DeclaredProvider, EndSession, ProviderId, Revocation};

use crate::auth::{CallbackUrl, Declared, Provider, callback_url, provider};

fn ends_sessions(_: impl EndSession + DeclaredProvider<Declared>) {}

fn revokes(_: impl Revocation + DeclaredProvider<Declared>) {}

fn main() {
    let callbacks: [CallbackUrl; 3] = [
        callback_url!("/u/7?tab=1"),
        callback_url!("https://pr-7.preview.acme.example/x"),
        callback_url!["/dashboard",],
    ];
    assert_eq!(callbacks[0].as_str(), "/u/7?tab=1");

    ends_sessions(provider::staff);
    ends_sessions(provider::acme);
    revokes(provider::legacy);
    revokes(provider::local);
    assert_eq!(provider::partners.provider(), Provider::Partners);
    assert_eq!(Provider::ALL.len(), 6);
    assert_eq!(Provider::Legacy.index(), 4);

    let declared = Declared::PROVIDERS;
    assert_eq!(declared.len(), 6);
    assert_eq!(declared[1].display_name(), "Staff");
    assert_eq!(declared[3].scopes, Some(["openid", "email"].as_slice()));
    assert!(declared[5].is_dev());
    assert_eq!(Declared::DEFAULT_PROVIDER, Some(Provider::Acme));
    assert_eq!(Declared::BASE_PATH, "/api/auth");
    assert_eq!(Declared::PAGES.error, Some("/login"));
    assert_eq!(Declared::THEME.name, Some("Acme"));
    assert_eq!(Declared::THEME.accent, Some("#1d4ed8"));
    assert_eq!(Declared::THEME.logo, Some("/brand/logo.svg"));
    let languages: Vec<&str> = Declared::LANGUAGES
        .iter()
        .map(|texts| texts.language)
        .collect();
    assert_eq!(languages, ["de", "en", "nl"]);
    assert_eq!(Declared::CALLBACKS.after_sign_in, "/dashboard");
    assert_eq!(Declared::SESSION.max_age, 604_800);
    assert_eq!(Declared::SESSION.idle, Some(43_200));
    assert_eq!(Declared::SESSION.update_age, 1_800);
}
