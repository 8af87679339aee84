//! The algorithms with which the provider can sign.

use ring::digest;

/// How the provider signs its ID tokens (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningAlgorithm {
    /// ECDSA with P-256 and SHA-256; each provider makes its own keys.
    #[default]
    Es256,
    /// ECDSA with P-384 and SHA-384; each provider makes its own keys.
    Es384,
    /// Ed25519; each provider makes its own keys.
    EdDsa,
    /// RSASSA-PKCS1-v1_5 with SHA-256. The keys are a part of this library's source, known to everybody: for tests only.
    Rs256,
    /// RSASSA-PSS with SHA-256. The keys are a part of this library's source, known to everybody: for tests only.
    Ps256,
}

impl SigningAlgorithm {
    /// The `alg` value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }

    /// The hash that `at_hash` uses with it (OpenID Connect Core §3.1.3.6).
    pub(super) fn hash(self) -> &'static digest::Algorithm {
        match self {
            Self::Es256 | Self::Rs256 | Self::Ps256 => &digest::SHA256,
            Self::Es384 => &digest::SHA384,
            Self::EdDsa => &digest::SHA512,
        }
    }

    /// The order `n` of the curve's group, big-endian; `None` where a signature is not a pair (r, s).
    pub(super) fn group_order(self) -> Option<&'static [u8]> {
        match self {
            Self::Es256 => Some(P256_ORDER),
            Self::Es384 => Some(P384_ORDER),
            Self::EdDsa | Self::Rs256 | Self::Ps256 => None,
        }
    }
}

/// SEC 2 §2.4.2.
const P256_ORDER: &[u8] = &[
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// SEC 2 §2.5.1.
const P384_ORDER: &[u8] = &[
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
    0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];
