//! The functions that a declaration names, each with the one signature that it can have.
//!
//! Every trait here is implemented for all functions of that signature, and once more for nothing. Of one implementation
//! alone rustc says what is missing behind it (`FnOnce`, `Future`); between two it can only say that the trait itself is not
//! implemented, and so every mistake has the same words, those of the declaration. Whether the future is `Send` is asked
//! afterwards, by [`Sendable`]: it is no part of the signature that anybody has written down.

use std::future::Future;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::account::{Claims, Profile, Roles};
use crate::callbacks::{Jwt, JwtDecision, RolesQuery, UpdateDecision};
use crate::declaration::{Answer, Declaration, RoleId, SignInAttempt, SignInDecision};
use crate::events::{
    AfterSignOutEvent, CreateUserEvent, LinkAccountEvent, RefusedEvent, SessionEvent, SignInEvent,
    SignOutEvent, UpdateUserEvent,
};
use crate::session::Session;

/// The implementation for the right functions.
#[derive(Debug)]
pub struct Right(());

/// The implementation for nothing; how it would answer does not matter.
#[derive(Debug)]
pub struct Wrong<T>(PhantomData<T>);

/// Nothing is a mistake of this kind.
pub trait Mistake {}

macro_rules! async_functions {
    ($(
        $(#[$about:meta])*
        trait $name:ident<$a:lifetime, $declaration:ident>: fn($argument:ty) -> Future[$($output:tt)*];
    )*) => {$(
        $(#[$about])*
        pub trait $name<$a, $declaration: Declaration, Kind> {
            /// What it returns.
            type Future: Future<$($output)*>;

            /// Calls it.
            fn call(self, argument: $argument) -> Self::Future;
        }

        #[diagnostic::do_not_recommend]
        impl<$a, $declaration, Function, Answered> $name<$a, $declaration, Right> for Function
        where
            $declaration: Declaration,
            Function: FnOnce($argument) -> Answered,
            Answered: Future<$($output)*>,
        {
            type Future = Answered;

            fn call(self, argument: $argument) -> Answered {
                self(argument)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$a, $declaration, Function, Answered> $name<$a, $declaration, Wrong<Answered>> for Function
        where
            $declaration: Declaration,
            Function: Mistake + FnOnce() -> Answered,
            Answered: Future<$($output)*>,
        {
            type Future = Answered;

            fn call(self, _: $argument) -> Answered {
                self()
            }
        }
    )*};
}

async_functions! {
    /// What `callbacks: { sign_in: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`callbacks: {{ sign_in }}` takes `async fn(attempt: &mut SignInAttempt) -> SignInDecision` [AUTH-127]",
        label = "is not such a function"
    )]
    trait SignInCallback<'a, D>: fn(&'a mut SignInAttempt<D>) -> Future[Output = SignInDecision<D>];

    /// What `callbacks: { jwt: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`callbacks: {{ jwt }}` takes `async fn(jwt: &mut Jwt) -> JwtDecision` [AUTH-127]",
        label = "is not such a function"
    )]
    trait JwtCallback<'a, D>: fn(&'a mut Jwt<D>) -> Future[Output = JwtDecision];

    /// What `callbacks: { session: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`callbacks: {{ session }}` takes `async fn(session: &Session) -> impl serde::Serialize` [AUTH-127]",
        label = "is not such a function"
    )]
    trait SessionCallback<'a, D>: fn(&'a Session<D>) -> Future[Output: Serialize];

    /// What `callbacks: { roles: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`callbacks: {{ roles }}` takes `async fn(query: &RolesQuery) -> Vec<Role>` [AUTH-127]",
        label = "is not such a function"
    )]
    trait RolesCallback<'a, D>: fn(&'a RolesQuery<D>) -> Future[Output: IntoIterator<Item = D::Role>];

    /// What `events: { sign_in: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ sign_in }}` takes `async fn(event: &SignInEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnSignIn<'a, D>: fn(&'a SignInEvent<D>) -> Future[Output = ()];

    /// What `events: { sign_out: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ sign_out }}` takes `async fn(event: &SignOutEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnSignOut<'a, D>: fn(&'a SignOutEvent<D>) -> Future[Output = ()];

    /// What `events: { after_sign_out: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ after_sign_out }}` takes `async fn(event: &AfterSignOutEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnAfterSignOut<'a, D>: fn(&'a AfterSignOutEvent<D>) -> Future[Output = ()];

    /// What `events: { create_user: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ create_user }}` takes `async fn(event: &CreateUserEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnCreateUser<'a, D>: fn(&'a CreateUserEvent<D>) -> Future[Output = ()];

    /// What `events: { update_user: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ update_user }}` takes `async fn(event: &UpdateUserEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnUpdateUser<'a, D>: fn(&'a UpdateUserEvent<D>) -> Future[Output = ()];

    /// What `events: { link_account: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ link_account }}` takes `async fn(event: &LinkAccountEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnLinkAccount<'a, D>: fn(&'a LinkAccountEvent<D>) -> Future[Output = ()];

    /// What `events: { session: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ session }}` takes `async fn(event: &SessionEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnSession<'a, D>: fn(&'a SessionEvent<D>) -> Future[Output = ()];

    /// What `events: { refused: … }` can name.
    #[diagnostic::on_unimplemented(
        message = "`events: {{ refused }}` takes `async fn(event: &RefusedEvent)` [AUTH-127]",
        label = "is not such a function"
    )]
    trait OnRefused<'a, D>: fn(&'a RefusedEvent<D>) -> Future[Output = ()];
}

/// What `callbacks: { update: … }` can name.
#[diagnostic::on_unimplemented(
    message = "`callbacks: {{ update }}` takes `async fn(jwt: &mut Jwt, update: T) -> UpdateDecision`, where `T` is `serde::Deserialize` [AUTH-127]",
    label = "is not such a function"
)]
pub trait UpdateCallback<'a, D: Declaration, Kind> {
    /// What it takes.
    type Update;
    /// What it returns.
    type Future: Future<Output = UpdateDecision>;

    /// Calls it, if what was sent is what it takes.
    fn call(self, jwt: &'a mut Jwt<D>, sent: Value) -> Sent<Self::Update, Self::Future>;
}

#[diagnostic::do_not_recommend]
impl<'a, D, Function, Update, Answered> UpdateCallback<'a, D, (Right, Update)> for Function
where
    D: Declaration,
    Function: FnOnce(&'a mut Jwt<D>, Update) -> Answered,
    Update: DeserializeOwned,
    Answered: Future<Output = UpdateDecision>,
{
    type Update = Update;
    type Future = Answered;

    fn call(self, jwt: &'a mut Jwt<D>, sent: Value) -> Sent<Update, Answered> {
        Sent(
            serde_json::from_value(sent).map(|update| self(jwt, update)),
            PhantomData,
        )
    }
}

#[diagnostic::do_not_recommend]
impl<'a, D, Function, Answered> UpdateCallback<'a, D, Wrong<Answered>> for Function
where
    D: Declaration,
    Function: Mistake + FnOnce() -> Answered,
    Answered: Future<Output = UpdateDecision>,
{
    type Update = ();
    type Future = Answered;

    fn call(self, _: &'a mut Jwt<D>, _: Value) -> Sent<(), Answered> {
        Sent(Ok(self()), PhantomData)
    }
}

/// What is made of what was sent: the function's future, if it is of the type `T` that the function takes.
#[derive(Debug)]
pub struct Sent<T, Answered>(serde_json::Result<Answered>, PhantomData<fn(T)>);

impl<T, Answered> Sent<T, Answered> {
    /// The future on the heap.
    ///
    /// # Errors
    /// When something else was sent.
    pub fn map<'a>(
        self,
        boxed: impl FnOnce(Answered) -> Answer<'a, UpdateDecision>,
    ) -> serde_json::Result<Answer<'a, UpdateDecision>> {
        self.0.map(boxed)
    }
}

/// What `profile: …` of a provider can name.
#[diagnostic::on_unimplemented(
    message = "`profile` takes `fn(claims: &Claims) -> Option<Profile>`, with the types of `auth::account` [AUTH-127]",
    label = "is not such a function"
)]
pub trait ProfileFunction<'a, Kind> {
    /// Calls it.
    fn call(self, claims: &'a Claims) -> Option<Profile>;
}

#[diagnostic::do_not_recommend]
impl<'a, Function> ProfileFunction<'a, Right> for Function
where
    Function: FnOnce(&'a Claims) -> Option<Profile>,
{
    fn call(self, claims: &'a Claims) -> Option<Profile> {
        self(claims)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, Function: Mistake> ProfileFunction<'a, Wrong<()>> for Function {
    fn call(self, _: &'a Claims) -> Option<Profile> {
        None
    }
}

/// What `when = …` of `#[protected]` can name.
#[diagnostic::on_unimplemented(
    message = "`when` takes `fn(session: &Session) -> bool` [AUTH-127]",
    label = "is not such a function"
)]
pub trait PredicateFunction<'a, D: Declaration, Kind> {
    /// Calls it.
    fn call(self, session: &'a Session<D>) -> bool;
}

#[diagnostic::do_not_recommend]
impl<'a, D, Function> PredicateFunction<'a, D, Right> for Function
where
    D: Declaration,
    Function: FnOnce(&'a Session<D>) -> bool,
{
    fn call(self, session: &'a Session<D>) -> bool {
        self(session)
    }
}

#[diagnostic::do_not_recommend]
impl<'a, D: Declaration, Function: Mistake> PredicateFunction<'a, D, Wrong<()>> for Function {
    fn call(self, _: &'a Session<D>) -> bool {
        false
    }
}

/// A future that any thread may go on with.
#[diagnostic::on_unimplemented(
    message = "the future of this function is not `Send`: it keeps an `Rc`, the guard of a lock or the like across an `.await` [AUTH-127]",
    label = "keeps something that cannot go to another thread",
    note = "drop it before the `.await`, or use what threads can share: `Arc`, `tokio::sync::Mutex`"
)]
pub trait Sendable<'a, T> {
    /// On the heap.
    fn boxed(self) -> Answer<'a, T>;
}

#[diagnostic::do_not_recommend]
impl<'a, T, Answered> Sendable<'a, T> for Answered
where
    Answered: Future<Output = T> + Send + 'a,
{
    fn boxed(self) -> Answer<'a, T> {
        Box::pin(self)
    }
}

/// Its answer as JSON.
#[must_use]
pub fn shown<'a, T: Serialize + 'a>(
    answer: Answer<'a, T>,
) -> Answer<'a, serde_json::Result<Value>> {
    Box::pin(async { serde_json::to_value(answer.await) })
}

/// What `callbacks: { update }` says of what was sent.
#[must_use]
pub fn updated<'a>(
    answer: serde_json::Result<Answer<'a, UpdateDecision>>,
) -> Answer<'a, serde_json::Result<UpdateDecision>> {
    Box::pin(async { Ok(answer?.await) })
}

/// The answer of `callbacks: { roles }` as a set.
#[must_use]
pub fn role_set<'a, R, T>(answer: Answer<'a, T>) -> Answer<'a, Roles<R>>
where
    R: RoleId,
    T: IntoIterator<Item = R> + 'a,
{
    Box::pin(async { answer.await.into_iter().collect() })
}

#[cfg(test)]
mod tests {
    use auth_spec::ErrorCode;

    #[test]
    fn every_text_says_its_code() {
        let source = include_str!("function.rs");
        let texts: Vec<&str> = source
            .lines()
            .filter_map(|line| line.trim().strip_prefix("message = "))
            .collect();
        assert_eq!(texts.len(), 16);
        let code = format!("[{}]\",", ErrorCode::FUNCTION_SIGNATURE.code);
        for text in texts {
            assert!(text.ends_with(&code), "{text}");
        }
    }
}
