//! `POST /callback/{provider}` of `credentials { … }`: what people have typed. `POST /signin/{provider}` takes it too, so that a
//! client need not know what kind of provider it signs in with.

use axum::body::Body;
use axum::response::Response;
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::declaration::Declaration;
use crate::error::{CredentialsError, SignInError};
use crate::handle::{Auth, Core, Typed};
use crate::routes::answer;
use crate::routes::fields::Fields;
use crate::routes::peer::Peer;

/// Signs in with the fields of the body. Its query says nothing here: what is in an address stays in logs.
pub(super) async fn submit<D: Declaration>(
    auth: &Auth<D>,
    place: usize,
    peer: Peer,
    headers: &HeaderMap,
    body: Body,
) -> Response {
    match Fields::submitted(auth, headers, body).await {
        Ok(fields) => {
            let headers = answer::asked(headers, &fields);
            sign_in(auth, place, peer, &headers, &fields).await
        }
        Err(code) => answer::refuse(auth.core(), headers, code),
    }
}

/// Whether these are fields that people have typed into the form of the provider in this place.
pub(super) fn typed(core: &Core, place: usize, fields: &Fields) -> bool {
    let credentials = core
        .configured(place)
        .and_then(|provider| provider.declaration.credentials);
    credentials.is_some_and(|credentials| {
        let mut names = credentials.fields().iter().map(|field| field.name);
        names.any(|name| fields.value(name).is_some())
    })
}

/// Signs in with fields that a page of this application has sent.
pub(super) async fn sign_in<D: Declaration>(
    auth: &Auth<D>,
    place: usize,
    peer: Peer,
    headers: &HeaderMap,
    fields: &Fields,
) -> Response {
    let core = auth.core();
    let callback_url = match fields.value("callbackUrl") {
        Some(candidate) => auth.destination(candidate).await,
        None => core.origin_page(headers),
    };
    let typed = Typed {
        sent: &|field| fields.value(field).map(str::to_owned),
        callback_url,
    };
    let visitor = core.client_address.visitor(headers, peer.0);
    let completed = auth.sign_in_with_credentials(place, typed, visitor).await;
    match &completed.result {
        Err(SignInError::Credentials(error)) => {
            let callback_url = completed.callback_url.as_deref();
            refuse(auth, headers, error, callback_url)
        }
        Err(error) if answer::is_program(headers) => {
            tracing::warn!(code = error.code().code, %error, "a sign-in failed");
            let page = core.error_page(error.code(), completed.callback_url.as_deref());
            let problem = answer::problem(headers, error.code(), page);
            answer::with_cookies(problem, completed.cookies)
        }
        _ => answer::redirect(headers, auth.conclude(completed)),
    }
}

/// People come back to the form, or to a page that says when to try again; a program gets a problem document.
fn refuse<D: Declaration>(
    auth: &Auth<D>,
    headers: &HeaderMap,
    error: &CredentialsError,
    callback_url: Option<&str>,
) -> Response {
    let (core, code) = (auth.core(), error.code());
    match error {
        CredentialsError::Unchecked(_) => {
            tracing::error!(code = code.code, %error, "a password could not be checked");
        }
        _ => tracing::info!(code = code.code, %error, "a sign-in failed"),
    }
    let rejected = matches!(error, CredentialsError::Rejected);
    let mut response = if rejected {
        let page = core.sign_in_page_after(code, callback_url);
        match answer::is_program(headers) {
            true => answer::problem(headers, code, page),
            false => answer::failed(headers, code, page),
        }
    } else {
        answer::refuse(core, headers, code)
    };
    if let CredentialsError::TooManyAttempts { retry_after } = error {
        // The clients of Auth.js read the destination from whatever status it comes with.
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}
