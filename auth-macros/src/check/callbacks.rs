//! `callbacks: { … }`

use auth_spec::ErrorCode;
use auth_spec::callback_url::parse_pattern;
use syn::{LitStr, Path};

use super::callback_url::allowed_form;
use crate::model::{Allow, Callbacks};
use crate::report::Report;
use crate::syntax::callbacks as syntax;
use crate::syntax::entry::Field;
use crate::syntax::value::List;

/// `roles_may_be_there` unless the declaration surely has no roles.
pub(super) fn check(
    report: &mut Report,
    field: Option<Field<syntax::Callbacks>>,
    roles_may_be_there: bool,
) -> Callbacks {
    let unknown = field.as_ref().is_some_and(|field| field.value.is_none());
    let written = field.and_then(|field| field.value).unwrap_or_default();
    let allow = match written.allow {
        _ if unknown => Allow::Poisoned,
        None if written.poisoned => Allow::Poisoned,
        None => Allow::OwnPaths,
        Some(field) => field
            .value
            .map_or(Allow::Poisoned, |list| patterns(report, &list)),
    };
    let mut after = |field: Option<Field<LitStr>>| allowed_form(report, &allow, &field?.value?);
    let (after_sign_in, after_sign_out) =
        (after(written.after_sign_in), after(written.after_sign_out));
    if let Some(field) = &written.roles
        && !roles_may_be_there
    {
        let text = "`callbacks: { roles }` says who has which roles, and none is declared: add `roles: [admin]` to `auth!`, or leave it out";
        report.refuse(&field.key, ErrorCode::ROLES_UNDECLARED, text);
    }
    let function = |field: Option<Field<Path>>| field.and_then(|field| field.value);
    Callbacks {
        allow,
        after_sign_in,
        after_sign_out,
        sign_in: function(written.sign_in),
        jwt: function(written.jwt),
        update: function(written.update),
        session: function(written.session),
        roles: function(written.roles).filter(|_| roles_may_be_there),
    }
}

fn patterns(report: &mut Report, list: &List<LitStr>) -> Allow {
    let mut patterns: Vec<String> = Vec::new();
    let mut poisoned = list.poisoned;
    for entry in &list.items {
        let value = entry.value();
        if let Err(fault) = parse_pattern(&value) {
            let text = format!("{value:?} {}", fault.reason());
            report.refuse(entry, *fault.code(), text);
            poisoned = true;
        } else if patterns.contains(&value) {
            let text = format!("{value:?} is in `allow` twice");
            report.refuse(entry, ErrorCode::DUPLICATE_KEY, text);
        } else {
            patterns.push(value);
        }
    }
    if list.items.is_empty() && !poisoned {
        let text = "an empty `allow` lets users go nowhere: name a path, or leave it out to allow every path of this application";
        report.refuse(&list.brackets, ErrorCode::CALLBACK_URL_INVALID, text);
        poisoned = true;
    }
    if poisoned {
        Allow::Poisoned
    } else {
        Allow::Patterns(patterns)
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use crate::check::tests::{checked, errors, one};
    use crate::model::Allow;

    fn with(callbacks: &str) -> String {
        format!("providers: [dev], callbacks: {{ {callbacks} }}")
    }

    #[test]
    fn what_is_right_is_kept() {
        let (model, errors) = checked(&with(
            r#"allow: ["/", "/u/{id}", "https://*.acme.example/{*rest}"], after_sign_in: "/u/7", after_sign_out: "/", sign_in: decide"#,
        ));
        assert_eq!(errors, Vec::<String>::new());
        assert!(matches!(model.callbacks.allow, Allow::Patterns(list) if list.len() == 3));
        assert!(model.callbacks.after_sign_in.is_some());
        assert!(model.callbacks.sign_in.is_some());
    }

    /// M-24
    #[test]
    fn a_malformed_pattern_is_refused_with_its_reason() {
        for (entry, reason) in [
            ("*", "allows every address"),
            ("acme.example", "has no scheme"),
            ("*.acme.example/", "has no scheme"),
            ("account", "does not start with `/`"),
            ("https://acme.example", "names an origin without a path"),
            ("https://*/", "allows every host"),
            ("https://a.*.example/", "has `*` in its host"),
            ("https://*.com/", "whole top-level domain"),
            ("http://acme.example/", "is plain `http`"),
            ("/a?b", "has a query"),
            ("/a#b", "has a fragment"),
            ("/u/:id", "starts with `:`"),
            ("/u/*", "starts with `*`"),
            ("/u-{id}", "beside other text"),
            ("/{*rest}/x", "before its end"),
            ("/{}", "without a plain name"),
            ("/a/../b", "`.` or `..`"),
            ("//evil.test", "two slashes"),
        ] {
            let error = one(&with(&format!("allow: [{entry:?}]")));
            assert!(error.contains(reason), "{error}");
            assert!(error.starts_with(&format!("{entry:?} ")), "{error}");
            assert!(error.ends_with("[AUTH-113]"), "{error}");
        }
    }

    #[test]
    fn a_malformed_pattern_does_not_make_other_urls_wrong() {
        one(&with(
            r#"allow: ["dashboard"], after_sign_in: "/dashboard""#,
        ));
        one(&with(r#"alow: ["/x"], after_sign_in: "/dashboard""#));
        one(&with(r#"allow: , after_sign_in: "/dashboard""#));
    }

    #[test]
    fn a_pattern_stands_there_once() {
        let error = one(&with(r#"allow: ["/", "/a", "/"]"#));
        assert_eq!(error, "\"/\" is in `allow` twice [AUTH-105]");
    }

    #[test]
    fn an_empty_list_is_refused() {
        assert!(one(&with("allow: []")).starts_with("an empty `allow` lets users go nowhere"));
    }

    /// M-23, S4-13
    #[test]
    fn where_flows_end_has_to_be_allowed() {
        let errors = errors(&with(
            r#"allow: ["/dashboard"], after_sign_in: "/dashbord", after_sign_out: "https://acme.example/""#,
        ));
        assert_eq!(errors.len(), 2, "{errors:#?}");
        assert!(
            errors[0].contains("did you mean \"/dashboard\"?"),
            "{errors:#?}"
        );
        assert!(errors.iter().all(|error| error.ends_with("[AUTH-104]")));
    }

    #[test]
    fn each_function_is_kept_by_its_path() {
        let (model, errors) = checked(
            "providers: [dev], roles: [admin], callbacks: { sign_in: a, jwt: m::b, update: e, session: crate::c, roles: self::d }",
        );
        assert_eq!(errors, Vec::<String>::new());
        let callbacks = model.callbacks;
        for (path, expected) in [
            (callbacks.sign_in, "a"),
            (callbacks.jwt, "m::b"),
            (callbacks.update, "e"),
            (callbacks.session, "crate::c"),
            (callbacks.roles, "self::d"),
        ] {
            let text = path.unwrap().to_token_stream().to_string();
            assert_eq!(text.replace(' ', ""), expected);
        }
    }

    /// M-15
    #[test]
    fn who_has_which_roles_is_not_asked_when_there_are_none() {
        let (model, errors) = checked(&with("roles: roles_of"));
        assert_eq!(
            errors,
            [
                "`callbacks: { roles }` says who has which roles, and none is declared: add `roles: [admin]` to `auth!`, or leave it out [AUTH-160]"
            ]
        );
        assert!(model.callbacks.roles.is_none());
    }

    /// One mistake is one error: roles that could not be read may have been declared.
    #[test]
    fn roles_that_could_not_be_read_are_not_missing() {
        for roles in ["roles: [7]", "roles: []", "roles: ", "roless: [admin]"] {
            let error = one(&format!(
                "providers: [dev], {roles}, callbacks: {{ roles: f }}"
            ));
            assert!(!error.contains("AUTH-160"), "{error}");
        }
    }

    #[test]
    fn words_of_other_libraries_are_answered() {
        for (key, text) in [
            (
                "redirect",
                "there is no `redirect`: where users may be sent is the list `allow:",
            ),
            ("Redirect", "there is no `redirect`: "),
            (
                "authorized",
                "there is no `authorized`: each handler says itself",
            ),
            ("authorize", "there is no `authorize`: "),
            (
                "signIn",
                "`callbacks` has no key `signIn`; did you mean `sign_in`?",
            ),
            (
                "afterSignIn",
                "`callbacks` has no key `afterSignIn`; did you mean `after_sign_in`?",
            ),
        ] {
            let error = one(&with(&format!("{key}: f")));
            assert!(error.starts_with(text), "{error}");
            assert!(error.ends_with("[AUTH-103]"), "{error}");
        }
    }

    #[test]
    fn a_function_is_named() {
        for (value, text) in [
            (
                "|a| async { a }",
                "a closure has no name: write a function beside `auth!`; `jwt` is written `jwt: keep` [AUTH-118]",
            ),
            (
                "async move |a| a",
                "a closure has no name: write a function beside `auth!`; `jwt` is written `jwt: keep` [AUTH-118]",
            ),
            (
                "keep()",
                "the function is named here, not called: leave the parentheses out [AUTH-118]",
            ),
            ("\"keep\"", "`jwt` is written `jwt: keep` [AUTH-118]"),
        ] {
            assert_eq!(one(&with(&format!("jwt: {value}"))), text);
        }
    }

    /// M-26
    #[test]
    fn where_flows_end_has_to_be_a_url() {
        let error = one(&with(r#"after_sign_out: "url-post-logout""#));
        assert_eq!(
            error,
            "callback URL \"url-post-logout\" does not start with `/` [AUTH-113]"
        );
    }
}
