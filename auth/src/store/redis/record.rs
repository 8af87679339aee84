//! A session as the fields of a hash.

use redis::{FromRedisValue, Value};
use serde::{Deserialize, Serialize};

use crate::account::User;
use crate::store::{FoundSession, SessionRecord, StoreError, TokenHash, UserRecord};

/// When a key that is worth something until `expires_at` is forgotten, in a form that Redis takes: what is over is over at
/// once, and the last moment is in the year 5138.
pub(super) fn time_to_live(expires_at: u64) -> u64 {
    expires_at.clamp(1, 100_000_000_000)
}

/// What a request reads of a session, in this order.
pub(super) const FOUND: [&str; 7] = [
    "user",
    "provider",
    "signed_in_at",
    "seen_at",
    "expires_at",
    "data",
    "authenticated_at",
];

/// What a list of sessions reads of each.
pub(super) const RECORD: [&str; 13] = [
    "user_id",
    "provider",
    "issuer",
    "subject",
    "provider_session",
    "signed_in_at",
    "authenticated_at",
    "seen_at",
    "expires_at",
    "device",
    "address",
    "data",
    "id_token",
];

/// By what a session is listed, in this order.
pub(super) const OWNER: [&str; 4] = ["user_id", "issuer", "subject", "provider_session"];

/// Whom a session is listed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) user_id: String,
    pub(super) issuer: String,
    pub(super) subject: String,
    pub(super) provider_session: Option<String>,
}

/// A user as they are kept in a session.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    user: User,
    roles: Vec<String>,
    disabled: bool,
    created_at: u64,
}

/// The values of fields that have been asked for; `None` for those that are not there.
pub(super) struct Fields(std::vec::IntoIter<Option<String>>);

impl FromRedisValue for Fields {
    fn from_redis_value(value: Value) -> Result<Self, redis::ParsingError> {
        Vec::from_redis_value(value).map(|fields| Self(fields.into_iter()))
    }
}

impl Fields {
    fn text(&mut self) -> Result<String, StoreError> {
        self.maybe()
            .ok_or_else(|| StoreError::corrupt("a session lacks a field"))
    }

    fn maybe(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    fn number(&mut self) -> Result<u64, StoreError> {
        self.text()?.parse().map_err(StoreError::corrupt)
    }

    fn maybe_number(&mut self) -> Result<Option<u64>, StoreError> {
        let text = self.maybe();
        text.map(|text| text.parse().map_err(StoreError::corrupt))
            .transpose()
    }

    /// The fields of [`FOUND`]; `None` when there is no such session.
    pub(super) fn found(mut self) -> Result<Option<FoundSession>, StoreError> {
        let Some(user) = self.maybe() else {
            return Ok(None);
        };
        Ok(Some(FoundSession {
            user: read_snapshot(&user)?,
            provider: self.text()?,
            signed_in_at: self.number()?,
            seen_at: self.number()?,
            expires_at: self.number()?,
            data: self.maybe(),
            authenticated_at: self.maybe_number()?,
            begun_elsewhere: false,
        }))
    }

    /// The fields of [`RECORD`]; `None` when there is no such session.
    pub(super) fn record(mut self, hash: TokenHash) -> Result<Option<SessionRecord>, StoreError> {
        let Some(user_id) = self.maybe() else {
            return Ok(None);
        };
        Ok(Some(SessionRecord {
            hash,
            user_id,
            provider: self.text()?,
            issuer: self.text()?,
            subject: self.text()?,
            provider_session: self.maybe(),
            signed_in_at: self.number()?,
            authenticated_at: self.maybe_number()?,
            seen_at: self.number()?,
            expires_at: self.number()?,
            device: self.maybe(),
            address: self.maybe(),
            data: self.maybe(),
            id_token: self.maybe(),
        }))
    }

    /// The fields of [`OWNER`]; `None` when there is no such session.
    pub(super) fn owner(mut self) -> Result<Option<Owner>, StoreError> {
        let Some(user_id) = self.maybe() else {
            return Ok(None);
        };
        Ok(Some(Owner {
            user_id,
            issuer: self.text()?,
            subject: self.text()?,
            provider_session: self.maybe(),
        }))
    }
}

/// All fields of a session and their values, but for the snapshot of its user.
pub(super) fn fields(session: &SessionRecord) -> Vec<(&'static str, String)> {
    let SessionRecord {
        hash: _,
        user_id,
        provider,
        issuer,
        subject,
        provider_session,
        signed_in_at,
        authenticated_at,
        seen_at,
        expires_at,
        device,
        address,
        data,
        id_token,
    } = session;
    let always = [
        ("user_id", user_id.clone()),
        ("provider", provider.clone()),
        ("issuer", issuer.clone()),
        ("subject", subject.clone()),
        ("signed_in_at", signed_in_at.to_string()),
        ("seen_at", seen_at.to_string()),
        ("expires_at", expires_at.to_string()),
    ];
    let authenticated_at = authenticated_at.map(|at| at.to_string());
    let sometimes = [
        ("authenticated_at", &authenticated_at),
        ("provider_session", provider_session),
        ("device", device),
        ("address", address),
        ("data", data),
        ("id_token", id_token),
    ];
    always
        .into_iter()
        .chain(
            sometimes
                .into_iter()
                .filter_map(|(name, value)| Some((name, value.clone()?))),
        )
        .collect()
}

pub(super) fn snapshot(user: &UserRecord) -> Result<String, StoreError> {
    let snapshot = Snapshot {
        user: user.user.clone(),
        roles: user.roles.clone(),
        disabled: user.disabled,
        created_at: user.created_at,
    };
    serde_json::to_string(&snapshot).map_err(StoreError::corrupt)
}

fn read_snapshot(text: &str) -> Result<UserRecord, StoreError> {
    // What the text is stays out of the error: it is somebody's.
    let snapshot: Snapshot = serde_json::from_str(text)
        .map_err(|error| StoreError::corrupt(format!("not a user: {:?}", error.classify())))?;
    Ok(UserRecord {
        user: snapshot.user,
        roles: snapshot.roles,
        disabled: snapshot.disabled,
        created_at: snapshot.created_at,
    })
}

impl Owner {
    pub(super) fn of(session: &SessionRecord) -> Self {
        Self {
            user_id: session.user_id.clone(),
            issuer: session.issuer.clone(),
            subject: session.subject.clone(),
            provider_session: session.provider_session.clone(),
        }
    }
}
