//! The claims of a session token (RFC 7519 §4): those of Auth.js, and ours.
//!
//! | claim | what |
//! |---|---|
//! | `name`, `email`, `picture` | as in OpenID Connect Core §5.1; left out when unknown |
//! | `sub` | the user's id; a token without one identifies nobody and is refused |
//! | `provider` | the id of the provider that identified them |
//! | `email_verified` | written only when true |
//! | `auth_time` | when they last proved who they are (OpenID Connect Core §2); without it `iat` |
//! | `roles` | the ids of their roles, of those that are declared; left out when there are none |
//! | `auth_time_unknown` | written, as true, when `auth_time` is only when they signed in, or another application sealed the session |
//! | `signed_in_at` | when they signed in, where that is not `auth_time` |
//! | `session_epoch` | the epoch of the user in which it was begun; left out where all their sessions were never ended at once |
//! | `data` | what the application keeps; left out when null |
//! | `provider_tokens` | what a sign-out at the provider needs: `id_token`, `access_token`, `refresh_token` |
//! | `iat`, `exp`, `jti` | when the token was sealed, when it ends, the session's id |
//!
//! Claims that are not in this table, and those whose type is another than ours, belong to an Auth.js application that
//! shares the cookie: they are ignored here and written back when the token is sealed anew. Two exceptions fail closed:
//! a time that is not a number, and `data` that is not what the application declares.

use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::SessionContent;
use super::lifetime::Lifetime;
use crate::account::{Roles, User};
use crate::declaration::{Declaration, ProviderId, RoleId, SessionData};
use crate::sealed::fingerprint;
use crate::store::SessionEpoch;
use crate::token::ProviderTokens;

/// What a token must meet now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) lifetime: Lifetime,
    /// By how many seconds the clock of who sealed it may differ.
    pub(super) tolerance: u64,
}

impl Terms {
    /// Whether a session that ends then is alive.
    pub(super) fn alive(&self, expires_at: u64, now: u64) -> bool {
        now < expires_at.saturating_add(self.tolerance)
    }
}

/// Reads the payload of a token that has been opened; `None` when it is no session that lives now.
pub(super) fn read<D: Declaration>(
    payload: &[u8],
    outdated: bool,
    terms: &Terms,
    now: u64,
) -> Option<SessionContent<D>> {
    let claims: Claims<D::SessionData> = serde_json::from_slice(payload).ok()?;
    let session = session(claims, payload, outdated, terms, now)?;
    terms.alive(session.expires_at, now).then_some(session)
}

/// As [`read`], for what has just been written: says what is wrong with the data.
pub(super) fn read_back<D: Declaration>(
    payload: &[u8],
    terms: &Terms,
    now: u64,
) -> Result<Option<SessionContent<D>>, serde_json::Error> {
    let claims: Claims<D::SessionData> = serde_json::from_slice(payload)?;
    Ok(session(claims, payload, false, terms, now))
}

/// Writes the payload of a session's token.
pub(super) fn write<D: Declaration>(
    session: &SessionContent<D>,
) -> Result<Vec<u8>, serde_json::Error> {
    let unit = is_unit::<D::SessionData>();
    let data = if unit || serde_json::to_vec(&session.data)? == b"null" {
        None
    } else {
        Some(&session.data)
    };
    serde_json::to_vec(&Written { session, data })
}

fn session<D: Declaration>(
    claims: Claims<D::SessionData>,
    payload: &[u8],
    outdated: bool,
    terms: &Terms,
    now: u64,
) -> Option<SessionContent<D>> {
    if claims
        .not_before
        .is_some_and(|start| start > now.saturating_add(terms.tolerance))
    {
        return None;
    }
    let begun_at = || claims.expires_at.map(|end| terms.lifetime.begun_at(end));
    let signed_in_at = claims
        .signed_in_at
        .or(claims.auth_time)
        .or(claims.sealed_at)
        .or_else(begun_at)?;
    let sealed_at = claims.sealed_at.unwrap_or(signed_in_at);
    let limit = terms.lifetime.expires_at(signed_in_at, sealed_at);

    let provider = claims.provider.as_deref().and_then(declared::<D>);
    let mut others = claims.others;
    let mut provider_tokens = claims.provider_tokens;
    if let (None, Some(tokens)) = (&provider, &provider_tokens) {
        // Whose they are is not known here: they are only kept.
        others.insert(PROVIDER_TOKENS.to_owned(), tokens.to_value());
        provider_tokens = None;
    }
    Some(SessionContent {
        user: User {
            id: claims.subject.filter(|subject| !subject.is_empty())?,
            name: claims.name,
            email: claims.email,
            email_verified: claims.email_verified,
            image: claims.picture,
        },
        roles: roles::<D>(&mut others),
        data: claims.data.unwrap_or_default(),
        signed_in_at,
        expires_at: claims.expires_at.map_or(limit, |end| end.min(limit)),
        id: match claims.id {
            Some(id) if !id.is_empty() => id.into(),
            _ => fingerprint(payload).into(),
        },
        sealed_at,
        authenticated_at: claims.auth_time.filter(|_| !claims.auth_time_unknown),
        begun_elsewhere: false,
        outdated,
        epoch: claims.epoch,
        undeclared_provider: claims
            .provider
            .filter(|_| provider.is_none())
            .map(Into::into),
        provider,
        provider_tokens: provider_tokens.map(Box::new),
        other_claims: if others.is_empty() {
            None
        } else {
            Some(Box::new(others))
        },
    })
}

pub(super) fn declared<D: Declaration>(id: &str) -> Option<D::Provider> {
    let place = D::PROVIDERS.iter().position(|provider| provider.id == id)?;
    D::Provider::ALL.get(place).copied()
}

/// Takes the roles out of the claims, if this declaration has any.
fn roles<D: Declaration>(claims: &mut Map<String, Value>) -> Roles<D::Role> {
    if D::Role::ALL.is_empty() || !claims.get(ROLES).is_some_and(Value::is_array) {
        return Roles::none();
    }
    let ids = claims.remove(ROLES);
    let ids = ids.iter().filter_map(Value::as_array).flatten();
    Roles::from_ids(ids.filter_map(Value::as_str))
}

/// Whether an application keeps nothing: then `data` is not ours.
fn is_unit<T: 'static>() -> bool {
    TypeId::of::<T>() == TypeId::of::<()>()
}

struct Claims<T> {
    subject: Option<String>,
    name: Option<String>,
    email: Option<String>,
    picture: Option<String>,
    email_verified: bool,
    provider: Option<String>,
    auth_time: Option<u64>,
    auth_time_unknown: bool,
    signed_in_at: Option<u64>,
    sealed_at: Option<u64>,
    expires_at: Option<u64>,
    not_before: Option<u64>,
    id: Option<String>,
    epoch: Option<SessionEpoch>,
    data: Option<T>,
    provider_tokens: Option<ProviderTokens>,
    others: Map<String, Value>,
}

impl<'de, T: SessionData> Deserialize<'de> for Claims<T> {
    fn deserialize<S: Deserializer<'de>>(deserializer: S) -> Result<Self, S::Error> {
        deserializer.deserialize_map(ClaimsVisitor(PhantomData))
    }
}

struct ClaimsVisitor<T>(PhantomData<T>);

impl<'de, T: SessionData> Visitor<'de> for ClaimsVisitor<T> {
    type Value = Claims<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the claims of a session token")
    }

    /// As in JavaScript, of claims with one name the last one counts.
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Claims<T>, M::Error> {
        let mut claims = Claims {
            subject: None,
            name: None,
            email: None,
            picture: None,
            email_verified: false,
            provider: None,
            auth_time: None,
            auth_time_unknown: false,
            signed_in_at: None,
            sealed_at: None,
            expires_at: None,
            not_before: None,
            id: None,
            epoch: None,
            data: None,
            provider_tokens: None,
            others: Map::new(),
        };
        while let Some(Key(key)) = map.next_key()? {
            if key == "data" && !is_unit::<T>() {
                claims.data = map.next_value()?;
                continue;
            }
            let value: Value = map.next_value()?;
            match &*key {
                "iat" => claims.sealed_at = Some(time(&value)?),
                "exp" => claims.expires_at = Some(time(&value)?),
                "nbf" => claims.not_before = Some(time(&value)?),
                _ => claims.take(key, value),
            }
        }
        Ok(claims)
    }
}

impl<T> Claims<T> {
    /// Takes a claim of ours, or keeps what is another's.
    fn take(&mut self, key: Cow<'_, str>, value: Value) {
        if key == PROVIDER_TOKENS
            && let Some(tokens) = ProviderTokens::from_value(&value)
        {
            self.provider_tokens = Some(tokens);
            return;
        }
        match (&*key, value) {
            ("sub", Value::String(text)) => self.subject = Some(text),
            ("name", Value::String(text)) => self.name = Some(text),
            ("email", Value::String(text)) => self.email = Some(text),
            ("picture", Value::String(text)) => self.picture = Some(text),
            ("provider", Value::String(text)) => self.provider = Some(text),
            ("jti", Value::String(text)) => self.id = Some(text),
            ("session_epoch", Value::String(text)) if SessionEpoch::parse(&text).is_some() => {
                self.epoch = SessionEpoch::parse(&text);
            }
            ("email_verified", Value::Bool(verified)) => self.email_verified = verified,
            (AUTH_TIME_UNKNOWN, Value::Bool(unknown)) => self.auth_time_unknown = unknown,
            ("auth_time", Value::Number(number)) => self.auth_time = Some(seconds(&number)),
            (SIGNED_IN_AT, Value::Number(number)) => self.signed_in_at = Some(seconds(&number)),
            (_, value) => {
                self.others.insert(key.into_owned(), value);
            }
        }
    }
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// A NumericDate (RFC 7519 §2).
fn time<E: serde::de::Error>(value: &Value) -> Result<u64, E> {
    match value {
        Value::Number(number) => Ok(seconds(number)),
        _ => Err(E::custom("a time is not a number")),
    }
}

/// Whole seconds; what is before 1970 counts as 1970, and what is too large as the end of time.
fn seconds(number: &serde_json::Number) -> u64 {
    number
        .as_u64()
        .or_else(|| number.as_f64().map(|seconds| seconds as u64))
        .unwrap_or_default()
}

struct Written<'a, D: Declaration> {
    session: &'a SessionContent<D>,
    data: Option<&'a D::SessionData>,
}

impl<D: Declaration> Serialize for Written<'_, D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { session, data } = self;
        let user = &session.user;
        let provider = match session.provider {
            Some(provider) => D::PROVIDERS
                .get(provider.index())
                .map(|provider| provider.id),
            None => session.undeclared_provider.as_deref(),
        };
        let epoch = session.epoch.map(|epoch| epoch.to_string());
        let texts = [
            ("name", user.name.as_deref()),
            ("email", user.email.as_deref()),
            ("picture", user.image.as_deref()),
            ("sub", Some(&*user.id)),
            ("provider", provider),
            ("session_epoch", epoch.as_deref()),
        ];
        let mut map = serializer.serialize_map(None)?;
        for (name, text) in texts {
            if let Some(text) = text {
                map.serialize_entry(name, text)?;
            }
        }
        if user.email_verified {
            map.serialize_entry("email_verified", &true)?;
        }
        if !session.roles.is_empty() {
            let ids: Vec<&str> = session.roles.ids().collect();
            map.serialize_entry(ROLES, &ids)?;
        }
        if let Some(data) = data {
            map.serialize_entry("data", data)?;
        }
        let tokens = session.provider_tokens.as_deref();
        if let Some(tokens) = tokens {
            map.serialize_entry(PROVIDER_TOKENS, &tokens.to_value())?;
        }
        for (name, value) in session.other_claims.iter().flat_map(|claims| claims.iter()) {
            let ours = texts
                .iter()
                .any(|(ours, text)| ours == name && text.is_some())
                || (name == "email_verified" && user.email_verified)
                || (name == ROLES && !session.roles.is_empty())
                || (name == PROVIDER_TOKENS && tokens.is_some());
            if !ours && !ALWAYS_OURS.contains(&&**name) {
                map.serialize_entry(name, value)?;
            }
        }
        let auth_time = session.authenticated_at.unwrap_or(session.signed_in_at);
        map.serialize_entry("auth_time", &auth_time)?;
        if session.authenticated_at.is_none() {
            map.serialize_entry(AUTH_TIME_UNKNOWN, &true)?;
        }
        if auth_time != session.signed_in_at {
            map.serialize_entry(SIGNED_IN_AT, &session.signed_in_at)?;
        }
        map.serialize_entry("iat", &session.sealed_at)?;
        map.serialize_entry("exp", &session.expires_at)?;
        map.serialize_entry("jti", &*session.id)?;
        map.end()
    }
}

const ROLES: &str = "roles";
const AUTH_TIME_UNKNOWN: &str = "auth_time_unknown";
const SIGNED_IN_AT: &str = "signed_in_at";
/// Whatever another application has under these names is not written back.
const ALWAYS_OURS: [&str; 4] = ["auth_time", AUTH_TIME_UNKNOWN, SIGNED_IN_AT, "jti"];
/// A name that nobody else has chosen: what stands under it is sent to the provider.
const PROVIDER_TOKENS: &str = "provider_tokens";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_since_1970() {
        let read = |text: &str| seconds(&serde_json::from_str(text).unwrap());
        assert_eq!(read("18446744073709551615"), u64::MAX);
        assert_eq!(read("18446744073709551616"), u64::MAX);
        assert_eq!(read("1e308"), u64::MAX);
        assert_eq!(read("1.9"), 1);
        assert_eq!(read("-1"), 0);
        assert_eq!(read("-1e308"), 0);
    }

    #[test]
    fn what_is_no_object_is_no_set_of_claims() {
        let error = serde_json::from_str::<Claims<()>>("[]").err().unwrap();
        assert!(
            error.to_string().contains("the claims of a session token"),
            "{error}"
        );
    }
}
