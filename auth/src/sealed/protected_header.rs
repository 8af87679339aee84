//! The protected header of a token that another implementation has sealed (RFC 7516 §4).

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{OpenError, base64url};

/// A header whose encryption is one of two, and which asks for nothing that is not done here.
pub(super) struct ProtectedHeader {
    pub(super) enc: ContentEncryption,
    pub(super) kid: Option<String>,
}

/// The encryptions that Auth.js reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentEncryption {
    A256CbcHs512,
    A256Gcm,
}

impl ProtectedHeader {
    /// Parameters that change nothing (`typ`, `cty`) are passed over; compression (`zip`) and extensions that must be
    /// understood (`crit`) are refused.
    pub(super) fn parse(encoded: &[u8]) -> Result<Self, OpenError> {
        if encoded.len() > LONGEST {
            return Err(OpenError);
        }
        let json = base64url::decode(encoded).ok_or(OpenError)?;
        // serde would take an array of values for the struct as well.
        if !json.starts_with(b"{") {
            return Err(OpenError);
        }
        let parameters: Parameters<'_> = serde_json::from_slice(&json).map_err(|_| OpenError)?;
        if parameters.alg != "dir" || parameters.zip.is_some() || parameters.crit.is_some() {
            return Err(OpenError);
        }
        let enc = match &*parameters.enc {
            "A256CBC-HS512" => ContentEncryption::A256CbcHs512,
            "A256GCM" => ContentEncryption::A256Gcm,
            _ => return Err(OpenError),
        };
        Ok(Self {
            enc,
            kid: parameters.kid,
        })
    }
}

/// A name that stands twice is an error.
#[derive(Deserialize)]
struct Parameters<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    enc: Cow<'a, str>,
    #[serde(default, deserialize_with = "present")]
    kid: Option<String>,
    #[serde(default, deserialize_with = "present")]
    zip: Option<IgnoredAny>,
    #[serde(default, deserialize_with = "present")]
    crit: Option<IgnoredAny>,
}

/// A parameter that is `null` is there all the same.
fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// In characters; Auth.js writes 174.
const LONGEST: usize = 1024;
