//! The declaration: an application with a name, a logo and a colour of its own, in three languages.

#![allow(
    unreachable_pub,
    reason = "what a declaration names has to be as public as the declaration"
)]

::auth::auth! {
    providers: [
        credentials { authorize: check_password },
        email,
        github,
        google,
        acme: oidc { name: "Acme ID", issuer: "https://id.acme.test", response_mode: form_post },
        dev,
    ],
    pages: {
        theme: { name: "Acme", accent: "#4f46e5", logo: "/logo.svg" },
        languages: [en, de, crate::arabic::ARABIC],
    },
    callbacks: { after_sign_out: "/auth/signed-out" },
    roles: [admin],
    session: { revocable: on },
}

/// Everybody whose password is their name.
async fn check_password(credentials: &Credentials) -> Option<Profile> {
    let name = credentials.value("username");
    (name == credentials.value("password")).then(|| Profile {
        subject: name.to_owned(),
        name: Some(name.to_owned()),
        ..Profile::default()
    })
}
