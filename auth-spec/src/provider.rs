//! What is known of a provider before anybody configures it.

use core::fmt;

use crate::uri::equal;

/// One provider, as a row of data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProviderSpec {
    /// The identifier in `auth!`, for instance `microsoft_entra_id`; see [`wire_id`] for its form in URLs.
    pub id: &'static str,
    /// The name people know it by, for buttons and messages.
    pub name: &'static str,
    /// Which protocol identifies the user.
    pub protocol: Protocol,
    /// Who signs ID tokens.
    pub issuer: Issuer,
    /// Endpoints that are known without discovery. For OpenID providers discovery fills the rest.
    pub endpoints: Endpoints,
    /// The `scope` that is asked for, one value each.
    pub scopes: &'static [&'static str],
    /// Further parameters of the authorization request (RFC 6749 §4.1.1), in order.
    pub authorization_params: &'static [(&'static str, &'static str)],
    /// How the client authenticates at the token endpoint (RFC 6749 §2.3).
    pub client_authentication: ClientAuthentication,
    /// How the authorization response comes back.
    pub response_mode: ResponseMode,
    /// Where in the provider's answer the user's attributes are.
    pub profile: ProfileMapping,
    /// What the provider can do beyond signing in.
    pub capabilities: Capabilities,
    /// How its button looks.
    pub style: Style,
}

/// The protocol that identifies the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// OpenID Connect Core 1.0: an ID token says who it is.
    OpenIdConnect,
    /// OAuth 2.0 (RFC 6749) alone: the provider's UserInfo-like endpoint says who it is.
    OAuth2,
    /// What people type, checked by a function of the application.
    Credentials,
    /// A link that is sent to an e-mail address: who can read it has the address.
    Email,
}

impl Protocol {
    /// Whether the application identifies its users itself. There is then no authorization server: nothing to register, no
    /// client, no endpoint, no redirect URI, no tokens.
    #[must_use]
    pub const fn is_own(self) -> bool {
        match self {
            Self::OpenIdConnect | Self::OAuth2 => false,
            Self::Credentials | Self::Email => true,
        }
    }
}

/// Who a provider says it is: who signs its ID tokens and where its discovery document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Issuer {
    /// The same for everybody.
    Fixed(&'static str),
    /// Every customer has one; a declaration or `AUTH_<ID>_ISSUER` must name it.
    PerTenant,
    /// One document serves many tenants: the discovery document names the issuer as a template with `{tenantid}`, which
    /// the `tid` claim of the ID token fills (Microsoft's multi-tenant form).
    Tenanted {
        /// Used when none is configured.
        default: &'static str,
        /// What the discovery document says.
        template: &'static str,
    },
    /// Not an OpenID provider, but an authorization server with a name (RFC 8414 §2). There is no discovery; `iss` in an
    /// authorization response must be this wherever it comes (RFC 9207 §2.4).
    AuthorizationServer(&'static str),
    /// Neither.
    None,
}

/// Endpoints known without discovery; `None` where discovery or the declaration supplies them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Endpoints {
    /// RFC 6749 §3.1.
    pub authorization: Option<&'static str>,
    /// RFC 6749 §3.2.
    pub token: Option<&'static str>,
    /// OpenID Connect Core §5.3, or what an OAuth 2.0 provider has in its place.
    pub userinfo: Option<&'static str>,
    /// A second request that completes the profile (GitHub lists e-mail addresses apart).
    pub emails: Option<&'static str>,
    /// RFC 7009.
    pub revocation: Option<&'static str>,
    /// OpenID Connect RP-Initiated Logout.
    pub end_session: Option<&'static str>,
}

impl Endpoints {
    /// None known.
    pub const NONE: Self = Self {
        authorization: None,
        token: None,
        userinfo: None,
        emails: None,
        revocation: None,
        end_session: None,
    };
}

/// How the client authenticates at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuthentication {
    /// `client_secret_basic`: HTTP Basic with form-encoded id and secret (RFC 6749 §2.3.1).
    Basic,
    /// `client_secret_post`: id and secret in the body.
    Post,
    /// `private_key_jwt`: an assertion that the client has signed (RFC 7523 §2.2, OpenID Connect Core §9).
    PrivateKeyJwt,
    /// `none`: a public client; PKCE is what binds the code.
    None,
}

/// How the authorization response comes back to the redirect URI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query of a GET.
    Query,
    /// In the body of a cross-site POST (OAuth 2.0 Form Post Response Mode).
    FormPost,
}

/// Where the user's attributes are in the provider's JSON: JSON pointers (RFC 6901), the first that holds a value wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProfileMapping {
    /// The stable identifier; a string or an integer.
    pub subject: &'static [&'static str],
    /// The name to greet with.
    pub name: &'static [&'static str],
    /// The e-mail address.
    pub email: &'static [&'static str],
    /// Whether the provider has verified it; only the boolean `true` counts.
    pub email_verified: &'static [&'static str],
    /// A picture's URL.
    pub picture: &'static [&'static str],
    /// What no pointer can express.
    pub quirk: Option<ProfileQuirk>,
}

impl ProfileMapping {
    /// The standard claims of OpenID Connect Core §5.1.
    pub const STANDARD_CLAIMS: Self = Self {
        subject: &["/sub"],
        name: &["/name", "/nickname", "/preferred_username"],
        email: &["/email"],
        email_verified: &["/email_verified"],
        picture: &["/picture"],
        quirk: None,
    };
}

/// A part of a profile that needs more than a pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileQuirk {
    /// GitHub: when `email` is null, the primary entry of the e-mail endpoint (else the first), with its `verified`.
    GitHubEmails,
    /// Discord: the avatar's URL is computed from `id`, `discriminator` and `avatar`.
    DiscordAvatar,
    /// Apple: the name comes once, as the `user` parameter of the first authorization response; `email_verified` may be
    /// the string `true`.
    AppleUser,
}

/// What a provider can do beyond signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Tokens can be revoked (RFC 7009).
    pub revocation: bool,
    /// Its own session can be ended (OpenID Connect RP-Initiated Logout).
    pub end_session: bool,
    /// It says whether an e-mail address is verified, and its word can be taken.
    pub verified_email: bool,
    /// Its ID tokens lack the `nonce` that was sent; a wrong one is refused all the same.
    pub omits_nonce: bool,
    /// Its token endpoint turns away a client with a secret that also sends `code_verifier`: PKCE (RFC 7636) cannot be
    /// used with it. `state` and, unless it is omitted, `nonce` are what binds the code.
    pub refuses_pkce: bool,
    /// How it is asked for a refresh token; `None` where an authorization request can do nothing about it.
    pub refresh: Option<RefreshRecipe>,
    /// How it is made to ask a user again who is signed in there; `None` where that cannot be done.
    pub reauthentication: Option<Reauthentication>,
}

/// What makes a provider ask a user again who is signed in there: added to an authorization request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reauthentication {
    /// Parameters; a value may be a list of words, all of which are needed.
    pub params: &'static [(&'static str, &'static str)],
    /// Whether its ID token then says when that was (`auth_time`): one that does not is refused.
    pub states_auth_time: bool,
}

impl Reauthentication {
    /// OpenID Connect Core §3.1.2.1. `max_age` makes `auth_time` required (§2); it is not 0, with which some providers ask
    /// for ever.
    pub const STANDARD: Self = Self {
        params: &[("prompt", "login"), ("max_age", "300")],
        states_auth_time: true,
    };

    /// For OpenID providers that ask, and do not say when that was.
    pub const UNSTATED: Self = Self {
        params: &[("prompt", "login")],
        states_auth_time: false,
    };
}

/// What makes a provider send a refresh token with the access token: added to an authorization request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshRecipe {
    /// Further values of `scope`.
    pub scopes: &'static [&'static str],
    /// Further parameters; a value may be a list of words, all of which are needed.
    pub params: &'static [(&'static str, &'static str)],
}

impl RefreshRecipe {
    /// Nothing: a refresh token comes with every access token.
    pub const ALWAYS: Self = Self {
        scopes: &[],
        params: &[],
    };

    /// The scope `offline_access` (OpenID Connect Core §11), for providers that want nothing more.
    pub const OFFLINE_ACCESS: Self = Self {
        scopes: &["offline_access"],
        params: &[],
    };

    /// OpenID Connect Core §11 to the letter: without `prompt=consent` a provider ignores `offline_access` unless other
    /// conditions of its own let it through.
    pub const OFFLINE_ACCESS_WITH_CONSENT: Self = Self {
        params: &[("prompt", "consent")],
        ..Self::OFFLINE_ACCESS
    };
}

impl Capabilities {
    /// Nothing beyond signing in.
    pub const NONE: Self = Self {
        revocation: false,
        end_session: false,
        verified_email: false,
        omits_nonce: false,
        refuses_pkce: false,
        refresh: None,
        reauthentication: None,
    };
}

/// How a provider's button looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Background, as a CSS colour.
    pub background: &'static str,
    /// Text, as a CSS colour.
    pub text: &'static str,
}

impl ProviderSpec {
    /// `acme: oidc { issuer: "…" }`: any OpenID provider, known by its issuer.
    pub const OIDC: Self = Self {
        id: "oidc",
        name: "OpenID Connect",
        protocol: Protocol::OpenIdConnect,
        issuer: Issuer::PerTenant,
        endpoints: Endpoints::NONE,
        scopes: &["openid", "profile", "email"],
        authorization_params: &[],
        client_authentication: ClientAuthentication::Basic,
        response_mode: ResponseMode::Query,
        profile: ProfileMapping::STANDARD_CLAIMS,
        capabilities: Capabilities {
            refresh: Some(RefreshRecipe::OFFLINE_ACCESS_WITH_CONSENT),
            reauthentication: Some(Reauthentication::STANDARD),
            ..Capabilities::NONE
        },
        style: Style {
            background: "#1f2937",
            text: "#ffffff",
        },
    };

    /// `acme: oauth2 { authorization: "…", token: "…", userinfo: "…" }`: any OAuth 2.0 provider.
    pub const OAUTH2: Self = Self {
        id: "oauth2",
        name: "OAuth 2.0",
        protocol: Protocol::OAuth2,
        issuer: Issuer::None,
        scopes: &[],
        profile: ProfileMapping {
            subject: &["/sub", "/id"],
            ..ProfileMapping::STANDARD_CLAIMS
        },
        capabilities: Capabilities::NONE,
        ..Self::OIDC
    };

    /// `dev`: the OpenID provider inside the app, for development and tests.
    pub const DEV: Self = Self {
        id: "dev",
        name: "Development sign-in",
        capabilities: Capabilities {
            revocation: true,
            end_session: true,
            verified_email: true,
            refresh: Some(RefreshRecipe::OFFLINE_ACCESS),
            reauthentication: Some(Reauthentication::STANDARD),
            ..Capabilities::NONE
        },
        style: Style {
            background: "#0f766e",
            text: "#ffffff",
        },
        ..Self::OIDC
    };

    /// `credentials { authorize: … }`: what people type, checked by a function of the application.
    pub const CREDENTIALS: Self = Self {
        id: "credentials",
        name: "Credentials",
        protocol: Protocol::Credentials,
        issuer: Issuer::None,
        scopes: &[],
        client_authentication: ClientAuthentication::None,
        // What is typed comes in the body of a POST.
        response_mode: ResponseMode::FormPost,
        capabilities: Capabilities::NONE,
        ..Self::OIDC
    };

    /// `email`: a link that is sent to an e-mail address.
    pub const EMAIL: Self = Self {
        id: "email",
        name: "E-mail",
        protocol: Protocol::Email,
        capabilities: Capabilities {
            // Whoever has used a link has read the mail.
            verified_email: true,
            ..Capabilities::NONE
        },
        ..Self::CREDENTIALS
    };

    /// Whether its own session can be ended. Of a provider that is known by its issuer alone, discovery may say so.
    #[must_use]
    pub const fn may_end_session(&self) -> bool {
        self.capabilities.end_session || equal(self.id, Self::OIDC.id)
    }

    /// Whether its tokens can be revoked, likewise.
    #[must_use]
    pub const fn may_revoke(&self) -> bool {
        self.capabilities.revocation || equal(self.id, Self::OIDC.id)
    }
}

/// The form an id has in URLs: `microsoft_entra_id` is `microsoft-entra-id` there.
#[must_use]
pub const fn wire_id(id: &str) -> WireId<'_> {
    WireId(id)
}

/// An id as it stands in URLs; made by [`wire_id`].
#[derive(Debug, Clone, Copy)]
pub struct WireId<'a>(&'a str);

impl fmt::Display for WireId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, word) in self.0.split('_').enumerate() {
            if number > 0 {
                f.write_str("-")?;
            }
            f.write_str(word)?;
        }
        Ok(())
    }
}

/// Whether a provider can have this id: a lower-case letter, then lower-case letters, digits and `_`, at most
/// [`LONGEST_ID`] bytes.
#[must_use]
pub const fn is_valid_id(id: &str) -> bool {
    let bytes = id.as_bytes();
    if bytes.is_empty() || bytes.len() > LONGEST_ID || !bytes[0].is_ascii_lowercase() {
        return false;
    }
    let mut at = 1;
    while at < bytes.len() {
        if !matches!(bytes[at], b'a'..=b'z' | b'0'..=b'9' | b'_') {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether an id is one of [`RESERVED_IDS`] and not the name of what it is made from: `dev` may be called `dev`, and
/// nothing else may.
#[must_use]
pub const fn is_reserved_id(id: &str, spec: &ProviderSpec) -> bool {
    if equal(id, spec.id) {
        return false;
    }
    let mut number = 0;
    while number < RESERVED_IDS.len() {
        if equal(id, RESERVED_IDS[number]) {
            return true;
        }
        number += 1;
    }
    false
}

/// Ids that mean something else in a path or to a client, in the form they have in `auth!`.
pub const RESERVED_IDS: &[&str] = &[
    "backchannel_logout",
    "callback",
    "client",
    "credentials",
    "csrf",
    "dev",
    "email",
    "error",
    "frontchannel_logout",
    "null",
    "passkey",
    "providers",
    "session",
    "signed_out",
    "signin",
    "signout",
    "undefined",
    "verify_request",
    "webauthn",
    "webauthn_options",
];

/// The longest id, in bytes.
pub const LONGEST_ID: usize = 40;

#[cfg(test)]
mod tests {
    use std::format;
    use std::string::ToString;

    use super::*;
    use crate::presets;

    #[test]
    fn an_id_has_hyphens_in_urls() {
        assert_eq!(wire_id("github").to_string(), "github");
        assert_eq!(
            wire_id("microsoft_entra_id").to_string(),
            "microsoft-entra-id"
        );
        assert_eq!(wire_id("a__b_").to_string(), "a--b-");
    }

    /// M-4
    #[test]
    fn an_id_is_a_plain_lower_case_word() {
        for id in [
            "a",
            "github",
            "microsoft_entra_id",
            "okta2",
            &"a".repeat(LONGEST_ID),
        ] {
            assert!(is_valid_id(id), "{id:?}");
        }
        for id in [
            "",
            "2fa",
            "_a",
            "GitHub",
            "gitHub",
            "a-b",
            "a b",
            "a/b",
            "a.b",
            "a%2fb",
            "é",
            "aé",
            &"a".repeat(LONGEST_ID + 1),
        ] {
            assert!(!is_valid_id(id), "{id:?}");
        }
    }

    /// M-4
    #[test]
    fn the_words_of_our_routes_are_no_ids() {
        for id in RESERVED_IDS {
            assert!(is_reserved_id(id, &ProviderSpec::OIDC), "{id:?}");
        }
        for preset in presets::ALL {
            assert!(!is_reserved_id(preset.id, preset), "{:?}", preset.id);
        }
        assert!(!is_reserved_id("staff", &ProviderSpec::OIDC));
    }

    #[test]
    fn dev_is_the_id_of_the_provider_inside_the_app_alone() {
        assert!(!is_reserved_id("dev", &ProviderSpec::DEV));
        assert!(is_reserved_id("dev", &ProviderSpec::OIDC));
        assert!(is_reserved_id("session", &ProviderSpec::DEV));
    }

    #[test]
    fn email_is_the_id_of_links_alone() {
        assert!(!is_reserved_id("email", &ProviderSpec::EMAIL));
        assert!(is_reserved_id("email", &ProviderSpec::OIDC));
        assert!(is_reserved_id("verify_request", &ProviderSpec::EMAIL));
    }

    #[test]
    fn credentials_is_the_id_of_what_people_type_alone() {
        assert!(!is_reserved_id("credentials", &ProviderSpec::CREDENTIALS));
        assert!(is_reserved_id("credentials", &ProviderSpec::OIDC));
        assert!(is_reserved_id("dev", &ProviderSpec::CREDENTIALS));
    }

    /// Each could be declared if it were not reserved: the list holds no word that is refused anyway.
    #[test]
    fn reserved_ids_are_valid_sorted_and_unique() {
        assert!(RESERVED_IDS.iter().all(|id| is_valid_id(id)));
        assert!(RESERVED_IDS.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(format!("{}", wire_id("signed_out")), "signed-out");
    }
}
