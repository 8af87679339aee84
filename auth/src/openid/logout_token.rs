//! The checks of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6).

use serde_json::Value;

use super::discovery::ExpectedIssuer;
use super::id_token::Read;
use super::jws::Jws;
use super::keys::KeySet;
use crate::error::{LogoutTokenError, ProviderFault};

/// A logout token that passed every check: whose sessions its provider wants to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogoutToken {
    pub(crate) issuer: String,
    /// `jti`: what tells it from all others of its issuer.
    pub(crate) id: String,
    /// When it is too old to be accepted, in seconds since 1970.
    pub(crate) over_at: u64,
    pub(crate) whose: LoggedOut,
}

/// Whose sessions are to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LoggedOut {
    /// Those that began in this session of the provider (`sid`). Whose that is (`sub`) matters where sessions are not known
    /// by it.
    Session { id: String, subject: Option<String> },
    /// All of this user's.
    Subject(String),
}

/// Checks the signature, then what it signs; `now` in seconds since 1970.
pub(super) fn verify(
    jws: &Jws<'_>,
    keys: &KeySet,
    issuer: &ExpectedIssuer,
    client_id: &str,
    now: u64,
) -> Result<LogoutToken, LogoutTokenError> {
    let key = keys.verify(jws)?;
    let claims = jws.claims()?;
    let read = Read(&claims);
    let issuer = read.issuer(issuer, key).map_err(fault)?.to_owned();
    read.audience(client_id).map_err(fault)?;
    let issued_at = read.issued_at(now).map_err(fault)?;
    // Required since the final version; older providers leave it out, and are held to the time of issue.
    if claims.get("exp").is_some() {
        read.expiry(now).map_err(fault)?;
    }
    let over_at = issued_at.saturating_add(OLDEST);
    if now > over_at {
        return Err(LogoutTokenError::TooOld);
    }
    // An ID token must not pass for one, nor one that is made for something else.
    if claims.contains_key("nonce") {
        return Err(LogoutTokenError::Nonce);
    }
    let event = claims.get("events").and_then(|events| events.get(EVENT));
    if !event.is_some_and(Value::is_object) {
        return Err(LogoutTokenError::Events);
    }
    let id = text(claims.get("jti")).ok_or(LogoutTokenError::Identifier)?;
    let (Said(session), Said(subject)) = (said(&claims, "sid")?, said(&claims, "sub")?);
    let whose = match (session, subject) {
        (Some(id), subject) => LoggedOut::Session { id, subject },
        (None, Some(subject)) => LoggedOut::Subject(subject),
        (None, None) => return Err(LogoutTokenError::Nobody),
    };
    Ok(LogoutToken {
        issuer,
        id,
        over_at,
        whose,
    })
}

/// A claim that may be left out, and must be a text of a bearable length where it is not.
struct Said(Option<String>);

fn said(claims: &serde_json::Map<String, Value>, name: &str) -> Result<Said, LogoutTokenError> {
    match claims.get(name) {
        None => Ok(Said(None)),
        value => text(value)
            .map(|text| Said(Some(text)))
            .ok_or(LogoutTokenError::Nobody),
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    let text = value?.as_str()?;
    (1..=LONGEST).contains(&text.len()).then(|| text.to_owned())
}

/// What is wrong with a claim that ID tokens have, too.
#[expect(clippy::needless_pass_by_value, reason = "it goes into `map_err`")]
fn fault(fault: ProviderFault) -> LogoutTokenError {
    match fault {
        ProviderFault::IdToken(fault) => fault.into(),
        // Our clocks disagree: it is not valid here and now.
        _ => LogoutTokenError::TooOld,
    }
}

/// §2.4
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How old one may be, in seconds: it is sent when it is made, and once or twice more.
const OLDEST: u64 = 300;
/// Of an identifier, in bytes.
const LONGEST: usize = 255;
