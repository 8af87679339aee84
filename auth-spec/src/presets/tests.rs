//! What must be true of every row.

use std::string::ToString;
use std::vec::Vec;

use super::*;
use crate::issuer::{check_endpoint, check_issuer};
use crate::provider::{Issuer, ProfileQuirk, Protocol, RefreshRecipe, is_valid_id, wire_id};

fn rows() -> impl Iterator<Item = &'static ProviderSpec> {
    ALL.iter().chain(KINDS).copied()
}

#[test]
fn ids_are_valid_sorted_and_unique() {
    let ids: Vec<_> = rows().map(|row| row.id).collect();
    assert!(ids.iter().all(|id| is_valid_id(id)), "{ids:?}");
    assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert!(KINDS.windows(2).all(|pair| pair[0].id < pair[1].id));
    assert!(
        KINDS
            .iter()
            .all(|kind| ALL.iter().all(|row| row.id != kind.id))
    );
}

#[test]
fn each_row_is_found_by_its_id_and_nothing_else_is() {
    for row in rows() {
        assert_eq!(find(row.id), Some(row));
    }
    for id in ["", "githib", "GitHub", "github ", "microsoft-entra-id"] {
        assert_eq!(find(id), None, "{id:?}");
    }
}

#[test]
fn the_presets_are_the_announced_ones() {
    let ids: Vec<_> = ALL.iter().map(|row| row.id).collect();
    let announced = [
        "apple",
        "auth0",
        "discord",
        "facebook",
        "github",
        "gitlab",
        "google",
        "keycloak",
        "linkedin",
        "microsoft_entra_id",
        "okta",
        "slack",
        "spotify",
        "twitch",
        "twitter",
    ];
    assert_eq!(ids, announced);
}

#[test]
fn an_id_needs_no_escaping_in_a_url() {
    for row in rows() {
        let id = wire_id(row.id).to_string();
        assert!(
            id.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{id:?}"
        );
    }
}

#[test]
fn every_address_is_https() {
    for row in rows() {
        let endpoints = row.endpoints;
        for url in [
            endpoints.authorization,
            endpoints.token,
            endpoints.userinfo,
            endpoints.emails,
            endpoints.revocation,
            endpoints.end_session,
        ]
        .into_iter()
        .flatten()
        {
            assert!(url.starts_with("https://"), "{url:?}");
            assert_eq!(check_endpoint(url), Ok(()), "{url:?}");
        }
        if let Issuer::Fixed(issuer)
        | Issuer::AuthorizationServer(issuer)
        | Issuer::Tenanted {
            default: issuer, ..
        } = row.issuer
        {
            assert!(issuer.starts_with("https://"), "{issuer:?}");
            assert_eq!(check_issuer(issuer), Ok(()), "{issuer:?}");
        }
        if let Issuer::Tenanted { template, .. } = row.issuer {
            let (before, after) = template.split_once("{tenantid}").expect("a template");
            assert_eq!(
                check_issuer(&[before, "x", after].concat()),
                Ok(()),
                "{template:?}"
            );
        }
    }
}

#[test]
fn an_openid_provider_is_asked_for_an_id_token_and_has_an_issuer() {
    for row in rows().filter(|row| row.protocol == Protocol::OpenIdConnect) {
        assert!(row.scopes.contains(&"openid"), "{:?}", row.id);
        assert!(
            !matches!(row.issuer, Issuer::None | Issuer::AuthorizationServer(_)),
            "{:?}",
            row.id
        );
    }
}

#[test]
fn an_oauth_provider_has_its_endpoints_and_no_issuer_of_id_tokens() {
    for row in ALL.iter().filter(|row| row.protocol == Protocol::OAuth2) {
        let endpoints = row.endpoints;
        assert!(endpoints.authorization.is_some(), "{:?}", row.id);
        assert!(endpoints.token.is_some(), "{:?}", row.id);
        assert!(endpoints.userinfo.is_some(), "{:?}", row.id);
        assert!(!row.scopes.contains(&"openid"), "{:?}", row.id);
        assert!(
            matches!(row.issuer, Issuer::None | Issuer::AuthorizationServer(_)),
            "{:?}",
            row.id
        );
    }
}

/// Design decision 4: identity is (issuer, subject).
#[test]
fn what_identifies_a_user_is_never_an_address_or_a_name() {
    for row in rows() {
        assert!(!row.profile.subject.is_empty(), "{:?}", row.id);
        for pointer in row.profile.subject {
            let last = pointer
                .rsplit('/')
                .next()
                .expect("a pointer has a last part");
            assert!(matches!(last, "sub" | "id"), "{:?}: {pointer:?}", row.id);
        }
        if row.protocol == Protocol::OpenIdConnect {
            assert_eq!(row.profile.subject, ["/sub"], "{:?}", row.id);
        }
    }
}

#[test]
fn every_pointer_is_one() {
    for row in rows() {
        let profile = row.profile;
        for pointer in [
            profile.subject,
            profile.name,
            profile.email,
            profile.email_verified,
            profile.picture,
        ]
        .concat()
        {
            assert!(pointer.starts_with('/') && pointer.len() > 1, "{pointer:?}");
        }
    }
}

#[test]
fn an_address_counts_as_verified_only_where_the_provider_is_believed() {
    for row in ALL {
        let says_so = !row.profile.email_verified.is_empty()
            || row.profile.quirk == Some(ProfileQuirk::GitHubEmails);
        assert_eq!(row.capabilities.verified_email, says_so, "{:?}", row.id);
    }
}

#[test]
fn what_a_provider_can_do_it_has_an_endpoint_for() {
    for row in ALL {
        let discovered = row.protocol == Protocol::OpenIdConnect;
        let Capabilities {
            revocation,
            end_session,
            ..
        } = row.capabilities;
        assert!(
            !revocation || discovered || row.endpoints.revocation.is_some(),
            "{:?}",
            row.id
        );
        assert!(!end_session || discovered, "{:?}", row.id);
        assert!(
            revocation || row.endpoints.revocation.is_none(),
            "{:?}",
            row.id
        );
        assert!(
            end_session || row.endpoints.end_session.is_none(),
            "{:?}",
            row.id
        );
        let has_list_of_addresses = row.profile.quirk == Some(ProfileQuirk::GitHubEmails);
        assert_eq!(
            row.endpoints.emails.is_some(),
            has_list_of_addresses,
            "{:?}",
            row.id
        );
    }
}

/// FL: `state`, nonce and PKCE are the protocol's; a row adds parameters and replaces none.
#[test]
fn no_row_sets_a_parameter_of_the_protocol() {
    let of_the_protocol = [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "response_mode",
        "code_challenge",
        "code_challenge_method",
        "request",
        "request_uri",
    ];
    for row in rows() {
        for (name, value) in row.authorization_params {
            assert!(!of_the_protocol.contains(name), "{:?}: {name:?}", row.id);
            assert!(!value.is_empty(), "{:?}: {name:?}", row.id);
        }
    }
}

/// M-41: what each vendor documents, and nothing where a request can do nothing about it.
#[test]
fn a_refresh_token_is_asked_for_as_each_vendor_documents() {
    let recipe = |id: &str| find(id).and_then(|row| row.capabilities.refresh);
    for id in ["microsoft_entra_id", "okta", "auth0", "keycloak", "dev"] {
        assert_eq!(recipe(id), Some(RefreshRecipe::OFFLINE_ACCESS), "{id}");
    }
    for id in ["apple", "discord", "gitlab", "spotify", "twitch"] {
        assert_eq!(recipe(id), Some(RefreshRecipe::ALWAYS), "{id}");
    }
    for id in ["facebook", "github", "linkedin", "slack", "oauth2"] {
        assert_eq!(recipe(id), None, "{id}");
    }
    let google = recipe("google").expect("a recipe");
    assert_eq!(
        google.params,
        [("access_type", "offline"), ("prompt", "consent")]
    );
    assert!(google.scopes.is_empty());
    assert_eq!(recipe("twitter").expect("one").scopes, ["offline.access"]);
    let oidc = recipe("oidc").expect("a recipe");
    assert_eq!(oidc.scopes, ["offline_access"]);
    assert_eq!(oidc.params, [("prompt", "consent")]);
}

/// A recipe adds to what its row asks for anyway.
#[test]
fn a_recipe_repeats_nothing_of_its_row_and_sets_nothing_of_the_protocol() {
    for row in rows() {
        let Some(recipe) = row.capabilities.refresh else {
            continue;
        };
        assert!(
            recipe.scopes.iter().all(|one| !row.scopes.contains(one)),
            "{:?}",
            row.id
        );
        for (name, value) in recipe.params {
            assert!(["access_type", "prompt"].contains(name), "{:?}", row.id);
            assert!(!value.is_empty(), "{:?}", row.id);
            assert!(
                row.authorization_params.iter().all(|(one, _)| one != name),
                "{:?}",
                row.id
            );
        }
    }
}

/// M-44
#[test]
fn only_a_provider_known_by_its_issuer_alone_may_turn_out_to_do_more_than_its_row_says() {
    for row in rows() {
        let open = row.id == "oidc";
        assert_eq!(
            row.may_end_session(),
            open || row.capabilities.end_session,
            "{:?}",
            row.id
        );
        assert_eq!(
            row.may_revoke(),
            open || row.capabilities.revocation,
            "{:?}",
            row.id
        );
    }
}

#[test]
fn scopes_are_unique_and_without_spaces() {
    for row in rows() {
        for (number, scope) in row.scopes.iter().enumerate() {
            let is_scope_token = scope
                .bytes()
                .all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e));
            assert!(
                is_scope_token && !scope.is_empty(),
                "{:?}: {scope:?}",
                row.id
            );
            assert!(
                !row.scopes[..number].contains(scope),
                "{:?}: {scope:?}",
                row.id
            );
        }
    }
}

/// WCAG 2.2 §1.4.3: 4.5 to 1.
#[test]
fn the_text_of_every_button_can_be_read() {
    for row in rows() {
        let contrast = contrast(row.style.background, row.style.text);
        assert!(contrast >= 4.5, "{:?}: {contrast:.2}", row.id);
    }
}

#[test]
fn contrast_is_computed_as_wcag_defines_it() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
    assert!((contrast("#777777", "#ffffff") - 4.48).abs() < 0.005);
    assert!((contrast("#123456", "#123456") - 1.0).abs() < 0.001);
}

/// The contrast ratio of two colours written `#rrggbb` in lower case.
fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance.
fn luminance(colour: &str) -> f64 {
    let digits = colour.strip_prefix('#').expect("a colour begins with #");
    assert!(
        digits.len() == 6 && !digits.contains(char::is_uppercase),
        "{colour:?}"
    );
    let channel = |at: usize| {
        let value = u8::from_str_radix(&digits[at..at + 2], 16).expect("hexadecimal digits");
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}
