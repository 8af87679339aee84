//! What is imported where `auth!` stands does not change what it writes.
#![allow(dead_code, unused_macros, non_camel_case_types)]

mod auth {
    struct Option;
    struct Some;
    struct String;
    struct Box;
    mod core {}
    mod std {}
    macro_rules! compile_error {
        () => {};
    }
    trait Clone {}
    trait Copy {}
    trait Debug {}

    auth::auth! {
        providers: [github { name: "GitHub" }, dev],
        pages: { sign_in: "/login" },
        callbacks: { allow: ["/"], sign_in: may_sign_in },
        session: { idle: 1 hours, cookie: "sid" },
        default_provider: github,
    }

    async fn may_sign_in(_: &mut SignInAttempt) -> SignInDecision {
        SignInDecision::Deny
    }

    #[protected]
    pub async fn handler(_: Session) {
        let _: CallbackUrl = callback_url!("/");
    }
}

fn main() {
    let _: axum::Router<crate::auth::Auth> =
        axum::Router::new().route("/", axum::routing::get(auth::handler));
}
