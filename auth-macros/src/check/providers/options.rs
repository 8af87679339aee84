//! What is said of one provider in its `{ … }`.

mod credentials;
mod email;
mod link_by_email;
mod par;
mod refresh;

use auth_spec::issuer::{IssuerFault, check_endpoint, check_issuer};
use auth_spec::provider::{Issuer, ProviderSpec};
use auth_spec::{ClientAuthentication, ErrorCode, Protocol, ResponseMode, presets};
use proc_macro2::Ident;
use syn::LitStr;

use crate::check::word::closed;
use crate::model::{Options, Setting};
use crate::report::{Report, listed};
use crate::syntax::entry::Field;
use crate::syntax::providers::{self as syntax, Item};
use crate::syntax::value::List;

pub(super) fn check(
    report: &mut Report,
    entry: &syntax::Provider,
    spec: &'static ProviderSpec,
) -> Options {
    let written = &entry.options;
    let subject = Subject { entry, spec };
    subject.refuse_what_does_not_apply(report);
    if !written.poisoned {
        subject.refuse_what_is_missing(report);
    }
    subject.refuse_other_credentials(report);
    let settings: [(&'static str, &Option<Field<Setting>>); 10] = [
        ("issuer", &written.issuer),
        ("client_id", &written.client_id),
        ("client_secret", &written.client_secret),
        ("private_key", &written.private_key),
        ("authorization", &written.authorization),
        ("pushed_authorization", &written.pushed_authorization),
        ("token", &written.token),
        ("userinfo", &written.userinfo),
        ("revocation", &written.revocation),
        ("end_session", &written.end_session),
    ];
    let settings = settings
        .into_iter()
        .filter(|_| subject.is_outside())
        .filter_map(|(name, field)| {
            let value = field.as_ref()?.value.as_ref()?;
            subject.setting(report, name, value)?;
            Some((name, value.clone()))
        })
        .collect();
    let refresh = refresh::check(report, entry, spec);
    let link_by_email = link_by_email::check(report, entry, spec);
    let par = subject.is_outside() && par::check(report, entry, spec);
    Options {
        settings,
        par,
        refresh,
        dpop: value(&written.dpop)
            .and_then(|word| closed(report, &word, &SWITCH, &[]))
            .unwrap_or_default(),
        link_by_email,
        name: value(&written.name).filter(|name| is_name(report, name)),
        scopes: value(&written.scopes).and_then(|list| subject.scopes(report, list)),
        params: params(report, value(&written.params).unwrap_or_default()),
        client_auth: value(&written.client_auth)
            .filter(|_| subject.is_outside())
            .and_then(|word| closed(report, &word, &CLIENT_AUTH, &[])),
        response_mode: value(&written.response_mode)
            .filter(|_| subject.is_outside())
            .and_then(|word| closed(report, &word, &RESPONSE_MODE, &[]))
            .filter(|mode| subject.is_answered_by(report, *mode)),
        profile: value(&written.profile),
        credentials: credentials::check(report, entry, spec),
        email: email::check(report, entry, spec),
    }
}

/// The provider that is looked at.
struct Subject<'a> {
    entry: &'a syntax::Provider,
    spec: &'static ProviderSpec,
}

impl Subject<'_> {
    /// Whether it is configured from outside: `dev` is a part of the application.
    fn is_outside(&self) -> bool {
        self.spec.id != ProviderSpec::DEV.id
    }

    fn refuse_what_does_not_apply(&self, report: &mut Report) {
        let Self { entry, spec } = self;
        let keys = entry.options.keys.iter();
        for (item, key) in keys.filter(|(item, _)| !item.applies_to(spec)) {
            let text = match item {
                Item::Authorize | Item::Fields => format!(
                    "`{key}` is for what people type, so it belongs to `credentials {{ … }}`: leave it out"
                ),
                Item::From | Item::MaxAge => format!(
                    "`{key}` is for links that are sent, so it belongs to `email {{ … }}`: leave it out"
                ),
                _ if spec.protocol.is_own() => format!(
                    "`{key}` does not apply to `{}`, which asks no provider: leave it out",
                    spec.id
                ),
                _ => format!(
                    "`{key}` does not apply to `{}`, which is a part of this application: leave it out",
                    spec.id
                ),
            };
            report.refuse(key, ErrorCode::OPTION_NOT_APPLICABLE, text);
        }
    }

    /// M-5
    fn refuse_what_is_missing(&self, report: &mut Report) {
        let (written, spec) = (&self.entry.options, self.spec);
        let id = &self.entry.id;
        let missing: Vec<&str> = match spec.protocol {
            // What it lacks is said where it is looked at.
            Protocol::Credentials | Protocol::Email => return,
            // A preset that is different for every customer may leave it to `AUTH_<ID>_ISSUER`.
            Protocol::OpenIdConnect => {
                let bare = spec.id == ProviderSpec::OIDC.id;
                (bare && written.issuer.is_none())
                    .then_some("issuer")
                    .into_iter()
                    .collect()
            }
            Protocol::OAuth2 => [
                (
                    "authorization",
                    &written.authorization,
                    spec.endpoints.authorization,
                ),
                ("token", &written.token, spec.endpoints.token),
                ("userinfo", &written.userinfo, spec.endpoints.userinfo),
            ]
            .into_iter()
            .filter(|(_, written, known)| written.is_none() && known.is_none())
            .map(|(name, ..)| name)
            .collect(),
        };
        let text = match missing.as_slice() {
            [] => return,
            ["issuer"] => format!(
                "`{id}` lacks its `issuer`: add `issuer: \"https://…\"`, or `issuer: env(\"{}\")`",
                environment_name(id, "ISSUER")
            ),
            missing => {
                let lines: Vec<String> = missing
                    .iter()
                    .map(|name| format!("{name}: \"https://…\""))
                    .collect();
                let lines = lines.join(", ");
                format!("`{id}` lacks {}: add `{lines}`", listed(missing))
            }
        };
        let place = self.entry.preset.as_ref().unwrap_or(id);
        report.refuse(place, ErrorCode::ENDPOINT_MISSING, text);
    }

    /// What this way of authenticating has no use for.
    fn refuse_other_credentials(&self, report: &mut Report) {
        let written = &self.entry.options;
        if !self.is_outside() || self.spec.protocol.is_own() {
            return;
        }
        // A word that is none may be meant for any of them, and so may one that could not be read.
        let method = match &written.client_auth {
            Some(field) => {
                let word = field.value.as_ref().map(Ident::to_string);
                let word = CLIENT_AUTH
                    .iter()
                    .find(|(name, _)| word.as_deref() == Some(name));
                let Some(word) = word else { return };
                Some(*word)
            }
            None if written.poisoned => return,
            None => None,
        };
        let without_secret = match method {
            Some((_, ClientAuthentication::None)) => Some(
                "a client that authenticates with `none` has no secret: leave one of the two out",
            ),
            Some((_, ClientAuthentication::PrivateKeyJwt)) => Some(
                "a client that authenticates with `private_key_jwt` has a key and no secret: leave one of the two out",
            ),
            _ => None,
        };
        if let (Some(secret), Some(text)) = (&written.client_secret, without_secret) {
            report.refuse(&secret.key, ErrorCode::OPTION_NOT_APPLICABLE, text);
        }
        let without_key = match method {
            Some((_, ClientAuthentication::PrivateKeyJwt)) => None,
            Some((method, _)) => Some(format!(
                "a client that authenticates with `{method}` signs nothing: leave `private_key` out, or write `client_auth: private_key_jwt`"
            )),
            None => Some(
                "a key is for clients that sign: add `client_auth: private_key_jwt`".to_owned(),
            ),
        };
        if let (Some(key), Some(text)) = (&written.private_key, without_key) {
            report.refuse(&key.key, ErrorCode::OPTION_NOT_APPLICABLE, text);
        }
    }

    /// M-15: Apple answers in the query only those who ask for nothing but `openid`.
    fn is_answered_by(&self, report: &mut Report, mode: ResponseMode) -> bool {
        let written = &self.entry.options;
        let asks_for_openid_alone = value(&written.scopes)
            .is_some_and(|list| list.items.iter().all(|scope| scope.value() == "openid"));
        let refused = self.spec.id == presets::APPLE.id
            && mode == ResponseMode::Query
            && !asks_for_openid_alone;
        if refused && let Some(field) = &written.response_mode {
            let text = "Apple sends name and e-mail by `form_post` alone: leave `response_mode` out, or ask for `scopes: [\"openid\"]`";
            report.refuse(&field.value, ErrorCode::OPTION_NOT_APPLICABLE, text);
        }
        !refused
    }

    /// Whether a setting can be used; it is refused if not.
    fn setting(&self, report: &mut Report, option: &str, setting: &Setting) -> Option<()> {
        let literal = match setting {
            Setting::Env(name) => return is_environment_name(report, name).then_some(()),
            Setting::Literal(literal) => literal,
        };
        let text = literal.value();
        match option {
            "client_secret" => {
                let name = environment_name(&self.entry.id, "SECRET");
                let text = format!(
                    "a client secret does not belong in the source: write `client_secret: env(\"{name}\")`, or leave the line out, for that name is read without it"
                );
                report.refuse(literal, ErrorCode::LITERAL_SECRET, text);
                None
            }
            "private_key" => {
                let name = environment_name(&self.entry.id, "PRIVATE_KEY");
                let text = format!(
                    "a private key does not belong in the source: write `private_key: env(\"{name}\")`, or leave the line out, for that name is read without it"
                );
                report.refuse(literal, ErrorCode::LITERAL_SECRET, text);
                None
            }
            "client_id" if text.trim().is_empty() => {
                let name = environment_name(&self.entry.id, "ID");
                let text =
                    format!("this `client_id` is empty: leave the line out to read `{name}`");
                report.refuse(literal, ErrorCode::SYNTAX, text);
                None
            }
            "client_id" => Some(()),
            "issuer" => {
                if let Err(fault) = check_issuer(&text) {
                    return refuse_url(report, literal, option, fault);
                }
                let form = self.canonical_issuer(&text)?;
                if form == text {
                    return Some(());
                }
                let text = format!("{} spells its issuer {form:?}", self.spec.name);
                report.refuse(literal, ErrorCode::ISSUER_INVALID, text);
                None
            }
            _ => match check_endpoint(&text) {
                Ok(()) => Some(()),
                Err(fault) => refuse_url(report, literal, option, fault),
            },
        }
    }

    /// M-7: the issuer with or without its slash, as this provider's tokens spell it.
    fn canonical_issuer(&self, issuer: &str) -> Option<String> {
        let bare = issuer.strip_suffix('/').unwrap_or(issuer);
        if let Issuer::Fixed(fixed) | Issuer::AuthorizationServer(fixed) = self.spec.issuer
            && fixed.strip_suffix('/').unwrap_or(fixed) == bare
        {
            return Some(fixed.to_owned());
        }
        let slash = ISSUER_FORMS.iter().find(|(id, _)| *id == self.spec.id);
        Some(match slash {
            Some((_, true)) => format!("{bare}/"),
            Some((_, false)) => bare.to_owned(),
            None => issuer.to_owned(),
        })
    }

    fn scopes(&self, report: &mut Report, list: List<LitStr>) -> Option<Vec<LitStr>> {
        let mut seen: Vec<String> = Vec::new();
        let mut whole = !list.poisoned;
        for scope in &list.items {
            let value = scope.value();
            let mut code = ErrorCode::SCOPES_INVALID;
            let text = if value.contains([' ', ',']) {
                let parts: Vec<String> = value
                    .split([' ', ','])
                    .filter(|part| !part.is_empty())
                    .map(|part| format!("{part:?}"))
                    .collect();
                format!(
                    "each scope is a text of its own: write `{}`",
                    parts.join(", ")
                )
            } else if value.is_empty() || !value.chars().all(is_scope_character) {
                format!("{value:?} is not a scope: scopes are made of visible ASCII characters")
            } else if seen.contains(&value) {
                code = ErrorCode::DUPLICATE_KEY;
                format!("{value:?} is in `scopes` twice")
            } else {
                seen.push(value);
                continue;
            };
            report.refuse(scope, code, text);
            whole = false;
        }
        let openid = self.spec.protocol == Protocol::OpenIdConnect;
        if whole && openid && !seen.iter().any(|scope| scope == "openid") {
            let text = "an OpenID provider identifies nobody without the scope \"openid\": add it";
            report.refuse(&list.brackets, ErrorCode::SCOPES_INVALID, text);
            whole = false;
        }
        whole.then_some(list.items)
    }
}

/// The parameters that a declaration may add to the authorization request.
fn params(report: &mut Report, params: Vec<syntax::Param>) -> Vec<(String, LitStr)> {
    let mut kept: Vec<(String, LitStr)> = Vec::new();
    for param in params {
        let name = param.name;
        let (code, text) = if kept.iter().any(|(other, _)| *other == name) {
            (ErrorCode::DUPLICATE_KEY, format!("`{name}` is given twice"))
        } else if name.is_empty() || !name.chars().all(is_scope_character) {
            let text = format!("{name:?} is not the name of a parameter");
            (ErrorCode::SYNTAX, text)
        } else if name == "client_secret" {
            let text = "a client secret belongs neither in the source nor in a URL: leave it out";
            (ErrorCode::LITERAL_SECRET, text.to_owned())
        } else if let Some(way_out) = reserved(&name) {
            let text = format!("`{name}` belongs to the protocol: {way_out}");
            (ErrorCode::RESERVED_PARAMETER, text)
        } else {
            kept.push((name, param.value));
            continue;
        };
        report.refuse(&param.key, code, text);
    }
    kept
}

/// S0-14: what to do instead of setting a parameter that is not the declaration's to set.
fn reserved(name: &str) -> Option<&'static str> {
    match name {
        "scope" => Some("write `scopes: [\"…\"]` beside `params`"),
        "client_id" => Some("write `client_id: \"…\"` beside `params`"),
        "response_mode" => Some("write `response_mode: form_post` beside `params`"),
        "state" | "nonce" | "iss" | "redirect_uri" | "code" | "code_verifier" | "grant_type"
        | "request" | "request_uri" | "registration" | "dpop_jkt" => {
            Some("leave it out, it is set as it has to be")
        }
        _ if ["code_challenge", "response_", "client_assertion"]
            .iter()
            .any(|prefix| name.starts_with(prefix)) =>
        {
            Some("leave it out, it is set as it has to be")
        }
        _ => None,
    }
}

fn is_name(report: &mut Report, name: &LitStr) -> bool {
    let value = name.value();
    let right = !value.trim().is_empty() && !value.chars().any(char::is_control);
    if !right {
        let text = format!("{value:?} is not a name that people could read on a button");
        report.refuse(name, ErrorCode::SYNTAX, text);
    }
    right
}

fn is_environment_name(report: &mut Report, name: &LitStr) -> bool {
    let value = name.value();
    let right = value.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && value
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if !right {
        let text = format!("{value:?} cannot be the name of an environment variable");
        report.refuse(name, ErrorCode::SYNTAX, text);
    }
    right
}

fn refuse_url(report: &mut Report, url: &LitStr, option: &str, fault: IssuerFault) -> Option<()> {
    let text = format!("`{option}` {:?} {}", url.value(), fault.reason());
    report.refuse(url, *fault.code(), text);
    None
}

/// The environment name that is read where nothing else is said.
fn environment_name(id: &Ident, what: &str) -> String {
    format!("AUTH_{}_{what}", id.to_string().to_ascii_uppercase())
}

/// RFC 6749 §3.3.
const fn is_scope_character(letter: char) -> bool {
    matches!(letter, '!' | '#'..='[' | ']'..='~')
}

fn value<T: Clone>(field: &Option<Field<T>>) -> Option<T> {
    field.as_ref()?.value.clone()
}

const CLIENT_AUTH: [(&str, ClientAuthentication); 4] = [
    ("basic", ClientAuthentication::Basic),
    ("post", ClientAuthentication::Post),
    (PRIVATE_KEY_JWT, ClientAuthentication::PrivateKeyJwt),
    ("none", ClientAuthentication::None),
];

const PRIVATE_KEY_JWT: &str = "private_key_jwt";

const REFRESH: [(&str, bool); 2] = SWITCH;

const SWITCH: [(&str, bool); 2] = [("on", true), ("off", false)];

const RESPONSE_MODE: [(&str, ResponseMode); 2] = [
    ("query", ResponseMode::Query),
    ("form_post", ResponseMode::FormPost),
];

/// Presets that differ by customer, and whether their issuers end with a slash.
const ISSUER_FORMS: [(&str, bool); 4] = [
    ("auth0", true),
    ("keycloak", false),
    ("microsoft_entra_id", false),
    ("okta", false),
];
