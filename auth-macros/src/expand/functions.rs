//! The methods that call the functions which a declaration names.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Path;

use super::declaration::option;
use crate::model::{Callbacks, Events};

/// A method of `Declaration`.
struct Method {
    name: &'static str,
    argument: TokenStream,
    /// The trait of the functions that it can call.
    calls: &'static str,
    answer: TokenStream,
    /// What makes the answer of what the function returns.
    through: Option<TokenStream>,
    /// Without the function there is no answer.
    optional: bool,
}

/// Those of `callbacks`.
pub(super) fn of_callbacks(callbacks: &Callbacks) -> TokenStream {
    let methods = [
        (
            &callbacks.sign_in,
            Method {
                name: "sign_in",
                argument: quote!(mut ::auth::declaration::SignInAttempt<Self>),
                calls: "SignInCallback",
                answer: quote!(::auth::declaration::SignInDecision<Self>),
                through: None,
                optional: false,
            },
        ),
        (
            &callbacks.jwt,
            Method {
                name: "jwt",
                argument: quote!(mut ::auth::Jwt<Self>),
                calls: "JwtCallback",
                answer: quote!(::auth::JwtDecision),
                through: None,
                optional: true,
            },
        ),
        (
            &callbacks.roles,
            Method {
                name: "roles",
                argument: quote!(::auth::RolesQuery<Self>),
                calls: "RolesCallback",
                answer: quote!(::auth::Roles<Self::Role>),
                through: Some(quote!(::auth::__private::role_set)),
                optional: true,
            },
        ),
    ];
    let methods = methods
        .iter()
        .filter_map(|(path, method)| Some(method.calling(path.as_ref()?)));
    let update = callbacks.update.as_ref().map(update);
    let shown = callbacks.session.as_ref().map(shown);
    quote!(#(#methods)* #update #shown)
}

/// The method that calls `callbacks: { update }`, and knows what it takes in TypeScript where its type says so.
fn update(path: &Path) -> TokenStream {
    let (place, local, function) = names(path);
    quote_spanned! {place=>
        #[allow(clippy::match_single_binding)]
        fn update<'a>(
            #local: ::core::option::Option<(&'a mut ::auth::Jwt<Self>, ::auth::__private::Value)>,
        ) -> ::core::option::Option<::auth::declaration::Update<'a>> {
            use ::auth::__private::{Sendable as __AuthSendable, UpdateCallback as __AuthCallable};
            use ::auth::__private::described_or_not::*;
            match #path {
                #function => {
                    let #function = |#local: (&'a mut ::auth::Jwt<Self>, _)| {
                        __AuthCallable::call(#function, #local.0, #local.1)
                    };
                    ::core::option::Option::Some(::auth::declaration::Update {
                        typescript: (&::auth::__private::Taking::of(&#function)).typescript(),
                        answer: #local.map(|#local| ::auth::__private::updated(
                            #function(#local).map(__AuthSendable::boxed)
                        )),
                    })
                }
            }
        }
    }
}

/// The method that calls `callbacks: { session }`, and knows what its answer is in TypeScript where its type says so. Of a
/// function of another signature nothing is known there: what is wrong with it is said where it is called.
fn shown(path: &Path) -> TokenStream {
    let (place, local, function) = names(path);
    quote_spanned! {place=>
        #[allow(clippy::match_single_binding)]
        fn shown<'a>(
            #local: ::core::option::Option<&'a ::auth::Session<Self>>,
        ) -> ::core::option::Option<::auth::declaration::Shown<'a>> {
            use ::auth::__private::{SessionCallback as __AuthCallable, Sendable as __AuthSendable};
            // One of the two traits is used, which one nobody knows here: of a glob that is enough.
            use ::auth::__private::described_or_not::*;
            match #path {
                #function => ::core::option::Option::Some(::auth::declaration::Shown {
                    typescript: (&::auth::__private::Answering::<Self, _>::of(&#function)).typescript(),
                    answer: #local.map(|#local| ::auth::__private::shown(
                        __AuthSendable::boxed(__AuthCallable::call(#function, #local))
                    )),
                }),
            }
        }
    }
}

/// Those of `events`.
pub(super) fn of_events(events: &Events) -> TokenStream {
    let methods = [
        (&events.sign_in, "on_sign_in", "OnSignIn", "SignInEvent"),
        (&events.sign_out, "on_sign_out", "OnSignOut", "SignOutEvent"),
        (
            &events.after_sign_out,
            "on_after_sign_out",
            "OnAfterSignOut",
            "AfterSignOutEvent",
        ),
        (
            &events.create_user,
            "on_create_user",
            "OnCreateUser",
            "CreateUserEvent",
        ),
        (
            &events.update_user,
            "on_update_user",
            "OnUpdateUser",
            "UpdateUserEvent",
        ),
        (
            &events.link_account,
            "on_link_account",
            "OnLinkAccount",
            "LinkAccountEvent",
        ),
        (&events.session, "on_session", "OnSession", "SessionEvent"),
        (&events.refused, "on_refused", "OnRefused", "RefusedEvent"),
    ];
    let methods = methods.iter().filter_map(|(path, name, calls, event)| {
        let event = format_ident!("{event}");
        let method = Method {
            name,
            argument: quote!(::auth::events::#event<Self>),
            calls,
            answer: quote!(()),
            through: None,
            optional: true,
        };
        Some(method.calling(path.as_ref()?))
    });
    quote!(#(#methods)*)
}

/// A pointer to the function that calls a provider's `profile`. Its name is nobody else's: the user's path is read inside.
pub(super) fn profile(path: &Path) -> TokenStream {
    let (place, local, function) = names(path);
    quote_spanned! {place=> {
        #[allow(clippy::match_single_binding)]
        fn __auth_profile(
            #local: &::auth::account::Claims,
        ) -> ::core::option::Option<::auth::account::Profile> {
            use ::auth::__private::ProfileFunction as __AuthCallable;
            match #path {
                #function => __AuthCallable::call(#function, #local),
            }
        }
        ::core::option::Option::Some(__auth_profile)
    }}
}

/// A pointer to the function that calls the `authorize` of `credentials`, likewise.
pub(super) fn authorize(path: &Path) -> TokenStream {
    let (place, local, function) = names(path);
    quote_spanned! {place=> {
        #[allow(clippy::match_single_binding)]
        fn __auth_authorize<'a>(
            #local: &'a ::auth::credentials::Credentials,
        ) -> ::auth::declaration::Answer<'a, ::auth::credentials::Checked> {
            use ::auth::__private::{AuthorizeFunction as __AuthCallable, Sendable as __AuthSendable};
            match #path {
                #function => ::auth::__private::checked(
                    __AuthSendable::boxed(__AuthCallable::call(#function, #local))
                ),
            }
        }
        __auth_authorize
    }}
}

impl Method {
    /// All of it at the user's path: a function with another signature is one error there, in the words of the trait.
    ///
    /// Every name of the call stands at one place, so that rustc has nothing to say of another; a path that is
    /// bound by `let` makes rustc guess that a type was meant.
    fn calling(&self, path: &Path) -> TokenStream {
        let (place, local, function) = names(path);
        let name = Ident::new(self.name, place);
        let calls = Ident::new(self.calls, place);
        let Self {
            argument, answer, ..
        } = self;
        let called = quote_spanned! {place=>
            __AuthSendable::boxed(__AuthCallable::call(#function, #local))
        };
        let called = match &self.through {
            Some(through) => quote_spanned!(place=> #through(#called)),
            None => called,
        };
        let mut answer = quote_spanned!(place=> ::auth::declaration::Answer<'a, #answer>);
        let mut value = called;
        if self.optional {
            answer = quote_spanned!(place=> ::core::option::Option<#answer>);
            value = option(&value);
        }
        let argument = at(place, argument);
        quote_spanned! {place=>
            #[allow(clippy::match_single_binding)]
            fn #name<'a>(#local: &'a #argument) -> #answer {
                use ::auth::__private::{#calls as __AuthCallable, Sendable as __AuthSendable};
                match #path {
                    #function => #value,
                }
            }
        }
    }
}

/// Where the function's own name stands, and the names of two variables. That of the argument is nobody else's; that of the
/// function stands at its place for the errors, so no other function is called that.
pub(super) fn names(path: &Path) -> (Span, Ident, Ident) {
    let place = path
        .segments
        .last()
        .map_or_else(Span::call_site, |segment| segment.ident.span());
    let hidden = Span::mixed_site().located_at(place);
    (
        place,
        Ident::new("argument", hidden),
        Ident::new("__auth_function", place),
    )
}

/// The same tokens at another place.
fn at(place: Span, tokens: &TokenStream) -> TokenStream {
    tokens
        .to_token_stream()
        .into_iter()
        .map(|mut token| {
            token.set_span(place);
            token
        })
        .collect()
}
