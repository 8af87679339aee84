//! `GET /signin`, `POST /signin`, `POST /signin/{provider}`.

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::SET_COOKIE;

use crate::authorization::{ExtraParameters, Linking};
use crate::declaration::Declaration;
use crate::error::SignInError;
use crate::events::Refused;
use crate::handle::{Auth, LinkRequest, Start};
use crate::pages;
use crate::redirection::Redirection;
use crate::routes::fields::{Fields, Segment, provider_id};
use crate::routes::peer::Peer;
use crate::routes::{answer, credentials, email};

/// The page on which people choose how to sign in; the application's own, if it has one.
pub(super) async fn page<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let core = auth.core();
    // A query that says something twice is no reason to keep people out: it is as good as none.
    let fields = Fields::parse(query.as_deref().unwrap_or_default()).unwrap_or_default();
    let callback_url = match fields.value("callbackUrl") {
        Some(candidate) => auth.destination(candidate).await,
        None => core.origin_page(&headers),
    };
    // From its own page the browser would start a flow whose cookie the redirect URI never sees.
    if core.configuration.pages.sign_in.is_some() || core.is_under_another_name(&headers) {
        return Redirection::to(core.sign_in_page(callback_url.as_deref()), Vec::new())
            .into_response();
    }
    let Ok((token, cookie)) = core.csrf.token(&headers, &auth.session_id(&headers).await) else {
        return answer::refuse(core, &headers, &ErrorCode::RANDOM_UNAVAILABLE);
    };
    let mut response = answer::page(pages::sign_in(
        core.layout(&headers),
        &pages::SignIn {
            base_path: D::BASE_PATH,
            providers: &core.declarations,
            csrf_token: &token,
            callback_url: callback_url.as_deref(),
            error: fields.error(),
            again: core.reauthentication.is_made(&headers),
            another_account: fields.value("prompt") == Some("select_account"),
        },
    ));
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Sign-in without a provider: the default one, or the page.
pub(super) async fn start_any<D: Declaration>(
    State(auth): State<Auth<D>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    peer: Peer,
    body: Body,
) -> Response {
    let provider = auth.core().default_provider;
    begin(&auth, provider, query.as_deref(), &headers, peer, body).await
}

/// Sign-in with the provider of that id.
pub(super) async fn start<D: Declaration>(
    State(auth): State<Auth<D>>,
    segment: Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    peer: Peer,
    body: Body,
) -> Response {
    let id = provider_id(segment);
    let provider = match auth.core().place(&id) {
        Some(place) => Some(place),
        // What the SvelteKit client of Auth.js sends for `signIn()`.
        None if id == "undefined" => auth.core().default_provider,
        None => return answer::refuse(auth.core(), &headers, &ErrorCode::UNKNOWN_PROVIDER),
    };
    begin(&auth, provider, query.as_deref(), &headers, peer, body).await
}

async fn begin<D: Declaration>(
    auth: &Auth<D>,
    provider: Option<usize>,
    query: Option<&str>,
    headers: &HeaderMap,
    peer: Peer,
    body: Body,
) -> Response {
    match Fields::submitted(auth, headers, body).await {
        Ok(fields) => {
            let headers = answer::asked(headers, &fields);
            begin_as(auth, provider, query, &headers, peer, &fields, None).await
        }
        Err(code) => answer::refuse(auth.core(), headers, code),
    }
}

/// Begins a flow with fields that a page of this application has sent.
pub(super) async fn begin_as<D: Declaration>(
    auth: &Auth<D>,
    provider: Option<usize>,
    query: Option<&str>,
    headers: &HeaderMap,
    peer: Peer,
    fields: &Fields,
    linking: Option<Linking>,
) -> Response {
    let core = auth.core();
    let mut extra = ExtraParameters::default();
    let parameters = match Fields::parse(query.unwrap_or_default()) {
        Ok(parameters) => parameters,
        Err(code) => return answer::refuse(core, headers, code),
    };
    for (name, value) in parameters.iter().filter(|(name, _)| *name != "callbackUrl") {
        if extra.set_from_request(name, value).is_err() {
            return answer::refuse(core, headers, &ErrorCode::RESERVED_PARAMETER);
        }
    }
    let callback_url = match fields
        .value("callbackUrl")
        .or_else(|| parameters.value("callbackUrl"))
    {
        Some(candidate) => auth.destination(candidate).await,
        None => core.origin_page(headers),
    };
    let Some(provider) = provider else {
        let page = core.sign_in_page(callback_url.as_deref());
        return answer::redirect(headers, Redirection::to(page, Vec::new()));
    };
    if linking.is_none()
        && core.sends_links(provider)
        && let Some(email) = fields.value("email")
    {
        let request = LinkRequest {
            place: provider,
            email,
            callback_url,
            peer: core.client_address.visitor(headers, peer.0).address,
            texts: core.layout(headers).texts(),
        };
        return email::ask(auth, request, headers).await;
    }
    if linking.is_none() && credentials::typed(core, provider, fields) {
        return credentials::sign_in(auth, provider, peer, headers, fields).await;
    }
    let start = Start {
        provider,
        callback_url: callback_url.clone(),
        extra: &extra,
        linking,
    };
    match core.begin(start, headers).await {
        Ok(redirection) => answer::redirect(headers, redirection),
        Err(error) => {
            auth.refused(Refused::SignIn, error.code(), Some(provider), None)
                .await;
            failed(auth, headers, error, callback_url.as_deref())
        }
    }
}

/// People go to the error page; a program gets the problem itself.
fn failed<D: Declaration>(
    auth: &Auth<D>,
    headers: &HeaderMap,
    error: SignInError,
    callback_url: Option<&str>,
) -> Response {
    let code = error.code();
    let refused = auth.core().refuse(error, callback_url);
    if answer::is_program(headers) {
        tracing::warn!(code = code.code, error = %refused, "a sign-in could not be started");
        let page = auth.core().error_page(code, callback_url);
        return answer::problem(headers, code, page);
    }
    answer::redirect(headers, refused.into_redirection())
}
