//! Signing out of this application.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use crate::callback_url::CallbackUrl;
use crate::declaration::Declaration;
use crate::events::{AfterSignOutEvent, SignOutEvent};
use crate::handle::{Auth, Outcome};
use crate::redirection::Redirection;
use crate::session::Session;

/// A sign-out that is about to happen; `.await` makes it a response, `.outcome().await` a value.
///
/// Its handler is one for `POST`: what a link can reach must not sign anybody out.
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
    callback_url: Option<String>,
}

impl<'a, D: Declaration> SignOut<'a, D> {
    pub(crate) fn new(auth: &'a Auth<D>, session: Option<Session<D>>) -> Self {
        Self {
            auth,
            session,
            callback_url: None,
        }
    }

    /// Where the user comes to; without it `after_sign_out`.
    pub fn callback_url(mut self, url: CallbackUrl<D>) -> Self {
        self.callback_url = Some(url.into_string());
        self
    }

    /// The value instead of the response: `{ ok, error, url }` and the cookies to delete.
    pub async fn outcome(self) -> Outcome {
        Outcome::from(Ok(self.perform().await))
    }

    /// Every cookie of the session goes: those that the request carries or, where it is not known, all that there can be.
    ///
    /// The application is told before and after; neither can keep the session from ending.
    pub(crate) async fn perform(self) -> Redirection {
        if let Some(session) = &self.session {
            let event = SignOutEvent {
                session: session.clone(),
                at: self.auth.sessions().now(),
            };
            event.raise().await;
        }
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
            tracing::info!(user = session.user.id, "signed out");
            let at = self.auth.sessions().now();
            AfterSignOutEvent { session, at }.raise().await;
        }
        let destination = self
            .callback_url
            .as_deref()
            .unwrap_or(core.configuration.callbacks.after_sign_out);
        Redirection::to(core.absolute(destination), cookies).clearing_the_cache()
    }
}

impl<'a, D: Declaration> IntoFuture for SignOut<'a, D> {
    type Output = Redirection;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.perform())
    }
}
