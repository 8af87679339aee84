//! Every error code: one row each, the same code for the same mistake at every stage.

/// A stable code, for people (`AUTH-301`) and for programs (`state_missing`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    /// What is printed: `AUTH-` and three digits.
    pub code: &'static str,
    /// The snake-case name, for `code` members and log fields.
    pub name: &'static str,
    /// The name in the `error` parameter of the error page: Auth.js's where it has one, ours otherwise.
    pub error_type: &'static str,
    /// The earliest stage at which the mistake is found.
    pub stage: Stage,
    /// What happened, in one sentence for people who are signing in or reading a log.
    pub summary: &'static str,
}

/// When a mistake is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// By the compiler.
    Build,
    /// By `Auth::from_env` or `Builder::build`.
    StartUp,
    /// While a request is answered.
    Request,
}

/// One row; `error_type` is what the error page's URL says.
const fn row(
    code: &'static str,
    name: &'static str,
    error_type: &'static str,
    stage: Stage,
    summary: &'static str,
) -> ErrorCode {
    ErrorCode {
        code,
        name,
        error_type,
        stage,
        summary,
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $ident:ident = $code:literal, $name:literal, $error_type:literal, $stage:ident, $summary:literal;)*) => {
        impl ErrorCode {
            $($(#[$doc])* #[doc = concat!("`", $code, "`: ", $summary)]
            pub const $ident: Self = row($code, $name, $error_type, Stage::$stage, $summary);)*

            /// Every code, in order.
            pub const ALL: &'static [Self] = &[$(Self::$ident),*];
        }
    };
}

codes! {
    NO_PROVIDER = "AUTH-101", "no_provider", "Configuration", Build, "The declaration names no provider.";
    UNKNOWN_PROVIDER = "AUTH-102", "unknown_provider", "UnknownProvider", Build, "That provider is not one of this application's.";
    UNKNOWN_KEY = "AUTH-103", "unknown_key", "Configuration", Build, "The declaration has a key that does not exist.";
    CALLBACK_URL_NOT_ALLOWED = "AUTH-104", "callback_url_not_allowed", "CallbackUrlNotAllowed", Build, "A callback URL is not among those the application allows.";
    DUPLICATE_KEY = "AUTH-105", "duplicate_key", "Configuration", Build, "The declaration says the same thing twice.";
    DUPLICATE_PROVIDER = "AUTH-106", "duplicate_provider", "Configuration", Build, "Two providers have one id.";
    RESERVED_PROVIDER_ID = "AUTH-107", "reserved_provider_id", "Configuration", Build, "A provider's id cannot be used in a path.";
    ENDPOINT_MISSING = "AUTH-108", "endpoint_missing", "Configuration", Build, "A provider lacks its issuer or an endpoint.";
    ISSUER_INVALID = "AUTH-109", "issuer_invalid", "Configuration", Build, "An issuer or endpoint is not an https URL of the right form.";
    LITERAL_SECRET = "AUTH-110", "literal_secret", "Configuration", Build, "A client secret stands in the source code.";
    PAGE_INVALID = "AUTH-111", "page_invalid", "Configuration", Build, "A page is not a path of this application.";
    PAGE_COLLISION = "AUTH-112", "page_collision", "Configuration", Build, "A page has the path of a generated route.";
    CALLBACK_URL_INVALID = "AUTH-113", "callback_url_invalid", "CallbackUrlInvalid", Build, "A callback URL or a pattern for one is malformed.";
    LIFETIME_INVALID = "AUTH-114", "lifetime_invalid", "Configuration", Build, "A lifetime has no unit, is zero, or is over 400 days.";
    DEV_IN_RELEASE = "AUTH-115", "dev_in_release", "Configuration", Build, "The development provider is declared in a release build.";
    COOKIE_NAME_INVALID = "AUTH-116", "cookie_name_invalid", "Configuration", Build, "A cookie's name is malformed or contradicts how it is sent.";
    BASE_PATH_INVALID = "AUTH-117", "base_path_invalid", "Configuration", Build, "The base path is not a plain path.";
    SYNTAX = "AUTH-118", "syntax", "Configuration", Build, "The declaration cannot be read.";
    PROTECTED_MISUSED = "AUTH-119", "protected_misused", "Configuration", Build, "`#[protected]` is on something that is not an async handler.";
    OPTION_NOT_APPLICABLE = "AUTH-120", "option_not_applicable", "Configuration", Build, "An option does not apply to this kind of provider.";
    RESERVED_PARAMETER = "AUTH-121", "reserved_parameter", "ReservedParameter", Build, "An authorization parameter belongs to the protocol or is not one the application lets a request set.";
    SCOPES_INVALID = "AUTH-122", "scopes_invalid", "Configuration", Build, "A list of scopes is malformed or lacks `openid`.";
    ROLE_INVALID = "AUTH-123", "role_invalid", "Configuration", Build, "A role's name cannot be used.";
    UNKNOWN_ROLE = "AUTH-124", "unknown_role", "Configuration", Build, "That role is not one of this application's.";
    CONDITION_INVALID = "AUTH-125", "condition_invalid", "Configuration", Build, "A condition of `#[protected]` cannot be read or can never be met.";
    SECOND_DECLARATION = "AUTH-126", "second_declaration", "Configuration", Build, "The crate has two declarations.";
    FUNCTION_SIGNATURE = "AUTH-127", "function_signature", "Configuration", Build, "A function that the declaration names has another signature than the one that is called.";
    SESSIONS_NOT_REVOCABLE = "AUTH-130", "sessions_not_revocable", "SessionsNotRevocable", Build, "The sessions of this application cannot be ended on the server.";
    STORE_LACKS = "AUTH-131", "store_lacks", "Configuration", Build, "A store cannot keep what the declaration needs.";
    STORE_MISSING = "AUTH-132", "store_missing", "Configuration", Build, "The declaration needs a store, and there is none.";
    STORE_UNUSED = "AUTH-133", "store_unused", "Configuration", Build, "There is a store, and the declaration has nothing to keep in it.";
    SESSIONS_NOT_STORED = "AUTH-134", "sessions_not_stored", "SessionsNotStored", Build, "The application keeps no users, accounts and sessions.";
    STORE_UNUSABLE = "AUTH-135", "store_unusable", "Configuration", StartUp, "The store that the environment names cannot be used.";
    END_SESSION_UNAVAILABLE = "AUTH-140", "end_session_unavailable", "EndSessionUnavailable", Build, "No provider of this application can end its own session.";
    REVOCATION_UNAVAILABLE = "AUTH-141", "revocation_unavailable", "RevocationUnavailable", Build, "No provider of this application can revoke tokens.";
    REFRESH_UNAVAILABLE = "AUTH-142", "refresh_unavailable", "Configuration", Build, "A provider cannot be asked for a refresh token.";
    REFRESH_CONTRADICTED = "AUTH-143", "refresh_contradicted", "Configuration", Build, "`refresh` says something else than a provider's scopes or parameters.";
    POLICY_MISSING = "AUTH-150", "policy_missing", "Configuration", Build, "A handler does not say who may reach it.";
    PAGE_PROTECTED = "AUTH-151", "page_protected", "Configuration", Build, "A page that people see who are not signed in is protected.";
    PUBLIC_MISUSED = "AUTH-152", "public_misused", "Configuration", Build, "`#[public]` is on something that is not an async handler, or takes conditions.";
    POLICIES_CONTRADICT = "AUTH-153", "policies_contradict", "Configuration", Build, "A handler is `#[protected]` and `#[public]` at once.";
    ROUTES_MISSING = "AUTH-154", "routes_missing", "Configuration", StartUp, "The routes are in no router, so that nobody can sign in.";
    LAYER_MISSING = "AUTH-155", "layer_missing", "Configuration", StartUp, "Nothing keeps responses that need a session out of caches.";
    ROLES_UNDECLARED = "AUTH-160", "roles_undeclared", "Configuration", Build, "A function says which roles people have, and none is declared.";
    AUTHORIZE_MISSING = "AUTH-170", "authorize_missing", "Configuration", Build, "No function checks what people type.";
    FIELDS_INVALID = "AUTH-171", "fields_invalid", "Configuration", Build, "The fields that people type into are malformed.";
    MAILER_MISSING = "AUTH-180", "mailer_missing", "Configuration", Build, "The declaration sends links by e-mail, and there is no mailer.";
    MAILER_UNUSED = "AUTH-181", "mailer_unused", "Configuration", Build, "There is a mailer, and the declaration sends no e-mail.";
    SENDER_INVALID = "AUTH-182", "sender_invalid", "Configuration", Build, "What sign-in e-mails are to come from is not an address.";
    NOT_A_MAILER = "AUTH-183", "not_a_mailer", "Configuration", Build, "What was given as a mailer sends no e-mail in this build.";
    TYPE_NOT_DESCRIBED = "AUTH-190", "type_not_described", "Configuration", Build, "What a type is in TypeScript cannot be told.";
    THEME_INVALID = "AUTH-195", "theme_invalid", "Configuration", Build, "What the built-in pages are to look like cannot be used.";
    LANGUAGE_INVALID = "AUTH-196", "language_invalid", "Configuration", Build, "A language of the built-in pages is not there, or stands there twice.";

    SECRET_MISSING = "AUTH-201", "secret_missing", "Configuration", StartUp, "AUTH_SECRET is not set.";
    SECRET_WEAK = "AUTH-202", "secret_weak", "Configuration", StartUp, "A secret is short, repeated or a known sample.";
    BASE_URL_MISSING = "AUTH-203", "base_url_missing", "Configuration", StartUp, "AUTH_URL is not set.";
    BASE_URL_INVALID = "AUTH-204", "base_url_invalid", "Configuration", StartUp, "AUTH_URL is not an https origin.";
    CLIENT_ID_MISSING = "AUTH-205", "client_id_missing", "Configuration", StartUp, "A provider's client id is not set.";
    CLIENT_SECRET_MISSING = "AUTH-206", "client_secret_missing", "Configuration", StartUp, "A provider's client secret is not set.";
    ISSUER_MISSING = "AUTH-207", "issuer_missing_at_start", "Configuration", StartUp, "A provider's issuer is not set.";
    OUTBOUND_CLIENT = "AUTH-208", "outbound_client", "Configuration", StartUp, "The client for outbound requests could not be made.";
    PRIVATE_KEY_MISSING = "AUTH-209", "private_key_missing", "Configuration", StartUp, "The private key that a client authenticates with is not set.";
    PRIVATE_KEY_UNUSABLE = "AUTH-210", "private_key_unusable", "Configuration", StartUp, "A private key cannot be read, is too weak, or is of a kind that is not used here.";

    STATE_MISSING = "AUTH-301", "state_missing", "StateMissing", Request, "The answer does not belong to a sign-in that this browser began.";
    STATE_MISMATCH = "AUTH-302", "state_mismatch", "StateMismatch", Request, "The answer does not belong to a sign-in that this browser began.";
    STATE_USED = "AUTH-303", "state_used", "StateUsed", Request, "This sign-in has already been completed.";
    STATE_EXPIRED = "AUTH-304", "state_expired", "StateExpired", Request, "The sign-in took longer than ten minutes.";
    STATE_INVALID = "AUTH-305", "state_invalid", "StateInvalid", Request, "What this browser kept of the sign-in has been altered.";
    PROVIDER_MISMATCH = "AUTH-306", "provider_mismatch", "ProviderMismatch", Request, "The answer came from another provider than the sign-in began with.";
    ISSUER_MISMATCH = "AUTH-307", "issuer_mismatch", "IssuerMismatch", Request, "The answer was issued by somebody else than the provider.";
    RESPONSE_ISSUER_MISSING = "AUTH-308", "issuer_missing", "IssuerMissing", Request, "The provider did not say that the answer is its own.";
    ACCESS_DENIED = "AUTH-309", "access_denied", "AccessDenied", Request, "Access was not granted.";
    PROVIDER_ERROR = "AUTH-310", "provider_error", "OAuthCallbackError", Request, "The provider answered with an error.";
    BAD_RESPONSE = "AUTH-311", "bad_response", "BadResponse", Request, "The provider's answer could not be understood.";

    PROVIDER_UNAVAILABLE = "AUTH-401", "provider_unavailable", "ProviderUnavailable", Request, "The provider cannot be reached at the moment.";
    TOKEN_EXCHANGE_FAILED = "AUTH-402", "token_exchange_failed", "TokenExchangeFailed", Request, "The provider did not accept the sign-in.";
    ID_TOKEN_INVALID = "AUTH-403", "id_token_invalid", "IdTokenInvalid", Request, "The provider's ID token is not valid.";
    NONCE_MISMATCH = "AUTH-404", "nonce_mismatch", "NonceMismatch", Request, "The provider's ID token belongs to another sign-in.";
    USERINFO_SUB_MISMATCH = "AUTH-405", "userinfo_sub_mismatch", "UserInfoSubMismatch", Request, "The provider described somebody else than who signed in.";
    PROFILE_UNUSABLE = "AUTH-406", "profile_unusable", "ProfileUnusable", Request, "The provider's answer does not identify a user.";
    CLOCK_SKEW = "AUTH-407", "clock_skew", "ClockSkew", Request, "The provider's clock and ours differ by more than a minute.";
    REAUTHENTICATION_REQUIRED = "AUTH-408", "reauthentication_required", "ReauthenticationRequired", Request, "Signing in anew is required.";
    AUTHENTICATION_CONTEXT_UNMET = "AUTH-409", "authentication_context_unmet", "AuthenticationContextUnmet", Request, "The provider did not authenticate the user in the way that was demanded.";
    DPOP_FAILED = "AUTH-410", "dpop_failed", "DpopFailed", Request, "The provider does not bind its tokens to a key as it has to.";
    PROVIDER_SESSION_KEPT = "AUTH-411", "provider_session_kept", "ProviderSessionKept", Request, "The session at the provider could not be ended.";
    TOKENS_NOT_REVOKED = "AUTH-412", "tokens_not_revoked", "TokensNotRevoked", Request, "What the provider has granted could not be revoked.";
    SIGN_OUT_STATE_MISMATCH = "AUTH-413", "sign_out_state_mismatch", "SignOutStateMismatch", Request, "The return from the provider does not belong to a sign-out that this browser began.";

    LOGOUT_TOKEN_INVALID = "AUTH-414", "logout_token_invalid", "LogoutTokenInvalid", Request, "The provider's request to end sessions is not valid.";
    ID_TOKEN_ENCRYPTED = "AUTH-415", "id_token_encrypted", "IdTokenInvalid", Request, "The provider's ID token is encrypted, which was not asked for.";
    PRIVATE_KEY_UNSUITABLE = "AUTH-416", "private_key_unsuitable", "PrivateKeyUnsuitable", Request, "The provider takes no signature that this application's private key can make.";
    REQUEST_REFUSED = "AUTH-417", "request_refused", "OAuthSignInError", Request, "The provider did not accept the request to sign in.";

    UNAUTHENTICATED = "AUTH-501", "unauthenticated", "SessionRequired", Request, "Signing in is required.";
    CSRF_REJECTED = "AUTH-502", "csrf_rejected", "MissingCSRF", Request, "The request did not come from this application.";
    SESSION_TOO_LARGE = "AUTH-503", "session_too_large", "SessionTooLarge", Request, "What the session holds does not fit into cookies.";
    METHOD_NOT_ALLOWED = "AUTH-504", "method_not_allowed", "MethodNotAllowed", Request, "That address does not answer this method.";
    NOT_FOUND = "AUTH-505", "not_found", "NotFound", Request, "There is nothing at this address.";
    UNSUPPORTED_CONTENT = "AUTH-506", "unsupported_media_type", "UnsupportedMediaType", Request, "The body must be a form or JSON.";
    BODY_TOO_LARGE = "AUTH-507", "body_too_large", "BodyTooLarge", Request, "The body is larger than 64 KiB.";
    BAD_REQUEST = "AUTH-508", "bad_request", "BadRequest", Request, "The request could not be understood.";
    SESSION_UNWRITABLE = "AUTH-509", "session_unwritable", "SessionUnwritable", Request, "The session could not be written.";
    RANDOM_UNAVAILABLE = "AUTH-510", "random_unavailable", "Unavailable", Request, "The server cannot sign anybody in at the moment.";
    FORBIDDEN = "AUTH-511", "forbidden", "AccessDenied", Request, "You are signed in, but this is not for you.";
    SESSION_UPDATE_REFUSED = "AUTH-512", "session_update_refused", "SessionUpdateRefused", Request, "What was sent for the session was not accepted.";
    STORE_UNAVAILABLE = "AUTH-520", "store_unavailable", "StoreUnavailable", Request, "Whether a session has been ended cannot be found out or noted at the moment.";
    ACCOUNT_NOT_LINKED = "AUTH-521", "account_not_linked", "OAuthAccountNotLinked", Request, "Somebody has signed in with this e-mail address in another way.";
    ACCOUNT_ALREADY_LINKED = "AUTH-522", "account_already_linked", "AccountAlreadyLinked", Request, "That account belongs to somebody else.";
    ACCOUNT_SWITCHED = "AUTH-523", "account_switched", "AccountSwitched", Request, "The account was to be linked to somebody who is no longer signed in here.";
    LAST_ACCOUNT = "AUTH-524", "last_account", "LastAccount", Request, "Without this account its owner could not sign in any more.";
    USER_DISABLED = "AUTH-525", "user_disabled", "AccessDenied", Request, "This user is kept out.";
    PROVIDER_TOKENS_NOT_KEPT = "AUTH-530", "provider_tokens_not_kept", "SessionTooLarge", Request, "The provider's tokens do not fit into the session's cookies.";

    ACCESS_TOKEN_NOT_KEPT = "AUTH-531", "access_token_not_kept", "AccessTokenNotKept", Request, "There is no access token of the provider that can be used.";
    GRANT_ENDED = "AUTH-532", "grant_ended", "GrantEnded", Request, "What the provider had granted is over.";
    DPOP_PROOF_IMPOSSIBLE = "AUTH-533", "dpop_proof_impossible", "DpopProofImpossible", Request, "A proof for a request to a resource server could not be made.";

    SHOWN_SESSION_INVALID = "AUTH-550", "shown_session_invalid", "ShownSessionInvalid", Request, "What the application shows of a session is no JSON object.";
    FUNCTION_FAILED = "AUTH-551", "function_failed", "FunctionFailed", Request, "A function of the application panicked or took longer than five seconds.";
    CREDENTIALS_REJECTED = "AUTH-560", "credentials_rejected", "CredentialsSignin", Request, "The name or the password is wrong.";
    TOO_MANY_ATTEMPTS = "AUTH-561", "too_many_attempts", "TooManyAttempts", Request, "There have been too many attempts to sign in.";
    CREDENTIALS_UNCHECKED = "AUTH-562", "credentials_unchecked", "CredentialsUnchecked", Request, "Whether the password is right cannot be found out at the moment.";
    CREDENTIALS_TOO_LONG = "AUTH-563", "credentials_too_long", "CredentialsTooLong", Request, "What was typed is longer than 1024 characters.";
    EMAIL_INVALID = "AUTH-570", "bad_email", "EmailSignin", Request, "That is not one e-mail address.";
    LINK_INVALID = "AUTH-571", "link_invalid", "Verification", Request, "This link does not sign anybody in: it is too old, it has been used, or it is not complete.";
    MAIL_NOT_SENT = "AUTH-572", "mail_not_sent", "EmailUnavailable", Request, "The e-mail could not be sent.";
    LINKS_UNAVAILABLE = "AUTH-573", "links_unavailable", "EmailUnavailable", Request, "Signing in by e-mail does not work at the moment.";
}
