//! The model → the program: data and shims that call the runtime, never logic. Nothing here can fail.

mod callbacks;
mod declaration;
mod functions;
mod protected;
mod providers;
mod roles;

use proc_macro2::TokenStream;
use quote::quote;

use crate::syntax::Reading;
use crate::{carrier, check, ide, runtime, syntax};

/// `auth! { … }` behind the name of the runtime.
pub(crate) fn declared(input: TokenStream) -> TokenStream {
    let (runtime, input) = runtime::split(input);
    let tokens = declaration(input);
    match runtime {
        Some(runtime) => runtime::named(tokens, &runtime),
        None => tokens,
    }
}

/// `auth! { … }`
pub(crate) fn declaration(input: TokenStream) -> TokenStream {
    let mut reading = Reading::new();
    let written = syntax::parse(&mut reading, input);
    let declaration = check::check(&mut reading, written);
    let triggers = ide::triggers(&reading.words);
    let errors = reading.report.finish();
    let items = declaration::expand(&declaration);
    let carrier = carrier::carrier(&declaration);
    quote!(#triggers #errors #items #carrier)
}

/// `#[protected] …`
pub(crate) fn protected(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut reading = Reading::new();
    syntax::protected::parse(&mut reading, arguments);
    let handler = check::protected::check(&mut reading.report, syntax::handler::parse(item));
    let errors = reading.report.finish();
    let item = protected::expand(handler);
    quote!(#errors #item)
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
