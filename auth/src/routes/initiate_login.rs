//! `GET` and `POST /initiate-login/{provider}`: a sign-in that another site asks for (OpenID Connect Core §4): a portal of the
//! provider's, for instance.
//!
//! It begins a sign-in and no more: whoever is sent here without wanting to signs in nowhere by that, for the flow is this
//! browser's and has `state` and nonce like every other. What it may say is whom to ask for and where to end, and where to end
//! goes through the checker of callback URLs.

use auth_spec::ErrorCode;
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use http::{HeaderMap, Method};

use crate::authorization::ExtraParameters;
use crate::declaration::Declaration;
use crate::events::Refused;
use crate::handle::{Auth, Start};
use crate::provider::Provider;
use crate::routes::answer;
use crate::routes::fields::{Fields, LIMIT, Segment, provider_id};

/// Begins a sign-in with the provider of that id, if `iss` is its issuer.
pub(super) async fn begin<D: Declaration>(
    State(auth): State<Auth<D>>,
    method: Method,
    segment: Segment,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let core = auth.core();
    let refuse = |code| answer::refuse(core, &headers, code);
    let Some(place) = core.place(&provider_id(segment)) else {
        return refuse(&ErrorCode::UNKNOWN_PROVIDER);
    };
    let said = match method {
        Method::POST => match to_bytes(body, LIMIT).await {
            Ok(body) => String::from_utf8(body.into()).unwrap_or_default(),
            Err(_) => return refuse(&ErrorCode::BODY_TOO_LARGE),
        },
        _ => query.unwrap_or_default(),
    };
    let fields = match Fields::parse(&said) {
        Ok(fields) => fields,
        Err(code) => return refuse(code),
    };
    let issuer = core.provider(place).and_then(Provider::issuer);
    if issuer.is_none() || issuer.as_deref() != fields.value("iss") {
        return refuse(&ErrorCode::ISSUER_MISMATCH);
    }
    let mut extra = ExtraParameters::default();
    if let Some(hint) = fields.value("login_hint")
        && extra.set_from_request("login_hint", hint).is_err()
    {
        return refuse(&ErrorCode::RESERVED_PARAMETER);
    }
    let callback_url = match fields.value("target_link_uri") {
        Some(target) => auth.destination(target).await,
        None => None,
    };
    let start = Start {
        provider: place,
        callback_url,
        extra: &extra,
        linking: None,
    };
    match core.begin(start, &headers).await {
        Ok(redirection) => answer::redirect(&headers, redirection),
        Err(error) => {
            tracing::warn!(code = error.code().code, %error, "a sign-in could not be started");
            auth.refused(Refused::SignIn, error.code(), Some(place), None)
                .await;
            refuse(error.code())
        }
    }
}
