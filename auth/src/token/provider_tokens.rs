//! What a session keeps of the tokens of its sign-in.

use serde_json::{Map, Value};

use crate::config::Secret;
use crate::token::TokenResponse;

/// Tokens of a provider that a later request to it needs: the ID token as the hint of a sign-out, access and refresh token
/// to be revoked. They live in the sealed part of a session and are printed nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProviderTokens {
    pub(crate) id_token: Option<Secret>,
    pub(crate) access_token: Option<Secret>,
    pub(crate) refresh_token: Option<Secret>,
    /// When the access token ends, in seconds since 1970, if its provider has said so and it matters.
    pub(crate) expires_at: Option<u64>,
    /// When the user signed in at the provider, in seconds since 1970, likewise.
    pub(crate) auth_time: Option<u64>,
    /// The key that the tokens are bound to, where they are (RFC 9449): what a `DpopKey` is made of. Reading it is work, so that
    /// it is done where it is used.
    pub(crate) dpop_key: Option<Secret>,
}

impl ProviderTokens {
    /// All that a provider has given at a sign-in, for a store to keep; `now` in seconds since 1970.
    pub(crate) fn issued(tokens: &TokenResponse, auth_time: Option<u64>, now: u64) -> Self {
        Self {
            id_token: tokens.id_token.clone(),
            access_token: Some(tokens.access_token.clone()),
            refresh_token: tokens.refresh_token.clone(),
            expires_at: tokens.expires_in.map(|seconds| now.saturating_add(seconds)),
            auth_time,
            dpop_key: tokens.dpop_key.as_ref().map(|key| key.secret().clone()),
        }
    }

    /// What is kept when it has given others: without a new refresh token the old one stays good (RFC 6749 §6).
    pub(crate) fn refreshed(self, tokens: &TokenResponse, now: u64) -> Self {
        let issued = Self::issued(tokens, self.auth_time, now);
        Self {
            id_token: self.id_token,
            refresh_token: issued.refresh_token.or(self.refresh_token),
            ..issued
        }
    }

    /// The tokens, unless there is none.
    pub(crate) fn unless_empty(self) -> Option<Self> {
        let none = self.id_token.is_none() && !self.can_be_revoked();
        (!none).then_some(self)
    }

    /// Whether there is one that a revocation endpoint knows (RFC 7009 §2.1).
    pub(crate) fn can_be_revoked(&self) -> bool {
        self.access_token.is_some() || self.refresh_token.is_some()
    }

    /// Reads what [`to_value`](Self::to_value) has written; what looks otherwise is another application's.
    pub(crate) fn from_value(value: &Value) -> Option<Self> {
        let mut tokens = Self::default();
        for (name, token) in value.as_object()? {
            let time = match name.as_str() {
                EXPIRES_AT => Some(&mut tokens.expires_at),
                AUTH_TIME => Some(&mut tokens.auth_time),
                _ => None,
            };
            if let Some(time) = time {
                *time = Some(token.as_u64()?);
                continue;
            }
            let place = match name.as_str() {
                ID_TOKEN => &mut tokens.id_token,
                ACCESS_TOKEN => &mut tokens.access_token,
                REFRESH_TOKEN => &mut tokens.refresh_token,
                DPOP_KEY => &mut tokens.dpop_key,
                _ => return None,
            };
            *place = Some(Secret::issued(token.as_str()?));
        }
        tokens.unless_empty()
    }

    /// As a claim of a session's token, by their names in a token response (RFC 6749 §5.1).
    pub(crate) fn to_value(&self) -> Value {
        let members = [
            (ID_TOKEN, &self.id_token),
            (ACCESS_TOKEN, &self.access_token),
            (REFRESH_TOKEN, &self.refresh_token),
            (DPOP_KEY, &self.dpop_key),
        ];
        let members = members.into_iter().filter_map(|(name, token)| {
            let token = token.as_ref()?.expose();
            Some((name.to_owned(), Value::from(token)))
        });
        let times = [(EXPIRES_AT, self.expires_at), (AUTH_TIME, self.auth_time)];
        let times = times
            .into_iter()
            .filter_map(|(name, time)| Some((name.to_owned(), Value::from(time?))));
        Value::Object(members.chain(times).collect::<Map<_, _>>())
    }
}

const ID_TOKEN: &str = "id_token";
const ACCESS_TOKEN: &str = "access_token";
const REFRESH_TOKEN: &str = "refresh_token";
const EXPIRES_AT: &str = "expires_at";
const AUTH_TIME: &str = "auth_time";
const DPOP_KEY: &str = "dpop_key";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let tokens = ProviderTokens {
            id_token: Some(Secret::issued("a.b.c")),
            access_token: None,
            refresh_token: Some(Secret::issued("rt")),
            expires_at: Some(1),
            auth_time: None,
            dpop_key: Some(Secret::issued("key")),
        };
        let value = tokens.to_value();
        assert_eq!(
            value,
            json!({ "id_token": "a.b.c", "refresh_token": "rt", "expires_at": 1, "dpop_key": "key" })
        );
        assert_eq!(ProviderTokens::from_value(&value), Some(tokens));
    }

    #[test]
    fn what_is_otherwise_is_nobodys() {
        for value in [
            json!(null),
            json!("a"),
            json!([]),
            json!({}),
            json!({ "id_token": 1 }),
            json!({ "access_token": "a", "expires_at": "1" }),
        ] {
            assert_eq!(ProviderTokens::from_value(&value), None, "{value}");
        }
    }

    /// S4-8
    #[test]
    fn they_are_not_printed() {
        let tokens = ProviderTokens::from_value(&json!({ "access_token": "hidden" }));
        assert!(!format!("{tokens:?}").contains("hidden"));
    }
}
