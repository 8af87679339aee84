//! The one declaration of the application.

auth::auth! {
    providers: [dev, github],
    callbacks: {
        allow: ["/", "/dashboard"],
        after_sign_in: "/dashboard",
    },
}
