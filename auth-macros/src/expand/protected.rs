//! A handler with its policy in front of its other extractors: the guard, or the marker of what is open.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
use syn::Path;

use super::functions;
use crate::model::{Condition, Handler, Requirement};
use crate::syntax::handler::{Function, Policy};

/// The item; everything but its arguments as it was.
pub(super) fn expand(handler: &Handler, policy: Policy, requirement: &Requirement) -> TokenStream {
    let function = match handler {
        Handler::Unguarded(item) => return item.clone(),
        Handler::Before(function) | Handler::With(function) => function,
    };
    let mut predicates = Predicates::of(function);
    let guard = match policy {
        Policy::Protected => guard(requirement, &mut predicates),
        Policy::Public => quote!(crate::auth::__Public),
    };
    let item = match handler {
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
        _ => {
            let arguments = &function.arguments;
            allowing(function, &quote!(_: #guard #(, #arguments)*))
        }
    };
    let predicates = predicates.items;
    quote!(#item #predicates)
}

/// The type of a guard that needs nothing beside it.
#[cfg(test)]
pub(super) fn guard_of(requirement: &Requirement) -> TokenStream {
    let mut predicates = Predicates {
        handler: String::new(),
        visibility: TokenStream::new(),
        attributes: TokenStream::new(),
        items: TokenStream::new(),
        count: 0,
    };
    guard(requirement, &mut predicates)
}

/// The type of the guard: the conditions stand in it.
fn guard(requirement: &Requirement, predicates: &mut Predicates) -> TokenStream {
    let mut condition = match requirement.conditions.as_slice() {
        [] => None,
        [one] => Some(condition_type(one, predicates)),
        several => Some(list("All", several, predicates)),
    };
    if let Some(url) = &requirement.callback_url {
        let condition_type = condition.unwrap_or_else(|| quote!(crate::auth::__private::SignedIn));
        let url = text(&url.value());
        condition = Some(quote!(crate::auth::__private::EndsAt<#condition_type, #url>));
    }
    let condition = condition.map(|condition| quote!(<#condition>));
    quote!(crate::auth::__Guard #condition)
}

fn condition_type(condition: &Condition, predicates: &mut Predicates) -> TokenStream {
    match condition {
        Condition::Role(id) => {
            let id = text(id);
            quote!(crate::auth::__private::HasRole<#id>)
        }
        Condition::Provider(id) => {
            let id = text(id);
            quote!(crate::auth::__private::SignedInWith<#id>)
        }
        Condition::Fresh(seconds) => quote!(crate::auth::__private::Fresh<#seconds>),
        Condition::When { key, path } => {
            let predicate = predicates.add(key, path);
            quote!(crate::auth::__private::When<#predicate>)
        }
        Condition::Any(inside) => list("Any", inside, predicates),
        Condition::All(inside) => list("All", inside, predicates),
        Condition::Not(inside) => {
            let inside = condition_type(inside, predicates);
            quote!(crate::auth::__private::Not<#inside>)
        }
    }
}

/// `All<(A, (B, ()))>`
fn list(name: &str, conditions: &[Condition], predicates: &mut Predicates) -> TokenStream {
    let name = Ident::new(name, Span::call_site());
    let types: Vec<TokenStream> = conditions
        .iter()
        .map(|condition| condition_type(condition, predicates))
        .collect();
    let list = types
        .iter()
        .rev()
        .fold(quote!(()), |rest, one| quote!((#one, #rest)));
    quote!(crate::auth::__private::#name<#list>)
}

/// A text as a type: `(Piece<{its first 16 bytes}>, …)`.
fn text(text: &str) -> TokenStream {
    text.as_bytes()
        .chunks(PIECE)
        .rev()
        .fold(quote!(()), |rest, bytes| {
            let mut piece = [0; PIECE];
            for (place, byte) in piece.iter_mut().zip(bytes) {
                *place = *byte;
            }
            let number = Literal::u128_unsuffixed(u128::from_be_bytes(piece));
            quote!((crate::auth::__private::Piece<#number>, #rest))
        })
}

/// The types that stand for the functions that `when` names. They are put beside the handler, for which reason `when`
/// cannot be used in an `impl`.
struct Predicates {
    handler: String,
    visibility: TokenStream,
    attributes: TokenStream,
    items: TokenStream,
    count: usize,
}

impl Predicates {
    fn of(function: &Function) -> Self {
        let visibility = function
            .qualifiers
            .iter()
            .take_while(|token| match token {
                TokenTree::Ident(word) => word == "pub",
                other => matches!(other, TokenTree::Group(_)),
            })
            .cloned();
        let attributes = function
            .attributes
            .iter()
            .filter(|attribute| attribute.name == "cfg");
        Self {
            handler: function.plain_name().unwrap_or_default(),
            visibility: visibility.collect(),
            attributes: quote!(#(#attributes)*),
            items: TokenStream::new(),
            count: 0,
        }
    }

    /// The type for one more function.
    fn add(&mut self, key: &Ident, path: &Path) -> Ident {
        self.count += 1;
        let place = Span::call_site().located_at(key.span());
        let name = format_ident!("__{}_when_{}", self.handler, self.count, span = place);
        let (visibility, attributes) = (&self.visibility, &self.attributes);
        let structure = quote_spanned!(key.span()=> struct);
        // All of it at the user's path: a function with another signature is one error there.
        let (place, session, function) = functions::names(path);
        let call = quote_spanned! {place=>
            use crate::auth::__private::PredicateFunction as __AuthCallable;
            match #path {
                #function => __AuthCallable::call(#function, #session),
            }
        };
        self.items.extend(quote! {
            #attributes
            #[doc(hidden)]
            #visibility #structure #name;

            #attributes
            impl crate::auth::__private::Predicate<crate::auth::Declared> for #name {
                #[allow(clippy::match_single_binding)]
                fn holds(#session: &crate::auth::Session) -> bool {
                    #call
                }
            }
        });
        name
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

/// How many bytes of a text one type holds.
const PIECE: usize = 16;
