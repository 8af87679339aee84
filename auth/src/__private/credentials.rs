//! The `authorize` function of `credentials { … }`.

use std::future::Future;

use super::function::{Mistake, Right, Wrong};
use crate::credentials::{Checked, Credentials, CredentialsAnswer};
use crate::declaration::Answer;

/// What `authorize: …` of `credentials` can name.
#[diagnostic::on_unimplemented(
    message = "`authorize` takes `async fn(credentials: &Credentials) -> Option<Profile>` [AUTH-127]",
    label = "is not such a function"
)]
pub trait AuthorizeFunction<'a, Kind> {
    /// What it returns.
    type Future: Future<Output: CredentialsAnswer>;

    /// Calls it.
    fn call(self, credentials: &'a Credentials) -> Self::Future;
}

#[diagnostic::do_not_recommend]
impl<'a, Function, Answered> AuthorizeFunction<'a, Right> for Function
where
    Function: FnOnce(&'a Credentials) -> Answered,
    Answered: Future<Output: CredentialsAnswer>,
{
    type Future = Answered;

    fn call(self, credentials: &'a Credentials) -> Answered {
        self(credentials)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, Function, Answered> AuthorizeFunction<'a, Wrong<Answered>> for Function
where
    Function: Mistake + FnOnce() -> Answered,
    Answered: Future<Output: CredentialsAnswer>,
{
    type Future = Answered;

    fn call(self, _: &'a Credentials) -> Answered {
        self()
    }
}

/// Its answer in the form that is looked at.
#[must_use]
pub fn checked<'a, T: CredentialsAnswer + 'a>(answer: Answer<'a, T>) -> Answer<'a, Checked> {
    Box::pin(async { answer.await.checked() })
}
