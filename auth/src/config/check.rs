//! Declaration, builder and environment → configuration; finds every problem before it stops.

use auth_spec::{ClientAuthentication, ErrorCode, Issuer, Protocol, issuer};

use crate::config::base_url::{BaseUrl, BaseUrlFault};
use crate::config::builder::{ProviderSaid, Said};
use crate::config::{Configuration, ProviderConfiguration, Secret, SecretFault};
use crate::declaration::{Declaration, ProviderDeclaration, Setting};
use crate::error::{ConfigurationError, Problems};

pub(super) fn configuration<D: Declaration>(
    said: &Said,
) -> Result<Configuration, ConfigurationError> {
    let mut check = Check {
        said,
        problems: Problems::default(),
        notices: Vec::new(),
    };
    let secrets = check.secrets();
    let base_url = check.base_url();
    if let (Some(url), Some(name)) = (&base_url, D::SESSION.cookie) {
        check.cookie_name(name, url);
    }
    // Redirect URIs need some origin; what is wrong with the real one has been reported by now.
    let origin = base_url.as_ref().map_or("", BaseUrl::origin);
    let providers = D::PROVIDERS
        .iter()
        .enumerate()
        .map(|(index, declaration)| {
            let said = said.providers.get(&index).unwrap_or(&NOTHING_SAID);
            check.provider(declaration, said, origin, D::BASE_PATH)
        })
        .collect();
    let Check {
        problems, notices, ..
    } = check;
    problems.finish(Configuration {
        secrets,
        base_url: base_url.unwrap_or_else(BaseUrl::unknown),
        base_path: D::BASE_PATH,
        pages: D::PAGES,
        callbacks: D::CALLBACKS,
        providers,
        notices,
    })
}

struct Check<'a> {
    said: &'a Said,
    problems: Problems,
    notices: Vec<String>,
}

impl Check<'_> {
    fn secrets(&mut self) -> Vec<Secret> {
        let Some(text) = self
            .said
            .secret
            .clone()
            .or_else(|| self.variable("AUTH_SECRET"))
        else {
            if cfg!(debug_assertions) {
                self.notices.push(
                    "AUTH_SECRET is not set: this run uses one of its own, and sessions end with it.".into(),
                );
                return Secret::generate().into_iter().collect();
            }
            self.problems.push(
                &ErrorCode::SECRET_MISSING,
                "AUTH_SECRET is not set",
                "set it to at least 32 random bytes, for instance from `openssl rand -base64 33`",
            );
            return Vec::new();
        };
        let mut secrets = Vec::new();
        for (index, part) in text.split(',').enumerate() {
            match Secret::parse(part) {
                Ok(secret) => secrets.push(secret),
                Err(fault) => self.problems.push(
                    &ErrorCode::SECRET_WEAK,
                    match fault {
                        SecretFault::Short => {
                            format!(
                                "secret {} of AUTH_SECRET has fewer than {} bytes",
                                index + 1,
                                Secret::MINIMUM
                            )
                        }
                        SecretFault::Repeated => {
                            format!(
                                "secret {} of AUTH_SECRET repeats a few characters",
                                index + 1
                            )
                        }
                        SecretFault::Sample => {
                            format!(
                                "secret {} of AUTH_SECRET is a sample that others know",
                                index + 1
                            )
                        }
                    },
                    "make a new one, for instance with `openssl rand -base64 33`",
                ),
            }
        }
        secrets
    }

    fn base_url(&mut self) -> Option<BaseUrl> {
        let Some(text) = self
            .said
            .base_url
            .clone()
            .or_else(|| self.variable("AUTH_URL"))
        else {
            if cfg!(debug_assertions) {
                let port = self
                    .variable("PORT")
                    .and_then(|port| port.parse::<u16>().ok())
                    .unwrap_or(3000);
                return BaseUrl::parse(&format!("http://localhost:{port}")).ok();
            }
            self.problems.push(
                &ErrorCode::BASE_URL_MISSING,
                "AUTH_URL is not set",
                "set it to the origin under which browsers reach the application, for instance `https://app.example`",
            );
            return None;
        };
        match BaseUrl::parse(&text) {
            Ok(url) => Some(url),
            Err(fault) => {
                let way_out = match fault {
                    BaseUrlFault::NotAUrl => "write an origin, for instance `https://app.example`",
                    BaseUrlFault::Insecure => "use https; plain http is for localhost only",
                    BaseUrlFault::MoreThanAnOrigin => {
                        "leave scheme, host and port; a path belongs into `base_path` of `auth!`"
                    }
                };
                self.problems.push(
                    &ErrorCode::BASE_URL_INVALID,
                    format!("AUTH_URL `{}` cannot be used", printable(&text)),
                    way_out,
                );
                None
            }
        }
    }

    fn cookie_name(&mut self, name: &str, base_url: &BaseUrl) {
        let prefixed = name.starts_with("__Host-") || name.starts_with("__Secure-");
        if prefixed && !base_url.is_secure() {
            self.problems.push(
                &ErrorCode::COOKIE_NAME_INVALID,
                format!("the session cookie `{name}` needs https, and AUTH_URL is `{base_url}`"),
                "browsers drop such a cookie over http: use https, or leave `cookie` out of `auth!` while developing",
            );
        }
    }

    fn provider(
        &mut self,
        declaration: &'static ProviderDeclaration,
        said: &ProviderSaid,
        origin: &str,
        base_path: &'static str,
    ) -> Option<ProviderConfiguration> {
        let id = declaration.id;
        let prefix = environment_prefix(id);
        let redirect_uri = [origin, base_path, "/callback/", id].concat();
        let authentication = declaration
            .client_auth
            .unwrap_or(declaration.spec.client_authentication);
        let dev = declaration.is_dev();

        let id_name = named(declaration.client_id, &prefix, "ID");
        let client_id = if dev {
            Some(DEV_CLIENT_ID.to_owned())
        } else {
            said.client_id
                .clone()
                .or_else(|| self.setting(declaration.client_id, &prefix, "ID"))
        };
        if client_id.is_none() && said.optional {
            self.notices.push(format!(
                "{} is not offered: {id_name} is not set.",
                declaration.display_name()
            ));
            return None;
        }
        if client_id.is_none() {
            self.problems.push(
                &ErrorCode::CLIENT_ID_MISSING,
                format!("the client id of `{id}` is not set"),
                format!(
                    "register the redirect URI `{redirect_uri}` at {} and set {id_name}",
                    declaration.display_name()
                ),
            );
        }

        let client_secret = if dev {
            Secret::generate()
        } else if authentication == ClientAuthentication::None {
            None
        } else {
            let secret = said
                .client_secret
                .clone()
                .or_else(|| self.setting(declaration.client_secret, &prefix, "SECRET"));
            if secret.is_none() {
                self.problems.push(
                    &ErrorCode::CLIENT_SECRET_MISSING,
                    format!("the client secret of `{id}` is not set"),
                    format!(
                        "set {}",
                        named(declaration.client_secret, &prefix, "SECRET")
                    ),
                );
            }
            secret.map(Secret::issued)
        };

        let issuer = if dev {
            Some([origin, base_path, "/dev"].concat())
        } else {
            self.issuer(declaration, said, &prefix)
        };
        let spec = declaration.spec;
        let configuration = ProviderConfiguration {
            declaration,
            client_id: client_id?,
            client_secret,
            issuer,
            client_authentication: authentication,
            response_mode: declaration.response_mode.unwrap_or(spec.response_mode),
            authorization: self.endpoint(
                id,
                "authorization",
                declaration.authorization,
                spec.endpoints.authorization,
            ),
            token: self.endpoint(id, "token", declaration.token, spec.endpoints.token),
            userinfo: self.endpoint(
                id,
                "userinfo",
                declaration.userinfo,
                spec.endpoints.userinfo,
            ),
            revocation: self.endpoint(
                id,
                "revocation",
                declaration.revocation,
                spec.endpoints.revocation,
            ),
            end_session: self.endpoint(
                id,
                "end_session",
                declaration.end_session,
                spec.endpoints.end_session,
            ),
            redirect_uri,
        };
        Some(configuration)
    }

    /// The issuer as the provider spells it.
    fn issuer(
        &mut self,
        declaration: &ProviderDeclaration,
        said: &ProviderSaid,
        prefix: &str,
    ) -> Option<String> {
        let preset = match declaration.spec.issuer {
            Issuer::Fixed(issuer)
            | Issuer::Tenanted {
                default: issuer, ..
            } => Some(issuer.to_owned()),
            Issuer::AuthorizationServer(_) | Issuer::PerTenant | Issuer::None => None,
        };
        let issuer = said
            .issuer
            .clone()
            .or_else(|| self.setting(declaration.issuer, prefix, "ISSUER"))
            .or(preset);
        let id = declaration.id;
        match &issuer {
            None if declaration.spec.protocol == Protocol::OpenIdConnect => self.problems.push(
                &ErrorCode::ISSUER_MISSING,
                format!("the issuer of `{id}` is not set"),
                format!(
                    "set {}, spelt as in the provider's discovery document",
                    named(declaration.issuer, prefix, "ISSUER")
                ),
            ),
            None => {}
            Some(issuer) => {
                if let Err(fault) = issuer::check_issuer(issuer) {
                    self.problems.push(
                        &ErrorCode::ISSUER_INVALID,
                        format!(
                            "the issuer `{}` of `{id}` cannot be used",
                            printable(issuer)
                        ),
                        fault.reason(),
                    );
                }
            }
        }
        issuer
    }

    fn endpoint(
        &mut self,
        id: &str,
        which: &str,
        declared: Option<Setting>,
        preset: Option<&'static str>,
    ) -> Option<String> {
        let url = match declared {
            None => return preset.map(str::to_owned),
            Some(Setting::Literal(url)) => url.to_owned(),
            Some(Setting::Env(name)) => {
                let Some(url) = self.variable(name) else {
                    self.problems.push(
                        &ErrorCode::ENDPOINT_MISSING,
                        format!("the {which} endpoint of `{id}` is not set"),
                        format!("set {name}"),
                    );
                    return None;
                };
                url
            }
        };
        if let Err(fault) = issuer::check_endpoint(&url) {
            self.problems.push(
                &ErrorCode::ISSUER_INVALID,
                format!(
                    "the {which} endpoint `{}` of `{id}` cannot be used",
                    printable(&url)
                ),
                fault.reason(),
            );
        }
        Some(url)
    }

    fn setting(&self, declared: Option<Setting>, prefix: &str, suffix: &str) -> Option<String> {
        match declared {
            Some(Setting::Literal(text)) => Some(text.to_owned()),
            Some(Setting::Env(name)) => self.variable(name),
            None => self.variable(&[prefix, suffix].concat()),
        }
    }

    /// A variable that is set to more than blanks: an empty one is as good as none.
    fn variable(&self, name: &str) -> Option<String> {
        let value = (self.said.variables)(name)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }
}

/// `AUTH_MICROSOFT_ENTRA_ID_` for `microsoft-entra-id`.
fn environment_prefix(id: &str) -> String {
    ["AUTH_", &id.to_ascii_uppercase().replace('-', "_"), "_"].concat()
}

/// The name of the variable that a setting is read from.
fn named(declared: Option<Setting>, prefix: &str, suffix: &str) -> String {
    match declared {
        Some(Setting::Env(name)) => name.to_owned(),
        _ => [prefix, suffix].concat(),
    }
}

/// At most 100 characters, none of which moves a terminal's cursor.
fn printable(text: &str) -> String {
    text.chars()
        .take(100)
        .map(|each| if each.is_control() { '\u{fffd}' } else { each })
        .collect()
}

const DEV_CLIENT_ID: &str = "dev";

const NOTHING_SAID: ProviderSaid = ProviderSaid {
    client_id: None,
    client_secret: None,
    issuer: None,
    optional: false,
};
