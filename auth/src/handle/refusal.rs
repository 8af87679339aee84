//! What is refused, told to the application.

use auth_spec::ErrorCode;

use crate::account::User;
use crate::declaration::{Declaration, ProviderId};
use crate::events::{Refused, RefusedEvent};
use crate::handle::Auth;

impl<D: Declaration> Auth<D> {
    /// Raises `events: { refused }`. `place` is that of the provider, `user` whoever is known to be refused.
    pub(crate) async fn refused(
        &self,
        refused: Refused,
        code: &'static ErrorCode,
        place: Option<usize>,
        user: Option<User>,
    ) {
        let provider = place.and_then(|place| D::Provider::ALL.get(place).copied());
        RefusedEvent::<D> {
            refused,
            code,
            provider,
            user,
            at: self.sessions().now(),
        }
        .raise()
        .await;
    }

    /// The checked form of a destination that a request names, or `None`; that one was refused is told.
    pub(crate) async fn destination(&self, candidate: &str) -> Option<String> {
        let checked = self.core().callback_url(candidate);
        if checked.is_none() {
            let code = &ErrorCode::CALLBACK_URL_NOT_ALLOWED;
            self.refused(Refused::CallbackUrl, code, None, None).await;
        }
        checked
    }
}
