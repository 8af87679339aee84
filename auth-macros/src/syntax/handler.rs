//! The item under `#[protected]` or `#[public]`: only its signature is looked at, everything else stays the tokens it is.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};

use super::slice::{Depth, flattened};

/// Which of the two attributes it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    /// `#[protected]`
    Protected,
    /// `#[public]`
    Public,
}

/// An item.
pub(crate) enum Item {
    Function(Function),
    /// Anything else, unread.
    Other(TokenStream),
}

/// A function, in the order of its tokens.
pub(crate) struct Function {
    /// The attributes below ours.
    pub(crate) attributes: Vec<Attribute>,
    /// Visibility, `const`, `async`, `unsafe`, `extern "…"`.
    pub(crate) qualifiers: Vec<TokenTree>,
    pub(crate) fn_token: Ident,
    /// The name and the generics.
    pub(crate) name: Vec<TokenTree>,
    pub(crate) parentheses: Group,
    pub(crate) arguments: Vec<Argument>,
    /// Return type, `where`, body.
    pub(crate) rest: Vec<TokenTree>,
}

/// `#[path…]`
pub(crate) struct Attribute {
    pub(crate) sign: TokenTree,
    pub(crate) brackets: Group,
    /// The last word of its path.
    pub(crate) name: String,
}

/// One argument, without the comma after it.
pub(crate) struct Argument {
    pub(crate) attributes: Vec<Attribute>,
    /// What stands before the colon, or all of `self`, `&self`, `mut self`.
    pub(crate) pattern: Vec<TokenTree>,
    /// The colon and the type.
    pub(crate) data: Option<(TokenTree, Vec<TokenTree>)>,
}

impl Item {
    /// The name of the function.
    pub(crate) fn name(&self) -> Option<String> {
        match self {
            Self::Function(function) => function.plain_name(),
            Self::Other(_) => None,
        }
    }
}

impl Function {
    /// Its name, without the `r#` of a raw one.
    pub(crate) fn plain_name(&self) -> Option<String> {
        match self.name.first()? {
            TokenTree::Ident(name) => Some(name.to_string().trim_start_matches("r#").to_owned()),
            _ => None,
        }
    }

    /// The word `async`.
    pub(crate) fn is_async(&self) -> bool {
        self.qualifiers.iter().any(|token| is_word(token, "async"))
    }

    /// `self`, with whatever stands around it.
    pub(crate) fn receiver(&self) -> Option<&[TokenTree]> {
        let first = self.arguments.first()?;
        let word = first.pattern.last()?;
        is_word(word, "self").then_some(first.pattern.as_slice())
    }
}

impl ToTokens for Attribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.sign.to_tokens(tokens);
        self.brackets.to_tokens(tokens);
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attributes);
        tokens.append_all(&self.pattern);
        if let Some((colon, data)) = &self.data {
            colon.to_tokens(tokens);
            tokens.append_all(data);
        }
    }
}

impl Function {
    /// The function with other arguments.
    pub(crate) fn with_arguments(&self, arguments: TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        tokens.append_all(&self.attributes);
        tokens.append_all(&self.qualifiers);
        self.fn_token.to_tokens(&mut tokens);
        tokens.append_all(&self.name);
        let mut parentheses = Group::new(Delimiter::Parenthesis, arguments);
        parentheses.set_span(self.parentheses.span());
        tokens.append(parentheses);
        tokens.append_all(&self.rest);
        tokens
    }
}

impl ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.with_arguments(self.parentheses.stream()));
    }
}

/// Reads an item.
pub(crate) fn parse(tokens: TokenStream) -> Item {
    let all = flattened(tokens.clone());
    function(&all).map_or(Item::Other(tokens), Item::Function)
}

fn function(tokens: &[TokenTree]) -> Option<Function> {
    let (attributes, tokens) = attributes(tokens);
    let at = tokens.iter().position(|token| is_word(token, "fn"))?;
    let (qualifiers, tokens) = tokens.split_at_checked(at)?;
    let qualified = qualifiers.iter().all(|token| match token {
        TokenTree::Ident(word) => QUALIFIERS.iter().any(|known| word == known),
        // `pub(crate)`, or a visibility that came through a `macro_rules!`.
        TokenTree::Group(_) => true,
        TokenTree::Literal(_) => true,
        TokenTree::Punct(_) => false,
    });
    let [TokenTree::Ident(fn_token), tokens @ ..] = tokens else {
        return None;
    };
    let end = arguments_at(tokens)?;
    let (name, tokens) = tokens.split_at_checked(end)?;
    let [TokenTree::Group(parentheses), rest @ ..] = tokens else {
        return None;
    };
    qualified.then(|| Function {
        attributes,
        qualifiers: qualifiers.to_vec(),
        fn_token: fn_token.clone(),
        name: name.to_vec(),
        parentheses: parentheses.clone(),
        arguments: arguments(parentheses.stream()),
        rest: rest.to_vec(),
    })
}

fn attributes(mut tokens: &[TokenTree]) -> (Vec<Attribute>, &[TokenTree]) {
    let mut attributes = Vec::new();
    while let [
        sign @ TokenTree::Punct(hash),
        TokenTree::Group(brackets),
        rest @ ..,
    ] = tokens
    {
        if hash.as_char() != '#' {
            break;
        }
        attributes.push(Attribute {
            sign: sign.clone(),
            brackets: brackets.clone(),
            name: last_word(brackets.stream()),
        });
        tokens = rest;
    }
    (attributes, tokens)
}

/// The `c` of `a::b::c(…)`.
fn last_word(tokens: TokenStream) -> String {
    flattened(tokens)
        .into_iter()
        .map_while(|token| match token {
            TokenTree::Ident(word) => Some(Some(word)),
            TokenTree::Punct(sign) if sign.as_char() == ':' => Some(None),
            _ => None,
        })
        .flatten()
        .last()
        .map(|word| word.to_string())
        .unwrap_or_default()
}

/// Where the parentheses stand after a name and perhaps generics.
fn arguments_at(tokens: &[TokenTree]) -> Option<usize> {
    let mut angles = Depth::default();
    for (at, token) in tokens.iter().enumerate() {
        angles.follow(token);
        if let TokenTree::Group(group) = token
            && group.delimiter() == Delimiter::Parenthesis
            && angles.is_outside()
        {
            return Some(at);
        }
    }
    None
}

fn arguments(tokens: TokenStream) -> Vec<Argument> {
    let mut arguments = Vec::new();
    let mut argument = Vec::new();
    let mut angles = Depth::default();
    for token in tokens {
        angles.follow(&token);
        let comma = matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',');
        if comma && angles.is_outside() {
            arguments.push(one_argument(&std::mem::take(&mut argument)));
        } else {
            argument.push(token);
        }
    }
    if !argument.is_empty() {
        arguments.push(one_argument(&argument));
    }
    arguments
}

fn one_argument(tokens: &[TokenTree]) -> Argument {
    let (attributes, tokens) = attributes(tokens);
    let is_colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(sign)) if sign.as_char() == ':');
    let colon = (0..tokens.len())
        .find(|&at| is_colon(at) && !is_colon(at + 1) && !(at > 0 && is_colon(at - 1)));
    let (pattern, data) = match colon.and_then(|at| tokens.split_at_checked(at)) {
        Some((pattern, [colon, data @ ..])) => (pattern, Some((colon.clone(), data.to_vec()))),
        _ => (tokens, None),
    };
    Argument {
        attributes,
        pattern: pattern.to_vec(),
        data,
    }
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// What may stand before `fn`.
const QUALIFIERS: [&str; 7] = [
    "pub", "default", "const", "async", "unsafe", "safe", "extern",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Function {
        match parse(text.parse().unwrap()) {
            Item::Function(function) => function,
            Item::Other(_) => panic!("not read as a function: {text}"),
        }
    }

    fn shown(tokens: &[TokenTree]) -> String {
        tokens.iter().cloned().collect::<TokenStream>().to_string()
    }

    #[test]
    fn a_function_is_read_up_to_its_arguments() {
        let function = read(
            "/// Docs.\n#[a::b(c)] pub(crate) async fn h<F: Fn(u8) -> Vec<u8>, const N: usize>(
                State(s): State<Map<A, B>>, mut t: std::vec::Vec<u8>) -> impl Future where F: Send { ??? }",
        );
        assert!(function.is_async());
        assert_eq!(function.receiver().map(shown), None);
        let names: Vec<_> = function
            .attributes
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["doc", "b"]);
        let patterns: Vec<_> = function
            .arguments
            .iter()
            .map(|one| shown(&one.pattern))
            .collect();
        assert_eq!(patterns, ["State (s)", "mut t"]);
        let data = function.arguments[1]
            .data
            .as_ref()
            .map(|(_, data)| shown(data));
        assert_eq!(data.as_deref(), Some("std :: vec :: Vec < u8 >"));
        assert_eq!(
            shown(&function.rest),
            "-> impl Future where F : Send { ??? }"
        );
    }

    #[test]
    fn a_path_in_a_pattern_is_not_the_colon() {
        let function = read("async fn h(a::B::C(d): e::F) {}");
        assert_eq!(shown(&function.arguments[0].pattern), "a :: B :: C (d)");
    }

    #[test]
    fn a_receiver_is_recognised_in_every_form() {
        for receiver in [
            "self",
            "&self",
            "&'a mut self",
            "mut self",
            "self: Arc<Self>",
        ] {
            let function = read(&format!("async fn h({receiver}, x: u8) {{}}"));
            assert!(function.receiver().is_some(), "{receiver}");
        }
    }

    #[test]
    fn other_items_are_not_functions() {
        for item in [
            "struct S { f: fn(u8) }",
            "type F = fn(u8) -> u8;",
            "static F: fn() = f;",
            "impl S { async fn f() {} }",
            "",
        ] {
            assert!(
                matches!(parse(item.parse().unwrap()), Item::Other(_)),
                "{item}"
            );
        }
    }
}
