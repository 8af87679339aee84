//! What a provider did wrong, or could not do.

use std::error::Error;
use std::fmt;

use auth_spec::ErrorCode;

use crate::outbound::{EndpointFault, OutboundError};

/// A provider failed to identify a user: it could not be reached, or what it said cannot be believed.
///
/// The text names the provider and what to do about it. It holds no code, no token, no secret, and nothing of an answer's
/// body but names that were checked.
#[derive(Debug, Clone)]
pub struct ProviderError {
    provider: &'static str,
    fault: ProviderFault,
}

impl ProviderError {
    pub(crate) fn new(provider: &'static str, fault: ProviderFault) -> Self {
        Self { provider, fault }
    }

    /// The provider's id, as it stands in URLs.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        self.provider
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &ProviderFault {
        &self.fault
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        self.fault.code()
    }
}

impl fmt::Display for ProviderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "provider `{}`: {}", self.provider, self.fault)
    }
}

impl Error for ProviderError {}

/// What a provider did wrong, or could not do.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum ProviderFault {
    /// No answer came, or none that was read to its end.
    Unreachable {
        /// What was asked.
        endpoint: ProviderEndpoint,
        /// Why there is no answer.
        cause: OutboundError,
    },
    /// It answered that it cannot answer.
    Failing {
        /// What was asked.
        endpoint: ProviderEndpoint,
        /// The HTTP status.
        status: u16,
    },
    /// Its set of public keys cannot be used.
    Keys {
        /// Why, to be read after "the key set".
        problem: &'static str,
    },
    /// It answered something that cannot be understood.
    Response {
        /// What was asked.
        endpoint: ProviderEndpoint,
        /// What is wrong, to be read after the endpoint's name.
        problem: &'static str,
    },
    /// One of its URLs must not be used; it is configured so.
    ConfiguredEndpoint {
        /// Which URL.
        endpoint: ProviderEndpoint,
        /// Why not.
        fault: EndpointFault,
    },
    /// One of its URLs must not be used; its discovery document says so.
    DiscoveredEndpoint {
        /// Which URL.
        endpoint: ProviderEndpoint,
        /// Why not.
        fault: EndpointFault,
    },
    /// It is somebody else than was configured (OpenID Connect Discovery §4.3).
    Issuer {
        /// The issuer that was configured.
        expected: Box<str>,
        /// What it says it is.
        found: Box<str>,
    },
    /// Its ID token names another issuer than the authorization response did (RFC 9207 §2.4).
    ResponseIssuer,
    /// The token endpoint refused the authorization code (RFC 6749 §5.2).
    TokenExchange {
        /// The error code, if it sent one of a plain form.
        error: Option<Box<str>>,
    },
    /// It did not accept a pushed authorization request (RFC 9126 §2.3).
    PushedRequest {
        /// The error code, if it sent one of a plain form.
        error: Option<Box<str>>,
    },
    /// What it answered to a pushed authorization request cannot be used (RFC 9126 §2.2).
    PushedResponse {
        /// What is wrong, to be read after the endpoint's name.
        problem: &'static str,
    },
    /// It takes no signature that this application's private key can make (OpenID Connect Core §9).
    ClientAssertionAlgorithm,
    /// The ID token is not valid (OpenID Connect Core §3.1.3.7).
    IdToken(IdTokenFault),
    /// The ID token carries another nonce than was sent, or none.
    Nonce,
    /// The ID token's times would be right if the clocks agreed.
    ClockSkew {
        /// Which time it is.
        claim: &'static str,
        /// What it says, in seconds since 1970.
        theirs: u64,
        /// What our clock said, in seconds since 1970.
        ours: u64,
    },
    /// The user signed in at the provider longer ago than was asked for, or it does not say when.
    Reauthentication,
    /// It did not authenticate the user in the way that the application demanded (`acr`), or does not say how.
    AuthenticationContext,
    /// Tokens are not bound to the key that they have to be bound to (RFC 9449).
    Dpop(DpopFault),
    /// The UserInfo answer is about somebody else, or does not say about whom (OpenID Connect Core §5.3.2).
    UserInfoSubject,
    /// What it says identifies nobody.
    Profile,
}

/// What of a provider was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProviderEndpoint {
    /// OpenID Connect Discovery §4.
    Discovery,
    /// `jwks_uri`.
    Keys,
    /// RFC 6749 §3.1.
    Authorization,
    /// RFC 9126 §2.
    PushedAuthorization,
    /// RFC 6749 §3.2.
    Token,
    /// OpenID Connect Core §5.3.
    UserInfo,
    /// Where GitHub lists e-mail addresses.
    Emails,
    /// RFC 7009.
    Revocation,
    /// OpenID Connect RP-Initiated Logout.
    EndSession,
}

/// Why an ID token is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum IdTokenFault {
    /// It is not three segments of base64url, or too long, or not JSON inside.
    Malformed,
    /// It is encrypted (RFC 7516), which was not asked for.
    Encrypted,
    /// It is signed by an algorithm that is not accepted, or not signed.
    Algorithm,
    /// It has critical header parameters (RFC 7515 §4.1.11); none is understood.
    Critical,
    /// It says that it is another kind of token.
    Type,
    /// Its key identifier is not a short text.
    KeyId,
    /// No key of the provider's fits.
    UnknownKey,
    /// The signature is wrong.
    Signature,
    /// It is issued by somebody else.
    Issuer,
    /// It is meant for somebody else, or also for others.
    Audience,
    /// It was issued to somebody else (`azp`).
    AuthorizedParty,
    /// It has expired, or does not say when it does.
    Expiry,
    /// It was issued at an impossible time, or does not say when.
    IssuedAt,
    /// It is not valid yet.
    NotBefore,
    /// It names no user, or by no valid identifier.
    Subject,
    /// It says that the user signed in at another time than before.
    AuthenticationTime,
    /// It is about somebody else than before.
    OtherUser,
    /// It belongs to another access token.
    AccessTokenHash,
}

/// Why tokens are not bound to a key, or cannot be used with it (RFC 9449).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DpopFault {
    /// The discovery document does not list ES256 among the algorithms of proofs (§5.1).
    Algorithm,
    /// The access token that came is not of the type `DPoP`, although a proof was sent (§5).
    NotBound,
    /// Another nonce is demanded than the newest that was given, or one is demanded and none given (§8, §9).
    Nonce {
        /// Where.
        endpoint: ProviderEndpoint,
    },
    /// What is kept as the key of the tokens is none.
    KeyUnreadable,
    /// The operating system has no randomness to give for a key or a proof.
    RandomUnavailable,
}

impl From<DpopFault> for ProviderFault {
    fn from(fault: DpopFault) -> Self {
        Self::Dpop(fault)
    }
}

impl ProviderFault {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static ErrorCode {
        match self {
            Self::Unreachable { .. }
            | Self::Failing { .. }
            | Self::Keys { .. }
            | Self::PushedRequest { .. }
            | Self::PushedResponse { .. } => &ErrorCode::PROVIDER_UNAVAILABLE,
            Self::Response { .. } | Self::DiscoveredEndpoint { .. } => &ErrorCode::BAD_RESPONSE,
            Self::ConfiguredEndpoint {
                fault: EndpointFault::Missing,
                ..
            } => &ErrorCode::ENDPOINT_MISSING,
            Self::ConfiguredEndpoint { .. } => &ErrorCode::ISSUER_INVALID,
            Self::Issuer { .. } | Self::ResponseIssuer => &ErrorCode::ISSUER_MISMATCH,
            Self::TokenExchange { .. } => &ErrorCode::TOKEN_EXCHANGE_FAILED,
            Self::ClientAssertionAlgorithm => &ErrorCode::PRIVATE_KEY_UNSUITABLE,
            Self::IdToken(IdTokenFault::Encrypted) => &ErrorCode::ID_TOKEN_ENCRYPTED,
            Self::IdToken(_) => &ErrorCode::ID_TOKEN_INVALID,
            Self::Nonce => &ErrorCode::NONCE_MISMATCH,
            Self::ClockSkew { .. } => &ErrorCode::CLOCK_SKEW,
            Self::Reauthentication => &ErrorCode::REAUTHENTICATION_REQUIRED,
            Self::AuthenticationContext => &ErrorCode::AUTHENTICATION_CONTEXT_UNMET,
            Self::Dpop(DpopFault::RandomUnavailable) => &ErrorCode::RANDOM_UNAVAILABLE,
            Self::Dpop(_) => &ErrorCode::DPOP_FAILED,
            Self::UserInfoSubject => &ErrorCode::USERINFO_SUB_MISMATCH,
            Self::Profile => &ErrorCode::PROFILE_UNUSABLE,
        }
    }

    /// What went wrong on the way to an endpoint. An answer that came, but breaks the rules, is the provider's mistake;
    /// otherwise it is not there.
    pub(crate) fn outbound(endpoint: ProviderEndpoint, cause: OutboundError) -> Self {
        let problem = match cause {
            OutboundError::Redirect(_) => "answered with a redirect, which is not followed",
            OutboundError::BodyTooLarge => "answered with more than 1 MiB",
            OutboundError::ContentCoding => "answered with compression that was not asked for",
            _ => return Self::Unreachable { endpoint, cause },
        };
        Self::Response { endpoint, problem }
    }
}

impl fmt::Display for ProviderFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { endpoint, cause } => {
                write!(formatter, "its {endpoint} cannot be reached: {cause}")
            }
            Self::Failing { endpoint, status } => {
                write!(formatter, "its {endpoint} answered with status {status}")
            }
            Self::Keys { problem } => write!(formatter, "its key set {problem}"),
            Self::Response { endpoint, problem } => write!(formatter, "its {endpoint} {problem}"),
            Self::ConfiguredEndpoint { endpoint, fault } => {
                write!(formatter, "the configured URL of its {endpoint} {fault}; correct it")
            }
            Self::DiscoveredEndpoint { endpoint, fault } => {
                write!(formatter, "the URL of its {endpoint} in the discovery document {fault}")
            }
            Self::Issuer { expected, found } => write!(
                formatter,
                "it calls itself {}, not {}; if that is right, configure the issuer in exactly that spelling",
                Quoted(found),
                Quoted(expected)
            ),
            Self::ResponseIssuer => formatter.write_str(
                "its ID token names another issuer than the authorization response (`iss`)",
            ),
            Self::TokenExchange { error: None } => {
                formatter.write_str("its token endpoint did not accept the authorization code")
            }
            Self::TokenExchange { error: Some(error) } => write!(
                formatter,
                "its token endpoint did not accept the authorization code ({error}){}",
                advice(error)
            ),
            Self::PushedRequest { error: None } => {
                formatter.write_str("its pushed authorization request endpoint did not accept the request")
            }
            Self::PushedRequest { error: Some(error) } => write!(
                formatter,
                "its pushed authorization request endpoint did not accept the request ({error}){}",
                advice(error)
            ),
            Self::PushedResponse { problem } => write!(
                formatter,
                "its {} {problem}",
                ProviderEndpoint::PushedAuthorization
            ),
            Self::ClientAssertionAlgorithm => formatter.write_str(
                "its token endpoint takes client assertions by none of the algorithms of this application's private key \
                 (`token_endpoint_auth_signing_alg_values_supported`); use a key of another kind",
            ),
            Self::IdToken(fault) => write!(formatter, "its ID token is refused: {fault}"),
            Self::Nonce => formatter.write_str("its ID token belongs to another sign-in (nonce)"),
            Self::ClockSkew { claim, theirs, ours } => write!(
                formatter,
                "its clock and ours differ by more than a minute: `{claim}` says {theirs}, our clock {ours}; set this server's clock"
            ),
            Self::Reauthentication => formatter
                .write_str("it does not say that the user signed in there as recently as was asked"),
            Self::AuthenticationContext => formatter
                .write_str("it does not say that it authenticated the user in one of the ways that were demanded (`acr`)"),
            Self::Dpop(fault) => fault.fmt(formatter),
            Self::UserInfoSubject => {
                formatter.write_str("its UserInfo answer is not about the user of the ID token (`sub`)")
            }
            Self::Profile => formatter.write_str(
                "its answer has no usable identifier of the user; check the scopes and the `profile` mapping",
            ),
        }
    }
}

impl fmt::Display for ProviderEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Discovery => "discovery document",
            Self::Keys => "key set",
            Self::Authorization => "authorization endpoint",
            Self::PushedAuthorization => "pushed authorization request endpoint",
            Self::Token => "token endpoint",
            Self::UserInfo => "UserInfo endpoint",
            Self::Emails => "list of e-mail addresses",
            Self::Revocation => "revocation endpoint",
            Self::EndSession => "end-session endpoint",
        })
    }
}

impl fmt::Display for DpopFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Algorithm => formatter.write_str(
                "its discovery document does not list ES256 in `dpop_signing_alg_values_supported`; \
                 allow it there, or leave `dpop` out of `auth!`",
            ),
            Self::NotBound => formatter.write_str(
                "its token endpoint sent an access token that is not bound to a key (`token_type` is not DPoP), \
                 although a proof was sent; turn DPoP on for this client there, or leave `dpop` out of `auth!`",
            ),
            Self::Nonce { endpoint } => write!(
                formatter,
                "its {endpoint} demands another DPoP nonce than the newest one that it gave, or gave none"
            ),
            Self::KeyUnreadable => {
                formatter.write_str("the key that its tokens are bound to cannot be read; sign in again")
            }
            Self::RandomUnavailable => {
                formatter.write_str("the operating system gives no random bytes for a key or a proof")
            }
        }
    }
}

impl fmt::Display for IdTokenFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Malformed => "it is malformed",
            Self::Encrypted => {
                "it is encrypted, and there is no key for it here: have the client registered without \
                 `id_token_encrypted_response_alg`"
            }
            Self::Algorithm => {
                "it is signed by none of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA; \
                 choose one of them at the provider"
            }
            Self::Critical => "it has critical header parameters",
            Self::Type => "it says that it is another kind of token (`typ`)",
            Self::KeyId => "its key identifier is not a short text (`kid`)",
            Self::UnknownKey => "none of the provider's published keys fits it",
            Self::Signature => "its signature is wrong",
            Self::Issuer => "it is issued by somebody else (`iss`)",
            Self::Audience => "it is not meant for this client id alone (`aud`)",
            Self::AuthorizedParty => "it was issued to another client (`azp`)",
            Self::Expiry => "it has expired or does not say when it does (`exp`)",
            Self::IssuedAt => "it does not say when it was issued, or not now (`iat`)",
            Self::NotBefore => "it is not valid yet (`nbf`)",
            Self::Subject => "it names no user, or not in 1 to 255 ASCII characters (`sub`)",
            Self::OtherUser => "it is about somebody else than before (`sub`)",
            Self::AuthenticationTime => "it names another time of signing in (`auth_time`)",
            Self::AccessTokenHash => "it belongs to another access token (`at_hash`)",
        })
    }
}

/// Text of a provider's, of a length and in characters that fit into one line of a log (HI-04).
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.0.chars().take(LONGEST_QUOTE).collect();
        write!(formatter, "{shown:?}")
    }
}

/// What usually helps, for the error codes that mean one mistake.
fn advice(error: &str) -> &'static str {
    match error {
        "invalid_client" | "incorrect_client_credentials" | "unauthorized_client" => {
            "; check the client id, the client secret or key, and `client_auth`"
        }
        "invalid_dpop_proof" => {
            "; it does not accept the DPoP proof: compare this server's clock with its own"
        }
        "redirect_uri_mismatch" => "; register the redirect URI that is printed at start-up",
        "invalid_grant" | "bad_verification_code" => {
            "; the code was used, has expired, or belongs to another sign-in"
        }
        _ => "",
    }
}

/// In characters.
const LONGEST_QUOTE: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    /// HI-04
    #[test]
    fn what_a_provider_says_of_itself_stays_in_one_short_line() {
        let found = format!(
            "https://x\n{{\"level\":\"info\"}}\u{1b}[31m{}",
            "x".repeat(70_000)
        );
        let fault = ProviderFault::Issuer {
            expected: "https://op.test".into(),
            found: found.into(),
        };
        let text = ProviderError::new("acme", fault).to_string();
        assert!(text.starts_with("provider `acme`: "), "{text}");
        assert!(!text.contains('\n') && !text.contains('\u{1b}'), "{text}");
        assert!(text.len() < 500, "{}", text.len());
    }

    /// ST-09
    #[test]
    fn a_clock_skew_names_both_times() {
        let fault = ProviderFault::ClockSkew {
            claim: "iat",
            theirs: 1_700_000_100,
            ours: 1_700_000_000,
        };
        assert_eq!(fault.code().code, "AUTH-407");
        let text = fault.to_string();
        assert!(
            text.contains("1700000100") && text.contains("1700000000"),
            "{text}"
        );
    }

    #[test]
    fn an_answer_that_breaks_the_rules_is_not_an_outage() {
        let code = |cause| {
            ProviderFault::outbound(ProviderEndpoint::Token, cause)
                .code()
                .name
        };
        assert_eq!(code(OutboundError::Deadline), "provider_unavailable");
        assert_eq!(code(OutboundError::Redirect(302)), "bad_response");
        assert_eq!(code(OutboundError::BodyTooLarge), "bad_response");
        assert_eq!(code(OutboundError::ContentCoding), "bad_response");
    }
}
