//! Random values from the operating system.

use std::fmt;

use ring::rand::{SecureRandom, SystemRandom};

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoRandomness;

impl fmt::Display for NoRandomness {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the operating system gave no random bytes")
    }
}

impl std::error::Error for NoRandomness {}

/// 256 random bits as 43 characters that need no escaping anywhere.
pub(super) fn random_token() -> Result<String, NoRandomness> {
    let mut bytes = [0; 32];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| NoRandomness)?;
    Ok(base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes))
}
