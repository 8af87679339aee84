//! Completion and hover for the words of the language.
//!
//! An editor completes what the expansion names. So each word of a closed set is named once more, before everything else,
//! below a module of the runtime that has all of them; only rust-analyzer sees it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::syntax::word::{Place, Word};

/// What names the words.
pub(crate) fn triggers(words: &[Word]) -> TokenStream {
    // What no `use` can name, such as `_` or `self`, no editor completes.
    let uses: Vec<TokenStream> = words
        .iter()
        .filter(|(_, word)| syn::parse2::<Ident>(word.to_token_stream()).is_ok())
        .map(|(place, word)| {
            let module = module(*place);
            quote!(use ::auth::__private::ide::#module::#word as _;)
        })
        .collect();
    if uses.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            {
                #(#uses)*
            }
        };
    }
}

fn module(place: Place) -> Ident {
    let name = match place {
        Place::Section => "section",
        Place::Preset => "preset",
        Place::Option => "option",
        Place::ClientAuth => "client_auth",
        Place::ResponseMode => "response_mode",
        Place::Page => "page",
        Place::Callback => "callback",
        Place::Session => "session",
        Place::Unit => "unit",
    };
    format_ident!("{name}", span = Span::call_site())
}
