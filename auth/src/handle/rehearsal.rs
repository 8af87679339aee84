//! Signing somebody in without asking anybody: for the tests of an application.

use http::{HeaderMap, HeaderValue};

use crate::account::{Claims, Profile};
use crate::declaration::{Declaration, ProviderId};
use crate::error::{ProviderError, ProviderFault, SignInError};
use crate::handle::Auth;
use crate::handle::admission::Identified;
use crate::handle::completion::Completed;
use crate::handle::visitor::Visitor;

impl<D: Declaration> Auth<D> {
    /// What follows when somebody has been identified, as [`admit`](Self::admit) does it: the cookies to set.
    pub(crate) async fn admit_unasked(
        &self,
        provider: D::Provider,
        profile: Profile,
        claims: Claims,
    ) -> Result<Vec<HeaderValue>, SignInError> {
        let place = provider.index();
        let configured = self.core().configured(place);
        let configuration = configured.ok_or(SignInError::UnknownProvider)?;
        let nobody = || ProviderError::new(configuration.declaration.id, ProviderFault::Profile);
        let stated = claims.get("auth_time").and_then(serde_json::Value::as_u64);
        let now = self.sessions().now();
        let identified = Identified {
            profile: profile.cleaned().ok_or_else(nobody)?,
            claims,
            // An OpenID provider signs with its own name, so that a real sign-in finds the same account.
            issuer: configuration.issuer.clone(),
            tokens: None,
            authenticated_at: Some(stated.map_or(now, |at| at.min(now))),
        };
        let headers = HeaderMap::new();
        let visitor = Visitor {
            headers: &headers,
            address: None,
        };
        let mut completed = Completed::ending_at(None);
        self.admit(place, identified, visitor, &mut completed)
            .await?;
        Ok(completed.cookies)
    }
}
