//! What pages are sent with.

use http::{HeaderMap, header};

use super::*;

/// SR-07
#[test]
fn every_page_is_sent_with_the_same_protection() {
    for page in Inputs::PLAIN.pages() {
        let expected = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::VARY, "Cookie"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::X_FRAME_OPTIONS, "DENY"),
            (
                header::HeaderName::from_static("cross-origin-opener-policy"),
                "same-origin",
            ),
            (
                header::HeaderName::from_static("cross-origin-resource-policy"),
                "same-origin",
            ),
        ];
        for (name, value) in expected {
            assert_eq!(page.headers[&name], value, "{name}");
        }
        assert!(page.headers.contains_key("permissions-policy"));
        assert!(!page.headers.contains_key(header::SET_COOKIE));
    }
}

#[test]
fn the_policy_lets_in_the_stylesheet_of_the_page_and_nothing_else() {
    for page in Inputs::PLAIN.pages() {
        let (_, css) = html(&page).split_once("<style>").unwrap();
        let (css, _) = css.split_once("</style>").unwrap();
        let hash = ring::digest::digest(&ring::digest::SHA256, css.as_bytes());
        let hash = base64_simd::STANDARD.encode_to_string(hash.as_ref());
        let policy = directives(&page.headers);
        assert!(policy.contains(&format!("style-src 'sha256-{hash}'")));
        for directive in [
            "default-src 'none'",
            "img-src data:",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(&directive.to_owned()), "{directive}");
        }
        assert!(!policy.join(";").contains("unsafe"));
    }
}

/// Nothing that a page is given can run, for its text is not the one of that hash.
#[test]
fn the_policy_lets_a_script_run_only_where_there_is_one_and_only_that() {
    let mut scripts = 0;
    for page in Inputs::PLAIN.pages() {
        let policy = directives(&page.headers);
        let sources = policy.iter().find(|one| one.starts_with("script-src"));
        let Some((_, script)) = html(&page).split_once("<script>") else {
            assert_eq!(sources, None);
            continue;
        };
        let (script, _) = script.split_once("</script>").unwrap();
        let hash = ring::digest::digest(&ring::digest::SHA256, script.as_bytes());
        let hash = base64_simd::STANDARD.encode_to_string(hash.as_ref());
        assert_eq!(sources, Some(&format!("script-src 'sha256-{hash}'")));
        scripts += 1;
    }
    assert_eq!(scripts, 1);
}

/// SR-09
#[test]
fn a_page_with_forms_names_its_origin_to_itself_and_any_other_nobody() {
    let mut seen = [0, 0];
    for page in Inputs::PLAIN.pages() {
        let forms = html(&page).contains("<form");
        let policy = directives(&page.headers);
        let form_action = policy
            .iter()
            .find(|directive| directive.starts_with("form-action"));
        if forms {
            assert_eq!(page.headers[header::REFERRER_POLICY], "same-origin");
            assert_eq!(
                form_action, None,
                "browsers apply it to the redirect to the provider"
            );
        } else {
            assert_eq!(page.headers[header::REFERRER_POLICY], "no-referrer");
            assert_eq!(form_action.map(String::as_str), Some("form-action 'none'"));
        }
        seen[usize::from(forms)] += 1;
    }
    assert!(seen.iter().all(|count| *count > 1));
}

#[test]
fn a_page_becomes_a_response_whole() {
    let layout = plain();
    let failure = Failure {
        code: &ErrorCode::ACCESS_DENIED,
        sign_in: "/auth/signin",
        callback_url: None,
    };
    let page = error(&layout, &failure);
    let (headers, text) = (page.headers.clone(), html(&page).to_owned());
    let response = page.into_response();
    assert_eq!(response.status(), 403);
    assert_eq!(*response.headers(), headers);
    assert_eq!(*response.body(), text);
}

fn directives(headers: &HeaderMap) -> Vec<String> {
    let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
    policy.split("; ").map(str::to_owned).collect()
}
