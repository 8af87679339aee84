//! The declaration.

auth::auth! {
    providers: [
        email { from: "Acme <login@acme.test>" },
        links: email { name: "Staff", max_age: 15 minutes },
        op: oidc { issuer: "https://op.test" },
    ],
    pages: { languages: [en, de] },
    callbacks: { allow: ["/", "/dashboard"], sign_in: decide },
    session: { revocable: on },
}

async fn decide(attempt: &mut SignInAttempt) -> SignInDecision {
    match attempt.user.email.as_deref() {
        Some("mallory@x.test") => SignInDecision::Deny,
        _ => SignInDecision::Allow,
    }
}
