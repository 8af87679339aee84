//! `#[protected]` and `#[public]`: whether an item can state a policy, and how.

use auth_spec::ErrorCode;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;

use crate::model::Handler;
use crate::report::Report;
use crate::syntax::handler::{Function, Item, Policy};

/// Checks the item under the attribute.
pub(crate) fn check(report: &mut Report, policy: Policy, item: Item) -> Handler {
    let attribute = policy.attribute();
    let code = policy.misused();
    let mut function = match item {
        Item::Function(function) => function,
        Item::Other(tokens) => {
            let text = match policy {
                Policy::Protected => "`#[protected]` guards handlers: it stands on an `async fn`",
                Policy::Public => "`#[public]` is for handlers: it stands on an `async fn`",
            };
            let place = tokens.clone().into_iter().next();
            report.refuse(place, code, text);
            return Handler::Unguarded(tokens);
        }
    };
    refuse_second(report, policy, &mut function);
    if let Some(receiver) = function.receiver() {
        let receiver: TokenStream = receiver.iter().cloned().collect();
        let text = format!(
            "a handler has no `self`: `{attribute}` can stand on an associated function without it"
        );
        report.refuse(receiver, code, text);
        return Handler::Unguarded(function.into_token_stream());
    }
    if !function.is_async() {
        let text = match policy {
            Policy::Protected => "`#[protected]` guards `async` handlers: write `async fn`",
            Policy::Public => "`#[public]` is for `async` handlers: write `async fn`",
        };
        report.refuse(&function.fn_token, code, text);
        make_async(&mut function);
    }
    // An attribute below reads the arguments, which must be as they were written; one above has read them, and knows how
    // many there are.
    let read_below = function
        .attributes
        .iter()
        .any(|attribute| !HARMLESS.contains(&attribute.name.as_str()));
    let pairs = !read_below
        && function
            .arguments
            .first()
            .is_some_and(|first| first.data.is_some());
    let room = if pairs { MOST } else { MOST - 1 };
    if function.arguments.len() > room {
        let added = match policy {
            Policy::Protected => "the guard",
            Policy::Public => "the mark of `#[public]`",
        };
        let text = format!(
            "axum's handlers take {MOST} arguments, and {added} is one of them: join two as `(a, b): (A, B)`"
        );
        let name = function.name.first();
        report.refuse(name, code, text);
        return Handler::Unguarded(function.into_token_stream());
    }
    if pairs {
        Handler::With(function)
    } else {
        Handler::Before(function)
    }
}

/// Adds the `async` that is missing, so that the uses of the function say nothing more.
fn make_async(function: &mut Function) {
    let word = |token: &TokenTree, words: &[&str]| matches!(token, TokenTree::Ident(word) if words.iter().any(|known| word == known));
    let returns_future = function.rest.iter().any(
        |token| matches!(token, TokenTree::Ident(word) if word.to_string().ends_with("Future")),
    );
    let is_const = function
        .qualifiers
        .iter()
        .any(|token| word(token, &["const"]));
    if returns_future || is_const {
        return;
    }
    let later = |token: &TokenTree| word(token, &["unsafe", "safe", "extern"]);
    let at = function.qualifiers.iter().position(later);
    let at = at.unwrap_or(function.qualifiers.len());
    let word = Ident::new("async", function.fn_token.span());
    function.qualifiers.insert(at, TokenTree::Ident(word));
}

/// Refuses a second attribute of the two below ourselves, and leaves it out.
fn refuse_second(report: &mut Report, policy: Policy, function: &mut Function) {
    function.attributes.retain(|attribute| {
        let Some(second) = Policy::named(&attribute.name) else {
            return true;
        };
        let place = attribute.brackets.stream();
        if second == policy {
            let text = format!("this handler is `{}` already", policy.attribute());
            report.refuse(place, policy.misused(), text);
        } else {
            let text =
                "this handler is `#[protected]` and `#[public]` at once: leave one of them out";
            report.refuse(place, ErrorCode::POLICIES_CONTRADICT, text);
        }
        false
    });
}

impl Policy {
    /// The attribute of this name.
    fn named(name: &str) -> Option<Self> {
        match name {
            "protected" => Some(Self::Protected),
            "public" => Some(Self::Public),
            _ => None,
        }
    }

    /// As it is written.
    const fn attribute(self) -> &'static str {
        match self {
            Self::Protected => "#[protected]",
            Self::Public => "#[public]",
        }
    }

    /// The code of what is wrong with it.
    const fn misused(self) -> ErrorCode {
        match self {
            Self::Protected => ErrorCode::PROTECTED_MISUSED,
            Self::Public => ErrorCode::PUBLIC_MISUSED,
        }
    }
}

/// The arguments that axum's `Handler` goes up to.
const MOST: usize = 16;

/// Attributes that do not read the arguments of a function, or take them in any form.
const HARMLESS: [&str; 13] = [
    "allow",
    "cfg",
    "cold",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "forbid",
    "inline",
    "instrument",
    "must_use",
    "track_caller",
    "warn",
];
