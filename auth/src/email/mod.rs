//! Signing in by a link that is sent to an e-mail address: `providers: [email]`.
//!
//! Somebody types their address, is sent a link, and is signed in when they follow it and press the one button on the page
//! that it leads to. Who they are is `email` (the provider's id) and their address, with the domain in lower case; the
//! address counts as verified.
//!
//! A declaration with `email` needs two things from the application, and is not built without them: a store that keeps
//! [`VerificationTokens`](crate::store::VerificationTokens), and a [`Mailer`].
//!
//! ```no_run
//! # extern crate auth as _;
//! mod auth {
//!     auth::auth! {
//!         providers: [email { from: "Acme <login@acme.example>", max_age: 10 minutes }],
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let auth = auth::Auth::builder()
//!     .store(::auth::store::Memory::new())
//!     .mailer(::auth::email::Printed)
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # What is guaranteed
//! * A link is 256 random bits. The store is given a hash of them together with the provider, the address and the callback
//!   URL, so that a link that has been changed in any of these is none, and what stands in the store makes no link.
//! * A link works once, for ten minutes (`max_age`: a minute to a day). One that is too old, has been used or was never sent
//!   is answered alike (`AUTH-571`).
//! * Opening a link uses nothing up: programs that look at links in mail (scanners, previews) do no harm. Only the button
//!   on the page behind it does, without JavaScript, and only where the page was shown.
//! * A link may be opened in another browser than the one it was asked for in: on a telephone, for instance. It is there that
//!   somebody is signed in, and the page says as whom before it happens.
//! * Whether somebody has signed in with an address before makes no difference to any answer.
//! * An address is sent five links at once and then one in three minutes; a peer asks for twenty at once and then one in 45
//!   seconds (an IPv6 address counts by its first 64 bits). What is more is answered `429` with `Retry-After`. The counts are
//!   this process's own and end with it.
//! * The peer is that of the connection, where the application is served with
//!   [`into_make_service_with_connect_info::<SocketAddr>`](axum::Router::into_make_service_with_connect_info). No
//!   `X-Forwarded-For` is believed. Behind a proxy that can be trusted, a layer of the application's own puts the
//!   `ConnectInfo` of the browser into the request; a proxy's own address would be everybody's, so without such a layer leave
//!   it out.
//!
//! # A form of your own
//! A page of yours posts the fields `email` and, if it can, `csrfToken` (from `GET {base_path}/csrf`) and `callbackUrl` to
//! `{base_path}/signin/email`; [`Auth::providers`](crate::Auth::providers) says where. The answer leads to
//! `pages: { verify_request }`.

mod address;
mod limits;
mod link;
mod links;
mod mailer;
mod message;
#[cfg(test)]
mod tests;

pub use auth_spec::email_address::EmailAddressFault;

pub use address::EmailAddress;
pub(crate) use link::Link;
pub(crate) use links::{Links, Request};
pub use mailer::{MailError, Mailer, Printed};
pub use message::Message;
