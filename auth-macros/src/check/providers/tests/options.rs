//! What is said of one provider.

use auth_spec::{ClientAuthentication, ErrorCode, ResponseMode};

use super::{providers, refused};
use crate::check::tests::{checked, one};
use crate::model::Setting;

#[test]
fn every_option_is_kept() {
    let providers = providers(
        r#"acme: oidc {
            name: "Acme", issuer: env("ACME"), client_id: "web", client_secret: env("ACME_SECRET"),
            scopes: ["openid", "email"], params: { prompt: "login", "acr-values": "2" },
            authorization: "https://a.example/a", token: "https://a.example/t", userinfo: "https://a.example/u",
            revocation: "https://a.example/r", end_session: env("ACME_END"), client_auth: post,
            response_mode: form_post, profile: crate::acme::profile,
        }"#,
    );
    let options = &providers[0].options;
    let names: Vec<_> = options.settings.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "issuer",
            "client_id",
            "client_secret",
            "authorization",
            "token",
            "userinfo",
            "revocation",
            "end_session"
        ]
    );
    assert!(matches!(&options.settings[0].1, Setting::Env(name) if name.value() == "ACME"));
    assert_eq!(providers[0].display_name, "Acme");
    assert_eq!(options.scopes.as_ref().map(Vec::len), Some(2));
    let params: Vec<_> = options
        .params
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(params, ["prompt", "acr-values"]);
    assert_eq!(options.client_auth, Some(ClientAuthentication::Post));
    assert_eq!(options.response_mode, Some(ResponseMode::FormPost));
    assert!(options.profile.is_some());
}

/// M-44
#[test]
fn what_a_provider_can_do_comes_from_its_row_its_options_or_discovery() {
    let list = r#"
        github, google, keycloak, dev,
        open: oidc { issuer: "https://a.example" },
        plain: oauth2 { authorization: "https://a.example/a", token: "https://a.example/t", userinfo: "https://a.example/u" },
        rich: oauth2 { authorization: "https://a.example/a", token: "https://a.example/t", userinfo: "https://a.example/u",
            revocation: "https://a.example/r", end_session: "https://a.example/e" },
    "#;
    for provider in providers(list) {
        let expected = match provider.id.to_string().as_str() {
            "keycloak" | "dev" | "open" | "rich" => (true, true),
            "google" => (false, true),
            id => {
                let spec = auth_spec::presets::find(id).map(|spec| spec.capabilities);
                let can = spec.unwrap_or(auth_spec::Capabilities::NONE);
                (can.end_session, can.revocation)
            }
        };
        assert_eq!(
            (provider.end_session, provider.revocation),
            expected,
            "{}",
            provider.id
        );
    }
}

/// M-5
#[test]
fn what_a_kind_needs_is_named() {
    let missing = ErrorCode::ENDPOINT_MISSING;
    refused(
        "acme: oidc",
        missing,
        "`acme` lacks its `issuer`: add `issuer: \"https://…\"`, or `issuer: env(\"AUTH_ACME_ISSUER\")`",
    );
    refused(
        "acme: oidc { authorization: \"https://a.example/a\", token: \"https://a.example/t\" }",
        missing,
        "`acme` lacks its `issuer`: add `issuer: \"https://…\"`, or `issuer: env(\"AUTH_ACME_ISSUER\")`",
    );
    refused(
        "acme: oauth2",
        missing,
        "`acme` lacks `authorization`, `token` and `userinfo`: add `authorization: \"https://…\", token: \"https://…\", userinfo: \"https://…\"`",
    );
    refused(
        "acme: oauth2 { authorization: env(\"A\"), token: \"https://a.example/t\" }",
        missing,
        "`acme` lacks `userinfo`: add `userinfo: \"https://…\"`",
    );
}

/// M-5, M-6
#[test]
fn nothing_is_missing_from_what_could_not_be_read() {
    refused(
        "acme: oidc { isuer: \"https://a.example\" }",
        ErrorCode::UNKNOWN_KEY,
        "`oidc` has no option `isuer`; did you mean `issuer`?",
    );
    refused(
        "acme: oidc { issuer: }",
        ErrorCode::SYNTAX,
        "`issuer` has no value: write `issuer: \"https://…\"`",
    );
    refused(
        "acme: oidc { client_ , }",
        ErrorCode::UNKNOWN_KEY,
        "`oidc` has no option `client_`; did you mean `client_id`?",
    );
    refused(
        "acme: oidc { \"https://a.example\" }",
        ErrorCode::SYNTAX,
        "`oidc` is made of entries such as `name: \"Acme\"`",
    );
    refused(
        "acme:",
        ErrorCode::SYNTAX,
        "`acme:` wants a preset, as in `acme: oidc { issuer: \"https://…\" }`",
    );
}

/// M-7, M-8, M-9
#[test]
fn an_issuer_is_what_the_provider_says_it_is() {
    for (list, reason) in [
        (
            r#"acme: oidc { issuer: "https://a.example/.well-known/openid-configuration" }"#,
            "is the address of the discovery document",
        ),
        (
            r#"acme: oidc { issuer: "http://a.example" }"#,
            "is plain `http`",
        ),
        (
            r#"acme: oidc { issuer: "a.example" }"#,
            "is not an `https://` URL",
        ),
        (
            r#"acme: oidc { issuer: "https://a.example?x" }"#,
            "has a query",
        ),
        (r#"acme: oidc { issuer: "" }"#, "is empty"),
        (
            r#"auth0 { issuer: "https://acme.eu.auth0.com" }"#,
            "Auth0 spells its issuer \"https://acme.eu.auth0.com/\"",
        ),
        (
            r#"keycloak { issuer: "https://id.acme.example/realms/a/" }"#,
            "Keycloak spells its issuer \"https://id.acme.example/realms/a\"",
        ),
        (
            r#"okta { issuer: "https://acme.okta.com/" }"#,
            "Okta spells its issuer \"https://acme.okta.com\"",
        ),
        (
            r#"google { issuer: "https://accounts.google.com/" }"#,
            "Google spells its issuer \"https://accounts.google.com\"",
        ),
    ] {
        let error = one(&format!("providers: [{list}]"));
        assert!(error.contains(reason), "{error}");
        assert!(error.ends_with("[AUTH-109]"), "{error}");
    }
    for right in [
        r#"acme: oidc { issuer: "http://localhost:9000" }"#,
        r#"acme: oidc { issuer: "https://a.example/" }"#,
        r#"auth0 { issuer: "https://acme.eu.auth0.com/" }"#,
        r#"gitlab { issuer: "https://gitlab.acme.example" }"#,
    ] {
        assert_eq!(providers(right).len(), 1);
    }
}

/// M-9
#[test]
fn an_endpoint_is_an_https_url() {
    for option in [
        "authorization",
        "token",
        "userinfo",
        "revocation",
        "end_session",
    ] {
        let error = one(&format!(
            "providers: [github {{ {option}: \"http://a.example/x\" }}]"
        ));
        assert_eq!(
            error,
            format!(
                "`{option}` \"http://a.example/x\" is plain `http`, which is for localhost only; write `https://` [AUTH-109]"
            )
        );
    }
}

/// M-40
#[test]
fn a_secret_does_not_stand_in_the_source() {
    refused(
        "acme: github { client_secret: \"s3cr3t\" }",
        ErrorCode::LITERAL_SECRET,
        "a client secret does not belong in the source: write `client_secret: env(\"AUTH_ACME_SECRET\")`, or leave the line out, for that name is read without it",
    );
    refused(
        "github { params: { client_secret: \"s3cr3t\" } }",
        ErrorCode::LITERAL_SECRET,
        "a client secret belongs neither in the source nor in a URL: leave it out",
    );
    refused(
        "github { client_secret: env!(\"X\") }",
        ErrorCode::SYNTAX,
        "`env!` would put the value into the program; `env(\"NAME\")` reads it at start-up",
    );
}

/// S0-14, FL-21
#[test]
fn parameters_of_the_protocol_are_not_set_by_hand() {
    for (name, way_out) in [
        ("state", "leave it out"),
        ("nonce", "leave it out"),
        ("redirect_uri", "leave it out"),
        ("code_challenge", "leave it out"),
        ("code_challenge_method", "leave it out"),
        ("response_type", "leave it out"),
        ("response_mode", "write `response_mode: form_post`"),
        ("client_id", "write `client_id: \"…\"`"),
        ("scope", "write `scopes: [\"…\"]`"),
        ("request_uri", "leave it out"),
    ] {
        for written in [name.to_owned(), format!("{name:?}")] {
            let error = one(&format!(
                "providers: [github {{ params: {{ {written}: \"x\" }} }}]"
            ));
            let start = format!("`{name}` belongs to the protocol: {way_out}");
            assert!(error.starts_with(&start), "{error}");
            assert!(error.ends_with("[AUTH-121]"), "{error}");
        }
    }
    refused(
        "github { params: { a: \"1\", \"a\": \"2\" } }",
        ErrorCode::DUPLICATE_KEY,
        "`a` is given twice",
    );
    refused(
        "github { params: { a: 1 } }",
        ErrorCode::SYNTAX,
        "a parameter is written `prompt: \"consent\"`",
    );
}

/// SR-14
#[test]
fn scopes_are_one_text_each_and_name_openid_where_it_counts() {
    let scopes = ErrorCode::SCOPES_INVALID;
    refused(
        "google { scopes: [\"email\"] }",
        scopes,
        "an OpenID provider identifies nobody without the scope \"openid\": add it",
    );
    refused(
        "google { scopes: [\"openid email\"] }",
        scopes,
        "each scope is a text of its own: write `\"openid\", \"email\"`",
    );
    refused(
        "github { scopes: [\"a\\u{e4}\"] }",
        scopes,
        "\"aä\" is not a scope: scopes are made of visible ASCII characters",
    );
    refused(
        "github { scopes: [\"a\", \"a\"] }",
        ErrorCode::DUPLICATE_KEY,
        "\"a\" is in `scopes` twice",
    );
    refused(
        "github { scopes: \"repo\" }",
        ErrorCode::SYNTAX,
        "this is a list: `scopes` is written `scopes: [\"openid\", \"email\"]`",
    );
    assert!(
        providers("github { scopes: [] }")[0]
            .options
            .scopes
            .is_some()
    );
}

#[test]
fn an_option_has_to_mean_something() {
    let pointless = ErrorCode::OPTION_NOT_APPLICABLE;
    for option in [
        "issuer: \"https://a.example\"",
        "client_id: \"x\"",
        "client_secret: env(\"X\")",
        "private_key: env(\"X\")",
        "par: on",
        "pushed_authorization: \"https://a.example\"",
        "token: \"https://a.example\"",
        "client_auth: none",
        "response_mode: query",
    ] {
        let key = option.split(':').next().unwrap_or_default();
        refused(
            &format!("dev {{ {option} }}"),
            pointless,
            &format!(
                "`{key}` does not apply to `dev`, which is a part of this application: leave it out"
            ),
        );
    }
    refused(
        "github { client_auth: none, client_secret: env(\"X\") }",
        pointless,
        "a client that authenticates with `none` has no secret: leave one of the two out",
    );
}

/// R-FAPI-01
#[test]
fn a_key_is_for_clients_that_sign_and_they_have_nothing_else() {
    let pointless = ErrorCode::OPTION_NOT_APPLICABLE;
    let acme = |options: &str| format!("acme: oidc {{ issuer: \"https://a.example\", {options} }}");
    let right = providers(&acme(
        "client_auth: private_key_jwt, private_key: env(\"KEY\")",
    ));
    let options = &right[0].options;
    assert_eq!(
        options.client_auth,
        Some(ClientAuthentication::PrivateKeyJwt)
    );
    assert!(options.settings.iter().any(|(name, setting)| {
        matches!(setting, Setting::Env(env) if *name == "private_key" && env.value() == "KEY")
    }));
    refused(
        &acme("client_auth: private_key_jwt, client_secret: env(\"X\")"),
        pointless,
        "a client that authenticates with `private_key_jwt` has a key and no secret: leave one of the two out",
    );
    refused(
        &acme("client_auth: post, private_key: env(\"X\")"),
        pointless,
        "a client that authenticates with `post` signs nothing: leave `private_key` out, or write `client_auth: private_key_jwt`",
    );
    refused(
        &acme("private_key: env(\"X\")"),
        pointless,
        "a key is for clients that sign: add `client_auth: private_key_jwt`",
    );
    refused(
        &acme("client_auth: private_key_jwt, private_key: \"-----BEGIN PRIVATE KEY-----\""),
        ErrorCode::LITERAL_SECRET,
        "a private key does not belong in the source: write `private_key: env(\"AUTH_ACME_PRIVATE_KEY\")`, or leave the line out, for that name is read without it",
    );
    // A word that is none is one mistake, and the key is not held against anybody.
    refused(
        &acme("client_auth: private_key, private_key: env(\"X\")"),
        ErrorCode::SYNTAX,
        "`private_key` is not one of the words that stand here; did you mean `private_key_jwt`?",
    );
}

/// R-PAR-01
#[test]
fn requests_are_pushed_where_somebody_says_where() {
    let open = r#"issuer: "https://a.example""#;
    let plain = r#"authorization: "https://a.example/a", token: "https://a.example/t", userinfo: "https://a.example/u""#;
    for (entry, par) in [
        (format!("acme: oidc {{ {open}, par: on }}"), true),
        (format!("acme: oidc {{ {open}, par: off }}"), false),
        (format!("acme: oidc {{ {open} }}"), false),
        (
            format!(
                "acme: oauth2 {{ {plain}, par: on, pushed_authorization: \"https://a.example/p\" }}"
            ),
            true,
        ),
    ] {
        assert_eq!(providers(&entry)[0].options.par, par, "{entry}");
    }
    let nowhere = "nothing says where an OAuth 2.0 provider takes pushed requests, for it has no discovery document: add `pushed_authorization: \"https://…\"`";
    for entry in [
        format!("acme: oauth2 {{ {plain}, par: on }}"),
        "github { par: on }".to_owned(),
    ] {
        refused(&entry, ErrorCode::ENDPOINT_MISSING, nowhere);
    }
    refused(
        "google { par: off, pushed_authorization: \"https://a.example/p\" }",
        ErrorCode::OPTION_NOT_APPLICABLE,
        "`pushed_authorization` says where requests are pushed, and `par: off` that they are not: leave one of the two out",
    );
    refused(
        "google { par: required }",
        ErrorCode::SYNTAX,
        "`required` is not one of the words that stand here; write `on` or `off`",
    );
}

#[test]
fn words_come_from_a_closed_set() {
    let syntax = ErrorCode::SYNTAX;
    refused(
        "github { client_auth: client_secret_post }",
        syntax,
        "`client_secret_post` is not one of the words that stand here; did you mean `post`?",
    );
    refused(
        "github { client_auth: mtls }",
        syntax,
        "`mtls` is not one of the words that stand here; write `basic`, `post`, `private_key_jwt` or `none`",
    );
    refused(
        "github { response_mode: fragment }",
        syntax,
        "`fragment` is not one of the words that stand here; write `query` or `form_post`",
    );
    refused(
        "github { response_mode: \"form_post\" }",
        syntax,
        "this is a word, not a text: write `form_post` without quotes",
    );
    refused(
        "google { refresh: maybe }",
        syntax,
        "`maybe` is not one of the words that stand here; write `on` or `off`",
    );
    refused(
        "google { link_by_email: maybe }",
        syntax,
        "`maybe` is not one of the words that stand here; write `never` or `verified`",
    );
    for word in ["on", "true", "always"] {
        refused(
            &format!("google {{ link_by_email: {word} }}"),
            syntax,
            &format!(
                "`{word}` would link by addresses that nobody has verified, and whoever types one would be its owner: write `verified`"
            ),
        );
    }
    for word in ["off", "false"] {
        refused(
            &format!("google {{ link_by_email: {word} }}"),
            syntax,
            &format!(
                "`{word}` is called `never` here: write `link_by_email: never`, or leave it out"
            ),
        );
    }
}

#[test]
fn tokens_are_bound_where_that_is_said_of_any_provider_that_gives_some() {
    for (entry, bound) in [
        ("okta", false),
        ("okta { dpop: off }", false),
        ("okta { dpop: on }", true),
        ("github { dpop: on }", true),
        ("dev { dpop: on }", true),
        (
            "acme: oidc { issuer: \"https://a.example\", dpop: on, client_auth: none }",
            true,
        ),
    ] {
        assert_eq!(providers(entry)[0].options.dpop, bound, "{entry}");
    }
    refused(
        "okta { dpop: required }",
        ErrorCode::SYNTAX,
        "`required` is not one of the words that stand here; write `on` or `off`",
    );
    for entry in [
        "email { dpop: on }",
        "credentials { authorize: a, dpop: on }",
    ] {
        let error = one(&format!("providers: [{entry}]"));
        assert!(error.contains("`dpop` does not apply to "), "{error}");
    }
}

/// M-44: what could not be read, or was refused, may have been what makes it possible.
#[test]
fn of_an_entry_that_is_wrong_nobody_is_told_what_it_cannot_do() {
    for list in [
        "github { end_session: \"http://a.example/e\", revocation: \"http://a.example/r\" }",
        "github { end_sesion: \"https://a.example/e\" }",
        "githib",
        "github, github",
        "github, my-",
    ] {
        let (model, errors) = checked(&format!("providers: [{list}]"));
        assert!(!errors.is_empty(), "{list}");
        let can = |can: fn(&crate::model::Provider) -> bool| {
            model.providers_poisoned || model.providers.iter().any(can)
        };
        assert!(can(|one| one.end_session), "{list}");
        assert!(can(|one| one.revocation), "{list}");
    }
}

#[test]
fn names_are_for_people_and_variables_for_the_environment() {
    for name in ["", " ", "a\\nb"] {
        let error = one(&format!("providers: [github {{ name: \"{name}\" }}]"));
        assert!(
            error.contains("is not a name that people could read"),
            "{error}"
        );
    }
    for name in ["", "A B", "1A", "A-B"] {
        let error = one(&format!(
            "providers: [github {{ client_id: env({name:?}) }}]"
        ));
        assert!(
            error.contains("cannot be the name of an environment variable"),
            "{error}"
        );
    }
    refused(
        "github { client_id: \"\" }",
        ErrorCode::SYNTAX,
        "this `client_id` is empty: leave the line out to read `AUTH_GITHUB_ID`",
    );
    for wrong in ["env()", "env(X)", "env", "env(\"A\", \"B\")", "env[\"A\"]"] {
        let error = one(&format!("providers: [github {{ client_id: {wrong} }}]"));
        assert!(error.contains("is written `env(\"NAME\")`"), "{error}");
    }
}

/// M-15
#[test]
fn apple_sends_a_name_by_form_post_alone() {
    let error = one("providers: [apple { response_mode: query }]");
    assert!(
        error.starts_with("Apple sends name and e-mail by `form_post` alone"),
        "{error}"
    );
    for options in [
        "response_mode: query, scopes: [\"openid\"]",
        "response_mode: form_post",
    ] {
        let errors = crate::check::tests::errors(&format!("providers: [apple {{ {options} }}]"));
        assert_eq!(errors, Vec::<String>::new(), "{options}");
    }
}
