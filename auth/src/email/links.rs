//! Sending links, and taking them back.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::SharedClock;
use crate::email::limits::Limits;
use crate::email::message::{Contents, Message};
use crate::email::{EmailAddress, Link, MailError, Mailer};
use crate::error::EmailError;
use crate::pages::Texts;
use crate::rate_limit::TooOften;
use crate::store::{Creation, LATEST, StoreError, VerificationToken, VerificationTokens, in_time};

/// What the provider `email` works with.
#[derive(Debug)]
pub(crate) struct Links {
    tokens: Arc<dyn VerificationTokens>,
    mailer: Arc<dyn Mailer>,
    clock: SharedClock,
    limits: Limits,
}

/// A link that somebody asks for.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// The id of the provider, as it stands in URLs.
    pub(crate) provider: &'a str,
    pub(crate) address: EmailAddress,
    /// Where the sign-in ends; one that has been checked.
    pub(crate) callback_url: Option<String>,
    /// Where the link leads.
    pub(crate) redirect_uri: &'a str,
    pub(crate) from: Option<&'static str>,
    /// How long it can be used, in seconds.
    pub(crate) max_age: u64,
    /// What people know the application by.
    pub(crate) application: &'a str,
    /// What the message says.
    pub(crate) texts: &'static Texts,
    /// Who asks, where that is known.
    pub(crate) peer: Option<IpAddr>,
}

impl Links {
    pub(crate) fn new(
        tokens: Arc<dyn VerificationTokens>,
        mailer: Arc<dyn Mailer>,
        clock: SharedClock,
    ) -> Self {
        Self {
            tokens,
            mailer,
            clock,
            limits: Limits::new(),
        }
    }

    /// Sends a link.
    ///
    /// # Errors
    /// When too many were asked for, or when it cannot be kept or sent.
    pub(crate) async fn send(&self, request: Request<'_>) -> Result<(), EmailError> {
        let now = self.clock.now();
        self.limits
            .count(&request.address, request.peer, now)
            .map_err(|TooOften { retry_after }| EmailError::TooOften { retry_after })?;
        let link = Link::generate(request.address.clone(), request.callback_url)?;
        let url = link
            .url(request.redirect_uri)
            .map_err(|error| EmailError::Mail(MailError::new(error)))?;
        self.sweep(now).await;
        let token = VerificationToken {
            identifier: link.address.as_str(),
            token: &link.hash(request.provider),
            expires_at: now.saturating_add(request.max_age).min(LATEST),
        };
        match in_time(self.tokens.create_token(&token)).await? {
            Creation::Created => {}
            Creation::Exists => {
                return Err(StoreError::corrupt("there is a token that is new").into());
            }
        }
        // Only what is kept is sent: a link that arrives is one that works.
        let message = Message::new(Contents {
            to: request.address,
            from: request.from,
            application: request.application,
            url,
            max_age: request.max_age,
            texts: request.texts,
        });
        tokio::time::timeout(LONGEST_MAIL, self.mailer.send(&message))
            .await
            .unwrap_or_else(|_| Err(MailError::new("it took longer than fifteen seconds")))
            .map_err(EmailError::Mail)
    }

    /// Uses a link up.
    ///
    /// # Errors
    /// When there is none such, and when nobody can say.
    pub(crate) async fn redeem(&self, provider: &str, link: &Link) -> Result<(), EmailError> {
        let hash = link.hash(provider);
        let taken = in_time(self.tokens.take_token(link.address.as_str(), &hash)).await?;
        match taken {
            Some(taken) if self.clock.now() <= taken.expires_at => Ok(()),
            _ => Err(EmailError::Link),
        }
    }

    /// Forgets a few of those that have expired. What remains makes no difference, and the next one comes by.
    async fn sweep(&self, now: u64) {
        let deleted = in_time(self.tokens.delete_expired_tokens(now, SWEPT)).await;
        if let Err(error) = deleted {
            tracing::warn!(code = error.code().code, %error, "links that have expired stay in the store");
        }
    }
}

/// Mail servers are slow.
const LONGEST_MAIL: Duration = Duration::from_secs(15);
/// How many that have expired are deleted with each one that is sent.
const SWEPT: usize = 16;
