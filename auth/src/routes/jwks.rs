//! `GET /jwks`: the public keys with which providers check who asks (RFC 7591 §2, `jwks_uri`).

use auth_spec::ErrorCode;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::declaration::Declaration;
use crate::handle::Auth;
use crate::problem::Problem;

/// A JWK set (RFC 7517 §5). Where no client of this application has a key, there is nothing at this address.
pub(super) async fn read<D: Declaration>(State(auth): State<Auth<D>>) -> Response {
    let Some(keys) = auth.core().jwks() else {
        return Problem::of(&ErrorCode::NOT_FOUND).into_response();
    };
    let mut response = Response::new(Body::from(keys.to_string()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, MEDIA_TYPE);
    headers.insert(CACHE_CONTROL, FRESH);
    response
}

/// RFC 7517 §8.5.2.
const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/jwk-set+json");

/// A key that is replaced is found soon.
const FRESH: HeaderValue = HeaderValue::from_static("public, max-age=300");
