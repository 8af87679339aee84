//! `credentials { authorize: …, fields: { … } }`: what people type, and the function that checks it.

use auth_spec::{ErrorCode, Protocol, ProviderSpec, is_valid_id};
use syn::LitStr;

use super::value;
use crate::model::Credentials;
use crate::report::Report;
use crate::syntax::providers as syntax;

/// `None` for every other kind, and where the function is missing.
pub(super) fn check(
    report: &mut Report,
    entry: &syntax::Provider,
    spec: &'static ProviderSpec,
) -> Option<Credentials> {
    if spec.protocol != Protocol::Credentials {
        return None;
    }
    let written = &entry.options;
    if written.authorize.is_none() && !written.poisoned {
        let place = entry.preset.as_ref().unwrap_or(&entry.id);
        report.refuse(place, ErrorCode::AUTHORIZE_MISSING, MISSING);
    }
    let fields = match &written.fields {
        Some(fields) => match &fields.value {
            Some(list) if list.is_empty() => {
                report.refuse(&fields.key, ErrorCode::FIELDS_INVALID, EMPTY);
                Vec::new()
            }
            Some(list) => self::fields(report, list),
            None => Vec::new(),
        },
        None => Vec::new(),
    };
    Some(Credentials {
        fields,
        authorize: value(&written.authorize)?,
    })
}

/// Those that can be used. What they lack together is only said when each of them is right.
fn fields(report: &mut Report, list: &[syntax::Param]) -> Vec<(String, LitStr)> {
    let mut kept: Vec<(String, LitStr)> = Vec::new();
    for syntax::Param { name, key, value } in list {
        let label = value.value();
        if kept.iter().any(|(other, _)| other == name) {
            let text = format!("there is a field `{name}` already");
            report.refuse(key, ErrorCode::DUPLICATE_KEY, text);
        } else if !is_valid_id(name) {
            let text = format!(
                "{name:?} cannot be the name of a field: write it in lower case, like `user_name`; what people read is its label"
            );
            report.refuse(key, ErrorCode::FIELDS_INVALID, text);
        } else if label.trim().is_empty() || label.chars().any(char::is_control) {
            let text = format!("{label:?} is not a label that people could read");
            report.refuse(value, ErrorCode::FIELDS_INVALID, text);
        } else if kept.len() == MOST_FIELDS {
            let text = format!("nobody types more than {MOST_FIELDS} fields: leave some out");
            report.refuse(key, ErrorCode::FIELDS_INVALID, text);
            break;
        } else {
            kept.push((name.clone(), value.clone()));
        }
    }
    if kept.len() < list.len() {
        return kept;
    }
    let (Some((first, _)), Some(key)) = (kept.first(), list.first().map(|param| &param.key)) else {
        return kept;
    };
    if first == PASSWORD {
        let text = "the first field says whose account it is, so that attempts are counted: write it before `password`, as in `fields: { username: \"E-mail\", password: \"Password\" }`";
        report.refuse(key, ErrorCode::FIELDS_INVALID, text);
    } else if !kept.iter().any(|(name, _)| name == PASSWORD) {
        let text = "one of the fields is the password, which nobody sees while it is typed: call it `password`; its label can say anything, as in `password: \"PIN\"`";
        report.refuse(key, ErrorCode::FIELDS_INVALID, text);
    }
    kept
}

/// The name of the field that nobody sees.
const PASSWORD: &str = "password";

const MISSING: &str = "`credentials` lacks the function that checks what people type: add `authorize: check_password`, and beside `auth!` write `async fn check_password(credentials: &Credentials) -> Option<Profile>`";

const EMPTY: &str = "there is nothing to type: leave `fields` out for a user name and a password, or write `fields: { username: \"E-mail\", password: \"Password\" }`";

/// More than a form for signing in has use for.
const MOST_FIELDS: usize = 8;
