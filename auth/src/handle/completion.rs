//! From the authorization response to a session.

use auth_spec::ErrorCode;
use http::HeaderValue;

use crate::account::User;
use crate::authorization::{AuthorizationResponse, ExpectedIssuer};
use crate::declaration::{Declaration, SessionStrategy};
use crate::error::SignInError;
use crate::events::Refused;
use crate::handle::Auth;
use crate::handle::admission::Identified;
use crate::handle::visitor::Visitor;
use crate::provider::Redemption;
use crate::redirection::Redirection;
use crate::token::ProviderTokens;

/// How an authorization response ended. The cookies are to be sent in either case.
pub(crate) struct Completed {
    /// Where to go.
    pub(crate) result: Result<String, SignInError>,
    /// Where the flow was to end, if that much is known.
    pub(crate) callback_url: Option<String>,
    pub(crate) cookies: Vec<HeaderValue>,
    /// Who has been identified.
    pub(super) user: Option<User>,
    /// The browser may keep pages of somebody else.
    pub(super) leaves_pages: bool,
}

impl Completed {
    /// A sign-in that is to end there, and has not got anywhere yet.
    pub(super) fn ending_at(callback_url: Option<String>) -> Self {
        Self {
            result: Err(SignInError::UnknownProvider),
            callback_url,
            cookies: Vec::new(),
            user: None,
            leaves_pages: false,
        }
    }
}

impl<D: Declaration> Auth<D> {
    /// Ends the flow that the response names: checks it, redeems the code, lets the application decide, and begins a
    /// session. Whatever fails, the flow is over and nothing of it stays behind.
    pub(crate) async fn complete(
        &self,
        place: usize,
        parameters: &str,
        visitor: Visitor<'_>,
    ) -> Completed {
        let mut completed = Completed::ending_at(None);
        completed.result = self
            .redeem(place, parameters, visitor, &mut completed)
            .await;
        self.tell_of_refusal(place, &mut completed).await;
        completed
    }

    /// Raises the event of a sign-in that has failed, if it has.
    pub(super) async fn tell_of_refusal(&self, place: usize, completed: &mut Completed) {
        if let Err(error) = &completed.result {
            let user = completed.user.take();
            self.refused(Refused::SignIn, error.code(), Some(place), user)
                .await;
        }
    }

    async fn redeem(
        &self,
        place: usize,
        parameters: &str,
        visitor: Visitor<'_>,
        completed: &mut Completed,
    ) -> Result<String, SignInError> {
        let core = self.core();
        let provider = core.provider(place).ok_or(SignInError::UnknownProvider)?;
        let id = provider.configuration().declaration.id;
        let response = AuthorizationResponse::parse(parameters);
        let (flow, deletions) = core
            .flows
            .end(response.state.as_deref(), id, visitor.headers);
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
                authenticated_since: flow.authenticated_since,
                acr_values: &flow.acr_values,
                response_issuer: response.iss.as_deref(),
                user: response.user.as_deref(),
                dpop_key: flow.dpop_key.as_ref(),
            })
            .await?;

        let now = self.sessions().now();
        let authenticated_at = identity.authenticated_at(target.reauthentication, now);
        let tokens = match <D::Sessions as SessionStrategy>::STORED {
            true => {
                let (tokens, auth_time) = (&identity.tokens, identity.auth_time);
                Some(ProviderTokens::issued(tokens, auth_time, now))
            }
            false => provider.tokens_to_keep(&identity.tokens).await,
        };
        let identified = Identified {
            profile: identity.profile,
            claims: identity.claims,
            issuer: identity.issuer,
            tokens,
            authenticated_at,
        };
        match flow.linking {
            Some(linking) => {
                self.link_account(place, linking, &identified, visitor, completed)
                    .await
            }
            None => self.admit(place, identified, visitor, completed).await,
        }
    }

    /// The redirect that a completed flow is answered with.
    pub(crate) fn conclude(&self, completed: Completed) -> Redirection {
        let Completed {
            result,
            callback_url,
            cookies,
            leaves_pages,
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
        let redirection = Redirection::to(location, cookies);
        match leaves_pages {
            true => redirection.clearing_the_cache(),
            false => redirection,
        }
    }
}
