//! `link_by_email`: whose account it becomes that has the same address.

use auth_spec::ErrorCode;

use super::{providers, refused};
use crate::check::tests::{checked, one};

/// The one provider of a list where accounts are kept.
fn kept(entry: &str) -> (bool, Vec<String>) {
    let (model, errors) = checked(&format!(
        "providers: [{entry}], session: {{ strategy: database }}"
    ));
    (model.providers[0].options.link_by_email.is_some(), errors)
}

/// AL-01
#[test]
fn a_verified_address_links_where_that_is_said_and_nowhere_else() {
    for (entry, links) in [
        ("google", false),
        ("google { link_by_email: never }", false),
        ("google { link_by_email: verified }", true),
        ("github { link_by_email: verified }", true),
        ("dev { link_by_email: verified }", true),
        ("email { link_by_email: verified }", true),
        (
            "acme: oidc { issuer: \"https://a.example\", link_by_email: verified }",
            true,
        ),
        ("slack { link_by_email: never }", false),
        (
            "microsoft_entra_id { link_by_email: verified, profile: verified_by_the_tenant }",
            true,
        ),
    ] {
        assert_eq!(kept(entry), (links, Vec::new()), "{entry}");
    }
    // Without accounts it says what is so.
    providers("google { link_by_email: never }");
}

/// AL-01
#[test]
fn an_address_that_nobody_verifies_links_nothing() {
    for (entry, name) in [
        ("microsoft_entra_id", "Microsoft Entra ID"),
        ("facebook", "Facebook"),
        ("slack", "Slack"),
        ("spotify", "Spotify"),
        ("twitter", "X"),
    ] {
        let entry = format!("{entry} {{ link_by_email: verified }}");
        let text = format!(
            "{name} does not say which addresses are verified, so that none would ever link: leave `link_by_email` out, or let a function say it, in `profile` [AUTH-120]"
        );
        assert_eq!(kept(&entry), (false, vec![text.clone()]), "{entry}");
        // One error, where accounts are missing too.
        assert_eq!(one(&format!("providers: [{entry}]")), text);
    }
    refused(
        "credentials { authorize: f, link_by_email: verified }",
        ErrorCode::OPTION_NOT_APPLICABLE,
        "`link_by_email` does not apply to `credentials`, which asks no provider: leave it out",
    );
    let error = one("providers: [google { allowDangerousEmailAccountLinking: true }]");
    assert!(error.contains("write `link_by_email: verified`"), "{error}");
    // A typo may be the function that says it.
    let (_, errors) = kept("slack { link_by_email: verified, profil: f }");
    assert_eq!(errors.len(), 1, "{errors:#?}");
}
