//! Signing out of this application.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use crate::callback_url::CallbackUrl;
use crate::declaration::{Declaration, RevocableSessions};
use crate::error::SessionError;
use crate::handle::{Auth, Outcome};
use crate::redirection::Redirection;
use crate::session::Session;

/// A sign-out that is about to happen; `.await` makes it a response, `.outcome().await` a value.
///
/// Its handler is one for `POST`: what a link can reach must not sign anybody out.
///
/// Where sessions can be ended on the server (`session: { revocable: on }`), this one is. Should its store not say so, the
/// session is over in this browser, and the response leads to the error page.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github] } }
/// # use axum::response::IntoResponse;
/// use crate::auth::{Auth, Session};
///
/// async fn leave(auth: Auth, session: Session) -> impl IntoResponse {
///     auth.sign_out(session).await
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
#[must_use = "nobody is signed out until it is awaited"]
pub struct SignOut<'a, D: Declaration> {
    auth: &'a Auth<D>,
    session: Option<Session<D>>,
    everywhere: bool,
    callback_url: Option<String>,
}

/// Every session of a user that is about to end; `.await` does it.
#[derive(Debug)]
#[must_use = "nobody is signed out until it is awaited"]
pub struct SignOutUser<'a, D: Declaration> {
    auth: &'a Auth<D>,
    user_id: &'a str,
}

impl<'a, D: Declaration> SignOutUser<'a, D> {
    pub(crate) fn new(auth: &'a Auth<D>, user_id: &'a str) -> Self {
        Self { auth, user_id }
    }
}

impl<'a, D: Declaration> IntoFuture for SignOutUser<'a, D> {
    type Output = Result<(), SessionError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.auth.sessions().end_all(self.user_id).await?;
            tracing::info!(user = self.user_id, "signed out everywhere");
            Ok(())
        })
    }
}

/// A session that is over in this browser, and that the store may not know to have ended.
pub(crate) struct SignOutFailed {
    pub(crate) error: SessionError,
    /// To the error page, without the session's cookies.
    pub(crate) redirection: Redirection,
}

impl<'a, D: Declaration> SignOut<'a, D> {
    pub(crate) fn new(auth: &'a Auth<D>, session: Option<Session<D>>) -> Self {
        Self {
            auth,
            session,
            everywhere: false,
            callback_url: None,
        }
    }

    /// Ends every session of this user, in every browser. Other processes notice within five seconds.
    ///
    /// It exists where sessions can be ended on the server: `session: { revocable: on }`.
    pub fn everywhere(self) -> Self
    where
        D::Sessions: RevocableSessions,
    {
        self.everywhere_if(true)
    }

    /// The same for a declaration of which only the running program knows.
    pub(crate) fn everywhere_if(mut self, everywhere: bool) -> Self {
        self.everywhere = everywhere;
        self
    }

    /// Where the user comes to; without it `after_sign_out`.
    pub fn callback_url(mut self, url: CallbackUrl<D>) -> Self {
        self.callback_url = Some(url.into_string());
        self
    }

    /// The value instead of the response: `{ ok, error, url }` and the cookies to delete.
    pub async fn outcome(self) -> Outcome {
        Outcome::of_sign_out(self.perform().await)
    }

    /// Every cookie of the session goes: those that the request carries or, where it is not known, all that there can be.
    ///
    /// # Errors
    /// When the session may live on for whoever has copied it. In this browser it is over all the same.
    pub(crate) async fn perform(self) -> Result<Redirection, SignOutFailed> {
        let core = self.auth.core();
        let mut cookies = match self.auth.request_headers() {
            Some(request) => {
                let mut cookies = self.auth.sessions().clear(request);
                cookies.extend(core.flows.abandon(request));
                cookies
            }
            None => self.auth.sessions().clear_unseen(),
        };
        cookies.extend(core.csrf.forget());
        if let Some(session) = self.session {
            let sessions = self.auth.sessions();
            let ended = if self.everywhere {
                sessions.end_all(&session.user.id).await
            } else {
                sessions.end(&session).await
            };
            if let Err(error) = ended {
                tracing::error!(code = error.code().code, %error, "a sign-out could not be noted on the server");
                let redirection = Redirection::to(core.error_page(error.code(), None), cookies);
                return Err(SignOutFailed {
                    error,
                    redirection: redirection.clearing_the_cache(),
                });
            }
            tracing::info!(
                user = session.user.id,
                everywhere = self.everywhere,
                "signed out"
            );
        }
        let destination = self
            .callback_url
            .as_deref()
            .unwrap_or(core.configuration.callbacks.after_sign_out);
        Ok(Redirection::to(core.absolute(destination), cookies).clearing_the_cache())
    }
}

impl<'a, D: Declaration> IntoFuture for SignOut<'a, D> {
    type Output = Redirection;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.perform()
                .await
                .unwrap_or_else(|failed| failed.redirection)
        })
    }
}
