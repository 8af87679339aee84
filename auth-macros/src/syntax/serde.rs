//! What serde's attributes say of how a type is written: the part of them that `#[derive(TypeScript)]` follows, and that
//! nothing else is among them.

use auth_spec::ErrorCode;
use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::spanned::Spanned;
use syn::{Attribute, LitStr, Token};

use crate::report::Report;

/// Of a type, a variant or a field.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) rename: Option<String>,
    pub(crate) rename_all: Option<Case>,
    pub(crate) rename_all_fields: Option<Case>,
    pub(crate) tag: Option<String>,
    pub(crate) content: Option<String>,
    pub(crate) untagged: bool,
    pub(crate) transparent: bool,
    pub(crate) flatten: bool,
    /// It is not written at all.
    pub(crate) skipped: bool,
    /// It may be left out.
    pub(crate) optional: bool,
    /// A function of the application writes it: only the application knows what that is.
    pub(crate) by_function: Option<Span>,
    /// `#[typescript("…")]`.
    pub(crate) said: Option<LitStr>,
}

/// serde's `rename_all`.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Written {
    /// Reads them all.
    pub(crate) fn read(report: &mut Report, attributes: &[Attribute]) -> Self {
        let mut written = Self::default();
        for attribute in attributes {
            if attribute.path().is_ident("typescript") {
                match attribute.parse_args::<LitStr>() {
                    Ok(text) => written.said = Some(text),
                    Err(_) => refuse(
                        report,
                        attribute.span(),
                        "write `#[typescript(\"…\")]`, with a type of TypeScript between the quotes",
                    ),
                }
            } else if attribute.path().is_ident("serde")
                && let Err(error) = attribute.parse_nested_meta(|meta| written.one(report, &meta))
            {
                // serde says it better; the place is the same.
                refuse(
                    report,
                    error.span(),
                    format!("serde cannot read this: {error}"),
                );
            }
        }
        written
    }

    fn one(&mut self, report: &mut Report, meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
        let name = meta.path.get_ident().map(ToString::to_string);
        match name.as_deref().unwrap_or_default() {
            "rename" => self.rename = serialized(meta)?.map(|text| text.value()),
            "rename_all" => self.rename_all = case(report, serialized(meta)?),
            "rename_all_fields" => self.rename_all_fields = case(report, serialized(meta)?),
            "tag" => self.tag = Some(text(meta)?.value()),
            "content" => self.content = Some(text(meta)?.value()),
            "untagged" => self.untagged = true,
            "transparent" => self.transparent = true,
            "flatten" => self.flatten = true,
            "skip" | "skip_serializing" => self.skipped = true,
            "skip_serializing_if" => {
                text(meta)?;
                self.optional = true;
            }
            "with" | "serialize_with" | "getter" | "remote" | "into" => {
                text(meta)?;
                self.by_function = Some(meta.path.span());
            }
            // These say how it is read, or nothing of the text.
            "alias"
            | "bound"
            | "borrow"
            | "crate"
            | "default"
            | "deny_unknown_fields"
            | "deserialize_with"
            | "expecting"
            | "from"
            | "other"
            | "skip_deserializing"
            | "try_from" => rest(meta)?,
            _ => {
                rest(meta)?;
                refuse(
                    report,
                    meta.path.span(),
                    "what serde makes of this attribute is not known here: say the type with `#[typescript(\"…\")]`",
                );
            }
        }
        Ok(())
    }
}

impl Case {
    /// The name of a field, which is in snake case.
    pub(crate) fn field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
            Self::Pascal => pascal(name),
            Self::Camel => lower_first(&pascal(name)),
        }
    }

    /// The name of a variant, which is in Pascal case.
    pub(crate) fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => lower_first(name),
            Self::Snake => snake(name),
            Self::ScreamingSnake => snake(name).to_ascii_uppercase(),
            Self::Kebab => snake(name).replace('_', "-"),
            Self::ScreamingKebab => snake(name).to_ascii_uppercase().replace('_', "-"),
        }
    }
}

/// Refuses what cannot be told.
pub(crate) fn refuse(report: &mut Report, place: Span, text: impl std::fmt::Display) {
    report.refuse_at(place, ErrorCode::TYPE_NOT_DESCRIBED, text);
}

fn pascal(name: &str) -> String {
    let mut words = String::new();
    let mut first = true;
    for letter in name.chars() {
        if letter == '_' {
            first = true;
        } else if first {
            words.push(letter.to_ascii_uppercase());
            first = false;
        } else {
            words.push(letter);
        }
    }
    words
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        let mut lower = first.to_ascii_lowercase().to_string();
        lower.push_str(letters.as_str());
        lower
    })
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for (place, letter) in name.char_indices() {
        if place > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

fn text(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    meta.value()?.parse()
}

/// `= "…"`, or that of `serialize` in `(serialize = "…", deserialize = "…")`.
fn serialized(meta: &ParseNestedMeta<'_>) -> syn::Result<Option<LitStr>> {
    if meta.input.peek(Token![=]) {
        return text(meta).map(Some);
    }
    let mut found = None;
    meta.parse_nested_meta(|inner| {
        let value = text(&inner)?;
        if inner.path.is_ident("serialize") {
            found = Some(value);
        }
        Ok(())
    })?;
    Ok(found)
}

/// Whatever stands behind a name.
fn rest(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let content;
        syn::parenthesized!(content in meta.input);
        content.parse::<proc_macro2::TokenStream>()?;
    }
    Ok(())
}

fn case(report: &mut Report, text: Option<LitStr>) -> Option<Case> {
    let text = text?;
    let value = text.value();
    let case = CASES.iter().find(|(name, _)| *name == value);
    if case.is_none() {
        refuse(report, text.span(), "serde knows no such case");
    }
    case.map(|(_, case)| *case)
}

const CASES: [(&str, Case); 8] = [
    ("lowercase", Case::Lower),
    ("UPPERCASE", Case::Upper),
    ("PascalCase", Case::Pascal),
    ("camelCase", Case::Camel),
    ("snake_case", Case::Snake),
    ("SCREAMING_SNAKE_CASE", Case::ScreamingSnake),
    ("kebab-case", Case::Kebab),
    ("SCREAMING-KEBAB-CASE", Case::ScreamingKebab),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_serde_writes_them() {
        let of = |name: &str| CASES.iter().find(|(known, _)| *known == name).unwrap().1;
        for (name, field, variant) in [
            ("lowercase", "seats_left", "veryfree"),
            ("UPPERCASE", "SEATS_LEFT", "VERYFREE"),
            ("PascalCase", "SeatsLeft", "VeryFree"),
            ("camelCase", "seatsLeft", "veryFree"),
            ("snake_case", "seats_left", "very_free"),
            ("SCREAMING_SNAKE_CASE", "SEATS_LEFT", "VERY_FREE"),
            ("kebab-case", "seats-left", "very-free"),
            ("SCREAMING-KEBAB-CASE", "SEATS-LEFT", "VERY-FREE"),
        ] {
            assert_eq!(of(name).field("seats_left"), field, "{name}");
            assert_eq!(of(name).variant("VeryFree"), variant, "{name}");
        }
    }
}
