//! What people choose on the provider's pages.

use std::sync::Arc;

use bytes::Bytes;
use http::Request;

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
enum Choice {
    Persona(Arc<Persona>),
    Cancel,
}

impl Provider {
    /// A form of one of the pages. Its `interaction` is a secret between the page and the provider, so no other page can
    /// make a browser send it.
    pub(super) fn interaction(&self, request: &Request<Bytes>) -> Answer {
        let form = Parameters::of_form(request).unwrap_or_default();
        let id = form.get("interaction").unwrap_or_default();
        let found = self.state().interactions.get(id).cloned();
        match found {
            None => page::gone(),
            Some(Interaction::SignOut(end_session)) => {
                self.state().interactions.remove(id);
                self.confirm_end_session(request, &end_session, form.get("stay").is_some())
            }
            Some(Interaction::SignIn(_)) => match self.choice(&form) {
                Ok(choice) => self.finish_sign_in(request, id, choice),
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
        self.finish_sign_in(request, interaction, Choice::Persona(persona.into()))
    }

    fn finish_sign_in(&self, http: &Request<Bytes>, id: &str, choice: Choice) -> Answer {
        let waiting = self.state().interactions.remove(id);
        let Some(Interaction::SignIn(request)) = waiting else {
            return page::gone();
        };
        let persona = match choice {
            Choice::Cancel => {
                let description = "the sign-in was cancelled at the provider";
                return self.authorization_error(&request.target, "access_denied", description);
            }
            Choice::Persona(persona) => persona,
        };
        let answer = self.begin_session(http.headers(), persona).and_then(|(session, cookie)| {
            Ok(self.grant_code(&request, session)?.with_cookie(&cookie))
        });
        answer.unwrap_or_else(|error| page::failure(&error))
    }

    fn choice(&self, form: &Parameters) -> Result<Choice, &'static str> {
        if form.get("cancel").is_some() {
            return Ok(Choice::Cancel);
        }
        if let Some(subject) = form.get("persona") {
            let persona = self.persona(subject).ok_or("There is nobody of that name here.")?;
            return Ok(Choice::Persona(Arc::clone(persona)));
        }
        let text = |name| form.get(name).map(str::trim).filter(|text| !text.is_empty());
        let (name, email) = (text("name"), text("email"));
        if name.is_none() && email.is_none() {
            return Err("Somebody else needs a name or an e-mail address.");
        }
        if [name, email].into_iter().flatten().any(|text| text.len() > LONGEST_TEXT) {
            return Err("A name or an e-mail address is longer than 254 bytes.");
        }
        let persona = Persona::somebody_else(name, email, form.get("email_verified").is_some());
        Ok(Choice::Persona(persona.into()))
    }
}

/// In bytes; RFC 5321 §4.5.3.1 leaves an address no more.
const LONGEST_TEXT: usize = 254;
