//! The enum of the declared roles.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::providers::placed;
use crate::model::Roles;

/// `enum Role`
pub(super) fn items(roles: &Roles) -> TokenStream {
    if roles.roles.is_empty() {
        return quote! {
            /// The roles of this application: none is declared.
            pub type Role = ::auth::declaration::NoRole;
        };
    }
    let variants = roles.roles.iter().map(|role| {
        let (variant, doc) = (placed(&role.variant), format!(" `{}`", role.id));
        quote!(#[doc = #doc] #variant)
    });
    let names: Vec<&Ident> = roles.roles.iter().map(|role| &role.variant).collect();
    let ids = roles.roles.iter().map(|role| &role.id);
    let indices = 0..names.len();
    quote! {
        /// The roles of this application: what `roles: [ … ]` of `auth!` names.
        #[derive(
            ::core::fmt::Debug, ::core::clone::Clone, ::core::marker::Copy,
            ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::hash::Hash,
        )]
        pub enum Role {
            #(#variants,)*
        }

        impl ::auth::declaration::RoleId for Role {
            const ALL: &'static [Self] = &[#(Self::#names),*];
            const IDS: &'static [&'static str] = &[#(#ids),*];

            fn index(self) -> usize {
                match self {
                    #(Self::#names => #indices,)*
                }
            }
        }
    }
}
