//! What an `authorize` function may return.

use std::error::Error;

use crate::account::Profile;

/// Who it is; `None` when the name or the password is wrong; an error when nobody could find out.
pub type Checked = Result<Option<Profile>, Box<dyn Error + Send + Sync>>;

/// What an `authorize` function may return: `Option<Profile>`, or a `Result` of it whose error says why nobody could find out
/// (the database is down). The error is logged, so it had better say nothing of what was typed.
pub trait CredentialsAnswer {
    /// The same in the form that is looked at.
    fn checked(self) -> Checked;
}

impl CredentialsAnswer for Option<Profile> {
    fn checked(self) -> Checked {
        Ok(self)
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> CredentialsAnswer for Result<Option<Profile>, E> {
    fn checked(self) -> Checked {
        self.map_err(Into::into)
    }
}
