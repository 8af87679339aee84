//! `refresh: on`: whether this provider can be asked for a refresh token, and whether nothing else that is said of it
//! contradicts that (M-41).

use auth_spec::provider::{ProviderSpec, RefreshRecipe};
use auth_spec::{ErrorCode, presets};
use syn::LitStr;

use super::{REFRESH, closed, value};
use crate::report::Report;
use crate::syntax::providers as syntax;

/// Whether a refresh token is asked for.
pub(super) fn check(
    report: &mut Report,
    entry: &syntax::Provider,
    spec: &'static ProviderSpec,
) -> bool {
    let Some(word) = value(&entry.options.refresh) else {
        return false;
    };
    let Some(on) = closed(report, &word, &REFRESH, &[]) else {
        return false;
    };
    match (on, &spec.capabilities.refresh) {
        (true, Some(recipe)) => !contradicted(report, entry, recipe),
        (true, None) => {
            report.refuse(&word, ErrorCode::REFRESH_UNAVAILABLE, unavailable(spec));
            false
        }
        (false, Some(recipe)) => {
            refuse_what_asks_all_the_same(report, entry, recipe);
            false
        }
        (false, None) => false,
    }
}

/// A parameter of the declaration's own that takes back what the recipe says.
fn contradicted(report: &mut Report, entry: &syntax::Provider, recipe: &RefreshRecipe) -> bool {
    let mut contradicted = false;
    for param in value(&entry.options.params).unwrap_or_default() {
        let own = param.value.value();
        let needed = recipe.params.iter().find(|(name, _)| *name == param.name);
        let Some((name, needed)) = needed.filter(|(_, needed)| !says(&own, needed)) else {
            continue;
        };
        let text = format!(
            "`refresh: on` needs `{name}` to be {needed:?}: leave `{name}` out, or leave `refresh` out"
        );
        report.refuse(&param.value, ErrorCode::REFRESH_CONTRADICTED, text);
        contradicted = true;
    }
    contradicted
}

/// `refresh: off` beside a scope that does nothing but ask for a refresh token.
fn refuse_what_asks_all_the_same(
    report: &mut Report,
    entry: &syntax::Provider,
    recipe: &RefreshRecipe,
) {
    let scopes = value(&entry.options.scopes).map(|list| list.items);
    let asks = |scope: &&LitStr| recipe.scopes.contains(&scope.value().as_str());
    for scope in scopes.unwrap_or_default().iter().filter(asks) {
        let text = format!(
            "the scope {:?} asks for a refresh token, and `refresh: off` says not to: leave one of the two out",
            scope.value()
        );
        report.refuse(scope, ErrorCode::REFRESH_CONTRADICTED, text);
    }
}

/// Whether a list of words has all that are needed (`prompt`: OpenID Connect Core §3.1.2.1).
fn says(own: &str, needed: &str) -> bool {
    let own: Vec<&str> = own.split_ascii_whitespace().collect();
    needed
        .split_ascii_whitespace()
        .all(|word| own.contains(&word))
}

fn unavailable(spec: &ProviderSpec) -> String {
    if presets::KINDS.iter().any(|kind| kind.id == spec.id) {
        return format!(
            "there is no one way to ask a provider made from `{}` for a refresh token: leave `refresh` out, and write into `scopes` or `params` what this provider documents",
            spec.id
        );
    }
    format!(
        "{} gives refresh tokens to no application for the asking: leave `refresh` out",
        spec.name
    )
}
