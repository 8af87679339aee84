//! The one declaration of the application.

auth::auth! {
    providers: [dev, github],
    callbacks: { allow: ["/"] },
}
