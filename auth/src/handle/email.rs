//! Signing in by a link: sending it, and using it up.

use std::net::IpAddr;

use auth_spec::Protocol;
use serde_json::json;

use crate::account::{Claims, Profile};
use crate::declaration::Declaration;
use crate::email::{EmailAddress, Link, Request};
use crate::error::{EmailError, SignInError};
use crate::handle::admission::Identified;
use crate::handle::completion::Completed;
use crate::handle::sign_in::with_query;
use crate::handle::visitor::Visitor;
use crate::handle::{Auth, Core};
use crate::pages::Texts;
use crate::redirection::Redirection;

/// A link that a form asks for.
pub(crate) struct LinkRequest<'a> {
    /// The place of the provider.
    pub(crate) place: usize,
    /// What was typed.
    pub(crate) email: &'a str,
    /// Where the sign-in ends; one that has been checked.
    pub(crate) callback_url: Option<String>,
    /// Who asks, where that is known.
    pub(crate) peer: Option<IpAddr>,
    /// What the message says.
    pub(crate) texts: &'static Texts,
}

impl Core {
    /// Whether the provider in this place of the declaration sends links.
    pub(crate) fn sends_links(&self, place: usize) -> bool {
        self.configured(place)
            .is_some_and(|provider| provider.declaration.spec.protocol == Protocol::Email)
    }

    /// Sends a link; the answer leads to the page that says so.
    pub(crate) async fn send_link(
        &self,
        request: LinkRequest<'_>,
    ) -> Result<Redirection, SignInError> {
        let provider = self.configured(request.place);
        let (Some(provider), Some(links)) = (provider, &self.links) else {
            return Err(SignInError::UnknownProvider);
        };
        let declaration = provider.declaration;
        let address = EmailAddress::parse(request.email).map_err(EmailError::from)?;
        links
            .send(Request {
                provider: declaration.id,
                address,
                callback_url: request.callback_url,
                redirect_uri: &provider.redirect_uri,
                from: declaration.from,
                max_age: declaration.link_max_age,
                application: self.configuration.base_url.authority(),
                peer: request.peer,
                texts: request.texts,
            })
            .await?;
        tracing::debug!(provider = declaration.id, "a link was sent");
        let page = with_query(
            self.configuration.verify_request_page(),
            [("provider", Some(declaration.id)), ("type", Some("email"))],
        );
        Ok(Redirection::to(page, Vec::new()))
    }
}

impl<D: Declaration> Auth<D> {
    /// Uses a link up, lets the application decide, and begins a session. `None` is a link that is not complete.
    pub(crate) async fn follow_link(
        &self,
        place: usize,
        link: Option<Link>,
        visitor: Visitor<'_>,
    ) -> Completed {
        // It was checked before the link was sent; the declaration may have changed since.
        let callback_url = link
            .as_ref()
            .and_then(|link| link.callback_url.as_deref())
            .and_then(|url| self.core().callback_url(url));
        let mut completed = Completed::ending_at(callback_url);
        completed.result = self.redeem_link(place, link, visitor, &mut completed).await;
        self.tell_of_refusal(place, &mut completed).await;
        completed
    }

    async fn redeem_link(
        &self,
        place: usize,
        link: Option<Link>,
        visitor: Visitor<'_>,
        completed: &mut Completed,
    ) -> Result<String, SignInError> {
        let core = self.core();
        let (Some(provider), Some(links)) = (core.configured(place), &core.links) else {
            return Err(SignInError::UnknownProvider);
        };
        let link = link.ok_or(EmailError::Link)?;
        links.redeem(provider.declaration.id, &link).await?;
        let identified = identified(&link.address, self.sessions().now());
        self.admit(place, identified, visitor, completed).await
    }
}

/// Who has read mail at an address, just now.
fn identified(address: &EmailAddress, now: u64) -> Identified {
    let claims =
        json!({ "sub": address.as_str(), "email": address.as_str(), "email_verified": true });
    Identified {
        profile: Profile {
            subject: address.as_str().to_owned(),
            email: Some(address.as_str().to_owned()),
            email_verified: true,
            ..Profile::default()
        },
        claims: match claims {
            serde_json::Value::Object(members) => Claims::from(members),
            _ => Claims::default(),
        },
        issuer: None,
        tokens: None,
        authenticated_at: Some(now),
    }
}
