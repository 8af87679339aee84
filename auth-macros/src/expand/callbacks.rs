//! What `callbacks` says, and `callback_url!`.

use proc_macro2::TokenStream;
use quote::quote;

use super::declaration::{self, option};
use crate::model::{Allow, CallbackUrl, Callbacks};

/// The constant, unless it is the default.
pub(super) fn constant(callbacks: &Callbacks) -> TokenStream {
    let mut fields = Vec::new();
    if let Allow::Patterns(patterns) = &callbacks.allow {
        let allow = option(&quote!(&[#(#patterns),*]));
        fields.push(quote!(allow: #allow));
    }
    if let Some(url) = &callbacks.after_sign_in {
        fields.push(quote!(after_sign_in: #url));
    }
    if let Some(url) = &callbacks.after_sign_out {
        fields.push(quote!(after_sign_out: #url));
    }
    declaration::constant("CALLBACKS", "Callbacks", "DEFAULT", &fields, 3)
}

/// A value of the right type, whatever was wrong with it.
pub(super) fn url(url: &CallbackUrl, errors: &TokenStream) -> TokenStream {
    let CallbackUrl { module, url } = url;
    let checked = match url {
        Some(url) => quote!(#url),
        None => quote!("/"),
    };
    let value = quote! {
        #module::__private::checked_callback_url::<#module::Declared>(#checked)
    };
    if errors.is_empty() {
        value
    } else {
        quote!({ #errors #value })
    }
}
