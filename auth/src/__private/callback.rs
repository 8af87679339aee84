//! The functions and destinations that a declaration names.

use std::future::Future;

use crate::callback_url::CallbackUrl;
use crate::declaration::{DecisionFuture, Declaration, SignInAttempt, SignInDecision};

/// A function that `callbacks: { sign_in: … }` can name.
#[diagnostic::on_unimplemented(
    message = "`callbacks: {{ sign_in }}` names a function that cannot decide who may come in",
    label = "this function",
    note = "write it as `async fn(attempt: &mut SignInAttempt) -> SignInDecision`; what it awaits must be `Send`"
)]
pub trait SignInCallback<'a, D: Declaration> {
    /// Calls it.
    fn call(self, attempt: &'a mut SignInAttempt<D>) -> DecisionFuture<'a, D>;
}

#[diagnostic::do_not_recommend]
impl<'a, D, Decision> SignInCallback<'a, D> for fn(&'a mut SignInAttempt<D>) -> Decision
where
    D: Declaration,
    Decision: Future<Output = SignInDecision<D>> + Send + 'a,
{
    fn call(self, attempt: &'a mut SignInAttempt<D>) -> DecisionFuture<'a, D> {
        Box::pin(self(attempt))
    }
}

/// Calls the declaration's `callbacks: { sign_in }`.
pub fn sign_in_callback<'a, D: Declaration>(
    callback: impl SignInCallback<'a, D>,
    attempt: &'a mut SignInAttempt<D>,
) -> DecisionFuture<'a, D> {
    callback.call(attempt)
}

/// The value of `callback_url!`. The literal was checked while the crate was built; here it only gets its final form.
#[must_use]
pub fn checked_callback_url<D: Declaration>(url: &'static str) -> CallbackUrl<D> {
    CallbackUrl::parse(url).unwrap_or_else(|_| CallbackUrl::after_sign_in())
}
