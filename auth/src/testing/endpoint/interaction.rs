//! What people choose on the provider's pages.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderValue, Request};

use super::authorization::AuthorizationRequest;
use super::end_session::EndSessionRequest;
use crate::testing::answer::Answer;
use crate::testing::page;
use crate::testing::parameters::Parameters;
use crate::testing::{Persona, Provider};

/// A page that waits for an answer. It is answered once.
#[derive(Debug, Clone)]
pub(in crate::testing) enum Interaction {
    SignIn(Box<AuthorizationRequest>),
    SignOut(EndSessionRequest),
}

/// Who signs in.
enum Decision {
    Persona(Arc<Persona>),
    Cancel,
}

impl Provider {
    /// A form of one of the pages. Its `interaction` is known to the page alone, and no other site's page can send it: it
    /// would sign the browser in as somebody whom its user has not chosen.
    pub(super) fn interaction(&self, request: &Request<Bytes>) -> Answer {
        let site = request
            .headers()
            .get("sec-fetch-site")
            .map(HeaderValue::as_bytes);
        if !matches!(site, None | Some(b"same-origin" | b"none")) {
            return page::refusal(
                "invalid_request",
                "The form was sent by a page that is not the provider's.",
            );
        }
        let form = Parameters::of_form(request).unwrap_or_default();
        let id = form.get("interaction").unwrap_or_default();
        let found = self.state().interactions.get(id).cloned();
        match found {
            None => page::gone(self.texts(request.headers())),
            Some(Interaction::SignOut(end_session)) => {
                self.state().interactions.remove(id);
                self.confirm_end_session(request, &end_session, form.get("stay").is_some())
            }
            Some(Interaction::SignIn(_)) => match self.decision(&form) {
                Ok(decision) => self.finish_sign_in(request, id, decision),
                Err(text) => page::refusal("invalid_request", text),
            },
        }
    }

    /// Lets anybody in on a page that waits, as if they had been on it.
    pub(in crate::testing) fn sign_in(
        &self,
        request: &Request<Bytes>,
        interaction: &str,
        persona: Persona,
    ) -> Answer {
        self.finish_sign_in(request, interaction, Decision::Persona(persona.into()))
    }

    fn finish_sign_in(&self, http: &Request<Bytes>, id: &str, decision: Decision) -> Answer {
        let waiting = self.state().interactions.remove(id);
        let Some(Interaction::SignIn(request)) = waiting else {
            return page::gone(self.texts(http.headers()));
        };
        let persona = match decision {
            Decision::Cancel => {
                let description = "the sign-in was cancelled at the provider";
                return self.authorization_error(&request.target, "access_denied", description);
            }
            Decision::Persona(persona) => persona,
        };
        let answer = self
            .begin_session(http.headers(), persona)
            .and_then(|(session, cookie)| {
                Ok(self.grant_code(&request, session)?.with_cookie(&cookie))
            });
        answer.unwrap_or_else(|error| page::failure(&error))
    }

    fn decision(&self, form: &Parameters) -> Result<Decision, &'static str> {
        if form.get("cancel").is_some() {
            return Ok(Decision::Cancel);
        }
        if let Some(subject) = form.get("persona") {
            let persona = self
                .persona(subject)
                .ok_or("There is nobody of that name here.")?;
            return Ok(Decision::Persona(Arc::clone(persona)));
        }
        let text = |name| {
            form.get(name)
                .map(str::trim)
                .filter(|text| !text.is_empty())
        };
        let (name, email) = (text("name"), text("email"));
        if name.is_none() && email.is_none() {
            return Err("Somebody else needs a name or an e-mail address.");
        }
        if [name, email]
            .into_iter()
            .flatten()
            .any(|text| text.chars().count() > LONGEST_TEXT)
        {
            return Err("A name or an e-mail address is longer than 254 characters.");
        }
        let persona = Persona::somebody_else(name, email, form.get("email_verified").is_some());
        Ok(Decision::Persona(persona.into()))
    }
}

/// In characters; RFC 5321 §4.5.3.1 leaves an address no more.
const LONGEST_TEXT: usize = 254;
