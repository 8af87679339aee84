//! The name under which the user's crate has the runtime.
//!
//! The macros write `::auth::…`. Whoever has renamed the dependency has no crate of that name: so `auth!` hands over
//! `$crate`, which is right under every name, and takes its place in what has been written.

use proc_macro2::{Group, Ident, Spacing, TokenStream, TokenTree};

/// Splits `($crate) …` into the runtime's name and the user's own tokens.
pub(crate) fn split(input: TokenStream) -> (Option<Ident>, TokenStream) {
    let mut tokens = input.into_iter();
    let name = match tokens.next() {
        Some(TokenTree::Group(group)) => match group.stream().into_iter().next() {
            Some(TokenTree::Ident(name)) => Some(name),
            _ => None,
        },
        _ => None,
    };
    (name, tokens.collect())
}

/// `::auth::…` → `$crate::…`, wherever it stands. Each name keeps the place of the one before it, so that errors do.
pub(crate) fn named(tokens: TokenStream, runtime: &Ident) -> TokenStream {
    let mut named: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let stream = self::named(group.stream(), runtime);
                let mut inside = Group::new(group.delimiter(), stream);
                inside.set_span(group.span());
                named.push(inside.into());
            }
            TokenTree::Ident(word) if word == "auth" && is_absolute(&named) => {
                named.truncate(named.len() - 2);
                let mut name = runtime.clone();
                name.set_span(runtime.span().located_at(word.span()));
                named.push(name.into());
            }
            other => named.push(other),
        }
    }
    named.into_iter().collect()
}

/// The same tokens with another word for this one.
pub(crate) fn replaced(tokens: TokenStream, word: &str, other: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Group(group) => {
                let stream = replaced(group.stream(), word, other);
                let mut inside = Group::new(group.delimiter(), stream);
                inside.set_span(group.span());
                inside.into()
            }
            TokenTree::Ident(found) if found == word => other.clone().into(),
            other => other,
        })
        .collect()
}

/// Whether what stands before a word is `::` and not the end of another path.
fn is_absolute(before: &[TokenTree]) -> bool {
    match before {
        [rest @ .., TokenTree::Punct(first), TokenTree::Punct(second)] => {
            first.as_char() == ':'
                && first.spacing() == Spacing::Joint
                && second.as_char() == ':'
                && !matches!(rest.last(), Some(TokenTree::Ident(word)) if !is_keyword(word))
        }
        _ => false,
    }
}

/// Words after which a path begins.
fn is_keyword(word: &Ident) -> bool {
    KEYWORDS.iter().any(|keyword| word == keyword)
}

const KEYWORDS: [&str; 9] = [
    "as", "dyn", "for", "impl", "in", "mut", "return", "use", "where",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str) -> String {
        let runtime: TokenStream = "signin".parse().unwrap();
        let (name, rest) = split(format!("({runtime}) {text}").parse().unwrap());
        named(rest, &name.unwrap()).to_string()
    }

    #[test]
    fn an_absolute_path_gets_the_name() {
        for (written, expected) in [
            ("use ::auth::User;", "use signin :: User ;"),
            (
                "impl ::auth::A for ::auth::B { x: &::auth::C }",
                "impl signin :: A for signin :: B { x: &signin::C }",
            ),
            ("f::<::auth::A>()", "f :: < signin :: A > ()"),
            ("..::auth::P::NEW", ".. signin :: P :: NEW"),
            ("fn f() -> ::auth::A {}", "fn f() -> signin::A {}"),
        ] {
            assert_eq!(renamed(written).replace(' ', ""), expected.replace(' ', ""));
        }
    }

    #[test]
    fn other_paths_stay() {
        for text in [
            "crate :: auth :: Session",
            "auth :: Session",
            "super :: auth",
            "mod auth { }",
        ] {
            assert_eq!(renamed(text), text);
        }
    }
}
