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
