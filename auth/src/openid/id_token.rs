//! The checks of an ID token (OpenID Connect Core §2, §3.1.3.6, §3.1.3.7).

use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

use super::discovery::{ExpectedIssuer, fill};
use super::jws::Jws;
use super::keys::{Key, KeySet, PublicKey};
use crate::account::Claims;
use crate::error::{IdTokenFault, ProviderFault};

/// What this sign-in expects of its ID token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expected<'a> {
    pub(crate) client_id: &'a str,
    /// The nonce that was sent. Without one no token is accepted.
    pub(crate) nonce: Option<&'a str>,
    /// The provider is known to leave the nonce out; a wrong one is refused all the same.
    pub(crate) may_omit_nonce: bool,
    /// The `max_age` that was sent, in seconds.
    pub(crate) max_age: Option<u64>,
    /// When the provider was made to ask the user again, in seconds since 1970.
    pub(crate) authenticated_since: Option<u64>,
    /// Whether it is known to say then when that was.
    pub(crate) states_auth_time: bool,
    /// The authentication context classes of which one was demanded; empty where none was.
    pub(crate) acr_values: &'a [String],
    /// The access token that came with it, for `at_hash`.
    pub(crate) access_token: &'a str,
}

/// An ID token that passed every check.
#[derive(Debug)]
pub(crate) struct IdToken {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    /// When the user signed in at the provider, in seconds since 1970.
    pub(crate) auth_time: Option<u64>,
    pub(crate) claims: Claims,
}

/// Checks the signature, then what it signs; `now` in seconds since 1970.
pub(super) fn verify(
    jws: &Jws<'_>,
    keys: &KeySet,
    issuer: &ExpectedIssuer,
    expected: &Expected<'_>,
    now: u64,
) -> Result<IdToken, ProviderFault> {
    let key = keys.verify(jws).map_err(ProviderFault::IdToken)?;
    let claims = jws.claims().map_err(ProviderFault::IdToken)?;
    let read = Read(&claims);
    let named = read.issuer(issuer, key)?.to_owned();
    read.audience(expected.client_id)?;
    read.times(now)?;
    let subject = read.subject()?.to_owned();
    read.nonce(expected)?;
    let auth_time = read.auth_time(expected, now)?;
    read.authentication_context(expected.acr_values)?;
    read.access_token_hash(jws, key, expected.access_token)?;
    Ok(IdToken {
        issuer: named,
        subject,
        auth_time,
        claims: claims.into(),
    })
}

/// What an ID token that comes with refreshed tokens must repeat (§12.2).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Repeated<'a> {
    pub(crate) client_id: &'a str,
    pub(crate) issuer: &'a str,
    pub(crate) subject: &'a str,
    /// When the user signed in at the provider, if the first one said so.
    pub(crate) auth_time: Option<u64>,
}

/// Checks the signature of an ID token that comes with refreshed tokens, and that it is about the same user.
pub(super) fn verify_repeated(
    jws: &Jws<'_>,
    keys: &KeySet,
    issuer: &ExpectedIssuer,
    repeated: &Repeated<'_>,
    now: u64,
) -> Result<(), ProviderFault> {
    let key = keys.verify(jws).map_err(ProviderFault::IdToken)?;
    let claims = jws.claims().map_err(ProviderFault::IdToken)?;
    let read = Read(&claims);
    if read.issuer(issuer, key)? != repeated.issuer {
        return Err(IdTokenFault::Issuer.into());
    }
    read.audience(repeated.client_id)?;
    read.times(now)?;
    if read.subject()? != repeated.subject {
        return Err(IdTokenFault::OtherUser.into());
    }
    let auth_time = claims.get("auth_time").and_then(numeric_date);
    match auth_time.zip(repeated.auth_time) {
        Some((now, then)) if now != then => Err(IdTokenFault::AuthenticationTime.into()),
        _ => Ok(()),
    }
}

/// Claims that are signed, and not checked yet.
pub(super) struct Read<'a>(pub(super) &'a Map<String, Value>);

impl<'a> Read<'a> {
    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    /// Item 2. A key that names an issuer signs for that one only.
    pub(super) fn issuer(
        &self,
        expected: &ExpectedIssuer,
        key: &Key<impl PublicKey>,
    ) -> Result<&'a str, ProviderFault> {
        let tenant = self.text("tid");
        let issuer = self
            .text("iss")
            .filter(|issuer| expected.accepts(issuer, tenant));
        let issuer = issuer.ok_or(IdTokenFault::Issuer)?;
        if let ExpectedIssuer::AnyTenant(_) = expected
            && let Some(of_key) = key.issuer()
            && fill(of_key, tenant.unwrap_or_default()) != issuer
        {
            return Err(IdTokenFault::Issuer.into());
        }
        Ok(issuer)
    }

    /// Items 3 to 5: this client, and nobody else that we would have to trust.
    pub(super) fn audience(&self, client_id: &str) -> Result<(), ProviderFault> {
        let meant = match self.0.get("aud") {
            Some(Value::String(audience)) => audience == client_id,
            Some(Value::Array(all)) => {
                !all.is_empty() && all.iter().all(|audience| audience == client_id)
            }
            _ => false,
        };
        if !meant {
            return Err(IdTokenFault::Audience.into());
        }
        match self.0.get("azp") {
            None | Some(Value::Null) => Ok(()),
            Some(party) if party == client_id => Ok(()),
            Some(_) => Err(IdTokenFault::AuthorizedParty.into()),
        }
    }

    /// Items 9 and 10, and RFC 7519 §4.1.5.
    fn times(&self, now: u64) -> Result<(), ProviderFault> {
        self.expiry(now)?;
        let issued = self.issued_at(now)?;
        if now.saturating_sub(issued) > OLDEST {
            return Err(IdTokenFault::IssuedAt.into());
        }
        match self.0.get("nbf") {
            None | Some(Value::Null) => Ok(()),
            Some(value) => {
                let not_before = numeric_date(value).ok_or(IdTokenFault::NotBefore)?;
                if not_before > now.saturating_add(SKEW) {
                    return Err(too_far("nbf", not_before, now, IdTokenFault::NotBefore));
                }
                Ok(())
            }
        }
    }

    /// Item 9.
    pub(super) fn expiry(&self, now: u64) -> Result<(), ProviderFault> {
        let expiry = self
            .0
            .get("exp")
            .and_then(numeric_date)
            .ok_or(IdTokenFault::Expiry)?;
        if now >= expiry.saturating_add(SKEW) {
            return Err(too_far("exp", expiry, now, IdTokenFault::Expiry));
        }
        Ok(())
    }

    /// When it was issued, which is not in the future.
    pub(super) fn issued_at(&self, now: u64) -> Result<u64, ProviderFault> {
        let issued = self
            .0
            .get("iat")
            .and_then(numeric_date)
            .ok_or(IdTokenFault::IssuedAt)?;
        if issued > now.saturating_add(SKEW) {
            return Err(too_far("iat", issued, now, IdTokenFault::IssuedAt));
        }
        Ok(issued)
    }

    /// §2: at most 255 ASCII characters, and at least one that can be seen.
    fn subject(&self) -> Result<&'a str, ProviderFault> {
        self.text("sub")
            .filter(|subject| is_subject(subject))
            .ok_or(IdTokenFault::Subject.into())
    }

    /// Item 11.
    fn nonce(&self, expected: &Expected<'_>) -> Result<(), ProviderFault> {
        let Some(sent) = expected.nonce else {
            return Err(ProviderFault::Nonce);
        };
        let same = match self.0.get("nonce") {
            Some(Value::String(nonce)) => bool::from(nonce.as_bytes().ct_eq(sent.as_bytes())),
            Some(_) => false,
            None => expected.may_omit_nonce,
        };
        if same {
            Ok(())
        } else {
            Err(ProviderFault::Nonce)
        }
    }

    /// Item 13. Where nobody asked for it, an odd `auth_time` is no time.
    ///
    /// A provider that was made to ask again may leave it out where it is not known to say it; what it says has to be true.
    fn auth_time(&self, expected: &Expected<'_>, now: u64) -> Result<Option<u64>, ProviderFault> {
        let stated = self.0.get("auth_time").filter(|value| !value.is_null());
        let auth_time = stated.and_then(numeric_date);
        let asked_again = expected.authenticated_since;
        let oldest = [
            expected.max_age.map(|max_age| now.saturating_sub(max_age)),
            asked_again.filter(|_| stated.is_some() || expected.states_auth_time),
        ];
        let Some(oldest) = oldest.into_iter().flatten().max() else {
            return Ok(auth_time);
        };
        let recent = oldest.saturating_sub(AUTH_TIME_SKEW)..=now.saturating_add(SKEW);
        match auth_time {
            Some(at) if recent.contains(&at) => Ok(auth_time),
            _ => Err(ProviderFault::Reauthentication),
        }
    }

    /// Item 12, where the application demanded one of these.
    fn authentication_context(&self, demanded: &[String]) -> Result<(), ProviderFault> {
        let acr = self.text("acr");
        if demanded.is_empty() || demanded.iter().any(|value| acr == Some(value)) {
            Ok(())
        } else {
            Err(ProviderFault::AuthenticationContext)
        }
    }

    /// §3.1.3.6: optional in this flow, but never wrong.
    fn access_token_hash(
        &self,
        jws: &Jws<'_>,
        key: &Key<impl PublicKey>,
        access_token: &str,
    ) -> Result<(), ProviderFault> {
        let Some(stated) = self.0.get("at_hash") else {
            return Ok(());
        };
        let hash = key.public().hash(jws.algorithm, access_token.as_bytes());
        let half = hash.as_deref().and_then(|hash| hash.get(..hash.len() / 2));
        match half.map(|half| base64_simd::URL_SAFE_NO_PAD.encode_to_string(half)) {
            Some(half) if stated == half.as_str() => Ok(()),
            _ => Err(IdTokenFault::AccessTokenHash.into()),
        }
    }
}

impl From<IdTokenFault> for ProviderFault {
    fn from(fault: IdTokenFault) -> Self {
        Self::IdToken(fault)
    }
}

/// Seconds since 1970 (RFC 7519 §2, NumericDate). A fraction is cut off; text, a negative number or one that no date can
/// be is no date.
fn numeric_date(value: &Value) -> Option<u64> {
    let Value::Number(number) = value else {
        return None;
    };
    let seconds = match number.as_u64() {
        Some(seconds) => seconds,
        None => number
            .as_f64()
            .filter(|seconds| (0.0..=LATEST as f64).contains(seconds))?
            .trunc() as u64,
    };
    (seconds <= LATEST).then_some(seconds)
}

/// A time that is wrong by minutes means a clock that is; by more, a token that is (ST-09).
fn too_far(claim: &'static str, theirs: u64, ours: u64, otherwise: IdTokenFault) -> ProviderFault {
    if theirs.abs_diff(ours) <= CLOCK_FAULT {
        ProviderFault::ClockSkew {
            claim,
            theirs,
            ours,
        }
    } else {
        otherwise.into()
    }
}

fn is_subject(text: &str) -> bool {
    (1..=LONGEST_SUBJECT).contains(&text.len())
        && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
        && !text.trim().is_empty()
}

/// How far two clocks may differ, in seconds.
pub(crate) const SKEW: u64 = 60;
/// The largest difference that is taken for a wrong clock.
const CLOCK_FAULT: u64 = 300;
/// `auth_time` is compared with a duration that somebody asked for, so less is forgiven.
const AUTH_TIME_SKEW: u64 = 30;
/// A token is made when the code is redeemed, within the ten minutes of a flow; Microsoft dates it back by five.
const OLDEST: u64 = 3_600;
/// The end of the year 9999.
const LATEST: u64 = 253_402_300_799;
/// In characters (§2).
const LONGEST_SUBJECT: usize = 255;

#[cfg(test)]
mod tests;
