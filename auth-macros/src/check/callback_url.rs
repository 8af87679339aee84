//! A callback URL that stands in the source, against `callbacks.allow`.

use auth_spec::ErrorCode;
use auth_spec::callback_url::{Target, allowed, parse};
use syn::LitStr;

use crate::model::{self, Allow};
use crate::report::{Report, did_you_mean};
use crate::syntax::callback_url::CallbackUrl;

/// Checks `callback_url!("…")`.
pub(crate) fn check(report: &mut Report, written: CallbackUrl) -> model::CallbackUrl {
    let CallbackUrl { allow, module, url } = written;
    let url = url.and_then(|url| allowed_form(report, &allow, &url));
    model::CallbackUrl { module, url }
}

/// The URL as it is sent, if users may be sent there; it is refused if not.
pub(crate) fn allowed_form(report: &mut Report, allow: &Allow, url: &LitStr) -> Option<LitStr> {
    let value = url.value();
    let target = match parse(&value) {
        Ok(target) => target,
        Err(refusal) => {
            let text = format!("callback URL {value:?} {}", refusal.reason());
            report.refuse(url, *refusal.code(), text);
            return None;
        }
    };
    let form = || LitStr::new(&target.to_string(), url.span());
    let patterns: Option<Vec<&str>> = match allow {
        Allow::Poisoned => return Some(form()),
        Allow::OwnPaths => None,
        Allow::Patterns(patterns) => Some(patterns.iter().map(String::as_str).collect()),
    };
    if allowed(patterns.as_deref(), &target) {
        return Some(form());
    }
    let text = match patterns {
        None => format!(
            "callback URL {value:?} leads out of this application; `callbacks: {{ allow: [{:?}] }}` would allow it",
            target.to_string()
        ),
        Some(patterns) => not_among(&value, &target, &patterns),
    };
    report.refuse(url, ErrorCode::CALLBACK_URL_NOT_ALLOWED, text);
    None
}

fn not_among(value: &str, target: &Target<'_>, patterns: &[&str]) -> String {
    let candidates: Vec<String> = patterns
        .iter()
        .map(|pattern| filled(pattern, target))
        .collect();
    let meant = did_you_mean(value, candidates.iter().map(String::as_str));
    let hint = meant.map_or(String::new(), |meant| format!("; did you mean {meant:?}?"));
    let listed: Vec<String> = patterns
        .iter()
        .map(|pattern| format!("{pattern:?}"))
        .collect();
    format!(
        "callback URL {value:?} is not in `callbacks.allow`{hint}\nallowed: {}",
        listed.join(", ")
    )
}

/// The pattern with its parameters as the target has them: `/account/{*rest}` and `/acount/a/b` make `/account/a/b`.
fn filled(pattern: &str, target: &Target<'_>) -> String {
    let target = target.to_string();
    let target = target.split(['?', '#']).next().unwrap_or_default();
    let mut segments = target.split('/');
    let mut filled: Vec<&str> = Vec::new();
    for part in pattern.split('/') {
        if part.starts_with("{*") {
            filled.extend(segments.by_ref());
        } else if part.starts_with('{') {
            filled.push(segments.next().unwrap_or(part));
        } else {
            segments.next();
            filled.push(part);
        }
    }
    filled.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{self, Reading};

    fn errors(tokens: &str) -> Vec<String> {
        let mut reading = Reading::new();
        let written = syntax::callback_url::parse(&mut reading, tokens.parse().unwrap());
        check(&mut reading.report, written);
        reading.report.texts()
    }

    fn against_list(written: &str) -> Vec<String> {
        errors(&format!(
            r#"{{ ["/" "/dashboard" "/account/{{*rest}}" "/u/{{id}}" "https://acme.example/{{*rest}}"] {{}} {{}} }} {{ crate::auth }} {written}"#
        ))
    }

    /// M-23
    #[test]
    fn what_a_pattern_matches_is_accepted() {
        for url in [
            r#""/""#,
            r#""/dashboard""#,
            r#""/dashboard?tab=2#top","#,
            r##"r"/account/settings/mail""##,
            r#""/u/7""#,
            r#""https://acme.example/welcome""#,
        ] {
            assert_eq!(against_list(url), Vec::<String>::new(), "{url}");
        }
    }

    /// M-23, SR-14
    #[test]
    fn what_none_matches_is_refused_with_the_nearest_and_the_list() {
        assert_eq!(
            against_list(r#""/dashbord""#),
            [
                "callback URL \"/dashbord\" is not in `callbacks.allow`; did you mean \"/dashboard\"?\nallowed: \"/\", \"/dashboard\", \"/account/{*rest}\", \"/u/{id}\", \"https://acme.example/{*rest}\" [AUTH-104]"
            ]
        );
        let errors = against_list(r#""/acount/mail""#);
        assert!(
            errors[0].contains("did you mean \"/account/mail\"?"),
            "{errors:?}"
        );
        let errors = against_list(r#""https://acme.exmple/welcome""#);
        assert!(
            errors[0].contains("did you mean \"https://acme.example/welcome\"?"),
            "{errors:?}"
        );
        let errors = against_list(r#""/somewhere/else""#);
        assert!(!errors[0].contains("did you mean"), "{errors:?}");
    }

    #[test]
    fn without_a_list_only_the_own_paths_are_allowed() {
        assert_eq!(
            errors(r#"{ own {} {} } { m } "/anywhere""#),
            Vec::<String>::new()
        );
        assert_eq!(
            errors(r#"{ own {} {} } { m } "https://acme.example/x""#),
            [
                "callback URL \"https://acme.example/x\" leads out of this application; `callbacks: { allow: [\"https://acme.example/x\"] }` would allow it [AUTH-104]"
            ]
        );
    }

    /// M-26
    #[test]
    fn what_is_no_callback_url_is_refused_with_the_reason() {
        for (url, reason) in [
            ("dashboard", "does not start with `/`"),
            ("//evil.test", "has two slashes in a row"),
            ("/\\\\evil.test", "has a backslash"),
            ("http://acme.example/", "is plain `http`"),
            ("javascript:alert(1)", "is neither a path"),
            ("", "is empty"),
            ("/u/{id}", "has braces"),
        ] {
            let errors = against_list(&format!("\"{url}\""));
            assert_eq!(errors.len(), 1, "{url}: {errors:?}");
            assert!(errors[0].contains(reason), "{errors:?}");
            assert!(errors[0].ends_with("[AUTH-113]"), "{errors:?}");
        }
    }

    #[test]
    fn only_one_text_is_taken() {
        for written in [
            "path",
            "concat!(\"/\", \"a\")",
            "\"/\" + x",
            "1",
            "\"/\", \"/\"",
        ] {
            assert_eq!(against_list(written).len(), 1, "{written}");
        }
        assert_eq!(
            against_list("next"),
            [
                "`callback_url!` takes one text, as in `callback_url!(\"/dashboard\")`; what is known only at run time goes to `CallbackUrl::parse` [AUTH-113]"
            ]
        );
    }

    #[test]
    fn a_poisoned_declaration_refuses_nothing_but_what_is_no_url() {
        assert_eq!(
            errors(r#"{ poisoned {} {} } { m } "/anywhere""#),
            Vec::<String>::new()
        );
        assert_eq!(errors(r#"{ poisoned {} {} } { m } "nowhere""#).len(), 1);
    }
}
