auth::auth! {
    providers: [github, google],
    callbacks: { allow: ["/", "/dashboard", "/account/{*rest}"] },
}
