//! Secrets: long enough, not a sample, never printed.

use std::fmt;

/// A secret that nothing prints.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

/// Why a text cannot be `AUTH_SECRET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SecretFault {
    /// Fewer than 32 bytes.
    Short,
    /// Few different characters, or one group of them repeated.
    Repeated,
    /// It stands in documentation or in examples.
    Sample,
}

impl Secret {
    /// The shortest signing secret, in bytes.
    pub const MINIMUM: usize = 32;

    /// A secret that somebody else has chosen, such as a client secret: of any length.
    #[must_use]
    pub fn issued(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// A secret to derive keys from (`AUTH_SECRET`).
    ///
    /// # Errors
    /// When it has fewer than 32 bytes, repeats itself, or is a known sample.
    pub fn parse(text: &str) -> Result<Self, SecretFault> {
        let text = text.trim();
        if text.len() < Self::MINIMUM {
            return Err(SecretFault::Short);
        }
        let lower = text.to_ascii_lowercase();
        if SAMPLES.iter().any(|sample| lower.contains(sample)) {
            return Err(SecretFault::Sample);
        }
        if repeats(text.as_bytes()) {
            return Err(SecretFault::Repeated);
        }
        Ok(Self(text.into()))
    }

    /// The secret itself. The name is long so that a reviewer sees each use.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Fewer than eight different bytes, or a period of at most half the length.
fn repeats(bytes: &[u8]) -> bool {
    let mut seen = [false; 256];
    for &byte in bytes {
        seen[usize::from(byte)] = true;
    }
    let different = seen.iter().filter(|seen| **seen).count();
    let periodic = (1..=bytes.len() / 2)
        .any(|period| bytes.iter().zip(&bytes[period..]).all(|(one, other)| one == other));
    different < 8 || periodic
}

/// Parts of samples, in lower case.
const SAMPLES: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "replace-me",
    "replace_me",
    "replaceme",
    "your-secret",
    "your_secret",
    "yoursecret",
    "secret-secret",
    "supersecret",
    "super-secret",
    "super_secret",
    "example-secret",
    "example_secret",
    "please-generate",
    "insecure",
    "openssl rand",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789abcdef0123456789abcdef",
    "12345678901234567890",
    "correct horse battery staple",
];
