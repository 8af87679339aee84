//! The conditions of `#[protected(…)]`: what can be said of them alone, and what the declaration says of their names.

use std::collections::BTreeSet;

use auth_spec::{ErrorCode, wire_id};
use proc_macro2::{Ident, TokenStream};

use super::{callback_url, name, session};
use crate::model::{Allow, Condition, Names, Requirement};
use crate::report::{Report, did_you_mean, listed, suggestion};
use crate::syntax::Reading;
use crate::syntax::protected as syntax;

/// What is left of the conditions. Names are taken as they are written: they are the declaration's matter.
pub(crate) fn check(report: &mut Report, written: &syntax::Conditions) -> Requirement {
    Requirement {
        conditions: all(report, &written.conditions),
        callback_url: written
            .callback_url
            .as_ref()
            .and_then(|field| field.value.clone()),
    }
}

/// Conditions that are to be met together.
fn all(report: &mut Report, written: &[syntax::Condition]) -> Vec<Condition> {
    let mut providers: BTreeSet<String> = BTreeSet::new();
    for condition in written {
        let syntax::Condition::Provider(id) = condition else {
            continue;
        };
        if !providers.is_empty() && providers.insert(id.to_string()) {
            let text = format!(
                "nobody has signed in with two providers at once: write `any(provider = …, provider = {id})`"
            );
            report.refuse(id, ErrorCode::CONDITION_INVALID, text);
        }
        providers.insert(id.to_string());
    }
    each(report, written)
}

fn each(report: &mut Report, written: &[syntax::Condition]) -> Vec<Condition> {
    written
        .iter()
        .filter_map(|condition| one(report, condition))
        .collect()
}

fn one(report: &mut Report, written: &syntax::Condition) -> Option<Condition> {
    Some(match written {
        syntax::Condition::Role(role) => Condition::Role(role_id(role)),
        syntax::Condition::Provider(id) => Condition::Provider(wire_id(&plain(id)).to_string()),
        syntax::Condition::Fresh(field) => Condition::Fresh(session::lifetime(report, field)?),
        syntax::Condition::When { key, path } => Condition::When {
            key: key.clone(),
            path: path.clone(),
        },
        syntax::Condition::Any(inside) => Condition::Any(each(report, inside)),
        syntax::Condition::All(inside) => Condition::All(all(report, inside)),
        syntax::Condition::Not(inside) => Condition::Not(Box::new(one(report, inside)?)),
    })
}

/// The id of a role, in whichever form it is written.
fn role_id(role: &Ident) -> String {
    name::snake_case(&plain(role)).unwrap_or_else(|| plain(role))
}

fn plain(word: &Ident) -> String {
    word.to_string().trim_start_matches("r#").to_owned()
}

/// Checks names and destinations against what the declaration says, which comes through the
/// [carrier](crate::carrier). What cannot be read has been reported where it stands.
pub(crate) fn check_names(report: &mut Report, names: &Names, tokens: TokenStream) {
    let mut attempt = Reading::new();
    let written = syntax::parse(&mut attempt, tokens);
    attempt.report.discard();
    for condition in &written.conditions {
        check_name(report, names, condition);
    }
    let url = written.callback_url.and_then(|field| field.value);
    if let Some(url) = url {
        callback_url::allowed_form(report, &names.allow, &url);
    }
}

fn check_name(report: &mut Report, names: &Names, condition: &syntax::Condition) {
    match condition {
        syntax::Condition::Role(role) => check_role(report, names, role),
        syntax::Condition::Provider(id) => check_provider(report, names, id),
        syntax::Condition::Any(inside) | syntax::Condition::All(inside) => {
            for condition in inside {
                check_name(report, names, condition);
            }
        }
        syntax::Condition::Not(inside) => check_name(report, names, inside),
        syntax::Condition::Fresh(_) | syntax::Condition::When { .. } => {}
    }
}

/// M-37
fn check_role(report: &mut Report, names: &Names, role: &Ident) {
    let id = role_id(role);
    let known = &names.roles;
    if known.poisoned || known.ids.contains(&id) {
        return;
    }
    let ids = || known.ids.iter().map(String::as_str);
    let text = if known.ids.is_empty() {
        format!("no roles are declared: add `roles: [{id}]` to `auth!`")
    } else {
        let others = format!("; declared are {}", listed(ids()));
        let hint = suggestion(did_you_mean(&id, ids()), others);
        format!("no role `{role}` is declared{hint}")
    };
    report.refuse(role, ErrorCode::UNKNOWN_ROLE, text);
}

/// M-2
fn check_provider(report: &mut Report, names: &Names, provider: &Ident) {
    let id = plain(provider);
    let known = &names.providers;
    if known.poisoned || known.ids.contains(&id) {
        return;
    }
    let ids = || known.ids.iter().map(String::as_str);
    let others = format!("; declared are {}", listed(ids()));
    let hint = suggestion(did_you_mean(&id, ids()), others);
    let text = format!("no provider `{provider}` is declared{hint}");
    report.refuse(provider, ErrorCode::UNKNOWN_PROVIDER, text);
}

/// Whether the declaration has anything to say of these conditions.
pub(crate) fn names_something(written: &syntax::Conditions) -> bool {
    fn names(condition: &syntax::Condition) -> bool {
        match condition {
            syntax::Condition::Role(_) | syntax::Condition::Provider(_) => true,
            syntax::Condition::Any(inside) | syntax::Condition::All(inside) => {
                inside.iter().any(names)
            }
            syntax::Condition::Not(inside) => names(inside),
            syntax::Condition::Fresh(_) | syntax::Condition::When { .. } => false,
        }
    }
    written.callback_url.is_some() || written.conditions.iter().any(names)
}

impl Names {
    /// Nothing is held against anybody.
    pub(crate) fn unknown() -> Self {
        Self {
            allow: Allow::Poisoned,
            roles: crate::model::Known::unknown(),
            providers: crate::model::Known::unknown(),
        }
    }
}
