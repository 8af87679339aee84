//! The lints that strict crates forbid find nothing in what `auth!` writes, and no `allow` contradicts them.
#![forbid(
    dead_code,
    deprecated,
    missing_debug_implementations,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    single_use_lifetimes,
    unexpected_cfgs,
    unreachable_pub,
    unsafe_code,
    unused_imports,
    unused_lifetimes,
    unused_macros,
    unused_qualifications
)]

mod auth {
    //! The declaration, of which this binary uses its state and nothing else.

    auth::auth! {
        providers: [github, acme: oidc { issuer: "https://acme.example" }, dev],
        callbacks: { sign_in: may_sign_in },
    }

    async fn may_sign_in(_: &mut SignInAttempt) -> SignInDecision {
        SignInDecision::Allow
    }
}

fn main() {
    let _: axum::Router<auth::Auth> = axum::Router::new();
}
