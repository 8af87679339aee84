//! `providers: [ … ]`: ids and presets; what is said of each is in [`options`].

mod options;

use auth_spec::provider::ProviderSpec;
use auth_spec::{ErrorCode, presets};
use proc_macro2::Ident;

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
    let wire = wire_id(&id.to_string());
    // Id and preset at once: what is wrong with it has been said, as of a preset.
    let unknown_shorthand = entry.shorthand && spec.is_none();
    if let Some(fault) = id_fault(&id.to_string()) {
        if !unknown_shorthand {
            report.refuse(written, ErrorCode::RESERVED_PROVIDER_ID, fault);
        }
        return None;
    }
    let variant = variant(&id);
    if let Some(other) = earlier.iter().find(|other| other.variant == variant) {
        if !unknown_shorthand {
            let text = taken(&id, other, entry.preset.as_ref());
            report.refuse(written, ErrorCode::DUPLICATE_PROVIDER, text);
        }
        return None;
    }
    let row = spec.map_or(Row::Kind("OIDC"), row);
    let options = match spec {
        Some(spec) => options::check(report, entry, spec),
        None => Options::default(),
    };
    let given = |key: &str| options.settings.iter().any(|(name, _)| *name == key);
    // Discovery may name these endpoints of a provider that is known by its issuer alone, and of one that could not be
    // read nothing is held against anybody.
    let open = spec.is_none_or(|spec| spec.id == ProviderSpec::OIDC.id);
    let can = |capability: fn(&ProviderSpec) -> bool| open || spec.is_some_and(capability);
    Some(Provider {
        alias: (id != *written).then(|| written.clone()),
        variant,
        wire,
        display_name: match (&options.name, spec) {
            (Some(name), _) => name.value(),
            (None, Some(spec)) => spec.name.to_owned(),
            (None, None) => id.to_string(),
        },
        row,
        end_session: can(|spec| spec.capabilities.end_session) || given("end_session"),
        revocation: can(|spec| spec.capabilities.revocation) || given("revocation"),
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
    if LATER.contains(&name.as_str()) {
        let text = format!("`{name}` is not available yet: leave it out");
        report.refuse(preset, ErrorCode::UNKNOWN_PROVIDER, text);
        return Preset::Unknown;
    }
    let alias = ALIASES
        .iter()
        .find(|(alias, _)| *alias == name.to_ascii_lowercase())
        .map(|(_, id)| *id);
    let meant = alias.or_else(|| did_you_mean(&name, names()));
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

fn known(name: &str) -> Option<&'static ProviderSpec> {
    KINDS
        .iter()
        .map(|(kind, _)| *kind)
        .find(|kind| kind.id == name)
        .or_else(|| presets::find(name))
}

/// Every name that stands for a provider.
fn names() -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.iter().map(|(kind, _)| kind.id);
    kinds.chain(presets::ALL.iter().map(|preset| preset.id))
}

fn row(spec: &'static ProviderSpec) -> Row {
    KINDS
        .iter()
        .find(|(kind, _)| kind.id == spec.id)
        .map_or(Row::Preset(spec.id), |(_, name)| Row::Kind(name))
}

/// What is wrong with an id, whatever its preset.
fn id_fault(id: &str) -> Option<String> {
    if RESERVED.contains(&id) {
        return Some(format!(
            "`{id}` is what a generated route is called: choose another id, as in `my_{id}: …`"
        ));
    }
    let plain = id.starts_with(|first: char| first.is_ascii_lowercase())
        && !id.ends_with('_')
        && !id.contains("__")
        && id
            .chars()
            .all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '_'));
    if !plain {
        return Some(format!(
            "`{id}` cannot be an id: ids are written like `{}`, in lower case, for they stand in URLs",
            snake_case(id)
        ));
    }
    if syn::parse_str::<Ident>(id).is_err() {
        return Some(format!(
            "`{id}` is a word of Rust: choose another id, as in `my_{id}: …`"
        ));
    }
    None
}

fn taken(id: &Ident, other: &Provider, preset: Option<&Ident>) -> String {
    let another = match preset {
        Some(preset) => format!("give this one another, as in `{id}_2: {preset}`"),
        None => "give this one another".to_owned(),
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

/// `microsoft_entra_id` → `microsoft-entra-id`
fn wire_id(id: &str) -> String {
    id.replace('_', "-")
}

/// `microsoft_entra_id` → `MicrosoftEntraId`
fn variant(id: &Ident) -> Ident {
    let name = id
        .to_string()
        .split('_')
        .map(|word| {
            let (first, rest) = word.split_at_checked(1).unwrap_or_default();
            first.to_ascii_uppercase() + rest
        })
        .collect::<String>();
    Ident::new(&name, id.span())
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

/// What stands for providers in general, with the name of its row.
const KINDS: [(&ProviderSpec, &str); 3] = [
    (&ProviderSpec::OIDC, "OIDC"),
    (&ProviderSpec::OAUTH2, "OAUTH2"),
    (&ProviderSpec::DEV, "DEV"),
];

/// Kinds of the language that this version does not have.
const LATER: [&str; 3] = ["credentials", "email", "passkey"];

/// What else providers are called.
const ALIASES: [(&str, &str); 9] = [
    ("azure", "microsoft_entra_id"),
    ("azure_ad", "microsoft_entra_id"),
    ("entra", "microsoft_entra_id"),
    ("entra_id", "microsoft_entra_id"),
    ("microsoft", "microsoft_entra_id"),
    ("x", "twitter"),
    ("meta", "facebook"),
    ("openid", "oidc"),
    ("oauth", "oauth2"),
];

/// The first segments of the generated routes, as ids.
const RESERVED: [&str; 11] = [
    "signin",
    "signout",
    "signed_out",
    "callback",
    "session",
    "csrf",
    "providers",
    "error",
    "verify_request",
    "backchannel_logout",
    "frontchannel_logout",
];
