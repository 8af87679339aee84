//! The application's own pages, one value and type each.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::model::Declaration;

/// `mod page`. In a declaration with something `broken` it has every page: which were meant is not known for certain.
pub(super) fn items(declaration: &Declaration, broken: bool) -> TokenStream {
    let pages = PAGES.iter().filter_map(|(name, policy)| {
        let declared = declaration.pages.iter().find(|(one, _)| one == name);
        let path = match declared {
            Some((_, path)) => quote!(#path),
            None if broken => quote!("/"),
            None => return None,
        };
        let doc = declared.map_or_else(
            || " Not declared.".to_owned(),
            |(_, path)| format!(" `{}`.", path.value()),
        );
        let (name, policy) = (format_ident!("{name}"), format_ident!("{policy}"));
        Some(quote! {
            #[doc = #doc]
            #[derive(::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy)]
            pub struct #name;

            impl ::auth::declaration::DeclaredPage for #name {
                type Declaration = super::Declared;
                type AtMost = ::auth::routing::#policy;
                const PATH: &'static str = #path;
            }
        })
    });
    quote! {
        /// The pages of this application that `pages` names, one value and type each.
        pub mod page {
            #(#pages)*
        }
    }
}

/// Every page, and the strictest policy of its handlers: those for people who are not signed in have to be open.
const PAGES: [(&str, &str); 5] = [
    ("sign_in", "Open"),
    ("sign_out", "Guarded"),
    ("error", "Open"),
    ("verify_request", "Open"),
    ("new_user", "Guarded"),
];
