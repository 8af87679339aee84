//! `refresh`: how a provider is asked for a refresh token.

use auth_spec::ErrorCode;

use super::{providers, refused};

/// M-41
#[test]
fn a_refresh_token_is_asked_for_where_that_can_be_done() {
    for (entry, asked) in [
        ("google", false),
        ("google { refresh: off }", false),
        ("google { refresh: on }", true),
        (
            "google { refresh: on, params: { hd: \"acme.example\" } }",
            true,
        ),
        (
            "google { refresh: on, params: { access_type: \"offline\", prompt: \"login consent\" } }",
            true,
        ),
        ("okta { refresh: on, scopes: [\"openid\"] }", true),
        (
            "okta { refresh: on, scopes: [\"openid\", \"offline_access\"] }",
            true,
        ),
        ("okta { scopes: [\"openid\", \"offline_access\"] }", false),
        ("gitlab { refresh: on }", true),
        ("dev { refresh: on }", true),
        (
            "acme: oidc { issuer: \"https://a.example\", refresh: on, params: { prompt: \"consent\" } }",
            true,
        ),
        ("github { refresh: off }", false),
    ] {
        assert_eq!(providers(entry)[0].options.refresh, asked, "{entry}");
    }
}

/// M-41
#[test]
fn a_refresh_token_that_cannot_be_asked_for_is_refused_with_the_way_out() {
    refused(
        "github { refresh: on }",
        ErrorCode::REFRESH_UNAVAILABLE,
        "GitHub gives refresh tokens to no application for the asking: leave `refresh` out",
    );
    refused(
        "acme: oauth2 { authorization: \"https://a.example/a\", token: \"https://a.example/t\", userinfo: \"https://a.example/u\", refresh: on }",
        ErrorCode::REFRESH_UNAVAILABLE,
        "there is no one way to ask a provider made from `oauth2` for a refresh token: leave `refresh` out, and write into `scopes` or `params` what this provider documents",
    );
}

/// M-41
#[test]
fn what_contradicts_a_refresh_is_one_error() {
    let contradicted = ErrorCode::REFRESH_CONTRADICTED;
    refused(
        "google { refresh: on, params: { access_type: \"online\" } }",
        contradicted,
        "`refresh: on` needs `access_type` to be \"offline\": leave `access_type` out, or leave `refresh` out",
    );
    refused(
        "google { params: { prompt: \"select_account\" }, refresh: on }",
        contradicted,
        "`refresh: on` needs `prompt` to be \"consent\": leave `prompt` out, or leave `refresh` out",
    );
    refused(
        "okta { refresh: off, scopes: [\"openid\", \"offline_access\"] }",
        contradicted,
        "the scope \"offline_access\" asks for a refresh token, and `refresh: off` says not to: leave one of the two out",
    );
}
