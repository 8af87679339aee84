//! The conditions in the parentheses of `#[protected(…)]`.

use auth_spec::ErrorCode;
use proc_macro2::{Delimiter, Ident, Punct, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{LitStr, Path};

use super::Reading;
use super::entry::Field;
use super::slice::{Angles, Slice, split};
use super::value::{self, Amount};
use super::word::Place;
use crate::report::{did_you_mean, listed, suggestion};

/// What `#[protected(…)]` asks for.
#[derive(Default)]
pub(crate) struct Conditions {
    /// All of them are to be met.
    pub(crate) conditions: Vec<Condition>,
    pub(crate) callback_url: Option<Field<LitStr>>,
}

/// One condition.
pub(crate) enum Condition {
    /// `role = admin`
    Role(Ident),
    /// `provider = google`
    Provider(Ident),
    /// `fresh = 10 minutes`
    Fresh(Field<Amount>),
    /// `when = path`
    When { key: Ident, path: Path },
    /// `any(…)`
    Any(Vec<Condition>),
    /// `all(…)`
    All(Vec<Condition>),
    /// `not(…)`
    Not(Box<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Word {
    Role,
    Provider,
    Fresh,
    When,
    CallbackUrl,
    Any,
    All,
    Not,
}

/// Reads what stands in the parentheses.
pub(crate) fn parse(reading: &mut Reading, tokens: TokenStream) -> Conditions {
    let mut read = Conditions::default();
    for slice in split(&mut reading.report, tokens, Angles::Plain) {
        several(reading, slice, |reading, word, key, value| {
            if word == Word::CallbackUrl {
                callback_url(reading, &mut read.callback_url, key, &value);
            } else {
                let condition = condition(reading, word, key, &value);
                read.conditions.extend(condition);
            }
        });
    }
    read
}

/// Reads what stands between two commas: one condition, or several that only lack a comma between them.
fn several(
    reading: &mut Reading,
    slice: Slice,
    mut each: impl FnMut(&mut Reading, Word, Ident, Slice),
) {
    let mut next = Some(slice);
    while let Some(slice) = next.take() {
        let (first, rest) = slice.split_at(1);
        let Some((word, key)) = word(reading, &first, &rest) else {
            return;
        };
        let (value, following) = match end_of_value(&rest) {
            Some(end) => rest.split_at(end),
            None => (rest, Slice::whole(TokenStream::new())),
        };
        if let Some(following) = following.first() {
            let text = match following {
                TokenTree::Punct(sign) if is_bar(sign) => {
                    "conditions are combined by `all(…)` and `any(…)`, not by signs".to_owned()
                }
                other => format!("a comma is missing before `{other}`"),
            };
            reading.report.refuse(following, ErrorCode::SYNTAX, text);
        }
        // What stands there instead of a comma is no second mistake.
        reading.doubting(!following.is_empty(), |reading| {
            each(reading, word, key, value);
            Some(())
        });
        let is_word = matches!(following.first(), Some(TokenTree::Ident(_)));
        next = is_word.then_some(following);
    }
}

/// Where the value of a condition ends although no comma stands there: before the next word of the language with its
/// own `=` or parentheses, or before `&&` and `||`.
fn end_of_value(rest: &Slice) -> Option<usize> {
    let tokens = rest.tokens();
    (1..tokens.len()).find(|&at| match &tokens[at..] {
        [TokenTree::Punct(sign), following @ ..] if is_bar(sign) => {
            let doubled = matches!(following, [TokenTree::Punct(second), ..] if is_bar(second));
            let begins_value = matches!(&tokens[at - 1], TokenTree::Punct(_));
            (doubled || begins_condition(following)) && !begins_value
        }
        following => begins_condition(following),
    })
}

fn is_bar(sign: &Punct) -> bool {
    matches!(sign.as_char(), '&' | '|')
}

/// `role =` or `any(…)`
fn begins_condition(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Ident(word), TokenTree::Punct(sign), ..] => {
            sign.as_char() == '=' && WORDS.iter().any(|(known, _)| word == known)
        }
        [TokenTree::Ident(word), TokenTree::Group(_), ..] => {
            ["any", "all", "not"].iter().any(|known| word == known)
        }
        _ => false,
    }
}

/// The word that a condition begins with.
fn word(reading: &mut Reading, first: &Slice, rest: &Slice) -> Option<(Word, Ident)> {
    let key = match first.first() {
        Some(TokenTree::Ident(key)) => key,
        Some(TokenTree::Punct(sign)) if sign.as_char() == '!' => {
            let text = "`!` is written `not(…)`, as in `not(role = guest)`";
            reading.report.refuse(sign, ErrorCode::SYNTAX, text);
            return None;
        }
        other => {
            reading
                .report
                .refuse(other, ErrorCode::CONDITION_INVALID, FORM);
            return None;
        }
    };
    reading.words.push((Place::Condition, key.clone()));
    let name = key.to_string();
    if let Some((_, word)) = WORDS.iter().find(|(known, _)| *known == name) {
        return Some((*word, key.clone()));
    }
    let names = || WORDS.iter().map(|(name, _)| *name);
    let text = match did_you_mean(&name, names()) {
        None if rest.is_empty() => {
            format!("`{name}` is not a condition: a role is asked for by `role = {name}`")
        }
        meant => {
            let others = format!("; it has {}", listed(names()));
            let hint = suggestion(meant, others);
            format!("`#[protected]` has no condition `{name}`{hint}")
        }
    };
    reading
        .report
        .refuse(key, ErrorCode::CONDITION_INVALID, text);
    None
}

fn condition(reading: &mut Reading, word: Word, key: Ident, rest: &Slice) -> Option<Condition> {
    match word {
        Word::Any => {
            nested(reading, &key, rest, "any(role = admin, role = editor)").map(Condition::Any)
        }
        Word::All => {
            nested(reading, &key, rest, "all(role = admin, fresh = 10 minutes)").map(Condition::All)
        }
        Word::Not => {
            let mut inside = nested(reading, &key, rest, "not(role = guest)")?;
            if inside.len() > 1 {
                let text = "`not` takes one condition: write `not(any(…))` or `not(all(…))`";
                reading
                    .report
                    .refuse(&key, ErrorCode::CONDITION_INVALID, text);
                return None;
            }
            inside.pop().map(|one| Condition::Not(Box::new(one)))
        }
        Word::Role => {
            let value = assigned(reading, &key, rest, "admin")?;
            name(reading, &key, &value, Place::Role).map(Condition::Role)
        }
        Word::Provider => {
            let value = assigned(reading, &key, rest, "github")?;
            name(reading, &key, &value, Place::Provider).map(Condition::Provider)
        }
        Word::Fresh => {
            let value = assigned(reading, &key, rest, "10 minutes")?;
            let form = "`fresh` is written `fresh = 10 minutes`";
            let amount = value::amount(reading, &value, form)?;
            if let Some(unit) = &amount.unit {
                reading.words.push((Place::Unit, unit.clone()));
            }
            let value = Some(amount);
            Some(Condition::Fresh(Field { key, value }))
        }
        Word::When => {
            let value = assigned(reading, &key, rest, "is_owner")?;
            let form = "`when` names a function: `when = is_owner` with `fn is_owner(session: &Session) -> bool`";
            let path = value::function(reading, &value, form)?;
            Some(Condition::When { key, path })
        }
        Word::CallbackUrl => {
            let text = "`callback_url` is not a condition: it stands beside them, not inside";
            reading
                .report
                .refuse(&key, ErrorCode::CONDITION_INVALID, text);
            None
        }
    }
}

fn callback_url(
    reading: &mut Reading,
    earlier: &mut Option<Field<LitStr>>,
    key: Ident,
    rest: &Slice,
) {
    if earlier.is_some() {
        let text = "`callback_url` is given twice";
        reading.report.refuse(&key, ErrorCode::DUPLICATE_KEY, text);
        return;
    }
    let form = "`callback_url` is written `callback_url = \"/dashboard\"`";
    let value = assigned(reading, &key, rest, "\"/dashboard\"");
    let value = value.and_then(|value| value::text(reading, &value, form));
    *earlier = Some(Field { key, value });
}

/// The conditions in parentheses; `None` when it is not known what there should be.
fn nested(
    reading: &mut Reading,
    key: &Ident,
    rest: &Slice,
    example: &str,
) -> Option<Vec<Condition>> {
    let (first, others) = rest.clone().split_at(1);
    let group = match first.group() {
        Some(group) if group.delimiter() == Delimiter::Parenthesis => group.clone(),
        _ => {
            let text = format!("`{key}` is written `{example}`");
            reading
                .report
                .refuse(key, ErrorCode::CONDITION_INVALID, text);
            return None;
        }
    };
    value::nothing_follows(reading, &others);
    let (mut conditions, mut whole) = (Vec::new(), true);
    let slices = split(&mut reading.report, group.stream(), Angles::Plain);
    if slices.is_empty() {
        let text = format!("`{key}` of nothing asks for nothing: write `{example}`");
        reading
            .report
            .refuse(key, ErrorCode::CONDITION_INVALID, text);
        return None;
    }
    for slice in slices {
        let mut read = false;
        several(reading, slice, |reading, word, key, value| {
            let condition = condition(reading, word, key, &value);
            read = condition.is_some();
            conditions.extend(condition);
        });
        whole &= read;
    }
    whole.then_some(conditions)
}

/// What follows the `=`.
fn assigned(reading: &mut Reading, key: &Ident, rest: &Slice, example: &str) -> Option<Slice> {
    let form = format!("`{key}` is written `{key} = {example}`");
    let signs = rest
        .tokens()
        .iter()
        .take_while(
            |token| matches!(token, TokenTree::Punct(sign) if matches!(sign.as_char(), '=' | ':' | '!' | '>' | '<')),
        )
        .count();
    let (signs, value) = rest.clone().split_at(signs);
    let written: String = signs.tokens().iter().map(ToString::to_string).collect();
    if signs.is_empty() && value.group().is_none() && !value.is_empty() {
        reading
            .report
            .refuse(&value, ErrorCode::CONDITION_INVALID, form);
        return None;
    }
    if value.is_empty() || signs.is_empty() {
        let text = if value.is_empty() {
            format!("`{key}` has no value: write `{key} = {example}`")
        } else {
            form
        };
        reading
            .report
            .refuse(key, ErrorCode::CONDITION_INVALID, text);
        return None;
    }
    if written != "=" {
        let text = match written.as_str() {
            "!=" => format!("what must not be is written `not({key} = …)`"),
            _ => format!("`{key}` and its value are separated by `=`"),
        };
        reading
            .report
            .refuse(&signs, ErrorCode::CONDITION_INVALID, text);
        return None;
    }
    Some(value)
}

/// A name of a closed set: `admin`, or as a path that ends with it.
fn name(reading: &mut Reading, key: &Ident, value: &Slice, place: Place) -> Option<Ident> {
    let tokens = value.to_token_stream();
    if let Ok(path) = syn::parse2::<Path>(tokens.clone())
        && let Some(last) = path.segments.last()
        && last.arguments.is_empty()
    {
        reading.words.push((place, last.ident.clone()));
        return Some(last.ident.clone());
    }
    let signs = value.tokens().iter();
    let joined = signs.filter(
        |token| matches!(token, TokenTree::Punct(sign) if is_bar(sign) || sign.as_char() == '+'),
    );
    let several = joined.count() > 0 || matches!(value.first(), Some(TokenTree::Group(_)));
    let text = match value.first() {
        _ if several && place == Place::Provider => {
            format!("one of several is written `any({key} = …, {key} = …)`")
        }
        _ if several => format!(
            "one of several is written `any({key} = …, {key} = …)`, all of them `all({key} = …, {key} = …)`"
        ),
        Some(TokenTree::Literal(literal)) => {
            match syn::parse2::<LitStr>(literal.to_token_stream())
                .and_then(|text| text.parse::<Ident>())
            {
                Ok(word) => {
                    format!("`{key}` is a name, not a text: write `{key} = {word}` without quotes")
                }
                Err(_) => format!("`{key}` is a name, as in `{key} = {}`", example(place)),
            }
        }
        _ => format!("`{key}` is a name, as in `{key} = {}`", example(place)),
    };
    reading
        .report
        .refuse(tokens, ErrorCode::CONDITION_INVALID, text);
    None
}

const fn example(place: Place) -> &'static str {
    match place {
        Place::Provider => "github",
        _ => "admin",
    }
}

/// The words, in the order in which they are listed.
const WORDS: [(&str, Word); 8] = [
    ("role", Word::Role),
    ("any", Word::Any),
    ("all", Word::All),
    ("not", Word::Not),
    ("when", Word::When),
    ("fresh", Word::Fresh),
    ("provider", Word::Provider),
    ("callback_url", Word::CallbackUrl),
];

/// The words as they are typed, for the test that the runtime has them all.
#[cfg(test)]
pub(crate) fn words() -> Vec<&'static str> {
    WORDS.iter().map(|(word, _)| *word).collect()
}

const FORM: &str = "a condition is written `role = admin`, `fresh = 10 minutes`, `when = is_owner` or `any(…)`; alone, `#[protected]` asks for a session";
