//! The one declaration of the application.

use serde::{Deserialize, Serialize};

auth::auth! {
    providers: [dev, github, google { refresh: on }, staff: keycloak { name: "Staff" }],
    roles: [admin],
    pages: { sign_in: "/login", new_user: "/welcome" },
    callbacks: {
        allow: ["/", "/welcome", "/account", "/account/close", "/users"],
        after_sign_in: "/account",
        sign_in: let_in,
    },
    events: { refused: note },
    session: { strategy: database, idle: 14 days, update_age: 5 minutes, data: Visit },
}

/// What the application keeps in a session: here what it was told when the session began.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(unreachable_pub, reason = "a type that `auth!` makes public shows it")]
pub struct Visit {
    /// The language that the provider says its user reads.
    pub locale: Option<String>,
}

/// Somebody has to be the first administrator: among the people of `dev` it is Ada. What is put into `roles` here is kept.
async fn let_in(attempt: &mut SignInAttempt) -> SignInDecision {
    let ada = attempt.user.email.as_deref() == Some("ada@example.com");
    if attempt.provider == Provider::Dev && ada && attempt.user.email_verified {
        attempt.roles.insert(Role::Admin);
    }
    attempt.data.locale = attempt.claims.text("locale").map(str::to_owned);
    SignInDecision::Allow
}

/// What was refused, and to whom: an application of yours would count it.
async fn note(event: &RefusedEvent) {
    eprintln!("refused: {} {}", event.code.code, event.code.summary);
}
