//! `providers: [ … ]`: ids and presets; what is said of each is in [`options`].

mod options;

use auth_spec::provider::{LONGEST_ID, ProviderSpec, is_reserved_id, is_valid_id, wire_id};
use auth_spec::{ErrorCode, Protocol, presets};
use proc_macro2::{Ident, Span};

use super::name;
use crate::model::{Options, Provider, Row};
use crate::report::{Report, did_you_mean};
use crate::syntax::Declaration;
use crate::syntax::providers as syntax;

/// What is left of the list.
pub(super) struct Checked {
    pub(super) providers: Vec<Provider>,
    /// There may have been more.
    pub(super) poisoned: bool,
}

pub(super) fn check(report: &mut Report, declaration: &Declaration) -> Checked {
    let mut checked = written(report, declaration);
    // Whatever other code names may have been there, or is about to be.
    if checked.providers.is_empty() {
        checked.poisoned = true;
        checked.providers = presets::KINDS
            .iter()
            .chain(presets::ALL)
            .map(|spec| stand_in(spec))
            .collect();
    }
    checked
}

/// A provider that stands for itself where none is left.
fn stand_in(spec: &'static ProviderSpec) -> Provider {
    Provider {
        id: Ident::new(spec.id, Span::call_site()),
        alias: None,
        variant: name::variant(spec.id, Span::call_site()),
        wire: wire_id(spec.id).to_string(),
        display_name: spec.name.to_owned(),
        row: row(spec),
        options: Options::default(),
        end_session: true,
        revocation: true,
        dev: None,
        sends_links: None,
    }
}

fn written(report: &mut Report, declaration: &Declaration) -> Checked {
    let mut checked = Checked {
        providers: Vec::new(),
        poisoned: declaration.poisoned,
    };
    let Some(field) = &declaration.providers else {
        if !declaration.poisoned {
            report.refuse_at(declaration.place, ErrorCode::NO_PROVIDER, NO_PROVIDER);
        }
        return checked;
    };
    let Some(syntax::Providers(list)) = &field.value else {
        checked.poisoned = true;
        return checked;
    };
    checked.poisoned |= list.poisoned;
    if list.items.is_empty() && !list.poisoned {
        report.refuse(&list.brackets, ErrorCode::NO_PROVIDER, NO_PROVIDER);
    }
    for entry in &list.items {
        // Nobody knows what it stands for.
        let unknown = |preset: &Ident| {
            let name = preset.to_string();
            known(&name).is_none() && meant(&name).is_none()
        };
        checked.poisoned |= entry.shorthand && entry.preset.as_ref().is_some_and(unknown);
        if let Some(provider) = provider(report, entry, &checked.providers) {
            checked.providers.push(provider);
        } else {
            checked.poisoned = true;
        }
    }
    checked
}

fn provider(
    report: &mut Report,
    entry: &syntax::Provider,
    earlier: &[Provider],
) -> Option<Provider> {
    let written = &entry.id;
    let found = entry.preset.as_ref().map(|preset| find(report, preset));
    let (spec, meant) = match found {
        Some(Preset::Known(spec)) => (Some(spec), None),
        Some(Preset::Meant(spec)) => (None, Some(spec)),
        Some(Preset::Unknown) | None => (None, None),
    };
    let id = match meant {
        Some(spec) if entry.shorthand => Ident::new(spec.id, written.span()),
        _ => written.clone(),
    };
    // Id and preset at once: what is wrong with it has been said, as of a preset.
    let unknown_shorthand = entry.shorthand && spec.is_none();
    if let Some(fault) = id_fault(&id.to_string(), spec) {
        if !unknown_shorthand {
            report.refuse(written, ErrorCode::RESERVED_PROVIDER_ID, fault);
        }
        return None;
    }
    let variant = name::variant(&id.to_string(), id.span());
    if let Some(other) = earlier.iter().find(|other| other.variant == variant) {
        if !unknown_shorthand {
            let text = taken(&id, other, entry.preset.as_ref());
            report.refuse(written, ErrorCode::DUPLICATE_PROVIDER, text);
        }
        return None;
    }
    // What was meant stands in for what was written, except where it would be held against the user.
    let stand_in = spec.or(meant);
    let row = row(stand_in.unwrap_or(&ProviderSpec::OIDC));
    let options = match spec {
        Some(spec) => options::check(report, entry, spec),
        None => Options::default(),
    };
    // An endpoint that is given counts even where it had to be refused: that has been said.
    let (said, poisoned) = (&entry.options, entry.options.poisoned);
    // Of a provider that could not be read nothing is held against anybody.
    let may = |capability: fn(&ProviderSpec) -> bool| spec.is_none_or(capability);
    Some(Provider {
        alias: (id != *written).then(|| written.clone()),
        variant,
        wire: wire_id(&id.to_string()).to_string(),
        display_name: match (&options.name, stand_in) {
            (Some(name), _) => name.value(),
            (None, Some(spec)) => spec.name.to_owned(),
            (None, None) => id.to_string(),
        },
        row,
        end_session: may(ProviderSpec::may_end_session) || said.end_session.is_some() || poisoned,
        revocation: may(ProviderSpec::may_revoke) || said.revocation.is_some() || poisoned,
        sends_links: spec.map(|spec| spec.protocol == Protocol::Email),
        dev: entry
            .preset
            .clone()
            .filter(|_| spec.is_some_and(|spec| spec.id == ProviderSpec::DEV.id)),
        id,
        options,
    })
}

/// What a preset's name stands for.
enum Preset {
    Known(&'static ProviderSpec),
    /// It is a mistake, which has been reported; this is what was probably meant.
    Meant(&'static ProviderSpec),
    /// It is a mistake, which has been reported.
    Unknown,
}

fn find(report: &mut Report, preset: &Ident) -> Preset {
    let name = preset.to_string();
    if let Some(spec) = known(&name) {
        return Preset::Known(spec);
    }
    if syntax::LATER.contains(&name.as_str()) {
        let text = format!("`{name}` is not available yet: leave it out");
        report.refuse(preset, ErrorCode::UNKNOWN_PROVIDER, text);
        return Preset::Unknown;
    }
    let meant = meant(&name);
    let text = match meant {
        Some(meant) => format!("provider `{name}` is not known; did you mean `{meant}`?"),
        None => format!(
            "provider `{name}` is not known; any OpenID provider can be declared as `{}: oidc {{ issuer: \"https://…\" }}`",
            name.to_ascii_lowercase()
        ),
    };
    report.refuse(preset, ErrorCode::UNKNOWN_PROVIDER, text);
    meant.and_then(known).map_or(Preset::Unknown, Preset::Meant)
}

/// The provider that was probably meant.
fn meant(name: &str) -> Option<&'static str> {
    ALIASES
        .iter()
        .find(|(alias, _)| *alias == name.to_ascii_lowercase())
        .map(|(_, id)| *id)
        .or_else(|| did_you_mean(name, names()))
}

fn known(name: &str) -> Option<&'static ProviderSpec> {
    presets::find(name)
}

/// Every name that stands for a provider.
fn names() -> impl Iterator<Item = &'static str> {
    let rows = presets::KINDS.iter().chain(presets::ALL);
    rows.map(|row| row.id)
}

fn row(spec: &'static ProviderSpec) -> Row {
    if presets::KINDS.iter().any(|kind| kind.id == spec.id) {
        Row::Kind(spec.id)
    } else {
        Row::Preset(spec.id)
    }
}

/// What is wrong with an id.
fn id_fault(id: &str, spec: Option<&ProviderSpec>) -> Option<String> {
    if is_reserved_id(id, spec.unwrap_or(&ProviderSpec::OIDC)) {
        return Some(format!(
            "the id `{id}` has another meaning in URLs: choose one such as `my_{id}`"
        ));
    }
    if id.len() > LONGEST_ID {
        return Some(format!(
            "an id has at most {LONGEST_ID} letters, for it stands in URLs and names of environment variables"
        ));
    }
    if !is_valid_id(id) {
        return Some(format!(
            "`{id}` cannot be an id, which stands in URLs: write it in lower case, like `{}`",
            snake_case(id)
        ));
    }
    if syn::parse_str::<Ident>(id).is_err() {
        return Some(format!(
            "the id `{id}` is a word of Rust: choose one such as `my_{id}`"
        ));
    }
    None
}

fn taken(id: &Ident, other: &Provider, preset: Option<&Ident>) -> String {
    let another = match preset {
        Some(preset) => format!("give this one another id, as in `{id}_2: {preset}`"),
        None => "give this one another id".to_owned(),
    };
    if *id == other.id {
        format!("there is a provider `{id}` already: {another}")
    } else {
        format!(
            "`{id}` and `{}` are too much alike, both would be `Provider::{}`: {another}",
            other.id, other.variant
        )
    }
}

/// `MyCorp` → `my_corp`
fn snake_case(id: &str) -> String {
    let mut snake = String::new();
    for letter in id.trim_start_matches("r#").chars() {
        match letter {
            'a'..='z' | '0'..='9' => snake.push(letter),
            'A'..='Z' => {
                if snake.ends_with(|last: char| last.is_ascii_lowercase()) {
                    snake.push('_');
                }
                snake.push(letter.to_ascii_lowercase());
            }
            _ if !snake.is_empty() && !snake.ends_with('_') => snake.push('_'),
            _ => {}
        }
    }
    let snake = snake.trim_end_matches('_');
    if snake.starts_with(|first: char| first.is_ascii_lowercase()) {
        snake.to_owned()
    } else {
        "acme".to_owned()
    }
}

const NO_PROVIDER: &str = "nobody can sign in without a provider: write `providers: [github]`, or `[dev]` to try it without an account";

/// What else providers are called.
const ALIASES: [(&str, &str); 11] = [
    ("azure", "microsoft_entra_id"),
    ("azure_ad", "microsoft_entra_id"),
    ("entra", "microsoft_entra_id"),
    ("entra_id", "microsoft_entra_id"),
    ("microsoft", "microsoft_entra_id"),
    ("x", "twitter"),
    ("meta", "facebook"),
    ("openid", "oidc"),
    ("oauth", "oauth2"),
    ("password", "credentials"),
    ("local", "credentials"),
];

#[cfg(test)]
mod tests;
