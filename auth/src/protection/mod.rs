//! Who may do what: the guard of handlers, and proof that a request comes from this application (CSRF).

mod caller;
mod csrf;
mod guard;
pub mod routing;

pub(crate) use caller::{Caller, accepts_html};
pub(crate) use csrf::{Csrf, CsrfRejected};
pub use guard::{Guard, Unauthenticated};
