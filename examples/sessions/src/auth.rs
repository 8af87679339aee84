//! The one declaration of the application.

auth::auth! {
    providers: [dev, github],
    roles: [admin],
    callbacks: {
        allow: ["/", "/account", "/users"],
        after_sign_in: "/account",
        sign_in: let_in,
    },
    session: { strategy: database, idle: 14 days, update_age: 5 minutes },
}

/// Somebody has to be the first administrator: among the people of `dev` it is Ada. What is put into `roles` here is kept.
async fn let_in(attempt: &mut SignInAttempt) -> SignInDecision {
    let ada = attempt.user.email.as_deref() == Some("ada@example.com");
    if attempt.provider == Provider::Dev && ada && attempt.user.email_verified {
        attempt.roles.insert(Role::Admin);
    }
    SignInDecision::Allow
}
