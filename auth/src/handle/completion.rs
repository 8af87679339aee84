//! From the authorization response to a session.

use auth_spec::ErrorCode;
use http::{HeaderMap, HeaderValue};

use crate::account::User;
use crate::authorization::{AuthorizationResponse, ExpectedIssuer};
use crate::declaration::{Declaration, ProviderId, SignInAttempt, SignInDecision};
use crate::error::SignInError;
use crate::events::{Refused, SignInEvent};
use crate::handle::Auth;
use crate::handle::keeping::Keeping;
use crate::provider::Redemption;
use crate::redirection::Redirection;
use crate::session::Beginning;

/// How an authorization response ended. The cookies are to be sent in either case.
pub(crate) struct Completed {
    /// Where to go.
    pub(crate) result: Result<String, SignInError>,
    /// Where the flow was to end, if that much is known.
    pub(crate) callback_url: Option<String>,
    pub(crate) cookies: Vec<HeaderValue>,
    /// Whom the provider has identified.
    user: Option<User>,
}

impl<D: Declaration> Auth<D> {
    /// Ends the flow that the response names: checks it, redeems the code, lets the application decide, and begins a
    /// session. Whatever fails, the flow is over and nothing of it stays behind.
    pub(crate) async fn complete(
        &self,
        place: usize,
        parameters: &str,
        request: &HeaderMap,
    ) -> Completed {
        let mut completed = Completed {
            result: Err(SignInError::UnknownProvider),
            callback_url: None,
            cookies: Vec::new(),
            user: None,
        };
        completed.result = self
            .redeem(place, parameters, request, &mut completed)
            .await;
        if let Err(error) = &completed.result {
            let user = completed.user.take();
            self.refused(Refused::SignIn, error.code(), Some(place), user)
                .await;
        }
        completed
    }

    async fn redeem(
        &self,
        place: usize,
        parameters: &str,
        request: &HeaderMap,
        completed: &mut Completed,
    ) -> Result<String, SignInError> {
        let core = self.core();
        let (Some(provider), Some(&declared)) = (core.provider(place), D::Provider::ALL.get(place))
        else {
            return Err(SignInError::UnknownProvider);
        };
        let id = provider.configuration().declaration.id;
        let response = AuthorizationResponse::parse(parameters);
        let (flow, deletions) = core.flows.end(response.state.as_deref(), id, request);
        completed.cookies.extend(deletions);
        response.well_formed()?;
        let flow = flow?;
        // The sealed destination was checked when the flow began; the declaration may have changed since.
        completed.callback_url = flow
            .callback_url
            .as_deref()
            .and_then(|url| core.callback_url(url));

        let target = provider.authorization_target().await?;
        let expected = ExpectedIssuer {
            issuer: target.issuer,
            required: target.issuer_required,
        };
        let code = response.code(expected)?;
        let identity = provider
            .identify(Redemption {
                code,
                code_verifier: flow.code_verifier.as_str(),
                nonce: target.sends_nonce.then_some(flow.nonce.as_str()),
                max_age: flow.max_age,
                response_issuer: response.iss.as_deref(),
                user: response.user.as_deref(),
            })
            .await?;

        let tokens = provider.tokens_to_keep(&identity.tokens).await;
        let user = User::from_profile(id, &identity.profile);
        completed.user = Some(user.clone());
        let mut attempt = SignInAttempt::<D>::new(declared, user, identity.claims);
        match D::sign_in(&mut attempt).await {
            SignInDecision::Allow => {}
            SignInDecision::Deny => return Err(SignInError::Denied),
            SignInDecision::RedirectTo(url) => return Ok(core.absolute(url.as_str())),
        }
        let SignInAttempt {
            user,
            claims,
            roles,
            data,
            ..
        } = attempt;
        let keeping = Keeping::<D> {
            user,
            provider: Some(declared),
            claims: Some(claims),
            roles,
            data,
        };
        let kept = keeping.shaped().await.ok_or(SignInError::Denied)?;
        let beginning = Beginning {
            user: kept.user,
            provider: declared,
            roles: kept.roles,
            data: kept.data,
            tokens,
        };
        let (session, cookies) = self.sessions().begin(request, beginning).await?;
        tracing::info!(provider = id, user = session.user.id, "signed in");
        let event = SignInEvent {
            session,
            provider: declared,
            at: self.sessions().now(),
        };
        event.raise().await;
        completed.cookies.extend(cookies);
        completed.cookies.extend(core.csrf.forget());
        let destination = completed
            .callback_url
            .as_deref()
            .unwrap_or(core.configuration.callbacks.after_sign_in);
        Ok(core.absolute(destination))
    }

    /// The redirect that a completed flow is answered with.
    pub(crate) fn conclude(&self, completed: Completed) -> Redirection {
        let Completed {
            result,
            callback_url,
            cookies,
            ..
        } = completed;
        let location = result.unwrap_or_else(|error| {
            // Somebody who presses "cancel" is nothing to wake anybody for.
            if *error.code() == ErrorCode::ACCESS_DENIED {
                tracing::info!(code = error.code().code, %error, "a sign-in was not granted");
            } else {
                tracing::warn!(code = error.code().code, %error, "a sign-in failed");
            }
            self.core()
                .error_page(error.code(), callback_url.as_deref())
        });
        Redirection::to(location, cookies)
    }
}
