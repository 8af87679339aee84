//! Of what type an access token is (RFC 6749 §7.1).

/// How an access token is used. The names are the same in any case (RFC 6749 §5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenType {
    /// Whoever has it can use it (RFC 6750).
    Bearer,
    /// It is of use only with a proof that the key is at hand to which it is bound (RFC 9449).
    Dpop,
}

impl TokenType {
    /// Its name in a token response, and the scheme of the `Authorization` header that presents it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bearer => "Bearer",
            Self::Dpop => "DPoP",
        }
    }
}
