//! The model → the program: data and shims that call the runtime, never logic. Nothing here can fail.

mod callbacks;
mod declaration;
mod functions;
mod pages;
mod protected;
mod providers;
mod roles;
mod typescript;

use auth_spec::ErrorCode;
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::carrier::Carried;
use crate::model::Requirement;
use crate::report::Report;
use crate::second::Earlier;
use crate::syntax::Reading;
use crate::syntax::handler::{Item, Policy};
use crate::{carrier, check, ide, runtime, syntax};

/// `auth! { … }` behind the name of the runtime; `earlier` is a declaration that the crate has already.
pub(crate) fn declared(input: TokenStream, earlier: Option<&Earlier>) -> TokenStream {
    let (runtime, input) = runtime::split(input);
    let tokens = match earlier {
        None => declaration(input),
        Some(earlier) => second(input, earlier),
    };
    match runtime {
        Some(runtime) => runtime::named(tokens, &runtime),
        None => tokens,
    }
}

/// `auth! { … }`
pub(crate) fn declaration(input: TokenStream) -> TokenStream {
    let (items, carrier) = parts(input);
    quote!(#items #carrier)
}

/// Everything but the carrier, and the carrier.
fn parts(input: TokenStream) -> (TokenStream, TokenStream) {
    let mut reading = Reading::new();
    let written = syntax::parse(&mut reading, input);
    let declaration = check::check(&mut reading, written);
    let triggers = ide::triggers(&reading.words);
    let errors = reading.report.finish();
    let items = declaration::expand(&declaration);
    let pages = pages::items(&declaration, !errors.is_empty());
    let carrier = carrier::carrier(&declaration);
    (quote!(#triggers #errors #items #pages), carrier)
}

/// A declaration too many: one error, and every item that somebody may name, in a module of its own, so that it is in
/// nobody's way.
fn second(input: TokenStream, earlier: &Earlier) -> TokenStream {
    let mut report = Report::new();
    let text = format!(
        "a crate has one `auth!`, and another is at {}: put everything into one of them",
        earlier.place
    );
    let place = input.clone().into_iter().next();
    report.refuse(place, ErrorCode::SECOND_DECLARATION, text);
    let error = report.finish();
    let (items, carrier) = parts(input);
    let module = format_ident!("__declaration_{}", earlier.count);
    // Two carriers of one name in one module could not be told apart, so that there the first one serves.
    let carrier = if earlier.in_same_file {
        TokenStream::new()
    } else {
        let name = format_ident!("__auth_declaration_{}", earlier.count);
        runtime::replaced(carrier, "__auth_declaration", &name)
    };
    quote! {
        #error
        #[doc(hidden)]
        #[allow(unused_imports)]
        pub mod #module {
            use super::*;
            #items
            #carrier
        }
        #[allow(unused_imports)]
        pub use #module::*;
    }
}

/// `#[protected] …`
pub(crate) fn protected(arguments: &TokenStream, item: TokenStream) -> TokenStream {
    let mut reading = Reading::new();
    let written = syntax::protected::parse(&mut reading, arguments.clone());
    let requirement = check::condition::check(&mut reading.report, &written);
    let words = std::mem::take(&mut reading.words);
    let names = check::condition::names_something(&written)
        .then(|| carrier::ask(&quote!(protected), arguments));
    let item = syntax::handler::parse(item);
    let handler = item.name().unwrap_or_default();
    let triggers = ide::triggers_of_attribute(&words, &handler);
    let item = stating(reading, Policy::Protected, &requirement, item);
    quote!(#triggers #item #names)
}

/// `#[public] …`
pub(crate) fn public(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut reading = Reading::new();
    syntax::public::parse(&mut reading, arguments);
    let item = syntax::handler::parse(item);
    stating(reading, Policy::Public, &Requirement::default(), item)
}

/// `#[derive(TypeScript)]`
pub(crate) fn typescript(item: TokenStream) -> TokenStream {
    typescript::derive(item)
}

/// A handler with its policy.
fn stating(
    mut reading: Reading,
    policy: Policy,
    requirement: &Requirement,
    item: Item,
) -> TokenStream {
    let handler = check::protected::check(&mut reading.report, policy, item);
    let errors = reading.report.finish();
    let item = protected::expand(&handler, policy, requirement);
    quote!(#errors #item)
}

/// The names in `#[protected(…)]`, together with what the declaration says: errors, or nothing.
pub(crate) fn check_protected(input: TokenStream) -> TokenStream {
    let mut report = Report::new();
    let Carried { names, written, .. } = carrier::read(input);
    check::condition::check_names(&mut report, &names, written.to_token_stream());
    report.finish()
}

/// `callback_url!(…)`
pub(crate) fn ask_for_callback_url(input: &TokenStream) -> TokenStream {
    let mut reading = Reading::new();
    syntax::callback_url::refuse_nothing(&mut reading, input);
    let errors = reading.report.finish();
    let value = carrier::ask(&quote!(callback_url), input);
    if errors.is_empty() {
        value
    } else {
        quote!({ #errors #value })
    }
}

/// `callback_url!(…)`, together with what the declaration says.
pub(crate) fn callback_url(input: TokenStream) -> TokenStream {
    let mut reading = Reading::new();
    let written = syntax::callback_url::parse(&mut reading, input);
    let url = check::callback_url::check(&mut reading.report, written);
    callbacks::url(&url, &reading.report.finish())
}

#[cfg(test)]
mod tests;
