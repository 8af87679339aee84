//! The hidden `macro_rules!` through which other macros learn of the declaration.
//!
//! A macro sees its own tokens only. So `auth!` leaves behind a macro that holds what others need, as tokens, and hands it
//! to them: `callback_url!("/x")` → `crate::auth::__declaration!(callback_url …)` → `::auth::__private::callback_url!({what
//! the declaration says} …)`. The user's literal keeps its place all the way.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Allow, Declaration};

/// The macro that carries the declaration.
pub(crate) fn carrier(declaration: &Declaration) -> TokenStream {
    let allow = match &declaration.callbacks.allow {
        Allow::OwnPaths => quote!(own),
        Allow::Poisoned => quote!(poisoned),
        Allow::Patterns(patterns) => quote!([#(#patterns)*]),
    };
    // Exported, so that a binary sees the declaration of its package's library. A macro-expanded macro cannot be named by
    // an absolute path, its alias can.
    quote! {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! __auth_declaration {
            ($door:ident $($input:tt)*) => {
                ::auth::__private::$door! { { #allow } $($input)* }
            };
        }
        #[doc(hidden)]
        pub use __auth_declaration as __declaration;
    }
}

/// What a macro expands to that needs to know the declaration.
pub(crate) fn ask(door: &TokenStream, input: &TokenStream) -> TokenStream {
    quote! {
        crate::auth::__declaration! { #door { crate::auth } #input }
    }
}
