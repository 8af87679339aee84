//! What can go wrong: one enum per boundary, named by who is at fault.

mod session;

pub use session::{CookieNameError, SessionError};
