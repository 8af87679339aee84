//! The values of the language: texts, `env("NAME")`, amounts with a unit, words, Rust paths and types, lists.
//!
//! Each function is given the tokens of one value and a text that says how it is written, for its errors.

use auth_spec::ErrorCode;
use proc_macro2::{Delimiter, Group, Ident, TokenTree};
use quote::ToTokens;
use syn::{ExprClosure, LitFloat, LitInt, LitStr, Path, Type};

use super::Reading;
use super::slice::{Angles, Slice, split};

/// A text, or the name of an environment variable that holds it.
#[derive(Clone)]
pub(crate) enum Setting {
    /// `"…"`
    Literal(LitStr),
    /// `env("NAME")`
    Env(LitStr),
}

/// `30 days`
#[derive(Clone)]
pub(crate) struct Amount {
    pub(crate) number: LitInt,
    pub(crate) unit: Option<Ident>,
}

/// `[ … ]`
#[derive(Clone)]
pub(crate) struct List<T> {
    pub(crate) brackets: Group,
    pub(crate) items: Vec<T>,
    /// Some item could not be read.
    pub(crate) poisoned: bool,
}

/// A text.
pub(crate) fn text(reading: &mut Reading, value: &Slice, form: &str) -> Option<LitStr> {
    let (first, rest) = value.clone().split_at(1);
    match syn::parse2::<LitStr>(first.to_token_stream()) {
        Ok(text) => nothing_follows(reading, &rest).then_some(text),
        Err(_) => misshapen(reading, value, form),
    }
}

/// A text or `env("NAME")`.
pub(crate) fn setting(reading: &mut Reading, value: &Slice, form: &str) -> Option<Setting> {
    match value.tokens() {
        [TokenTree::Ident(env), rest @ ..] if env == "env" => {
            let (sign, rest) = match rest {
                [TokenTree::Punct(sign), rest @ ..] if sign.as_char() == '!' => (Some(sign), rest),
                rest => (None, rest),
            };
            let name = match rest {
                [TokenTree::Group(name)] if name.delimiter() == Delimiter::Parenthesis => {
                    syn::parse2::<LitStr>(name.stream()).ok()
                }
                _ => None,
            };
            let Some(name) = name else {
                let text = "the name of an environment variable is written `env(\"NAME\")`";
                reading.report.refuse(value, ErrorCode::SYNTAX, text);
                return None;
            };
            if let Some(sign) = sign {
                let text = "`env!` would put the value into the program; `env(\"NAME\")` reads it at start-up";
                reading.report.refuse(sign, ErrorCode::SYNTAX, text);
            }
            Some(Setting::Env(name))
        }
        _ => text(reading, value, form).map(Setting::Literal),
    }
}

/// A whole number and, if it is there, its unit.
pub(crate) fn amount(reading: &mut Reading, value: &Slice, form: &str) -> Option<Amount> {
    let (first, rest) = value.clone().split_at(1);
    if syn::parse2::<LitFloat>(first.to_token_stream()).is_ok() {
        let text = "lifetimes are whole numbers: write it in a smaller unit";
        reading
            .report
            .refuse(&first, ErrorCode::LIFETIME_INVALID, text);
        return None;
    }
    let Ok(number) = syn::parse2::<LitInt>(first.to_token_stream()) else {
        return misshapen(reading, value, form);
    };
    let (unit, rest) = match rest.first() {
        Some(TokenTree::Ident(unit)) => (Some(unit.clone()), rest.split_at(1).1),
        _ => (None, rest),
    };
    nothing_follows(reading, &rest).then_some(Amount { number, unit })
}

/// One word.
pub(crate) fn word(reading: &mut Reading, value: &Slice, form: &str) -> Option<Ident> {
    let (first, rest) = value.clone().split_at(1);
    match first.first() {
        Some(TokenTree::Ident(word)) => nothing_follows(reading, &rest).then(|| word.clone()),
        Some(TokenTree::Literal(literal)) => {
            let Ok(word) = syn::parse2::<LitStr>(literal.to_token_stream())
                .and_then(|text| text.parse::<Ident>())
            else {
                return misshapen(reading, value, form);
            };
            let text = format!("this is a word, not a text: write `{word}` without quotes");
            reading.report.refuse(literal, ErrorCode::SYNTAX, text);
            None
        }
        _ => misshapen(reading, value, form),
    }
}

/// The path of a function that is written beside `auth!`.
pub(crate) fn own_function(reading: &mut Reading, value: &Slice, form: &str) -> Option<Path> {
    if syn::parse2::<ExprClosure>(value.to_token_stream()).is_ok() {
        let text = format!("a closure has no name: write a function beside `auth!`; {form}");
        reading.report.refuse(value, ErrorCode::SYNTAX, text);
        return None;
    }
    function(reading, value, form)
}

/// The path of a function.
pub(crate) fn function(reading: &mut Reading, value: &Slice, form: &str) -> Option<Path> {
    if let [.., TokenTree::Group(call)] = value.tokens()
        && call.delimiter() == Delimiter::Parenthesis
    {
        let (name, call) = value.clone().split_at(value.tokens().len() - 1);
        if syn::parse2::<Path>(name.to_token_stream()).is_ok() {
            let text = "the function is named here, not called: leave the parentheses out";
            reading.report.refuse(&call, ErrorCode::SYNTAX, text);
            return None;
        }
    }
    match syn::parse2::<Path>(value.to_token_stream()) {
        Ok(path) => Some(path),
        Err(_) => misshapen(reading, value, form),
    }
}

/// A type.
pub(crate) fn data_type(reading: &mut Reading, value: &Slice, form: &str) -> Option<Type> {
    match syn::parse2::<Type>(value.to_token_stream()) {
        Ok(Type::Infer(_)) | Err(_) => misshapen(reading, value, form),
        Ok(data) => Some(data),
    }
}

/// A list of texts, where `item` says how one of them is written.
pub(crate) fn texts(
    reading: &mut Reading,
    value: &Slice,
    form: &str,
    item: &str,
) -> Option<List<LitStr>> {
    let mut texts = list(reading, value, form, |reading, slice, texts| {
        // Texts that only lack a comma between them are read all the same.
        let mut next = Some(slice);
        let mut doubtful = false;
        while let Some(slice) = next {
            let (first, rest) = slice.split_at(1);
            let mut attempt = Reading::new();
            let read = if doubtful {
                text(&mut attempt, &first, item)
            } else {
                text(reading, &first, item)
            };
            attempt.report.discard();
            let Some(read) = read else {
                return false;
            };
            texts.push(read);
            doubtful = true;
            next = match rest.first() {
                Some(TokenTree::Literal(literal)) => {
                    let text = format!("a comma is missing before `{literal}`");
                    reading.report.refuse(literal, ErrorCode::SYNTAX, text);
                    Some(rest)
                }
                _ if nothing_follows(reading, &rest) => None,
                _ => return false,
            };
        }
        true
    })?;
    if value.group().is_none() {
        texts.items.clear();
        texts.poisoned = true;
    }
    Some(texts)
}

/// `[ … ]`; a single item without brackets, or with others, is refused and read all the same.
///
/// `read` reads the tokens between two commas, and says whether it could.
pub(crate) fn list<T>(
    reading: &mut Reading,
    value: &Slice,
    form: &str,
    mut read: impl FnMut(&mut Reading, Slice, &mut Vec<T>) -> bool,
) -> Option<List<T>> {
    let brackets = match value.group() {
        Some(group) => {
            if group.delimiter() != Delimiter::Bracket {
                let text = format!("this is a list: {form}");
                reading
                    .report
                    .refuse_at(group.span_open(), ErrorCode::SYNTAX, text);
            }
            group.clone()
        }
        None => {
            let first = value.tokens().first()?;
            let text = format!("this is a list: {form}");
            reading.report.refuse(first, ErrorCode::SYNTAX, text);
            let mut group = Group::new(Delimiter::Bracket, value.to_token_stream());
            group.set_span(first.span());
            group
        }
    };
    let errors = reading.report.count();
    let slices = split(&mut reading.report, brackets.stream(), Angles::Plain);
    // Where a comma is one too many, an item may be missing.
    let (mut items, mut poisoned) = (Vec::new(), reading.report.count() > errors);
    for slice in slices {
        if value.group().is_some() {
            poisoned |= !read(reading, slice, &mut items);
            continue;
        }
        // What is no list has been refused, and is not refused again for not being an item of one.
        let mut attempt = Reading::new();
        let whole = read(&mut attempt, slice, &mut items);
        reading.words.append(&mut attempt.words);
        poisoned |= !(attempt.report.discard() && whole);
    }
    Some(List {
        brackets,
        items,
        poisoned,
    })
}

/// `{ … }`; other brackets are refused and read all the same.
pub(crate) fn block(reading: &mut Reading, value: &Slice, form: &str) -> Option<Group> {
    let (first, rest) = value.clone().split_at(1);
    match first.group() {
        Some(group) => {
            if group.delimiter() != Delimiter::Brace {
                let text = format!("this stands in `{{ … }}`: {form}");
                reading
                    .report
                    .refuse_at(group.span_open(), ErrorCode::SYNTAX, text);
            }
            nothing_follows(reading, &rest).then(|| group.clone())
        }
        None => misshapen(reading, value, form),
    }
}

/// Refuses what follows a value that was complete.
pub(crate) fn nothing_follows(reading: &mut Reading, rest: &Slice) -> bool {
    if let Some(first) = rest.first() {
        let text = match first {
            TokenTree::Group(_) => "nothing more is expected here".to_owned(),
            first => format!("`{first}` is not expected here"),
        };
        reading.report.refuse(rest, ErrorCode::SYNTAX, text);
    }
    rest.is_empty()
}

fn misshapen<T>(reading: &mut Reading, value: &Slice, form: &str) -> Option<T> {
    reading.report.refuse(value, ErrorCode::SYNTAX, form);
    None
}
