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
        pages: { sign_in: "/login" },
        roles: [admin, site_editor],
        callbacks: { sign_in: may_sign_in, jwt: keep, roles: roles_of, session: shown },
        events: { sign_out: note },
        session: { data: u64, revocable: on },
    }

    async fn may_sign_in(_: &mut SignInAttempt) -> SignInDecision {
        SignInDecision::Allow
    }

    async fn keep(jwt: &mut Jwt) -> JwtDecision {
        jwt.data += 1;
        JwtDecision::Keep
    }

    async fn roles_of(_: &RolesQuery) -> Vec<Role> {
        vec![Role::Admin]
    }

    async fn shown(session: &Session) -> u64 {
        session.data
    }

    async fn note(_: &SignOutEvent) {}
}

mod handlers {
    //! Handlers with conditions, in a module of their own.

    use crate::auth::{Session, protected, public};

    /// Whether they have been here before.
    pub(crate) fn has_been_here(session: &Session) -> bool {
        session.roles.is_empty()
    }

    /// For some.
    #[protected(any(role = admin, provider = acme, when = has_been_here), fresh = 1 hour, callback_url = "/")]
    pub(crate) async fn some(session: Session) -> String {
        session.user.id.clone()
    }

    /// For everybody.
    #[public]
    pub(crate) async fn all() {}
}

fn main() {
    let _: axum::Router<auth::Auth> =
        axum::Router::new().route("/", axum::routing::get(handlers::some).post(handlers::all));
}
