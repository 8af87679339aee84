//! The table of presets is made from the data that the library uses.

use auth_spec::{
    ClientAuthentication, Issuer, Protocol, ProviderSpec, Reauthentication, RefreshRecipe,
    ResponseMode, presets,
};

use crate::page::Page;

#[test]
fn the_table_of_presets_says_what_their_rows_say() {
    settle("language.md", table());
}

#[test]
fn the_table_of_sign_outs_says_what_their_rows_say() {
    let rows = presets::ALL
        .iter()
        .chain(presets::KINDS)
        .map(|spec| sign_outs(spec));
    let rows: String = rows.collect();
    settle("sign_out.md", [SIGN_OUTS, &rows].concat());
}

/// Which layers of a sign-out there are with a provider, and whether it may ask for one.
fn sign_outs(spec: &ProviderSpec) -> String {
    let capabilities = &spec.capabilities;
    let discovered = spec.id == ProviderSpec::OIDC.id;
    let yes = |known: bool| match (known, discovered) {
        (true, _) => "yes",
        (false, true) => "discovery",
        (false, false) => "—",
    };
    let (signs, inside) = (
        spec.protocol == Protocol::OpenIdConnect,
        spec.id == ProviderSpec::DEV.id,
    );
    let told = if signs && !inside {
        "if it sends them"
    } else {
        "—"
    };
    format!(
        "| `{}` | {} | {} | {} | {told} |\n",
        spec.id,
        spec.name,
        yes(capabilities.end_session),
        yes(capabilities.revocation),
    )
}

/// Holds the table of a page against this one.
#[track_caller]
fn settle(name: &str, table: String) {
    let page = Page::read(name);
    let (before, _) = page.text.split_once(END).expect("the end of the table");
    let (_, inside) = before.split_once(BEGIN).expect("the table");
    let (rest_of_line, inside) = inside.split_once('\n').expect("a line");
    let whole = |table: &str| format!("{BEGIN}{rest_of_line}\n{table}{END}");
    let change = (whole(inside), whole(&table));
    page.settle(&[change]);
}

fn table() -> String {
    let mut table = String::from(HEAD);
    for spec in presets::ALL.iter().chain(presets::KINDS) {
        table.push_str(&row(spec));
    }
    table
}

fn row(spec: &ProviderSpec) -> String {
    let capabilities = &spec.capabilities;
    let discovered = spec.id == ProviderSpec::OIDC.id;
    let yes = |known: bool| match (known, discovered) {
        (true, _) => "yes",
        (false, true) => "discovery",
        (false, false) => "—",
    };
    let mut notes = Vec::new();
    if asks_nobody(spec) {
        return format!(
            "| `{}` | {} | nobody is asked | — | {} | — | always | — | — | |\n",
            spec.id,
            spec.name,
            yes(capabilities.verified_email)
        );
    }
    if spec.client_authentication != ClientAuthentication::Basic {
        notes.push("`client_auth: post`");
    }
    if spec.response_mode == ResponseMode::FormPost {
        notes.push("`response_mode: form_post`");
    }
    if capabilities.refuses_pkce {
        notes.push("refuses PKCE");
    }
    if capabilities.omits_nonce {
        notes.push("omits `nonce`");
    }
    format!(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        spec.id,
        spec.name,
        issuer(spec),
        listed(spec.scopes.iter().map(|scope| (*scope).to_owned())),
        yes(capabilities.verified_email).replace("discovery", "—"),
        refresh(capabilities.refresh),
        asks_again(capabilities.reauthentication),
        yes(capabilities.end_session),
        yes(capabilities.revocation),
        notes.join(", "),
    )
}

/// What people type, and links by e-mail.
fn asks_nobody(spec: &ProviderSpec) -> bool {
    !matches!(spec.protocol, Protocol::OpenIdConnect | Protocol::OAuth2)
}

fn issuer(spec: &ProviderSpec) -> String {
    if spec.id == ProviderSpec::DEV.id {
        return "inside the application".into();
    }
    match (spec.protocol, spec.issuer) {
        (Protocol::OAuth2, _) => "OAuth 2.0".into(),
        (_, Issuer::Fixed(issuer)) => format!("`{issuer}`"),
        (_, Issuer::Tenanted { default, .. }) => format!("`{default}`, or a tenant's"),
        (_, Issuer::PerTenant | Issuer::AuthorizationServer(_) | Issuer::None) => "your own".into(),
    }
}

fn asks_again(recipe: Option<Reauthentication>) -> &'static str {
    match recipe {
        Some(recipe) if recipe.states_auth_time => "yes, and says when",
        Some(_) => "yes",
        None => "—",
    }
}

fn refresh(recipe: Option<RefreshRecipe>) -> String {
    let Some(RefreshRecipe { scopes, params }) = recipe else {
        return "—".into();
    };
    let params = params.iter().map(|(name, value)| format!("{name}={value}"));
    let added = listed(scopes.iter().map(|scope| (*scope).to_owned()).chain(params));
    if added == "—" {
        "comes anyway".into()
    } else {
        added
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    if words.is_empty() {
        "—".into()
    } else {
        words.join(" ")
    }
}

const SIGN_OUTS: &str =
    "\n| id | | `.provider()` | `.revoke()` | logout tokens |\n|---|---|---|---|---|\n";
const BEGIN: &str = "<!-- providers:";
const END: &str = "<!-- end of providers -->";
const HEAD: &str = "\n| id | | issuer | scopes | e-mail | `refresh: on` | asks again | `.provider()` | `.revoke()` | besides |\n\
    |---|---|---|---|---|---|---|---|---|---|\n";
