//! Proof Key for Code Exchange, S256 and nothing else (RFC 7636).

use std::fmt;

use ring::digest;
use serde::{Deserialize, Serialize};

use crate::sealed::{RandomUnavailable, random_text};

/// The code verifier: 256 random bits as 43 characters of the unreserved set (RFC 7636 §4.1).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct CodeVerifier(String);

impl CodeVerifier {
    /// A new one.
    pub(crate) fn generate() -> Result<Self, RandomUnavailable> {
        random_text::<32>().map(Self)
    }

    /// The `code_challenge` of method S256 (RFC 7636 §4.2).
    pub(crate) fn challenge(&self) -> String {
        let digest = digest::digest(&digest::SHA256, self.0.as_bytes());
        base64_simd::URL_SAFE_NO_PAD.encode_to_string(digest)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CodeVerifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CodeVerifier(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R-7636-02
    #[test]
    fn the_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(
            verifier.challenge(),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    /// FL-16
    #[test]
    fn a_verifier_has_43_unreserved_characters() {
        let verifier = CodeVerifier::generate().unwrap();
        assert_eq!(verifier.as_str().len(), 43);
        assert!(
            verifier
                .as_str()
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
        );
    }
}
