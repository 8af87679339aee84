//! The hidden `macro_rules!` through which other macros learn of the declaration.
//!
//! A macro sees its own tokens only. So `auth!` leaves behind a macro that holds what others need, as tokens, and hands it
//! to them: `callback_url!("/x")` → `crate::auth::__declaration!(callback_url …)` → `::auth::__private::callback_url!({what
//! the declaration says} …)`. The user's literal keeps its place all the way.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::quote;
use syn::LitStr;

use crate::model::{Allow, Declaration, Known, Names};
use crate::syntax::slice::Slice;

/// The macro that carries the declaration.
pub(crate) fn carrier(declaration: &Declaration) -> TokenStream {
    let allow = match &declaration.callbacks.allow {
        Allow::OwnPaths => quote!(own),
        Allow::Poisoned => quote!(poisoned),
        Allow::Patterns(patterns) => quote!([#(#patterns)*]),
    };
    let roles = &declaration.roles;
    let ids = roles.roles.iter().map(|role| role.id.as_str());
    let roles = known(ids, roles.poisoned);
    let ids = declaration.providers.iter().flat_map(|provider| {
        let ids = [Some(&provider.id), provider.alias.as_ref()];
        ids.into_iter().flatten().map(ToString::to_string)
    });
    let providers = known(ids, declaration.providers_poisoned);
    // Exported, so that a binary sees the declaration of its package's library. A macro-expanded macro cannot be named by
    // an absolute path, its alias can.
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! __auth_declaration {
            ($door:ident $($input:tt)*) => {
                ::auth::__private::$door! { { #allow { #roles } { #providers } } $($input)* }
            };
        }
        #[doc(hidden)]
        pub use __auth_declaration as __declaration;
    }
}

/// Names, and a `?` where there may be more.
fn known<T: AsRef<str>>(ids: impl Iterator<Item = T>, poisoned: bool) -> TokenStream {
    let ids = ids.map(|id| Ident::new(id.as_ref(), Span::call_site()));
    let more = poisoned.then(|| quote!(?));
    quote!(#(#ids)* #more)
}

/// What a macro expands to that needs to know the declaration.
pub(crate) fn ask(door: &TokenStream, input: &TokenStream) -> TokenStream {
    quote! {
        crate::auth::__declaration! { #door { crate::auth } #input }
    }
}

/// What a macro is given that has asked.
pub(crate) struct Carried {
    pub(crate) names: Names,
    /// Where the declaration stands: `crate::auth`, as it is seen from the user's file.
    pub(crate) module: TokenStream,
    /// The user's own tokens.
    pub(crate) written: Slice,
}

/// Reads what the carrier hands over: the group it carries, the module, and the user's own tokens.
pub(crate) fn read(tokens: TokenStream) -> Carried {
    let (carried, written) = Slice::whole(tokens).split_at(1);
    let (module, written) = written.split_at(1);
    Carried {
        names: carried.group().map_or_else(Names::unknown, names),
        module: module.group().map(Group::stream).unwrap_or_default(),
        written,
    }
}

fn names(group: &Group) -> Names {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let [allow, roles, providers] = tokens.as_slice() else {
        return Names::unknown();
    };
    Names {
        allow: read_allow(allow),
        roles: read_known(roles),
        providers: read_known(providers),
    }
}

/// `own`, `poisoned` or `[ "…" "…" ]`.
fn read_allow(token: &TokenTree) -> Allow {
    match token {
        TokenTree::Ident(word) if word == "own" => Allow::OwnPaths,
        TokenTree::Group(list) if list.delimiter() == Delimiter::Bracket => {
            let patterns = list.stream().into_iter();
            Allow::Patterns(
                patterns
                    .filter_map(|pattern| syn::parse2::<LitStr>(pattern.into()).ok())
                    .map(|pattern| pattern.value())
                    .collect(),
            )
        }
        _ => Allow::Poisoned,
    }
}

fn read_known(token: &TokenTree) -> Known {
    let TokenTree::Group(list) = token else {
        return Known::unknown();
    };
    let mut known = Known {
        ids: Vec::new(),
        poisoned: false,
    };
    for token in list.stream() {
        match token {
            TokenTree::Ident(id) => known.ids.push(id.to_string()),
            _ => known.poisoned = true,
        }
    }
    known
}
