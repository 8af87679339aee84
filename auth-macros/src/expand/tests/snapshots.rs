//! Whole expansions in `snapshots/`; `AUTH_MACROS_BLESS=1 cargo test -p auth-macros` writes them anew.

use std::path::Path;

use super::*;

#[track_caller]
fn compare(name: &str, expansion: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/expand/snapshots");
    let path = folder.join(name).with_extension("txt");
    if std::env::var_os("AUTH_MACROS_BLESS").is_some() {
        std::fs::write(&path, expansion).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        expected == expansion,
        "the expansion `{name}` is another than in {}:\n{expansion}",
        path.display()
    );
}

#[test]
fn minimal() {
    let expansion = declared(
        r#"
        providers: [github, google],
        pages: { sign_in: "/login" },
        callbacks: { allow: ["/", "/dashboard", "/account/{*rest}"] },
        "#,
    );
    compare("minimal", &expansion);
}

#[test]
fn full() {
    let expansion = declared(
        r#"
        providers: [
            github,
            staff: keycloak { issuer: "https://id.acme.example/realms/staff", name: "Staff" },
            acme: oidc {
                issuer: env("ACME_ISSUER"),
                client_id: "web",
                client_secret: env("ACME_SECRET"),
                scopes: ["openid", "email"],
                params: { prompt: "login", "acr-values": "2" },
                client_auth: post,
                response_mode: form_post,
                end_session: "https://id.acme.example/end",
                dpop: on,
            },
            legacy: oauth2 {
                authorization: "https://legacy.example/authorize",
                token: "https://legacy.example/token",
                userinfo: "https://legacy.example/me",
                revocation: "https://legacy.example/revoke",
                client_auth: none,
                profile: crate::legacy::profile,
            },
            credentials { authorize: staff::check, fields: { username: "E-mail", password: "Password" } },
            dev,
        ],
        pages: { sign_in: "/login", sign_out: "/bye", error: "/oops", verify_request: "/mail",
            theme: { name: "Acme", logo: "/logo.svg" }, languages: [de, en, texts::DUTCH] },
        callbacks: {
            allow: ["/", "/dashboard", "https://*.acme.example/{*rest}"],
            after_sign_in: "/dashboard",
            after_sign_out: "/",
            sign_in: may_sign_in,
            jwt: hooks::keep,
            session: shown,
            roles: roles_of,
        },
        roles: [admin],
        events: { sign_in: hooks::signed_in, refused: hooks::refused },
        session: { max_age: 7 days, idle: 12 hours, update_age: 30 minutes, cookie: "__Host-acme", data: Preferences, revocable: on },
        base_path: "/api/auth",
        default_provider: acme,
        "#,
    );
    compare("full", &expansion);
}

#[test]
fn email() {
    let expansion = declared(
        r#"
        providers: [
            email { from: "Acme <login@acme.example>", max_age: 15 minutes },
            staff: email { name: "Staff" },
        ],
        "#,
    );
    compare("email", &expansion);
}

#[test]
fn database() {
    let expansion = declared(
        r#"
        providers: [github, google { link_by_email: verified }, apple { link_by_email: never }],
        pages: { new_user: "/welcome" },
        events: { create_user: greet, update_user: crate::people::changed, link_account: crate::people::linked },
        session: { strategy: database, revocable: on, idle: 12 hours },
        "#,
    );
    compare("database", &expansion);
}

/// Which store the builder asks for, and what signing out can do.
#[test]
fn a_declaration_says_where_its_sessions_are_kept() {
    for (session, kind) in [
        ("", "SealedCookies"),
        ("session: { strategy: cookie }", "SealedCookies"),
        ("session: { revocable: on }", "RevocableCookies"),
        ("session: { strategy: database }", "DatabaseSessions"),
        ("session: { strategy: db }", "Undecided"),
    ] {
        let expansion = declared(&format!("providers: [github], {session}"));
        let line = format!("type Sessions = ::auth::declaration::{kind};");
        assert!(expansion.contains(&line), "{session}");
    }
}

/// Whether the builder asks for a mailer.
#[test]
fn a_declaration_says_whether_it_sends_links() {
    for (providers, kind) in [
        ("github", "NoEmail"),
        ("github, email", "EmailLinks"),
        ("githib, email", "EmailLinks"),
        ("emial", "Undecided"),
        ("githib", "Undecided"),
        ("acme:", "Undecided"),
    ] {
        let expansion = declared(&format!("providers: [{providers}]"));
        let line = format!("type Email = ::auth::declaration::{kind};");
        assert!(expansion.contains(&line), "{providers}");
    }
}

#[test]
fn nothing() {
    compare("nothing", &declared(""));
}

#[test]
fn broken() {
    let expansion = declared(
        r#"
        providers: [githib, acme: oidc { client_ }, google],
        pages: { sign_in: "login" },
        callbacks: { allow: ["/", dashboard] },
        session: { max_age: 30 },
        evnts: {},
        "#,
    );
    compare("broken", &expansion);
}

#[test]
fn handlers() {
    let item = r#"
        /// What somebody bought.
        #[tracing::instrument(skip(session))]
        pub async fn orders<S: Store>(session: Session, Path(id): Path<u64>, State(store): State<S>) -> Result<Json<Order>, Error>
        where
            S: Clone,
        {
            store.order(&session.user.id, id).await.map(Json)
        }
    "#;
    let pair = guarded("", item);
    let before = guarded(
        "",
        &item.replace("tracing::instrument(skip(session))", "utoipa::path(get)"),
    );
    let open = pretty(public(tokens(""), tokens(item)));
    let condition = guarded("role = admin", "async fn h() {}");
    compare(
        "handlers",
        &format!("{pair}\n{before}\n{open}\n{condition}"),
    );
}
