//! What the functions of `callbacks` are given and answer, besides [`SignInAttempt`](crate::SignInAttempt).

use crate::account::{Claims, Roles, User};
use crate::declaration::Declaration;

/// What a session is about to keep: what `callbacks: { jwt }` shapes.
///
/// The function is called when somebody signs in, after `sign_in` has let them in, and again whenever their session is
/// sealed anew (`update_age`, a new secret): then without claims, for the provider is not asked again.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// mod auth {
///     auth::auth! {
///         providers: [github],
///         callbacks: { jwt: keep },
///         session: { data: Visits },
///     }
///
///     #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
///     pub struct Visits(u32);
///
///     async fn keep(jwt: &mut Jwt) -> JwtDecision {
///         jwt.data.0 += 1;
///         JwtDecision::Keep
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Jwt<D: Declaration> {
    /// Who is signed in; what you change here is what the session says. Of a session that has begun the `id` stays.
    pub user: User,
    /// Which provider identified them; `None` when the declaration no longer has that provider.
    pub provider: Option<D::Provider>,
    /// What the provider stated, word for word; only when they sign in.
    pub claims: Option<Claims>,
    /// What the session carries. All of it travels in a cookie: some hundred bytes are much.
    pub data: D::SessionData,
}

/// What `callbacks: { jwt }` answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JwtDecision {
    /// The session begins, or goes on.
    Keep,
    /// There is no session: who is signing in is refused as `sign_in` would refuse them, who has a session is signed out.
    End,
}

/// What `callbacks: { update }` answers.
///
/// The function is called when a script of the page sends something for its session, as the browser client's `updateSession`
/// and `update` of Auth.js's clients do: whoever is signed in, and any script of the page, can send anything of the type that
/// it takes. What is of another type it never sees (AUTH-512). After it the session is sealed anew, and `jwt` and `roles` are
/// called as always then. Without the function nothing that a browser sends changes a session.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// mod auth {
///     auth::auth! {
///         providers: [github],
///         callbacks: { update: choose },
///         session: { data: Choices },
///     }
///
///     #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
///     pub struct Choices {
///         theme: Theme,
///     }
///
///     #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize)]
///     #[serde(rename_all = "lowercase")]
///     pub enum Theme {
///         #[default]
///         Light,
///         Dark,
///     }
///
///     async fn choose(jwt: &mut Jwt, theme: Theme) -> UpdateDecision {
///         jwt.data.theme = theme;
///         UpdateDecision::Keep
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateDecision {
    /// The session is what the function has made of it.
    Keep,
    /// The session stays what it was, and the request is refused (AUTH-512).
    Refuse,
}

/// Whose roles are asked for: what `callbacks: { roles }` answers.
///
/// The function is called when somebody signs in, after `jwt`, and again whenever their session is sealed anew
/// (`update_age`, a new secret): then without claims, for the provider is not asked again. What it answers are the roles
/// of the session until then, so a role that was taken away goes within `update_age` of use: with
/// [`Auth::layer`](crate::Auth::layer) around the router, or when a client reads `GET {base_path}/session`. Without
/// either it stays as long as the session lives. Where a store keeps sessions (`session: { strategy: database }`) it is asked
/// at each request that needs one, and what it takes away is gone at once.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// mod auth {
///     auth::auth! {
///         providers: [github],
///         roles: [admin],
///         callbacks: { roles: roles_of },
///     }
///
///     async fn roles_of(query: &RolesQuery) -> Vec<Role> {
///         let ours = query.user.email.as_deref().is_some_and(|email| email.ends_with("@acme.example"));
///         if ours && query.user.email_verified { vec![Role::Admin] } else { Vec::new() }
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct RolesQuery<D: Declaration> {
    /// Who it is.
    pub user: User,
    /// Which provider identified them; `None` when the declaration no longer has that provider.
    pub provider: Option<D::Provider>,
    /// What the provider stated, word for word; only when they sign in.
    pub claims: Option<Claims>,
    /// What the session carries.
    pub data: D::SessionData,
    /// The roles they have had so far: what `sign_in` said, or the session says.
    pub roles: Roles<D::Role>,
}
