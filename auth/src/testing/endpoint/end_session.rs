//! The end-session endpoint (OpenID Connect RP-Initiated Logout 1.0).

use bytes::Bytes;
use http::{Method, Request};
use serde_json::{Map, Value};

use super::Interaction;
use super::authorization::with_query;
use crate::pages::Texts;
use crate::testing::answer::{Answer, Shown};
use crate::testing::grant::ProviderSession;
use crate::testing::jose::verified_claims;
use crate::testing::page;
use crate::testing::parameters::Parameters;
use crate::testing::random::{NoRandomness, random_token};
use crate::testing::{Client, Provider};

/// A sign-out that the provider accepts.
#[derive(Debug, Clone)]
pub(in crate::testing) struct EndSessionRequest {
    client_id: Option<String>,
    /// Where the browser goes afterwards, with `state`.
    return_to: Option<String>,
    texts: &'static Texts,
}

impl Provider {
    pub(super) fn end_session(&self, request: &Request<Bytes>) -> Answer {
        let parameters = match *request.method() {
            Method::GET => Parameters::of_query(request),
            Method::POST => Parameters::of_form(request).unwrap_or_default(),
            _ => return Answer::method_not_allowed("GET, POST"),
        };
        if let Some(name) = parameters.repeated() {
            let text = format!("The request names {name} more than once.");
            return page::refusal("invalid_request", &text);
        }
        let token = parameters.get("id_token_hint");
        let hint = token.and_then(|token| verified_claims(&self.state().keys, token));
        if token.is_some() && hint.is_none() {
            let text = "The id_token_hint is not an ID token of this provider.";
            return page::refusal("invalid_request", text);
        }
        let client = match self.client_of(&parameters, hint.as_ref()) {
            Ok(client) => client,
            Err(text) => return page::refusal("invalid_request", text),
        };
        let return_to = match return_target(&parameters, client) {
            Ok(return_to) => return_to,
            Err(page) => return *page,
        };
        let end_session = EndSessionRequest {
            client_id: client.map(|client| client.id().to_owned()),
            return_to,
            texts: self.texts(request.headers()),
        };
        match (self.session(request.headers()), hint) {
            (None, _) => self.signed_out(&end_session, Vec::new()),
            // Who brings the ID token of this very session need not be asked (§2).
            (Some((key, session)), Some(hint)) if is_of(&hint, &session) => {
                self.end(&end_session, &key)
            }
            (Some((_, session)), _) => self.ask_to_sign_out(end_session, &session),
        }
    }

    /// What was chosen on the page that asks.
    pub(super) fn confirm_end_session(
        &self,
        request: &Request<Bytes>,
        end_session: &EndSessionRequest,
        stay: bool,
    ) -> Answer {
        if stay {
            return page::still_signed_in(end_session.texts, self.home(end_session));
        }
        match self.session(request.headers()) {
            Some((key, _)) => self.end(end_session, &key),
            None => self.signed_out(end_session, Vec::new()),
        }
    }

    /// Ends a session, and tells every client that somebody was signed in to in it, the one that asks too: by a logout token
    /// (Back-Channel Logout §2.5), or in a frame (Front-Channel Logout §2).
    fn end(&self, request: &EndSessionRequest, key: &str) -> Answer {
        // In a statement of its own: signing locks as well.
        let ended = self.state().end_session(key);
        let Some(ended) = ended else {
            return self.signed_out(request, Vec::new());
        };
        let (mut tokens, mut frames) = (Vec::new(), Vec::new());
        for client in ended.clients.iter().filter_map(|id| self.client(id)) {
            if let Some(uri) = client.to_tell_by_token() {
                let token = self
                    .logout_token(client.id())
                    .subject(ended.session.persona.subject())
                    .session(&ended.session.sid);
                match token.request(uri) {
                    Ok(request) => tokens.push(request.map(Bytes::from)),
                    Err(error) => return page::failure(&error),
                }
            }
            if let Some(uri) = client.to_tell_by_frame() {
                let says = |name: &str, value: &str| (name.to_owned(), value.to_owned());
                let (iss, sid) = (says("iss", self.issuer()), says("sid", &ended.session.sid));
                frames.push(with_query(uri, &[iss, sid]));
            }
        }
        let mut answer = self.signed_out(request, frames);
        answer.logout_requests = tokens;
        answer
    }

    fn ask_to_sign_out(&self, request: EndSessionRequest, session: &ProviderSession) -> Answer {
        let Ok(id) = random_token() else {
            return page::failure(&NoRandomness);
        };
        let mut page = page::sign_out(self, request.texts, &session.persona, &id);
        page.shown = Some(Shown::SignOut {
            interaction: id.clone(),
        });
        let interaction = Interaction::SignOut(request);
        self.state().interactions.insert(id, interaction);
        page
    }

    fn signed_out(&self, request: &EndSessionRequest, frames: Vec<String>) -> Answer {
        let answer = match &request.return_to {
            Some(url) if frames.is_empty() => Answer::redirect(url),
            None if frames.is_empty() => page::signed_out(request.texts, self.home(request)),
            return_to => {
                let return_to = return_to.clone();
                let mut page = page::telling(request.texts, &frames, return_to.as_deref());
                page.shown = Some(Shown::Frames {
                    frames,
                    location: return_to,
                });
                page
            }
        };
        answer.with_cookie(&self.ended_session_cookie())
    }

    fn home(&self, request: &EndSessionRequest) -> Option<&Client> {
        self.client(request.client_id.as_deref()?)
    }

    /// The application that asks: named by `client_id`, by the hint's `aud`, or by both alike.
    fn client_of(
        &self,
        parameters: &Parameters,
        hint: Option<&Map<String, Value>>,
    ) -> Result<Option<&Client>, &'static str> {
        let audience = hint.and_then(|claims| claims.get("aud")?.as_str());
        let named = parameters.get("client_id");
        if let (Some(named), Some(audience)) = (named, audience)
            && named != audience
        {
            return Err("The id_token_hint was issued to another client than client_id names.");
        }
        match named.or(audience) {
            None => Ok(None),
            Some(id) => match self.client(id) {
                Some(client) => Ok(Some(client)),
                None => Err("The request's client_id is not registered here."),
            },
        }
    }
}

/// `post_logout_redirect_uri` with `state`, if it is registered (§3).
fn return_target(
    parameters: &Parameters,
    client: Option<&Client>,
) -> Result<Option<String>, Box<Answer>> {
    let Some(uri) = parameters.get("post_logout_redirect_uri") else {
        return Ok(None);
    };
    let Some(client) = client else {
        let text = "A post_logout_redirect_uri needs an id_token_hint or a client_id.";
        return Err(Box::new(page::refusal("invalid_request", text)));
    };
    let registered = client.post_logout_redirect_uris();
    if !registered.iter().any(|one| one == uri) {
        let name = "post_logout_redirect_uri";
        return Err(Box::new(page::unregistered(client, name, uri, registered)));
    }
    let state = parameters
        .get("state")
        .map(|state| ("state".to_owned(), state.to_owned()));
    Ok(Some(with_query(uri, state.as_slice())))
}

/// Whether an ID token was issued in this session.
fn is_of(hint: &Map<String, Value>, session: &ProviderSession) -> bool {
    let says = |name: &str, value: &str| hint.get(name).and_then(Value::as_str) == Some(value);
    says("sid", &session.sid) && says("sub", session.persona.subject())
}
