//! The one declaration of the application.

auth::auth! {
    providers: [github, google],
    pages: { sign_in: "/login" },
    callbacks: { allow: ["/", "/dashboard", "/account/{*rest}"] },
}
