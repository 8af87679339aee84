//! `#[derive(TypeScript)]`: what serde writes of a type, in TypeScript.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, Fields, Generics, Item, Variant};

use crate::report::Report;
use crate::syntax::serde::{Case, Written, refuse};

/// The implementation; one that says `unknown` where something is wrong, so that nothing else is.
pub(crate) fn derive(item: TokenStream) -> TokenStream {
    let mut report = Report::new();
    let Ok(item) = syn::parse2::<Item>(item) else {
        let place = proc_macro2::Span::call_site();
        refuse(&mut report, place, "this is not a type");
        return report.finish();
    };
    let (name, generics, described) = match &item {
        Item::Struct(item) => {
            let described = of_struct(&mut report, &item.attrs, &item.fields);
            (&item.ident, &item.generics, described)
        }
        Item::Enum(item) => {
            let variants: Vec<&Variant> = item.variants.iter().collect();
            let described = of_enum(&mut report, &item.attrs, &variants);
            (&item.ident, &item.generics, described)
        }
        other => {
            let text = "only structs and enums are described: implement `auth::TypeScript` by hand";
            refuse(&mut report, other.span(), text);
            return report.finish();
        }
    };
    let errors = report.finish();
    let implementation = implementation(name, generics, &described);
    quote!(#errors #implementation)
}

/// The text of a type, as an expression, and whether it can be `null`.
struct Described {
    text: TokenStream,
    nullable: TokenStream,
}

impl Described {
    fn never_null(text: TokenStream) -> Self {
        Self {
            text,
            nullable: quote!(false),
        }
    }

    fn null() -> Self {
        Self {
            text: quote!(::std::string::String::from("null")),
            nullable: quote!(true),
        }
    }

    /// As somebody has written it down. Whether it can be `null` is what it says.
    fn said(text: &str) -> Self {
        let nullable = text
            .split(|letter: char| !letter.is_alphanumeric())
            .any(|word| ["null", "undefined", "unknown", "any"].contains(&word));
        Self {
            text: quote!(::std::string::String::from(#text)),
            nullable: quote!(#nullable),
        }
    }
}

fn implementation(name: &Ident, generics: &Generics, described: &Described) -> TokenStream {
    let Described { text, nullable } = described;
    let mut generics = generics.clone();
    for parameter in generics.type_params_mut() {
        parameter
            .bounds
            .push(syn::parse_quote!(crate::auth::__private::TypeScript));
    }
    let (parameters, arguments, conditions) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #parameters crate::auth::__private::TypeScript for #name #arguments #conditions {
            const NULLABLE: bool = #nullable;

            fn typescript() -> ::std::string::String {
                crate::auth::__private::nested::<Self>(|| #text)
            }
        }
    }
}

fn of_struct(report: &mut Report, attributes: &[Attribute], fields: &Fields) -> Described {
    let written = Written::read(report, attributes);
    if let Some(said) = &written.said {
        return Described::said(&said.value());
    }
    known(report, &written);
    if written.transparent {
        return transparent(report, fields);
    }
    let described = content(report, fields, written.rename_all);
    match (&written.tag, fields) {
        // Its own name is then one of its members.
        (Some(_), _) => {
            let text =
                "a struct with a tag is not described: write its type with `#[typescript(\"…\")]`";
            refuse(report, fields.span(), text);
            described
        }
        (None, _) => described,
    }
}

/// What is written by a function of the application is not described.
fn known(report: &mut Report, written: &Written) {
    if let Some(place) = written.by_function.filter(|_| written.said.is_none()) {
        let text =
            "what this function writes is not known here: say the type with `#[typescript(\"…\")]`";
        refuse(report, place, text);
    }
}

fn transparent(report: &mut Report, fields: &Fields) -> Described {
    for field in fields {
        let written = Written::read(report, &field.attrs);
        if !written.skipped {
            return one(report, &field.ty, &written);
        }
    }
    Described::null()
}

/// A type that stands alone.
fn one(report: &mut Report, inner: &syn::Type, written: &Written) -> Described {
    if let Some(said) = &written.said {
        return Described::said(&said.value());
    }
    known(report, written);
    Described {
        text: quote!(<#inner as crate::auth::__private::TypeScript>::typescript()),
        nullable: quote!(<#inner as crate::auth::__private::TypeScript>::NULLABLE),
    }
}

/// The fields of a struct or a variant.
fn content(report: &mut Report, fields: &Fields, case: Option<Case>) -> Described {
    match fields {
        Fields::Unit => Described::null(),
        Fields::Named(named) => {
            let (mut members, mut others) = (Vec::new(), Vec::new());
            for field in &named.named {
                let written = Written::read(report, &field.attrs);
                if written.skipped {
                    continue;
                }
                let inner = &field.ty;
                if written.flatten {
                    known(report, &written);
                    others.push(match &written.said {
                        Some(said) => quote!(::std::string::String::from(#said)),
                        None => quote!(crate::auth::__private::part::<#inner>()),
                    });
                    continue;
                }
                let name = field.ident.as_ref().map(|name| name.unraw().to_string());
                let name = name.unwrap_or_default();
                let name = written
                    .rename
                    .clone()
                    .or_else(|| case.map(|case| case.field(&name)))
                    .unwrap_or(name);
                let optional = written.optional;
                members.push(if written.said.is_some() {
                    let Described { text, nullable } = one(report, inner, &written);
                    quote!(crate::auth::__private::said(#name, #optional || #nullable, &#text))
                } else {
                    known(report, &written);
                    quote!(crate::auth::__private::member::<#inner>(#name, #optional))
                });
            }
            Described::never_null(match others.is_empty() {
                true => quote!(crate::auth::__private::object(&[#(#members),*])),
                false => {
                    quote!(crate::auth::__private::flattened(&[#(#members),*], &[#(#others),*]))
                }
            })
        }
        Fields::Unnamed(unnamed) => {
            let mut items = Vec::new();
            for field in &unnamed.unnamed {
                let written = Written::read(report, &field.attrs);
                if written.optional || written.skipped && unnamed.unnamed.len() == 1 {
                    let text = "a list whose items may be left out is not described: write its type with `#[typescript(\"…\")]`";
                    refuse(report, field.span(), text);
                }
                if !written.skipped {
                    items.push(one(report, &field.ty, &written));
                }
            }
            match (unnamed.unnamed.len(), items.pop()) {
                (1, Some(item)) => item,
                (1, None) => Described::null(),
                (_, last) => {
                    items.extend(last);
                    let items = items.iter().map(|item| &item.text);
                    Described::never_null(quote!(crate::auth::__private::tuple(&[#(#items),*])))
                }
            }
        }
    }
}

fn of_enum(report: &mut Report, attributes: &[Attribute], variants: &[&Variant]) -> Described {
    let whole = Written::read(report, attributes);
    if let Some(said) = &whole.said {
        return Described::said(&said.value());
    }
    known(report, &whole);
    let mut texts = Vec::new();
    let mut nullable = quote!(false);
    for variant in variants {
        let written = Written::read(report, &variant.attrs);
        if written.skipped {
            continue;
        }
        known(report, &written);
        let name = variant.ident.unraw().to_string();
        let name = written
            .rename
            .clone()
            .or_else(|| whole.rename_all.map(|case| case.variant(&name)))
            .unwrap_or(name);
        let case = written.rename_all.or(whole.rename_all_fields);
        let described = content(report, &variant.fields, case);
        let text = match &written.said {
            Some(said) => Described::said(&said.value()).text,
            None => described.text,
        };
        let inside = match variant.fields {
            Fields::Unit => quote!(::core::option::Option::None),
            _ => quote!(::core::option::Option::Some(#text)),
        };
        texts.push(if whole.untagged || written.untagged {
            let inner = described.nullable;
            nullable = quote!(#nullable || #inner);
            text
        } else {
            match (&whole.tag, &whole.content) {
                (None, _) => quote!(crate::auth::__private::external(#name, #inside)),
                (Some(tag), None) => {
                    quote!(crate::auth::__private::internal(#tag, #name, #inside))
                }
                (Some(tag), Some(beside)) => {
                    quote!(crate::auth::__private::adjacent(#tag, #beside, #name, #inside))
                }
            }
        });
    }
    Described {
        text: quote!(crate::auth::__private::union(&[#(#texts),*])),
        nullable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors(item: TokenStream) -> Vec<String> {
        let tokens = derive(item).to_string();
        tokens
            .split("compile_error ! { \"")
            .skip(1)
            .filter_map(|rest| rest.split("[AUTH").next())
            .map(|text| text.trim().to_owned())
            .collect()
    }

    /// What cannot be told is refused, and never guessed.
    #[test]
    fn what_serde_does_by_other_means_is_refused() {
        for item in [
            quote!(
                struct A {
                    #[serde(serialize_with = "f")]
                    a: u8,
                }
            ),
            quote!(
                struct A {
                    #[serde(with = "m")]
                    a: u8,
                }
            ),
            quote!(
                #[serde(into = "B")]
                struct A {
                    a: u8,
                }
            ),
            quote!(
                #[serde(remote = "B")]
                struct A {
                    a: u8,
                }
            ),
            quote!(
                #[serde(tag = "t")]
                struct A {
                    a: u8,
                }
            ),
            quote!(
                #[serde(rename_all = "Title Case")]
                struct A {
                    a: u8,
                }
            ),
            quote!(
                #[serde(from_the_future)]
                struct A {
                    a: u8,
                }
            ),
            quote!(
                #[serde(from_the_future = 1)]
                enum A {
                    B,
                }
            ),
            quote!(
                #[typescript(string)]
                struct A;
            ),
            quote!(
                struct A(#[serde(skip_serializing_if = "f")] u8, u8);
            ),
            quote!(
                struct A(#[serde(skip)] u8);
            ),
            quote!(union A { a: u8, b: u8 }),
            quote!(
                enum A {
                    #[serde(serialize_with = "f")]
                    B(u8),
                }
            ),
        ] {
            assert_eq!(errors(item.clone()).len(), 1, "{item}");
        }
    }

    #[test]
    fn what_only_concerns_reading_is_nothing_to_refuse() {
        for item in [
            quote!(
                #[serde(default, deny_unknown_fields, bound = "", crate = "s")]
                struct A {
                    #[serde(default = "f", alias = "b")]
                    a: u8,
                }
            ),
            quote!(
                struct A {
                    #[serde(deserialize_with = "f", borrow)]
                    a: u8,
                }
            ),
            quote!(
                #[serde(rename_all(serialize = "camelCase", deserialize = "snake_case"))]
                struct A {
                    a: u8,
                }
            ),
            quote!(
                struct A {
                    #[serde(with = "m")]
                    #[typescript("string")]
                    a: u8,
                }
            ),
            quote!(
                #[serde(into = "B")]
                #[typescript("string")]
                struct A {
                    a: u8,
                }
            ),
        ] {
            assert_eq!(errors(item.clone()), [] as [&str; 0], "{item}");
        }
    }
}
