//! What the user wrote → what it means. Everything that is wrong is reported; what is wrong is left out of the model.

mod accounts;
pub(crate) mod callback_url;
mod callbacks;
pub(crate) mod condition;
mod events;
mod name;
mod pages;
pub(crate) mod protected;
mod providers;
mod roles;
mod session;
mod word;

use auth_spec::ErrorCode;
use auth_spec::page::check_base_path;
use syn::LitStr;

use crate::model::{self, Allow, Strategy};
use crate::report::{Report, did_you_mean, listed, suggestion};
use crate::syntax::entry::Field;
use crate::syntax::{self, Reading};

/// Checks what was read of `auth! { … }`.
pub(crate) fn check(reading: &mut Reading, declaration: syntax::Declaration) -> model::Declaration {
    let report = &mut reading.report;
    let place = match &declaration.providers {
        Some(providers) => providers.key.span(),
        None => declaration.place,
    };
    let wanted = accounts::Wanted::by(&declaration);
    let providers = providers::check(report, &declaration);
    let default_provider = default_provider(report, &declaration, &providers);
    let (base_path, mounted_at) = base_path(report, declaration.base_path);
    let section_may_be_missing = declaration.poisoned;
    let session = session::check(report, declaration.session, section_may_be_missing);
    let mounted = mounted_at.as_deref().map(|base_path| pages::Mounted {
        base_path,
        stored: session.strategy == Strategy::Database,
    });
    let pages::Checked {
        pages,
        theme,
        languages,
    } = pages::check(report, declaration.pages, mounted);
    let roles_may_be_there = section_may_be_missing || declaration.roles.is_some();
    let mut callbacks = callbacks::check(report, declaration.callbacks, roles_may_be_there);
    if section_may_be_missing {
        callbacks.allow = Allow::Poisoned;
    }
    let events = events::check(declaration.events);
    let mut roles = roles::check(report, declaration.roles);
    roles.poisoned |= section_may_be_missing;
    let checked = model::Declaration {
        providers_poisoned: providers.poisoned,
        providers: providers.providers,
        place,
        default_provider,
        pages,
        theme,
        languages,
        callbacks,
        events,
        session,
        roles,
        base_path,
    };
    wanted.check(report, &checked);
    checked
}

fn default_provider(
    report: &mut Report,
    declaration: &syntax::Declaration,
    providers: &providers::Checked,
) -> Option<proc_macro2::Ident> {
    let wanted = declaration.default_provider.as_ref()?.value.as_ref()?;
    let named = |provider: &&model::Provider| {
        provider.id == *wanted || provider.alias.as_ref() == Some(wanted)
    };
    if let Some(provider) = providers.providers.iter().find(named) {
        return Some(provider.variant.clone());
    }
    if !providers.poisoned {
        let ids: Vec<String> = providers
            .providers
            .iter()
            .map(|provider| provider.id.to_string())
            .collect();
        let ids = || ids.iter().map(String::as_str);
        let declared = format!("; declared are {}", listed(ids()));
        let text = format!(
            "no provider `{wanted}` is declared{}",
            suggestion(did_you_mean(&wanted.to_string(), ids()), declared)
        );
        report.refuse(wanted, ErrorCode::UNKNOWN_PROVIDER, text);
    }
    None
}

/// The base path and, unless it is not known for an error, where the routes are mounted.
fn base_path(
    report: &mut Report,
    field: Option<Field<LitStr>>,
) -> (Option<LitStr>, Option<String>) {
    let Some(field) = field else {
        return (None, Some(DEFAULT_BASE_PATH.to_owned()));
    };
    let Some(path) = field.value else {
        return (None, None);
    };
    let value = path.value();
    match check_base_path(&value) {
        Ok(()) => (Some(path), Some(value)),
        Err(fault) => {
            let text = format!("base path {value:?} {}", fault.reason());
            report.refuse(&path, *fault.code(), text);
            (None, None)
        }
    }
}

const DEFAULT_BASE_PATH: &str = "/auth";

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The errors that a declaration gives.
    pub(crate) fn errors(text: &str) -> Vec<String> {
        checked(text).1
    }

    /// What is left of a declaration, and its errors.
    pub(crate) fn checked(text: &str) -> (model::Declaration, Vec<String>) {
        let mut reading = Reading::new();
        let declaration = syntax::parse(&mut reading, text.parse().unwrap());
        let model = check(&mut reading, declaration);
        (model, reading.report.texts())
    }

    /// The one error of a declaration.
    #[track_caller]
    pub(crate) fn one(text: &str) -> String {
        let mut errors = errors(text);
        assert_eq!(errors.len(), 1, "{errors:#?}");
        errors.remove(0)
    }
}
