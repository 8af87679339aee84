//! Signing in with what somebody has typed.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::account::{Claims, Profile};
use crate::credentials::{Credentials, Unchecked};
use crate::declaration::{Declaration, ProviderDeclaration};
use crate::error::{CredentialsError, ProviderError, ProviderFault, SignInError};
use crate::handle::Auth;
use crate::handle::admission::Identified;
use crate::handle::completion::Completed;
use crate::handle::visitor::Visitor;

/// An attempt to sign in that a browser or a program has sent.
pub(crate) struct Typed<'a> {
    /// The value that was sent for a field, if there is one.
    pub(crate) sent: &'a (dyn Fn(&str) -> Option<String> + Send + Sync),
    /// Where the sign-in is to end; one that has been checked.
    pub(crate) callback_url: Option<String>,
}

impl<D: Declaration> Auth<D> {
    /// Checks what was typed, lets the application decide, and begins a session. `place` is that of the provider.
    pub(crate) async fn sign_in_with_credentials(
        &self,
        place: usize,
        typed: Typed<'_>,
        visitor: Visitor<'_>,
    ) -> Completed {
        let mut completed = Completed::ending_at(typed.callback_url.clone());
        completed.result = self
            .check_credentials(place, typed, visitor, &mut completed)
            .await;
        self.tell_of_refusal(place, &mut completed).await;
        completed
    }

    async fn check_credentials(
        &self,
        place: usize,
        typed: Typed<'_>,
        visitor: Visitor<'_>,
        completed: &mut Completed,
    ) -> Result<String, SignInError> {
        let declaration = self
            .core()
            .configured(place)
            .map(|provider| provider.declaration)
            .ok_or(SignInError::UnknownProvider)?;
        let profile = self.identify(declaration, &typed, visitor).await?;
        let fault = || ProviderError::new(declaration.id, ProviderFault::Profile);
        let identified = Identified {
            profile: profile.cleaned().ok_or_else(fault)?,
            claims: Claims::default(),
            issuer: None,
            tokens: None,
            authenticated_at: Some(self.sessions().now()),
        };
        self.admit(place, identified, visitor, completed).await
    }

    /// Whom it belongs to.
    async fn identify(
        &self,
        declaration: &ProviderDeclaration,
        typed: &Typed<'_>,
        visitor: Visitor<'_>,
    ) -> Result<Profile, SignInError> {
        let core = self.core();
        let declared = declaration
            .credentials
            .as_ref()
            .ok_or(SignInError::UnknownProvider)?;
        let credentials =
            Credentials::take(declared, typed.sent).ok_or(CredentialsError::TooLong)?;
        if !credentials.are_complete() {
            return Err(CredentialsError::Rejected.into());
        }
        let attempt = core
            .attempts
            .begin(declaration.id, credentials.identifier(), visitor.address)
            .map_err(|too_many| CredentialsError::TooManyAttempts {
                retry_after: too_many.retry_after,
            })?;
        let begun = Instant::now();
        match core.desk.check(declared.authorize, credentials).await {
            Ok(Some(profile)) => {
                core.attempts.forgive(&attempt);
                Ok(profile)
            }
            Ok(None) => {
                // That somebody has this name must not be told by how soon the answer comes (AL-16).
                sleep_until(begun + AT_LEAST).await;
                Err(CredentialsError::Rejected.into())
            }
            Err(unchecked) => {
                // What has not been looked at tells nobody anything.
                if matches!(unchecked, Unchecked::Busy | Unchecked::Failed(_)) {
                    core.attempts.forgive(&attempt);
                }
                Err(CredentialsError::Unchecked(unchecked.into()).into())
            }
        }
    }
}

/// How soon the answer comes that a name or a password is wrong.
const AT_LEAST: Duration = Duration::from_millis(500);
