//! Starting a sign-in: from Rust, and for the routes.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use auth_spec::ErrorCode;
use http::HeaderMap;
use url::form_urlencoded;

use crate::authorization::{
    ExtraParameters, Flow, Linking, ReservedParameter, authorization_url, pushed_authorization_url,
    pushed_parameters,
};
use crate::callback_url::Destination;
use crate::declaration::Declaration;
use crate::error::SignInError;
use crate::events::Refused;
use crate::handle::{Auth, Core, Outcome, SignInRefused};
use crate::redirection::Redirection;
use crate::token::DpopKey;

/// A sign-in that is about to start; `.await` makes it a response, `.outcome().await` a value.
///
/// ```standalone_crate
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], callbacks: { allow: ["/", "/dashboard"] } } }
/// # use axum::response::IntoResponse;
/// use crate::auth::{Auth, callback_url, provider};
///
/// async fn connect(auth: Auth) -> impl IntoResponse {
///     auth.sign_in(provider::github)
///         .callback_url(callback_url!("/dashboard"))
///         .scope("repo")
///         .await
/// }
/// # fn main() {}
/// ```
#[derive(Debug)]
#[must_use = "a sign-in starts when it is awaited"]
pub struct SignIn<'a, D: Declaration> {
    auth: &'a Auth<D>,
    provider: Option<usize>,
    callback_url: Option<String>,
    extra: ExtraParameters,
    refused: Option<ReservedParameter>,
    linking: Option<Linking>,
}

impl<'a, D: Declaration> SignIn<'a, D> {
    pub(super) fn new(auth: &'a Auth<D>, provider: Option<usize>) -> Self {
        Self {
            auth,
            provider,
            callback_url: None,
            extra: ExtraParameters::default(),
            refused: None,
            linking: None,
        }
    }

    /// The account is linked to this user; nobody signs in.
    pub(super) fn linking(mut self, linking: Linking) -> Self {
        self.linking = Some(linking);
        self
    }

    /// Where the user comes to when they are signed in.
    pub fn callback_url(mut self, url: impl Destination<D>) -> Self {
        self.callback_url = Some(url.checked().into_string());
        self
    }

    /// The scope to ask for instead of the declared one, separated by spaces. OpenID providers are asked for `openid` in
    /// any case.
    pub fn scope(mut self, scope: &str) -> Self {
        self.extra.set_scope(scope);
        self
    }

    /// A further parameter of the authorization request, such as `login_hint` or `prompt`. The protocol's own
    /// (`state`, `redirect_uri`, …) are refused when the sign-in starts (AUTH-121).
    pub fn param(mut self, name: &str, value: &str) -> Self {
        if let Err(reserved) = self.extra.set(name, value) {
            self.refused.get_or_insert(reserved);
        }
        self
    }

    /// How long ago, at most, the user may have authenticated at the provider (OpenID Connect Core §3.1.2.1, `max_age`), in
    /// whole seconds: a provider where it is longer ago asks again, and an ID token that does not say that it is not
    /// (`auth_time`) is refused with AUTH-408. Not every provider says it; see [`reauthenticate`](Self::reauthenticate).
    pub fn max_age(self, max_age: Duration) -> Self {
        self.param("max_age", &max_age.as_secs().to_string())
    }

    /// The provider asks the user to prove who they are, also one who is signed in there (OpenID Connect Core §3.1.2.1,
    /// `prompt=login`), where it can be made to; and where it says when that was, it has to be after now (AUTH-408).
    ///
    /// A guard that finds a session not fresh enough does that for the next sign-in by itself.
    pub fn reauthenticate(mut self) -> Self {
        self.extra.reauthenticate();
        self
    }

    /// The authentication context classes of which the provider must have authenticated the user by one, in the order of
    /// preference (OpenID Connect Core §3.1.2.1, `acr_values`): an ID token with another `acr` is refused with AUTH-409.
    ///
    /// `.param("acr_values", …)` asks without insisting. OAuth 2.0 alone has no such thing: nobody gets in by it.
    pub fn acr_values<'v>(mut self, values: impl IntoIterator<Item = &'v str>) -> Self {
        let values = values.into_iter().map(str::to_owned).collect();
        self.extra.demand_acr_values(values);
        self
    }

    /// The value instead of the response: `{ ok, error, url }` and the cookies to set.
    pub async fn outcome(self) -> Outcome {
        self.start().await.into()
    }

    async fn start(self) -> Result<Redirection, SignInRefused> {
        let core = self.auth.core();
        let none = HeaderMap::new();
        let headers = self.auth.request_headers().unwrap_or(&none);
        let callback_url = self.callback_url.or_else(|| core.origin_page(headers));
        let result = match (self.refused, self.provider) {
            (Some(reserved), _) => Err(reserved.into()),
            (None, Some(provider)) => {
                let start = Start {
                    provider,
                    callback_url: callback_url.clone(),
                    extra: &self.extra,
                    linking: self.linking,
                };
                core.begin(start, headers).await
            }
            (None, None) => Ok(Redirection::to(
                core.sign_in_page(callback_url.as_deref()),
                Vec::new(),
            )),
        };
        if let Err(error) = &result {
            self.auth
                .refused(Refused::SignIn, error.code(), self.provider, None)
                .await;
        }
        result.map_err(|error| core.refuse(error, callback_url.as_deref()))
    }
}

impl<'a, D: Declaration> IntoFuture for SignIn<'a, D> {
    type Output = Result<Redirection, SignInRefused>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.start())
    }
}

/// A flow that is to begin.
pub(crate) struct Start<'a> {
    /// The place of the provider.
    pub(crate) provider: usize,
    /// Where the flow ends; one that has been checked.
    pub(crate) callback_url: Option<String>,
    pub(crate) extra: &'a ExtraParameters,
    pub(crate) linking: Option<Linking>,
}

impl Core {
    /// Makes the authorization request, and the cookie by which this browser will know its response.
    pub(crate) async fn begin(
        &self,
        start: Start<'_>,
        request: &HeaderMap,
    ) -> Result<Redirection, SignInError> {
        let Start {
            provider,
            callback_url,
            extra,
            linking,
        } = start;
        let provider = self
            .provider(provider)
            .ok_or(SignInError::UnknownProvider)?;
        if provider.is_own() && linking.is_some() {
            // Nothing would come back to this browser.
            return Err(SignInError::UnknownProvider);
        }
        if provider.is_own() {
            // Its form is on the sign-in page.
            let page = self.sign_in_page(callback_url.as_deref());
            return Ok(Redirection::to(page, Vec::new()));
        }
        let id = provider.configuration().declaration.id;
        if self.is_under_another_name(request) {
            tracing::warn!(
                base_url = %self.configuration.base_url,
                "a sign-in begins under another name than the base URL's: its cookie will not come back"
            );
        }
        self.mounted.expect(self.configuration.base_path);
        let target = provider.authorization_target().await?;
        // Who links an account is not signing in.
        let asks_again = linking.is_none()
            && (extra.reauthenticates() || self.reauthentication.is_made(request));
        let asks_again = asks_again && target.reauthentication.is_some();
        let flow = Flow {
            linking,
            authenticated_since: asks_again.then(|| self.flows.now()),
            acr_values: extra.acr_values().to_vec(),
            dpop_key: match target.binds_tokens {
                true => Some(DpopKey::generate()?),
                false => None,
            },
            ..Flow::generate(callback_url, extra.max_age())?
        };
        let url = if target.pushes {
            let parameters = pushed_parameters(&target, &flow, extra);
            let request_uri = provider.push_authorization(&parameters).await?;
            pushed_authorization_url(&target, &request_uri)
        } else {
            authorization_url(&target, &flow, extra)
        };
        let cookies = self.flows.begin(&flow, id, request)?;
        tracing::debug!(provider = id, "a sign-in begins");
        Ok(Redirection::to(url.into(), cookies))
    }

    /// The sign-in page, with the way back.
    pub(crate) fn sign_in_page(&self, callback_url: Option<&str>) -> String {
        self.mounted.expect(self.configuration.base_path);
        with_query(
            self.configuration.sign_in_page(),
            [("callbackUrl", callback_url)],
        )
    }

    /// The sign-in page for somebody who is signed in and wants to use another account, with the way back.
    pub(crate) fn another_account(&self, callback_url: Option<&str>) -> String {
        with_query(
            self.configuration.sign_in_page(),
            [
                ("prompt", Some("select_account")),
                ("callbackUrl", callback_url),
            ],
        )
    }

    /// The sign-in page that says what was wrong, in the words that the clients of Auth.js read, with the way back.
    pub(crate) fn sign_in_page_after(
        &self,
        code: &ErrorCode,
        callback_url: Option<&str>,
    ) -> String {
        with_query(
            self.configuration.sign_in_page(),
            [
                ("error", Some(code.error_type)),
                ("code", Some("credentials")),
                ("callbackUrl", callback_url),
            ],
        )
    }

    /// The error page for this error, with the way back.
    pub(crate) fn error_page(&self, code: &ErrorCode, callback_url: Option<&str>) -> String {
        with_query(
            self.configuration.error_page(),
            [
                ("error", Some(code.error_type)),
                ("code", Some(code.code)),
                ("callbackUrl", callback_url),
            ],
        )
    }

    pub(crate) fn refuse(&self, error: SignInError, callback_url: Option<&str>) -> SignInRefused {
        let error_page = self.error_page(error.code(), callback_url);
        SignInRefused { error, error_page }
    }
}

/// The URL with those parameters that have a value.
pub(super) fn with_query<const N: usize>(
    mut url: String,
    parameters: [(&str, Option<&str>); N],
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    let query = query.finish();
    if !query.is_empty() {
        url.push('?');
        url.push_str(&query);
    }
    url
}
