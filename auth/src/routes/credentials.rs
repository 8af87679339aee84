//! `POST /callback/{provider}` of `credentials { … }`: what people have typed.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::declaration::Declaration;
use crate::error::{CredentialsError, SignInError};
use crate::handle::{Auth, Typed};
use crate::problem::Problem;
use crate::protection::accepts_html;
use crate::redirection::Redirection;
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
    let core = auth.core();
    let fields = match Fields::submitted(auth, headers, body).await {
        Ok(fields) => fields,
        Err(code) => return answer::refuse(core, headers, code),
    };
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
        Err(error) if is_program(headers) => {
            tracing::warn!(code = error.code().code, %error, "a sign-in failed");
            answer::with_cookies(Problem::of(error.code()).into_response(), completed.cookies)
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
    let mut response = if rejected && !is_program(headers) {
        let page = core.sign_in_page_after(code, callback_url);
        answer::redirect(headers, Redirection::to(page, Vec::new()))
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

fn is_program(headers: &HeaderMap) -> bool {
    !accepts_html(headers) && !answer::wants_envelope(headers)
}
