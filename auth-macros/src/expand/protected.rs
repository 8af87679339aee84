//! A handler with its policy in front of its other extractors: the guard, or the marker of what is open.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::Handler;
use crate::syntax::handler::{Function, Policy};

/// The item; everything but its arguments as it was.
pub(super) fn expand(handler: Handler, policy: Policy) -> TokenStream {
    let guard = match policy {
        Policy::Protected => quote!(crate::auth::__Guard),
        Policy::Public => quote!(crate::auth::__Public),
    };
    match handler {
        Handler::Unguarded(item) => item,
        Handler::Before(function) => {
            let arguments = &function.arguments;
            allowing(&function, &quote!(_: #guard #(, #arguments)*))
        }
        Handler::With(function) => {
            let (first, others) = match function.arguments.as_slice() {
                [first, others @ ..] => (Some(first), others),
                [] => (None, [].as_slice()),
            };
            let first = first.map(|first| {
                let attributes = &first.attributes;
                let pattern = &first.pattern;
                let (colon, data) = first.data.iter().cloned().unzip::<_, _, Vec<_>, Vec<_>>();
                let data = data.concat();
                quote!(#(#attributes)* (_, #(#pattern)*) #(#colon)* (#guard, #(#data)*))
            });
            function.with_arguments(quote!(#first #(, #others)*))
        }
    }
}

/// The guard is not the argument that was one too many.
fn allowing(function: &Function, arguments: &TokenStream) -> TokenStream {
    let function_tokens = function.with_arguments(arguments.clone());
    if function.arguments.len() == CLIPPY_ARGUMENTS {
        quote!(#[allow(clippy::too_many_arguments)] #function_tokens)
    } else {
        function_tokens
    }
}

/// What `clippy::too_many_arguments` finds enough.
const CLIPPY_ARGUMENTS: usize = 7;
