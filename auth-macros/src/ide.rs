//! Completion and hover for the words of the language.
//!
//! An editor completes what the expansion names. So each word of a closed set is named once more, before everything else,
//! below a module of the runtime that has all of them; only rust-analyzer sees it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

use crate::model::Roles;
use crate::syntax::word::{Place, Word};

/// What names the words of `auth!`.
pub(crate) fn triggers(words: &[Word]) -> TokenStream {
    in_editor(
        &quote!(::auth::__private),
        words,
        |uses| quote!(const _: () = { #uses };),
    )
}

/// What names the words of an attribute, which reaches the runtime through the declaration. In an `impl` only a function
/// can stand for it.
pub(crate) fn triggers_of_attribute(words: &[Word], handler: &str) -> TokenStream {
    let name = format_ident!("__{handler}_words");
    in_editor(
        &quote!(crate::auth::__private),
        words,
        |uses| quote!(#[doc(hidden)] #[allow(dead_code)] fn #name() { #uses }),
    )
}

fn in_editor(
    runtime: &TokenStream,
    words: &[Word],
    item: impl FnOnce(TokenStream) -> TokenStream,
) -> TokenStream {
    // What no `use` can name, such as `_` or `self`, no editor completes.
    let uses: Vec<TokenStream> = words
        .iter()
        .filter(|(_, word)| syn::parse2::<Ident>(word.to_token_stream()).is_ok())
        .map(|(place, word)| {
            let module = module(runtime, *place);
            quote!(use #module::#word as _;)
        })
        .collect();
    if uses.is_empty() {
        return TokenStream::new();
    }
    let item = item(quote!(#(#uses)*));
    quote!(#runtime::ide::in_editor! { #item })
}

/// The declared roles under their ids, which no program but an editor has: elsewhere they are the variants of `Role`.
pub(crate) fn roles(roles: &Roles) -> TokenStream {
    if roles.roles.is_empty() {
        return TokenStream::new();
    }
    let ids = roles
        .roles
        .iter()
        .map(|role| Ident::new(&role.id, role.variant.span()));
    quote! {
        ::auth::__private::ide::in_editor! {
            #[doc(hidden)]
            #[allow(non_camel_case_types)]
            pub mod __role { #(pub struct #ids;)* }
        }
    }
}

/// The module that has the words of a place.
fn module(runtime: &TokenStream, place: Place) -> TokenStream {
    let name = match place {
        Place::Section => "section",
        Place::Preset => "preset",
        Place::Option => "option",
        Place::ClientAuth => "client_auth",
        Place::ResponseMode => "response_mode",
        Place::Refresh => "refresh",
        Place::LinkByEmail => "link_by_email",
        Place::Page => "page",
        Place::Theme => "theme",
        Place::Language => "language",
        Place::Callback => "callback",
        Place::Event => "event",
        Place::Session => "session",
        Place::Strategy => "strategy",
        Place::Switch => "switch",
        Place::Unit => "unit",
        Place::Condition => "condition",
        Place::Role => return quote!(crate::auth::__role),
        Place::Provider => return quote!(crate::auth::provider),
    };
    let name = format_ident!("{name}", span = Span::call_site());
    quote!(#runtime::ide::#name)
}

#[cfg(test)]
mod tests {
    use crate::check::tests::one;
    use crate::syntax;

    /// The words of one module of the runtime.
    fn words(module: &str) -> Vec<&'static str> {
        let runtime = include_str!("../../auth/src/__private/ide.rs");
        let (_, after) = runtime.split_once(&format!("mod {module} {{")).unwrap();
        let (inside, _) = after.split_once("\n    }").unwrap();
        let lines = inside.lines().map(str::trim);
        lines
            .filter_map(|line| line.split_once(": \""))
            .map(|(word, _)| word)
            .collect()
    }

    #[test]
    fn the_runtime_has_every_word_of_the_language() {
        macro_rules! keys {
            ($keys:expr) => {
                $keys.known.iter().map(|key| key.name).collect::<Vec<_>>()
            };
        }
        assert_eq!(words("section"), keys!(syntax::KEYS));
        assert_eq!(words("option"), keys!(syntax::providers::KEYS));
        assert_eq!(words("page"), keys!(syntax::pages::KEYS));
        assert_eq!(words("theme"), keys!(syntax::pages::THEME_KEYS));
        assert_eq!(words("callback"), keys!(syntax::callbacks::KEYS));
        assert_eq!(words("event"), keys!(syntax::events::KEYS));
        assert_eq!(words("condition"), syntax::protected::words());
        assert_eq!(words("session"), keys!(syntax::session::KEYS));
    }

    /// What is said of a word that is none of them names all there are.
    #[test]
    fn the_runtime_has_every_word_that_can_be_a_value() {
        for (place, declaration) in [
            (
                "strategy",
                "providers: [google], session: { strategy: qqq }",
            ),
            (
                "language",
                "providers: [google], pages: { languages: [qqq] }",
            ),
            ("switch", "providers: [google], session: { revocable: qqq }"),
            ("refresh", "providers: [google { refresh: qqq }]"),
            (
                "link_by_email",
                "providers: [google { link_by_email: qqq }]",
            ),
            ("client_auth", "providers: [google { client_auth: qqq }]"),
            (
                "response_mode",
                "providers: [google { response_mode: qqq }]",
            ),
        ] {
            let error = one(declaration);
            let (_, listed) = error.split_once("; write ").unwrap();
            let listed: Vec<&str> = listed.split('`').skip(1).step_by(2).collect();
            assert_eq!(words(place), listed, "{place}");
        }
    }
}
