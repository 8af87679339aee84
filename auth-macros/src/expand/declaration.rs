//! The implementation of `Declaration`, and the names that users have.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::LitStr;
use syn::spanned::Spanned;

use super::{callbacks, functions, providers, roles};
use crate::ide;
use crate::model::{Declaration, Language, Provider, Row, Session, Strategy};

/// Everything but the carrier.
pub(super) fn expand(declaration: &Declaration) -> TokenStream {
    let implementation = implementation(declaration);
    let names = names(declaration);
    let providers = providers::items(declaration);
    let roles = roles::items(&declaration.roles);
    let role_words = ide::roles(&declaration.roles);
    quote!(#implementation #names #providers #roles #role_words)
}

fn implementation(declaration: &Declaration) -> TokenStream {
    // The user's type stands in the alias alone; what is wrong with it is said at its place.
    let data = match &declaration.session.data {
        Some(data) => quote_spanned!(data.span()=> SessionData),
        None => quote!(SessionData),
    };
    let providers = providers::constant(&declaration.providers);
    let pages = pages(declaration);
    let callbacks = callbacks::constant(&declaration.callbacks);
    let session = session(&declaration.session);
    let strategy = match declaration.session.strategy {
        Strategy::SealedCookies => quote!(SealedCookies),
        Strategy::RevocableCookies => quote!(RevocableCookies),
        Strategy::Database => quote!(DatabaseSessions),
        Strategy::Undecided => quote!(Undecided),
    };
    let sends_links = || declaration.providers.iter().map(|one| one.sends_links);
    let email = if sends_links().any(|sends| sends == Some(true)) {
        quote!(EmailLinks)
    } else if declaration.providers_poisoned || sends_links().any(|sends| sends.is_none()) {
        quote!(Undecided)
    } else {
        quote!(NoEmail)
    };
    let base_path = declaration
        .base_path
        .as_ref()
        .map(|path| quote!(const BASE_PATH: &'static str = #path;));
    let default_provider = declaration.default_provider.as_ref().map(|variant| {
        let provider = option(&quote!(Provider::#variant));
        quote!(const DEFAULT_PROVIDER: ::core::option::Option<Provider> = #provider;)
    });
    let called = functions::of_callbacks(&declaration.callbacks);
    let told = functions::of_events(&declaration.events);
    // What the declared providers cannot do is said of this type, and so at the place of their list.
    let place = Span::call_site().located_at(declaration.place);
    let declared = quote_spanned!(place=> pub struct Declared;);
    quote! {
        #[doc(hidden)]
        #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
        #declared

        impl ::auth::declaration::Declaration for Declared {
            type Provider = Provider;
            type Role = Role;
            type SessionData = #data;
            type Sessions = ::auth::declaration::#strategy;
            type Email = ::auth::declaration::#email;

            #providers
            #pages
            #callbacks
            #session
            #base_path
            #default_provider
            #called
            #told
        }
    }
}

fn pages(declaration: &Declaration) -> TokenStream {
    let pages = texts("PAGES", "Pages", &declaration.pages, 5);
    let theme = texts("THEME", "Theme", &declaration.theme, 3);
    let languages = languages(&declaration.languages);
    quote!(#pages #theme #languages)
}

/// A constant with texts in it.
fn texts(name: &str, of: &str, given: &[(&'static str, LitStr)], all: usize) -> TokenStream {
    let fields = given.iter().map(|(field, text)| {
        let (field, text) = (format_ident!("{field}"), option(&quote!(#text)));
        quote!(#field: #text)
    });
    constant(name, of, "BUILT_IN", &fields.collect::<Vec<_>>(), all)
}

/// A constant of a struct of the runtime's that has so many fields, if any are given; the others are those of its `default`.
pub(super) fn constant(
    name: &str,
    of: &str,
    default: &str,
    given: &[TokenStream],
    all: usize,
) -> TokenStream {
    if given.is_empty() {
        return TokenStream::new();
    }
    let [name, of, default] = [name, of, default].map(|word| format_ident!("{word}"));
    // Where nothing is left to it, clippy would say so in the user's crate.
    let rest = (given.len() < all).then(|| quote!(..::auth::declaration::#of::#default));
    quote! {
        const #name: ::auth::declaration::#of = ::auth::declaration::#of {
            #(#given,)*
            #rest
        };
    }
}

fn languages(languages: &[Language]) -> TokenStream {
    if languages.is_empty() {
        return TokenStream::new();
    }
    let languages = languages.iter().map(|language| match language {
        Language::BuiltIn(constant) => quote!(&::auth::pages::#constant),
        Language::Table(path) => quote_spanned!(path.span()=> &#path),
    });
    quote! {
        const LANGUAGES: &'static [&'static ::auth::pages::Texts] = &[#(#languages),*];
    }
}

fn session(session: &Session) -> TokenStream {
    let mut fields = Vec::new();
    if let Some(seconds) = session.max_age {
        fields.push(quote!(max_age: #seconds));
    }
    if let Some(seconds) = session.idle {
        let seconds = option(&quote!(#seconds));
        fields.push(quote!(idle: #seconds));
    }
    if let Some(seconds) = session.update_age {
        fields.push(quote!(update_age: #seconds));
    }
    if let Some(name) = &session.cookie {
        let name = option(&quote!(#name));
        fields.push(quote!(cookie: #name));
    }
    constant("SESSION", "SessionDeclaration", "DEFAULT", &fields, 4)
}

fn names(declaration: &Declaration) -> TokenStream {
    let data = match &declaration.session.data {
        Some(data) => quote!(#data),
        None => quote!(()),
    };
    let typed = |provider: &Provider| provider.row == Row::Kind("credentials");
    let credentials = declaration.providers.iter().any(typed).then(|| {
        quote!(
            pub use ::auth::{Credentials, Profile};
        )
    });
    quote! {
        /// The handle of everything that `auth!` declares in this module: state, extractor, routes, signing in and out.
        pub type Auth = ::auth::Auth<Declared>;
        /// Who is signed in: an extractor that ends the request when nobody is. `Option<Session>` does not.
        pub type Session = ::auth::Session<Declared>;
        /// What a session carries for this application.
        pub type SessionData = #data;
        /// Where a user may be sent when a flow has ended.
        pub type CallbackUrl = ::auth::CallbackUrl<Declared>;
        /// Somebody whom a provider has just identified.
        pub type SignInAttempt = ::auth::declaration::SignInAttempt<Declared>;
        /// Whether they may come in.
        pub type SignInDecision = ::auth::declaration::SignInDecision<Declared>;
        /// What a session is about to keep.
        pub type Jwt = ::auth::Jwt<Declared>;
        /// Whose roles are asked for.
        pub type RolesQuery = ::auth::RolesQuery<Declared>;
        /// Somebody has signed in.
        pub type SignInEvent = ::auth::events::SignInEvent<Declared>;
        /// Somebody is about to be signed out.
        pub type SignOutEvent = ::auth::events::SignOutEvent<Declared>;
        /// Somebody has been signed out.
        pub type AfterSignOutEvent = ::auth::events::AfterSignOutEvent<Declared>;
        /// Somebody has signed in for the first time.
        pub type CreateUserEvent = ::auth::events::CreateUserEvent<Declared>;
        /// What is kept of somebody has changed when they signed in.
        pub type UpdateUserEvent = ::auth::events::UpdateUserEvent<Declared>;
        /// An account with a provider has become one of somebody's.
        pub type LinkAccountEvent = ::auth::events::LinkAccountEvent<Declared>;
        /// A browser has asked for its session.
        pub type SessionEvent = ::auth::events::SessionEvent<Declared>;
        /// Something was refused.
        pub type RefusedEvent = ::auth::events::RefusedEvent<Declared>;
        #[doc(hidden)]
        pub type __Guard<C = ::auth::__private::SignedIn> = ::auth::__private::Guard<Declared, C>;

        #[doc(hidden)]
        pub type __Public = ::auth::__private::Marker;

        #credentials
        pub use ::auth::{JwtDecision, UpdateDecision, User, callback_url, protected, public};
        #[doc(hidden)]
        pub use ::auth::__private;
    }
}

/// `Some(…)`
pub(super) fn option(value: &TokenStream) -> TokenStream {
    quote!(::core::option::Option::Some(#value))
}
