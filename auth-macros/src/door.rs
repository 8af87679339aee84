//! The way into and out of every macro: a panic becomes an error, and an expansion can be looked at.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream};

/// Runs a macro. Should it panic, the error asks for a report, and `otherwise` is what stands in the program.
pub(crate) fn run(
    name: &str,
    otherwise: TokenStream,
    expand: impl FnOnce() -> TokenStream,
) -> TokenStream {
    let tokens = catch_unwind(AssertUnwindSafe(expand)).unwrap_or_else(|panic| {
        let error = syn::Error::new(Span::call_site(), bug(name, panic.as_ref()));
        let mut tokens = error.to_compile_error();
        tokens.extend(otherwise);
        tokens
    });
    if std::env::var_os("AUTH_MACROS_DEBUG").is_some() {
        eprintln!("// expansion of `{name}`\n{tokens}\n");
    }
    tokens
}

fn bug(name: &str, panic: &(dyn Any + Send)) -> String {
    let reason = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("it did not say why");
    format!(
        "`{name}` panicked, which is a bug in the crate `auth` and not yours: please report it with this input ({reason})"
    )
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn a_panic_is_an_error_and_the_item_stays() {
        let tokens = run(
            "auth!",
            quote!(
                struct Kept;
            ),
            || panic!("at the disco"),
        );
        let tokens = tokens.to_string();
        assert!(tokens.contains("compile_error"), "{tokens}");
        assert!(tokens.contains("please report it"), "{tokens}");
        assert!(tokens.contains("(at the disco)"), "{tokens}");
        assert!(tokens.ends_with("struct Kept ;"), "{tokens}");
    }

    #[test]
    fn what_was_made_passes_through() {
        let tokens = run("auth!", TokenStream::new(), || {
            quote!(
                struct Made;
            )
        });
        assert_eq!(tokens.to_string(), "struct Made ;");
    }
}
