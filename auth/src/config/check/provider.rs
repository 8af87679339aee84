//! One provider: what it was declared with, and what the builder and the environment say of it.

use auth_spec::{ClientAuthentication, ErrorCode, Issuer, Protocol, issuer};

use super::{Check, present, printable, source};
use crate::base_url::BaseUrl;
use crate::config::said::ProviderSaid;
use crate::config::{PrivateKey, PrivateKeyFault, ProviderConfiguration, Secret};
use crate::declaration::{ProviderDeclaration, Setting};

/// Something is wrong with it, and that is in the report.
struct Reported;

impl Check<'_> {
    /// `None` when it is left out, or when something is wrong: then that has been reported.
    pub(super) fn provider(
        &mut self,
        declaration: &'static ProviderDeclaration,
        said: &ProviderSaid,
        base_url: Option<&BaseUrl>,
    ) -> Option<ProviderConfiguration> {
        let spec = declaration.spec;
        let client_authentication = declaration
            .client_auth
            .unwrap_or(spec.client_authentication);
        // Where the origin is not known, its name stands for it in what is reported.
        let origin = base_url.map_or("{AUTH_URL}", BaseUrl::origin);
        let redirect_uri = [origin, self.base_path, "/callback/", declaration.id].concat();
        if declaration.is_own() {
            self.refuse_client(declaration, said);
            base_url?;
            return Some(ProviderConfiguration {
                declaration,
                client_id: String::new(),
                client_secret: None,
                private_key: None,
                issuer: None,
                client_authentication,
                response_mode: spec.response_mode,
                authorization: None,
                pushed_authorization: None,
                token: None,
                userinfo: None,
                revocation: None,
                end_session: None,
                redirect_uri,
            });
        }

        let (client_id, client_secret, private_key, issuer) = if declaration.is_dev() {
            let issuer = [origin, self.base_path, "/dev"].concat();
            (
                Some(DEV_CLIENT_ID.to_owned()),
                Ok(Secret::generate()),
                Ok(None),
                Ok(Some(issuer)),
            )
        } else {
            let client_id = self.client_id(declaration, said, &redirect_uri);
            if client_id.is_none() && said.optional {
                return None;
            }
            let (secret, private_key) = match client_authentication {
                ClientAuthentication::None => (Ok(None), Ok(None)),
                ClientAuthentication::PrivateKeyJwt => {
                    (Ok(None), self.private_key(declaration, said).map(Some))
                }
                ClientAuthentication::Basic | ClientAuthentication::Post => {
                    (self.client_secret(declaration, said).map(Some), Ok(None))
                }
            };
            self.refuse_other_credentials(declaration, said, client_authentication);
            let issuer = self.issuer(declaration, said);
            (client_id, secret, private_key, issuer)
        };
        let (declared, preset) = (declaration, &spec.endpoints);
        let mut endpoint =
            |key, declared, preset| self.endpoint(declaration, key, declared, preset);
        let authorization = endpoint(
            "authorization",
            declared.authorization,
            preset.authorization,
        );
        let pushed_authorization =
            endpoint("pushed_authorization", declared.pushed_authorization, None);
        let token = endpoint("token", declared.token, preset.token);
        let userinfo = endpoint("userinfo", declared.userinfo, preset.userinfo);
        let revocation = endpoint("revocation", declared.revocation, preset.revocation);
        let end_session = endpoint("end_session", declared.end_session, preset.end_session);
        // Without an origin there is no redirect URI, and that has been reported.
        base_url?;
        Some(ProviderConfiguration {
            declaration,
            client_id: client_id?,
            client_secret: client_secret.ok()?,
            private_key: private_key.ok()?,
            issuer: issuer.ok()?,
            client_authentication,
            response_mode: declaration.response_mode.unwrap_or(spec.response_mode),
            authorization: authorization.ok()?,
            pushed_authorization: pushed_authorization.ok()?,
            token: token.ok()?,
            userinfo: userinfo.ok()?,
            revocation: revocation.ok()?,
            end_session: end_session.ok()?,
            redirect_uri,
        })
    }

    /// Nobody has given the application a client for itself.
    fn refuse_client(&mut self, declaration: &ProviderDeclaration, said: &ProviderSaid) {
        let calls = [
            ("client", said.client_secret.is_some()),
            ("client_key", said.private_key.is_some()),
            ("issuer", said.issuer.is_some()),
            ("optional", said.optional),
        ];
        for (call, _) in calls.into_iter().filter(|(_, made)| *made) {
            self.problems.push(
                &ErrorCode::OPTION_NOT_APPLICABLE,
                format!(
                    "`Builder::{call}` does not apply to `{}`, which is a part of this application",
                    declaration.id
                ),
                "leave the call out",
            );
        }
    }

    fn client_id(
        &mut self,
        declaration: &ProviderDeclaration,
        said: &ProviderSaid,
        redirect_uri: &str,
    ) -> Option<String> {
        let id = declaration.id;
        let client_id = match &said.client_id {
            Some(client_id) => present(client_id),
            None => self.setting(declaration.client_id, id, "ID"),
        };
        let source = source(declaration.client_id, "client_id", id, "ID");
        match client_id {
            None if said.optional => self
                .notices
                .push(format!("`{id}` is not offered, as {source} is not set")),
            None => self.problems.push(
                &ErrorCode::CLIENT_ID_MISSING,
                format!("the client id of `{id}` is not set"),
                format!(
                    "register the redirect URI {redirect_uri} with {}, and set {source} to the client id you get there",
                    declaration.registrar()
                ),
            ),
            Some(_) => {}
        }
        client_id
    }

    fn client_secret(
        &mut self,
        declaration: &ProviderDeclaration,
        said: &ProviderSaid,
    ) -> Result<Secret, Reported> {
        let id = declaration.id;
        let secret = match &said.client_secret {
            Some(secret) => present(secret),
            None => self.setting(declaration.client_secret, id, "SECRET"),
        };
        let Some(secret) = secret else {
            self.problems.push(
                &ErrorCode::CLIENT_SECRET_MISSING,
                format!("the client secret of `{id}` is not set"),
                format!(
                    "set {}; a public client says `client_auth: none` in `auth!` instead",
                    source(declaration.client_secret, "client_secret", id, "SECRET")
                ),
            );
            return Err(Reported);
        };
        Ok(Secret::issued(secret))
    }

    /// The key that the client signs with instead of having a secret.
    fn private_key(
        &mut self,
        declaration: &ProviderDeclaration,
        said: &ProviderSaid,
    ) -> Result<PrivateKey, Reported> {
        let id = declaration.id;
        let (source, pem) = match &said.private_key {
            Some(pem) => ("`Builder::client_key`".to_owned(), present(pem)),
            None => (
                source(declaration.private_key, "private_key", id, "PRIVATE_KEY"),
                self.setting(declaration.private_key, id, "PRIVATE_KEY"),
            ),
        };
        let key_id = self.setting(None, id, "KEY_ID");
        let Some(pem) = pem else {
            self.problems.push(
                &ErrorCode::PRIVATE_KEY_MISSING,
                format!("the private key of `{id}` is not set"),
                format!("set {source} to a PKCS#8 key in PEM, for instance from `{NEW_KEY}`"),
            );
            return Err(Reported);
        };
        PrivateKey::parse(&Secret::issued(pem), key_id).map_err(|fault| {
            let way_out = match fault {
                PrivateKeyFault::Traditional => {
                    format!("convert it with `openssl pkcs8 -topk8 -nodes -in key.pem`, and set {source} to what that prints")
                }
                PrivateKeyFault::Encrypted => {
                    format!("decrypt it with `openssl pkcs8 -in key.pem`, and set {source} to what that prints")
                }
                _ => format!("make a new one, for instance with `{NEW_KEY}`, and register its public key"),
            };
            self.problems.push(
                &ErrorCode::PRIVATE_KEY_UNUSABLE,
                format!("the private key of `{id}`, from {source}, {}", fault.reason()),
                way_out,
            );
            Reported
        })
    }

    /// What the builder was given that this way of authenticating has no use for.
    fn refuse_other_credentials(
        &mut self,
        declaration: &ProviderDeclaration,
        said: &ProviderSaid,
        method: ClientAuthentication,
    ) {
        let id = declaration.id;
        let signs = method == ClientAuthentication::PrivateKeyJwt;
        if signs && said.client_secret.is_some() {
            self.problems.push(
                &ErrorCode::OPTION_NOT_APPLICABLE,
                format!("`Builder::client` gives `{id}` a client secret, and it authenticates with `private_key_jwt`"),
                "call `client_key` instead",
            );
        }
        if !signs && said.private_key.is_some() {
            self.problems.push(
                &ErrorCode::OPTION_NOT_APPLICABLE,
                format!("`Builder::client_key` gives `{id}` a private key, and it does not authenticate with one"),
                "write `client_auth: private_key_jwt` in `auth!`, or call `client` instead",
            );
        }
    }

    /// The issuer as the provider spells it, for providers that have one.
    fn issuer(
        &mut self,
        declaration: &ProviderDeclaration,
        said: &ProviderSaid,
    ) -> Result<Option<String>, Reported> {
        let id = declaration.id;
        if declaration.spec.protocol != Protocol::OpenIdConnect {
            return Ok(None);
        }
        let source = match &said.issuer {
            Some(_) => "`Builder::issuer`".to_owned(),
            None => source(declaration.issuer, "issuer", id, "ISSUER"),
        };
        let issuer = match &said.issuer {
            Some(issuer) => present(issuer),
            None => self
                .setting(declaration.issuer, id, "ISSUER")
                .or_else(|| preset(declaration).filter(|_| declaration.issuer.is_none())),
        };
        let Some(issuer) = issuer else {
            self.problems.push(
                &ErrorCode::ISSUER_MISSING,
                format!("the issuer of `{id}` is not set"),
                format!("set {source}, spelt as in the provider's discovery document"),
            );
            return Err(Reported);
        };
        if let Err(fault) = issuer::check_issuer(&issuer) {
            self.problems.push(
                &ErrorCode::ISSUER_INVALID,
                format!(
                    "the issuer of `{id}`, `{}`, {}",
                    printable(&issuer),
                    fault.reason()
                ),
                format!("correct {source}"),
            );
            return Err(Reported);
        }
        Ok(Some(issuer))
    }

    /// The declared endpoint, else the preset's, if it has one.
    fn endpoint(
        &mut self,
        declaration: &ProviderDeclaration,
        key: &str,
        declared: Option<Setting>,
        preset: Option<&'static str>,
    ) -> Result<Option<String>, Reported> {
        let id = declaration.id;
        let url = match declared {
            None => return Ok(preset.map(str::to_owned)),
            Some(Setting::Literal(url)) => url.to_owned(),
            Some(Setting::Env(name)) => {
                let Some(url) = self.variable(name) else {
                    self.problems.push(
                        &ErrorCode::ENDPOINT_MISSING,
                        format!("the {key} endpoint of `{id}` is not set"),
                        format!("set {name}"),
                    );
                    return Err(Reported);
                };
                url
            }
        };
        if let Err(fault) = issuer::check_endpoint(&url) {
            self.problems.push(
                &ErrorCode::ISSUER_INVALID,
                format!(
                    "the {key} endpoint of `{id}`, `{}`, {}",
                    printable(&url),
                    fault.reason()
                ),
                format!("correct {}", source(declared, key, id, "")),
            );
            return Err(Reported);
        }
        Ok(Some(url))
    }

    /// What the declaration says, or the variable that it names, or the one that is named after the provider.
    fn setting(&mut self, declared: Option<Setting>, id: &str, suffix: &str) -> Option<String> {
        match declared {
            Some(Setting::Literal(text)) => Some(text.to_owned()),
            _ => self.variable(&source(declared, "", id, suffix)),
        }
    }
}

/// The issuer that everybody has who does not name one.
fn preset(declaration: &ProviderDeclaration) -> Option<String> {
    match declaration.spec.issuer {
        Issuer::Fixed(issuer)
        | Issuer::Tenanted {
            default: issuer, ..
        } => Some(issuer.to_owned()),
        Issuer::AuthorizationServer(_) | Issuer::PerTenant | Issuer::None => None,
    }
}

/// What makes a key that every algorithm for it is strong enough with.
const NEW_KEY: &str = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256";
const DEV_CLIENT_ID: &str = "dev";
