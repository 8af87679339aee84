//! Ids and presets.

mod credentials;
mod email;
mod link_by_email;
mod options;
mod refresh;

use auth_spec::ErrorCode;

use crate::check::tests::{checked, errors, one};
use crate::model::{Provider, Row};

fn providers(list: &str) -> Vec<Provider> {
    let (model, errors) = checked(&format!("providers: [{list}]"));
    assert_eq!(errors, Vec::<String>::new());
    model.providers
}

#[track_caller]
fn refused(list: &str, code: ErrorCode, text: &str) {
    let error = one(&format!("providers: [{list}]"));
    assert_eq!(error, format!("{text} [{}]", code.code));
}

#[test]
fn a_shorthand_is_id_and_preset() {
    let providers = providers("github, microsoft_entra_id, dev");
    let told: Vec<_> = providers
        .iter()
        .map(|one| {
            (
                one.id.to_string(),
                one.variant.to_string(),
                one.wire.as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("github".into(), "Github".into(), "github"),
            (
                "microsoft_entra_id".into(),
                "MicrosoftEntraId".into(),
                "microsoft-entra-id"
            ),
            ("dev".into(), "Dev".into(), "dev"),
        ]
    );
    assert_eq!(providers[0].display_name, "GitHub");
    assert_eq!(providers[0].row, Row::Preset("github"));
    assert_eq!(providers[2].row, Row::Kind("dev"));
    assert!(providers[2].dev.is_some() && providers[0].dev.is_none());
}

#[test]
fn every_preset_can_be_declared_by_its_name_alone() {
    for preset in auth_spec::presets::ALL {
        assert_eq!(providers(preset.id).len(), 1, "{}", preset.id);
    }
}

#[test]
fn an_id_distinguishes_what_is_made_from_one_preset() {
    let providers = providers(
        r#"staff: keycloak { issuer: "https://id.acme.example/realms/staff" }, partners: keycloak"#,
    );
    assert_eq!(providers[0].id, "staff");
    assert_eq!(providers[1].row, Row::Preset("keycloak"));
}

/// M-1, S1-1
#[test]
fn somebody_has_to_be_able_to_sign_in() {
    for declaration in [
        "",
        "pages: { sign_in: \"/login\" }",
        "providers: []",
        "providers: [],",
    ] {
        let error = one(declaration);
        assert!(
            error.starts_with("nobody can sign in without a provider"),
            "{error}"
        );
        assert!(error.ends_with("[AUTH-101]"), "{error}");
    }
}

/// M-2
#[test]
fn an_unknown_provider_is_told_its_neighbour() {
    let unknown = ErrorCode::UNKNOWN_PROVIDER;
    for (written, meant) in [
        ("githib", "github"),
        ("GitHub", "github"),
        ("gogle", "google"),
        ("key_cloak", "keycloak"),
        ("azure", "microsoft_entra_id"),
        ("x", "twitter"),
        ("openid", "oidc"),
        ("acme: oicd { issuer: \"https://a.example\" }", "oidc"),
    ] {
        let name = written
            .split([':', ' '])
            .nth(usize::from(written.contains(':')) * 2);
        let text = format!(
            "provider `{}` is not known; did you mean `{meant}`?",
            name.unwrap_or_default()
        );
        refused(written, unknown, &text);
    }
    refused(
        "Salesforce",
        unknown,
        "provider `Salesforce` is not known; any OpenID provider can be declared as `salesforce: oidc { issuer: \"https://…\" }`",
    );
    refused(
        "passkey",
        unknown,
        "`passkey` is not available yet: leave it out",
    );
}

#[test]
fn other_code_may_name_a_misspelt_provider_in_both_spellings() {
    let (model, errors) = checked("providers: [githib, google], default_provider: github");
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(model.providers[0].id, "github");
    assert_eq!(model.providers[0].alias.as_ref().unwrap(), "githib");
    assert_eq!(model.default_provider.unwrap(), "Github");
    one("providers: [githib, google], default_provider: githib");
}

/// M-3
#[test]
fn two_providers_have_two_ids() {
    let duplicate = ErrorCode::DUPLICATE_PROVIDER;
    refused(
        "github, google, github",
        duplicate,
        "there is a provider `github` already: give this one another id, as in `github_2: github`",
    );
    refused(
        "a: github, a: google",
        duplicate,
        "there is a provider `a` already: give this one another id, as in `a_2: google`",
    );
    refused(
        "a_1: github, a1: google",
        duplicate,
        "`a1` and `a_1` are too much alike, both would be `Provider::A1`: give this one another id, as in `a1_2: google`",
    );
}

/// M-4
#[test]
fn an_id_can_stand_in_a_url() {
    let reserved = ErrorCode::RESERVED_PROVIDER_ID;
    refused(
        "session: github",
        reserved,
        "the id `session` has another meaning in URLs: choose one such as `my_session`",
    );
    refused(
        "dev: github",
        reserved,
        "the id `dev` has another meaning in URLs: choose one such as `my_dev`",
    );
    refused(
        "MyCorp: github",
        reserved,
        "`MyCorp` cannot be an id, which stands in URLs: write it in lower case, like `my_corp`",
    );
    refused(
        "bücher: github",
        reserved,
        "`bücher` cannot be an id, which stands in URLs: write it in lower case, like `b_cher`",
    );
    refused(
        "type: github",
        reserved,
        "the id `type` is a word of Rust: choose one such as `my_type`",
    );
    let long = "a".repeat(41);
    refused(
        &format!("{long}: github"),
        reserved,
        "an id has at most 40 letters, for it stands in URLs and names of environment variables",
    );
    assert_eq!(providers("dev: dev").len(), 1);
}

/// M-2, S0-4
#[test]
fn the_default_is_one_of_the_declared() {
    let (model, _) = checked("providers: [github, google], default_provider: google");
    assert_eq!(model.default_provider.unwrap(), "Google");
    assert_eq!(
        one("providers: [github, google], default_provider: gogle"),
        "no provider `gogle` is declared; did you mean `google`? [AUTH-102]"
    );
    assert_eq!(
        one("providers: [github, google], default_provider: apple"),
        "no provider `apple` is declared; declared are `github` and `google` [AUTH-102]"
    );
    one("providers: [github, ?], default_provider: apple");
    one("providers: , default_provider: apple");
}

#[test]
fn what_somebody_might_write_for_a_name_is_understood() {
    for (list, text) in [
        (
            "\"github\"",
            "providers are names, not texts: write `github` without quotes",
        ),
        (
            "microsoft-entra-id",
            "ids are Rust identifiers: write `microsoft_entra_id`",
        ),
        (
            "github()",
            "options stand in `{ … }`: `github { name: \"…\" }`",
        ),
        ("github google", "a comma is missing before `google`"),
        (
            "my_id = github",
            "an id and its preset are separated by `:`",
        ),
        ("github; google", "entries are separated by `,`"),
        ("github,, google", "one comma too many"),
        ("github?", "`?` is not expected here"),
        (
            "42",
            "a provider is written `github`, or `acme: oidc { issuer: \"https://…\" }`",
        ),
    ] {
        refused(list, ErrorCode::SYNTAX, text);
    }
    let (model, errors) = checked("providers: [github google, dev]");
    assert_eq!(errors.len(), 1);
    let ids: Vec<_> = model
        .providers
        .iter()
        .map(|one| one.id.to_string())
        .collect();
    assert_eq!(ids, ["github", "google", "dev"]);
}

#[test]
fn three_mistakes_are_three_errors() {
    let errors = errors(
        "providers: [githib, acme: oidc, google { client_secret: \"x\" }], pages: { sign_in: \"login\" }, sesion: { max_age: 30 }",
    );
    let codes: Vec<_> = errors
        .iter()
        .map(|error| error.rsplit(' ').next().unwrap_or_default())
        .collect();
    assert_eq!(
        codes,
        [
            "[AUTH-103]",
            "[AUTH-102]",
            "[AUTH-108]",
            "[AUTH-110]",
            "[AUTH-114]",
            "[AUTH-111]"
        ]
    );
}

/// M-1: one error, whatever other code names.
#[test]
fn without_any_provider_every_preset_stands_in() {
    for declaration in ["providers: []", "pages: {}", "providers: 7", ""] {
        let (model, errors) = checked(declaration);
        assert_eq!(errors.len(), 1, "{declaration}: {errors:?}");
        assert!(model.providers_poisoned);
        for id in ["github", "google", "dev"] {
            assert!(model.providers.iter().any(|provider| provider.id == id));
        }
    }
}
