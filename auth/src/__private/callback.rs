//! The functions that a declaration names.

use std::future::Future;

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
impl<'a, D, F, Decision> SignInCallback<'a, D> for F
where
    D: Declaration,
    F: FnOnce(&'a mut SignInAttempt<D>) -> Decision,
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
