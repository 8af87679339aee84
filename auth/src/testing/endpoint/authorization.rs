//! The authorization endpoint (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2).

use auth_spec::ResponseMode;
use bytes::Bytes;
use http::{Method, Request};

use super::Interaction;
use crate::pages::{ENGLISH, Texts};
use crate::testing::answer::{Answer, Shown};
use crate::testing::edit::{Edit, edit_parameters};
use crate::testing::grant::{AuthorizationCode, Grant, ProviderSession};
use crate::testing::jose::verified_claims;
use crate::testing::page;
use crate::testing::parameters::{Parameters, words};
use crate::testing::random::{NoRandomness, random_token};
use crate::testing::{Client, Provider};

/// An authorization request that the provider accepts.
#[derive(Debug, Clone)]
pub(in crate::testing) struct AuthorizationRequest {
    pub(in crate::testing) target: ResponseTarget,
    pub(in crate::testing) scopes: Vec<String>,
    pub(in crate::testing) nonce: Option<String>,
    pub(in crate::testing) code_challenge: String,
    pub(in crate::testing) dpop_jkt: Option<String>,
    pub(in crate::testing) login_hint: Option<String>,
    prompt: Prompt,
    max_age: Option<u64>,
    /// The `sub` that an `id_token_hint` names.
    hinted_subject: Option<String>,
}

/// Where the authorization response goes, and how.
#[derive(Debug, Clone)]
pub(in crate::testing) struct ResponseTarget {
    pub(in crate::testing) client_id: String,
    pub(in crate::testing) redirect_uri: String,
    response_mode: ResponseMode,
    state: Option<String>,
    texts: &'static Texts,
    /// What a test wants to be wrong with the response.
    edits: Vec<Edit>,
}

/// OpenID Connect Core §3.1.2.1: whether somebody is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prompt {
    IfNeeded,
    Always,
    Never,
}

/// RFC 6749 §4.1.2.1.
struct AuthorizationError {
    code: &'static str,
    description: String,
}

impl Provider {
    pub(super) fn authorization(
        &self,
        request: &Request<Bytes>,
        edits: Vec<Edit>,
        error_at_once: bool,
    ) -> Answer {
        let parameters = match *request.method() {
            Method::GET => Parameters::of_query(request),
            Method::POST => Parameters::of_form(request).unwrap_or_default(),
            _ => return Answer::method_not_allowed("GET, POST"),
        };
        let client = match self.known_client(&parameters) {
            Ok(client) => client,
            Err(page) => return *page,
        };
        let parameters = match self.pushed_parameters(client, &parameters) {
            Ok(Some(pushed)) => pushed,
            Ok(None) => parameters,
            Err(page) => return *page,
        };
        let target = match ResponseTarget::read(client, &parameters, edits) {
            Ok(target) => ResponseTarget {
                texts: self.texts(request.headers()),
                ..target
            },
            Err(page) => return *page,
        };
        if error_at_once {
            return self.authorization_response(&target, Vec::new());
        }
        let request_hints = |token: &str| verified_claims(&self.state().keys, token);
        match AuthorizationRequest::read(target.clone(), &parameters, request_hints) {
            Ok(authorization) => self.authorize_or_ask(request, authorization, client),
            Err(error) => self.authorization_error(&target, error.code, &error.description),
        }
    }

    /// What is wrong with an authorization request before anybody is sent here with it, by its code.
    pub(super) fn check_request(
        &self,
        client: &Client,
        parameters: &Parameters,
    ) -> Result<(), &'static str> {
        let target = ResponseTarget::read(client, parameters, Vec::new());
        let target = target.map_err(|_| "invalid_request")?;
        let hints = |token: &str| verified_claims(&self.state().keys, token);
        match AuthorizationRequest::read(target, parameters, hints) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.code),
        }
    }

    /// The code, for somebody who is signed in (RFC 6749 §4.1.2).
    pub(super) fn grant_code(
        &self,
        request: &AuthorizationRequest,
        session: ProviderSession,
    ) -> Result<Answer, NoRandomness> {
        let code = random_token()?;
        let target = &request.target;
        let grant = Grant::new(
            &target.client_id,
            session,
            request.scopes.clone(),
            request.nonce.clone(),
        );
        let entry = AuthorizationCode {
            grant: grant.into(),
            redirect_uri: target.redirect_uri.clone(),
            code_challenge: request.code_challenge.clone(),
            dpop_jkt: request.dpop_jkt.clone(),
            expires_at: self.now().saturating_add(CODE_LIFETIME),
            used: false,
        };
        self.state().codes.insert(code.clone(), entry);
        Ok(self.authorization_response(target, vec![("code".to_owned(), code)]))
    }

    /// The error, for the application (RFC 6749 §4.1.2.1).
    pub(super) fn authorization_error(
        &self,
        target: &ResponseTarget,
        code: &str,
        description: &str,
    ) -> Answer {
        let parameters = [("error", code), ("error_description", description)];
        let owned = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.authorization_response(target, owned.into())
    }

    /// Sends the browser back, with `state` and `iss` (RFC 9207 §2), and with what a test wants to be wrong.
    fn authorization_response(
        &self,
        target: &ResponseTarget,
        mut parameters: Vec<(String, String)>,
    ) -> Answer {
        let state = target
            .state
            .as_ref()
            .map(|state| ("state".to_owned(), state.clone()));
        parameters.extend(state);
        parameters.push(("iss".to_owned(), self.issuer().to_owned()));
        edit_parameters(&mut parameters, &target.edits);
        match target.response_mode {
            ResponseMode::Query => Answer::redirect(&with_query(&target.redirect_uri, &parameters)),
            ResponseMode::FormPost => {
                let mut answer = page::form_post(target.texts, &target.redirect_uri, &parameters);
                let redirect_uri = target.redirect_uri.clone();
                answer.shown = Some(Shown::FormPost {
                    redirect_uri,
                    parameters,
                });
                answer
            }
        }
    }

    /// A request that names no known client is nobody's: it is answered here and goes nowhere.
    fn known_client(&self, parameters: &Parameters) -> Result<&Client, Box<Answer>> {
        for name in ["client_id", "redirect_uri"] {
            if parameters.is_repeated(name) {
                let text = format!("The request names {name} more than once.");
                return Err(Box::new(page::refusal("invalid_request", &text)));
            }
        }
        let id = parameters.get("client_id").unwrap_or_default();
        self.client(id).ok_or_else(|| {
            let text = format!("The request's client_id is {id:?}, which is not registered here.");
            Box::new(page::refusal("invalid_client", &text))
        })
    }

    /// Lets somebody in who is signed in already, or shows the page.
    fn authorize_or_ask(
        &self,
        http: &Request<Bytes>,
        request: AuthorizationRequest,
        client: &Client,
    ) -> Answer {
        let now = self.now();
        let session = self.session(http.headers()).map(|(_, session)| session);
        let usable = session.filter(|session| request.is_satisfied_by(session, now));
        match (request.prompt, usable) {
            (Prompt::IfNeeded | Prompt::Never, Some(session)) => self
                .grant_code(&request, session)
                .unwrap_or_else(|error| page::failure(&error)),
            (Prompt::Never, None) => self.authorization_error(
                &request.target,
                "login_required",
                "nobody is signed in at the provider as the request demands",
            ),
            (Prompt::Always, _) | (Prompt::IfNeeded, None) => self.ask(request, client),
        }
    }

    fn ask(&self, request: AuthorizationRequest, client: &Client) -> Answer {
        let Ok(id) = random_token() else {
            return page::failure(&NoRandomness);
        };
        let mut page = page::sign_in(self, request.target.texts, client, &request, &id);
        page.shown = Some(Shown::SignIn {
            interaction: id.clone(),
        });
        let interaction = Interaction::SignIn(Box::new(request));
        self.state().interactions.insert(id, interaction);
        page
    }
}

impl ResponseTarget {
    /// A redirect URI that is not registered never gets an answer (RFC 9700 §4.1.3).
    fn read(
        client: &Client,
        parameters: &Parameters,
        edits: Vec<Edit>,
    ) -> Result<Self, Box<Answer>> {
        let redirect_uri = parameters.get("redirect_uri").unwrap_or_default();
        if !client
            .redirect_uris()
            .iter()
            .any(|registered| registered == redirect_uri)
        {
            return Err(Box::new(page::unregistered(
                client,
                "redirect_uri",
                redirect_uri,
                client.redirect_uris(),
            )));
        }
        Ok(Self {
            client_id: client.id().to_owned(),
            redirect_uri: redirect_uri.to_owned(),
            response_mode: match parameters.get("response_mode") {
                Some("form_post") => ResponseMode::FormPost,
                _ => ResponseMode::Query,
            },
            state: parameters.get("state").map(str::to_owned),
            texts: &ENGLISH,
            edits,
        })
    }
}

impl AuthorizationRequest {
    fn read(
        target: ResponseTarget,
        parameters: &Parameters,
        claims_of_hint: impl FnOnce(&str) -> Option<serde_json::Map<String, serde_json::Value>>,
    ) -> Result<Self, AuthorizationError> {
        if let Some(name) = parameters.repeated() {
            return Err(invalid(format!(
                "{name} stands more than once in the request"
            )));
        }
        for (name, code) in UNSUPPORTED_PARAMETERS {
            if parameters.get(name).is_some() {
                return Err(AuthorizationError {
                    code,
                    description: format!("{name} is not supported"),
                });
            }
        }
        match parameters.get("response_type") {
            Some("code") => {}
            None => return Err(invalid("response_type is missing")),
            Some(_) => {
                return Err(AuthorizationError {
                    code: "unsupported_response_type",
                    description: "only response_type=code is supported".to_owned(),
                });
            }
        }
        if !matches!(
            parameters.get("response_mode"),
            None | Some("query" | "form_post")
        ) {
            return Err(invalid("response_mode is neither query nor form_post"));
        }
        let max_age = parameters.get("max_age").map(str::parse).transpose();
        let hint = parameters.get("id_token_hint").map(|token| {
            let claims = claims_of_hint(token);
            let subject = claims.and_then(|claims| Some(claims.get("sub")?.as_str()?.to_owned()));
            subject.ok_or_else(|| invalid("id_token_hint is not an ID token of this provider"))
        });
        Ok(Self {
            scopes: scopes(parameters)?,
            nonce: parameters.get("nonce").map(str::to_owned),
            code_challenge: code_challenge(parameters)?,
            dpop_jkt: dpop_jkt(parameters)?,
            login_hint: parameters.get("login_hint").map(str::to_owned),
            prompt: Prompt::read(parameters)?,
            max_age: max_age.map_err(|_| invalid("max_age is not a number of seconds"))?,
            hinted_subject: hint.transpose()?,
            target,
        })
    }

    /// Whether a session answers the request without asking anybody.
    fn is_satisfied_by(&self, session: &ProviderSession, now: u64) -> bool {
        let age = now.saturating_sub(session.auth_time);
        // `max_age=0` means the same as `prompt=login` (OpenID Connect Core §3.1.2.1, errata set 2).
        let recent = self
            .max_age
            .is_none_or(|max_age| max_age > 0 && age <= max_age);
        let hint = self.login_hint.as_deref();
        let hinted = hint.is_none_or(|hint| session.persona.is_hinted_by(hint));
        let subject = self.hinted_subject.as_deref();
        recent && hinted && subject.is_none_or(|subject| session.persona.subject() == subject)
    }
}

impl Prompt {
    fn read(parameters: &Parameters) -> Result<Self, AuthorizationError> {
        let values: Vec<&str> = words(parameters.get("prompt").unwrap_or_default()).collect();
        match values.as_slice() {
            [] => Ok(Self::IfNeeded),
            ["none"] => Ok(Self::Never),
            values if values.contains(&"none") => {
                Err(invalid("prompt=none cannot be combined with another value"))
            }
            values if values.iter().all(|value| PROMPTS.contains(value)) => Ok(Self::Always),
            _ => Err(invalid("prompt has a value that is not supported")),
        }
    }
}

/// RFC 6749 §3.3. Scopes that the provider does not know are granted too: an application may have its own.
fn scopes(parameters: &Parameters) -> Result<Vec<String>, AuthorizationError> {
    let invalid = |description: &str| AuthorizationError {
        code: "invalid_scope",
        description: description.to_owned(),
    };
    let scope = parameters
        .get("scope")
        .ok_or_else(|| invalid("scope is missing"))?;
    let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let mut scopes: Vec<String> = Vec::new();
    for value in words(scope) {
        if !value.bytes().all(allowed) {
            return Err(invalid("scope has a character that it cannot have"));
        }
        if !scopes.iter().any(|scope| scope == value) {
            scopes.push(value.to_owned());
        }
    }
    Ok(scopes)
}

/// RFC 7636 §4.3: required here, and only `S256`.
fn code_challenge(parameters: &Parameters) -> Result<String, AuthorizationError> {
    let challenge = parameters
        .get("code_challenge")
        .ok_or_else(|| invalid("code_challenge is missing: this provider requires PKCE"))?;
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid("code_challenge_method is not S256"));
    }
    if !is_sha256_base64url(challenge) {
        return Err(invalid(
            "code_challenge is not the base64url of a SHA-256 hash",
        ));
    }
    Ok(challenge.to_owned())
}

/// RFC 9449 §10: the thumbprint of the key to which the code is bound.
fn dpop_jkt(parameters: &Parameters) -> Result<Option<String>, AuthorizationError> {
    let Some(thumbprint) = parameters.get("dpop_jkt") else {
        return Ok(None);
    };
    if !is_sha256_base64url(thumbprint) {
        return Err(invalid("dpop_jkt is not the thumbprint of a key"));
    }
    Ok(Some(thumbprint.to_owned()))
}

fn is_sha256_base64url(text: &str) -> bool {
    let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() == SHA256_BASE64URL_LENGTH && text.bytes().all(base64url)
}

/// A URL with further parameters in its query.
pub(super) fn with_query(url: &str, parameters: &[(String, String)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters);
    let query = query.finish();
    match (query.is_empty(), url.contains('?')) {
        (true, _) => url.to_owned(),
        (false, true) => format!("{url}&{query}"),
        (false, false) => format!("{url}?{query}"),
    }
}

fn invalid(description: impl Into<String>) -> AuthorizationError {
    AuthorizationError {
        code: "invalid_request",
        description: description.into(),
    }
}

/// In seconds.
const CODE_LIFETIME: u64 = 60;

const SHA256_BASE64URL_LENGTH: usize = 43;

const PROMPTS: [&str; 3] = ["login", "consent", "select_account"];

/// OpenID Connect Core §3.1.2.6.
const UNSUPPORTED_PARAMETERS: [(&str, &str); 3] = [
    ("request", "request_not_supported"),
    ("request_uri", "request_uri_not_supported"),
    ("registration", "registration_not_supported"),
];
