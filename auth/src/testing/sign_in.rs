//! Somebody who is signed in, for tests that are about what comes afterwards.

use http::HeaderValue;

use super::Persona;
use crate::declaration::{Declaration, DeclaredProvider};
use crate::error::SignInError;
use crate::handle::Auth;

/// Signs somebody in as if this provider had identified them, and answers with the `Cookie` header of their browser.
///
/// No provider is asked, and everything else is as it would be: the functions of `callbacks` and `events` are called, and
/// the session is sealed or, with `session: { strategy: database }`, kept in the store of this `auth`, together with the
/// user and the account. Signing in with the same persona again is another session of the same user.
///
/// Roles are those that the application gives: `callbacks: { sign_in, roles }` see the persona's `roles` claim, and
/// `auth.users().set_roles(…)` sets what the store keeps. The subject of the provider `email` is the address.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// mod auth {
///     auth::auth! { providers: [github], session: { strategy: database } }
/// }
///
/// use ::auth::testing::{self, Persona};
/// use crate::auth::{Auth, Session, protected, provider};
/// use axum::{Router, body::Body, routing::get};
/// use http::{Request, header::COOKIE};
/// use tower::ServiceExt;
///
/// #[protected]
/// async fn dashboard(session: Session) -> String {
///     format!("hello, {}", session.user.display_name())
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let auth = Auth::builder()
///     .secret("Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd")
///     .base_url("http://localhost:3000")
///     .client(provider::github, "id", "secret")
///     .store(::auth::store::Memory::new())
///     .build()?;
/// let app = Router::new()
///     .route("/dashboard", get(dashboard))
///     .merge(auth.routes())
///     .with_state(auth.clone());
///
/// let ada = Persona::new("1815").name("Ada").verified_email("ada@example.com");
/// let cookie = testing::sign_in(&auth, provider::github, &ada).await?;
/// let request = Request::get("/dashboard").header(COOKIE, cookie).body(Body::empty())?;
/// assert_eq!(app.oneshot(request).await?.status(), 200);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When the application does not let them in, or sends them elsewhere, when the provider is not configured, and when the
/// store does not keep them.
pub async fn sign_in<D: Declaration>(
    auth: &Auth<D>,
    provider: impl DeclaredProvider<D>,
    persona: &Persona,
) -> Result<HeaderValue, SignInError> {
    let (profile, claims) = persona.identified();
    let cookies = auth
        .admit_unasked(provider.provider(), profile, claims)
        .await?;
    let pairs: Vec<&str> = cookies.iter().filter_map(kept).collect();
    match HeaderValue::try_from(pairs.join("; ")) {
        Ok(cookie) if !cookie.is_empty() => Ok(cookie),
        _ => Err(SignInError::Denied),
    }
}

/// The pair of a `Set-Cookie` field that sets something.
fn kept(set_cookie: &HeaderValue) -> Option<&str> {
    let text = set_cookie.to_str().ok()?;
    let pair = text.split(';').next()?;
    (!text.contains("Max-Age=0")).then_some(pair)
}
