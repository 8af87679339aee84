//! `callback_url!("/dashboard")`, together with what the declaration says of callback URLs.

use auth_spec::ErrorCode;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::LitStr;

use super::Reading;
use super::value;
use crate::carrier::{self, Carried};

/// What `callbacks.allow` of the declaration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Allow {
    /// Every path of the application itself.
    OwnPaths,
    /// What one of these patterns matches.
    Patterns(Vec<String>),
    /// The declaration has an error there: nothing can be said.
    Poisoned,
}

/// A callback URL that stands in the source.
pub(crate) struct CallbackUrl {
    pub(crate) allow: Allow,
    /// Where the declaration stands: `crate::auth`, as it is seen from the user's file.
    pub(crate) module: TokenStream,
    /// `None` when it could not be read, which has been reported.
    pub(crate) url: Option<LitStr>,
}

/// Refuses a call with nothing in it, before the carrier is asked: behind it the place of the call is not known.
pub(crate) fn refuse_nothing(reading: &mut Reading, written: &TokenStream) {
    if written.is_empty() {
        let text = format!("which one? {FORM}");
        reading
            .report
            .refuse_at(Span::call_site(), ErrorCode::CALLBACK_URL_INVALID, text);
    }
}

/// Reads what the carrier hands over: the group it carries, the module, and the user's own tokens.
pub(crate) fn parse(reading: &mut Reading, tokens: TokenStream) -> CallbackUrl {
    let Carried {
        names,
        module,
        written,
    } = carrier::read(tokens);
    let (first, rest) = written.split_at(1);
    let rest = match rest.first() {
        Some(TokenTree::Punct(comma)) if comma.as_char() == ',' => rest.split_at(1).1,
        _ => rest,
    };
    let url = match syn::parse2::<LitStr>(first.to_token_stream()) {
        Ok(url) => value::nothing_follows(reading, &rest).then_some(url),
        // Reported where the place of the call is known.
        Err(_) if first.is_empty() => None,
        Err(_) => {
            let mut all = first.to_token_stream();
            rest.to_tokens(&mut all);
            let text =
                format!("{FORM}; what is known only at run time goes to `CallbackUrl::parse`");
            reading
                .report
                .refuse(all, ErrorCode::CALLBACK_URL_INVALID, text);
            None
        }
    };
    CallbackUrl {
        allow: names.allow,
        module,
        url,
    }
}

const FORM: &str = "`callback_url!` takes one text, as in `callback_url!(\"/dashboard\")`";
