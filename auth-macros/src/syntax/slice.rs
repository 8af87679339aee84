//! The tokens of one entry: each is read from its own, so that a broken one cannot spoil its neighbours.

use auth_spec::ErrorCode;
use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

use crate::report::Report;

/// What stands between two commas.
#[derive(Clone)]
pub(crate) struct Slice(Vec<TokenTree>);

/// Whether a comma between `<` and `>` belongs to a type, as in `data: HashMap<String, u64>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Angles {
    /// It does, unless a new `key:` follows it.
    Bracket,
    /// It separates like any other.
    Plain,
}

impl Slice {
    /// All tokens, as one slice.
    pub(crate) fn whole(tokens: TokenStream) -> Self {
        Self(flattened(tokens))
    }

    pub(crate) fn tokens(&self) -> &[TokenTree] {
        &self.0
    }

    pub(crate) fn first(&self) -> Option<&TokenTree> {
        self.0.first()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first `count` tokens, and the others.
    pub(crate) fn split_at(mut self, count: usize) -> (Self, Self) {
        let others = self.0.split_off(count.min(self.0.len()));
        (self, Self(others))
    }

    /// The group, when the slice is one and nothing else.
    pub(crate) fn group(&self) -> Option<&Group> {
        match self.tokens() {
            [TokenTree::Group(group)] => Some(group),
            _ => None,
        }
    }

    /// Where a new `key:` begins although no comma stands before it.
    pub(crate) fn next_key(&self) -> Option<usize> {
        (1..self.0.len()).find(|&at| begins_key(&self.0[at..]))
    }
}

impl ToTokens for Slice {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().cloned());
    }
}

/// Splits at commas. A semicolon is refused and separates too; so is a comma with nothing before it.
pub(crate) fn split(report: &mut Report, tokens: TokenStream, angles: Angles) -> Vec<Slice> {
    let tokens = flattened(tokens);
    let mut slices = Vec::new();
    let mut slice = Vec::new();
    let mut depth = Depth::default();
    for (at, token) in tokens.iter().enumerate() {
        let character = match token {
            TokenTree::Punct(sign) => Some(sign.as_char()),
            _ => None,
        };
        if angles == Angles::Bracket {
            depth.follow(token);
        }
        let following = &tokens[at + 1..];
        let ends = match character {
            Some(',') => depth.is_outside() || following.is_empty() || begins_key(following),
            Some(';') => true,
            _ => false,
        };
        if !ends {
            slice.push(token.clone());
            continue;
        }
        depth = Depth::default();
        if character == Some(';') {
            report.refuse(token, ErrorCode::SYNTAX, "entries are separated by `,`");
        } else if slice.is_empty() {
            report.refuse(token, ErrorCode::SYNTAX, "one comma too many");
        }
        if !slice.is_empty() {
            slices.push(Slice(std::mem::take(&mut slice)));
        }
    }
    if !slice.is_empty() {
        slices.push(Slice(slice));
    }
    slices
}

/// How many `<` are open.
#[derive(Debug, Default)]
pub(super) struct Depth {
    open: usize,
    arrow: bool,
}

impl Depth {
    /// Takes the next token into account.
    pub(super) fn follow(&mut self, token: &TokenTree) {
        let TokenTree::Punct(sign) = token else {
            self.arrow = false;
            return;
        };
        match sign.as_char() {
            '<' => self.open += 1,
            '>' if !self.arrow => self.open = self.open.saturating_sub(1),
            _ => {}
        }
        // The `>` of `->` and `=>` closes nothing.
        self.arrow = matches!(sign.as_char(), '-' | '=') && sign.spacing() == Spacing::Joint;
    }

    pub(super) const fn is_outside(&self) -> bool {
        self.open == 0
    }
}

/// `word :`, but not `word ::`.
fn begins_key(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Ident(_), TokenTree::Punct(colon), rest @ ..] if colon.as_char() == ':' => {
            !(colon.spacing() == Spacing::Joint
                && matches!(rest, [TokenTree::Punct(next), ..] if next.as_char() == ':'))
        }
        _ => false,
    }
}

/// The tokens without the invisible groups that a `macro_rules!` in between puts around its fragments.
pub(super) fn flattened(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flat.extend(flattened(group.stream()));
            }
            token => flat.push(token),
        }
    }
    flat
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices(text: &str, angles: Angles) -> (Vec<String>, Vec<String>) {
        let mut report = Report::new();
        let slices = split(&mut report, text.parse().unwrap(), angles);
        let slices = slices
            .iter()
            .map(|slice| slice.to_token_stream().to_string())
            .collect();
        (slices, report.texts())
    }

    #[test]
    fn commas_separate_and_may_trail() {
        let (slices, errors) = slices("a, b: 1, c { x, y },", Angles::Plain);
        assert_eq!(slices, ["a", "b : 1", "c { x , y }"]);
        assert!(errors.is_empty());
    }

    #[test]
    fn a_type_keeps_its_commas() {
        let (slices, _) = slices(
            "data: Map<String, fn(u8) -> Vec<u8>>, cookie: x",
            Angles::Bracket,
        );
        assert_eq!(
            slices,
            ["data : Map < String , fn (u8) -> Vec < u8 >>", "cookie : x"]
        );
    }

    #[test]
    fn a_half_typed_type_does_not_swallow_the_next_key() {
        let (slices, _) = slices("data: Map<String, cookie: x", Angles::Bracket);
        assert_eq!(slices, ["data : Map < String", "cookie : x"]);
    }

    #[test]
    fn what_separates_wrongly_is_refused_and_separates() {
        let (slices, errors) = slices("a;, b,, c", Angles::Plain);
        assert_eq!(slices, ["a", "b", "c"]);
        assert_eq!(
            errors,
            [
                "entries are separated by `,` [AUTH-118]",
                "one comma too many [AUTH-118]",
                "one comma too many [AUTH-118]",
            ]
        );
    }

    #[test]
    fn a_key_without_a_comma_before_it_is_found() {
        let slice = Slice::whole("x::y z: 1".parse().unwrap());
        assert_eq!(slice.next_key(), Some(4));
        assert_eq!(Slice::whole("x: 1".parse().unwrap()).next_key(), None);
    }
}
