//! Secrets: long enough, not a sample, never printed.

use std::fmt;

use crate::sealed::random_text;

/// A secret that nothing prints.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Secret(Box<str>);

/// Why a text cannot be `AUTH_SECRET`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SecretFault {
    /// Fewer than 32 bytes.
    Short,
    /// Few different characters, or one group of them repeated.
    Repeated,
    /// It stands in documentation or in examples.
    Sample,
}

impl Secret {
    /// The shortest signing secret, in bytes.
    pub(crate) const MINIMUM: usize = 32;

    /// A secret that somebody else has chosen, such as a client secret: of any length.
    pub(crate) fn issued(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// A secret to derive keys from (`AUTH_SECRET`).
    ///
    /// # Errors
    /// When it has fewer than 32 bytes, repeats itself, or is a known sample.
    pub(crate) fn parse(text: &str) -> Result<Self, SecretFault> {
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

    /// A secret of this run alone: 32 random bytes. `None` when the operating system has no randomness to give.
    pub(crate) fn generate() -> Option<Self> {
        random_text::<32>().ok().map(|token| Self(token.into()))
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
    let periodic = (1..=bytes.len() / 2).any(|period| {
        bytes
            .iter()
            .zip(&bytes[period..])
            .all(|(one, other)| one == other)
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    /// SR-04, M-40
    #[test]
    fn short_repeated_and_sample_secrets_are_refused() {
        for (text, fault) in [
            ("", SecretFault::Short),
            ("changeme", SecretFault::Short),
            ("31-bytes-of-perfectly-good-stuff", SecretFault::Short),
            ("00000000000000000000000000000000", SecretFault::Repeated),
            (
                "k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!k3Y!",
                SecretFault::Repeated,
            ),
            ("please-changeme-0192837465-before-use", SecretFault::Sample),
            ("0123456789abcdef0123456789abcdef", SecretFault::Sample),
        ] {
            let text = &text[..text.len().min(if text.starts_with("31") {
                31
            } else {
                text.len()
            })];
            assert_eq!(Secret::parse(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn thirty_two_random_bytes_are_taken() {
        assert!(Secret::parse("Zk4m0Jb7qQ2v9XeTn1cR8wLs5hYp3aUd").is_ok());
    }

    /// SR-05
    #[test]
    fn nothing_prints_a_secret() {
        let secret = Secret::generate().unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
