//! What carries a message to its receiver.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::email::Message;
use crate::outbound::{BoxError, BoxFuture};

/// Sends the messages of the provider `email`: something of the application's own, in front of whatever it sends mail with.
///
/// ```
/// use auth::email::{MailError, Mailer, Message};
/// use auth::outbound::BoxFuture;
///
/// #[derive(Debug)]
/// struct Outbox(/* a client of the service that sends your mail */);
///
/// impl Outbox {
///     async fn post(&self, to: &str, subject: &str, text: &str) -> Result<(), std::io::Error> {
///         Ok(())
///     }
/// }
///
/// impl Mailer for Outbox {
///     fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
///         Box::pin(async move {
///             self.post(message.to.as_str(), &message.subject, &message.text)
///                 .await
///                 .map_err(MailError::new)
///         })
///     }
/// }
/// ```
///
/// With the crate `lettre` (features `builder`, `smtp-transport`, `tokio1`, and one for TLS) it is:
///
/// ```text
/// #[derive(Debug)]
/// struct Smtp {
///     transport: lettre::AsyncSmtpTransport<lettre::Tokio1Executor>,
///     from: lettre::message::Mailbox,
/// }
///
/// impl Mailer for Smtp {
///     fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
///         Box::pin(async move {
///             let from = match message.from {
///                 Some(from) => from.parse().map_err(MailError::new)?,
///                 None => self.from.clone(),
///             };
///             let mail = lettre::Message::builder()
///                 .from(from)
///                 .to(message.to.as_str().parse().map_err(MailError::new)?)
///                 .subject(&message.subject)
///                 .multipart(lettre::message::MultiPart::alternative_plain_html(
///                     message.text.clone(),
///                     message.html.clone(),
///                 ))
///                 .map_err(MailError::new)?;
///             self.transport.send(mail).await.map_err(MailError::new)?;
///             Ok(())
///         })
///     }
/// }
/// ```
///
/// A message is worth a sign-in: what is logged of it must not hold its text, its HTML or its URL. Turn off what your mail
/// service does to links (click tracking), so that nobody else learns them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` sends no e-mail [AUTH-183]",
    label = "does not implement `auth::email::Mailer`",
    note = "implement `auth::email::Mailer` for a type of yours that sends it; `auth::email::Printed` is a mailer in debug builds only"
)]
pub trait Mailer: fmt::Debug + Send + Sync + 'static {
    /// Sends a message, or hands it over to something that will. It is given fifteen seconds.
    ///
    /// # Errors
    /// When it is not on its way. The browser is told so.
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>>;
}

/// A message that was not sent. It is logged, so it must not hold the message's text.
#[derive(Debug)]
pub struct MailError(BoxError);

impl MailError {
    /// `source` says why.
    pub fn new(source: impl Into<BoxError>) -> Self {
        Self(source.into())
    }
}

impl fmt::Display for MailError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the e-mail could not be sent: {}", self.0)
    }
}

impl Error for MailError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// A mailer for development: it sends nothing, and writes each link to standard error.
///
/// In release builds it is no [`Mailer`], so that an application which would sign nobody in is not built.
#[derive(Debug, Clone, Copy, Default)]
pub struct Printed;

#[cfg(any(debug_assertions, feature = "testing"))]
impl Mailer for Printed {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
        eprintln!(
            "auth: to {}, \u{201c}{}\u{201d}: {}",
            message.to, message.subject, message.url
        );
        Box::pin(std::future::ready(Ok(())))
    }
}

impl<T: Mailer + ?Sized> Mailer for Arc<T> {
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Result<(), MailError>> {
        (**self).send(message)
    }
}
