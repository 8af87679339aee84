//! Random bytes from the operating system.

use ring::rand::{SecureRandom, SystemRandom};

use super::base64url;

/// The operating system gives no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RandomUnavailable;

/// `N` random bytes.
///
/// # Errors
/// When the operating system gives none.
pub(crate) fn random_bytes<const N: usize>() -> Result<[u8; N], RandomUnavailable> {
    let mut bytes = [0; N];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| RandomUnavailable)?;
    Ok(bytes)
}

/// `N` random bytes as base64url.
///
/// # Errors
/// When the operating system gives none.
pub(crate) fn random_text<const N: usize>() -> Result<String, RandomUnavailable> {
    random_bytes::<N>().map(|bytes| base64url::encode(&bytes))
}
