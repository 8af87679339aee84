//! `roles: [ … ]`

use auth_spec::ErrorCode;
use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::LitStr;

use super::Reading;
use super::slice::Slice;
use super::value::{self, List};

/// The declared roles.
#[derive(Clone)]
pub(crate) struct Roles(pub(crate) List<Ident>);

pub(crate) fn parse(reading: &mut Reading, value: &Slice, form: &str) -> Option<Roles> {
    let list = value::list(reading, value, form, |reading, slice, roles| {
        let mut next = Some(slice);
        while let Some(slice) = next {
            let (first, rest) = slice.split_at(1);
            let Some(role) = role(reading, &first) else {
                return false;
            };
            roles.push(role);
            // Roles that only lack a comma between them are read all the same.
            next = match rest.first() {
                Some(TokenTree::Ident(word)) => {
                    let text = format!("a comma is missing before `{word}`");
                    reading.report.refuse(word, ErrorCode::SYNTAX, text);
                    Some(rest)
                }
                _ if value::nothing_follows(reading, &rest) => None,
                _ => return false,
            };
        }
        true
    })?;
    Some(Roles(list))
}

fn role(reading: &mut Reading, slice: &Slice) -> Option<Ident> {
    match slice.first() {
        Some(TokenTree::Ident(role)) => Some(role.clone()),
        Some(TokenTree::Literal(literal)) => {
            let word = syn::parse2::<LitStr>(literal.to_token_stream())
                .and_then(|text| text.parse::<Ident>());
            let text = match word {
                Ok(word) => format!("roles are names, not texts: write `{word}` without quotes"),
                Err(_) => FORM.to_owned(),
            };
            reading.report.refuse(literal, ErrorCode::SYNTAX, text);
            None
        }
        _ => {
            reading.report.refuse(slice, ErrorCode::SYNTAX, FORM);
            None
        }
    }
}

const FORM: &str = "a role is a name such as `admin`";
