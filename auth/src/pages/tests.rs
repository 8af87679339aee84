//! What holds for every page, whatever it says.

use auth_spec::{ErrorCode, Protocol, ProviderSpec, Style};
use http::{HeaderMap, header};

use super::*;
use crate::error::status;
use crate::declaration::ProviderDeclaration;

/// Every text that a page can be given.
#[derive(Debug, Clone, Copy)]
struct Texts<'a> {
    application: &'a str,
    csrf_token: &'a str,
    callback_url: &'a str,
    display_name: &'a str,
    provider: &'a str,
    path: &'a str,
}

impl<'a> Texts<'a> {
    const PLAIN: Self = Self::all("a");

    const fn all(text: &'a str) -> Self {
        Self {
            application: text,
            csrf_token: text,
            callback_url: text,
            display_name: text,
            provider: text,
            path: text,
        }
    }

    /// One of each kind of page.
    fn pages(&self) -> Vec<Page> {
        let layout = Layout::new(self.application, PROVIDERS);
        let mut pages = vec![
            sign_in(&layout, &self.sign_in(None)),
            sign_in(&layout, &self.sign_in(Some(&ErrorCode::ACCESS_DENIED))),
            sign_in(&layout, &self.sign_in(Some(&ErrorCode::UNAUTHENTICATED))),
            sign_out(
                &layout,
                &SignOut {
                    base_path: self.path,
                    csrf_token: self.csrf_token,
                    callback_url: Some(self.callback_url),
                    display_name: self.display_name,
                    provider: Some(self.provider),
                },
            ),
            signed_out(&layout, self.path),
            not_signed_in(&layout, self.path),
            forbidden(
                &layout,
                &Forbidden {
                    display_name: self.display_name,
                    sign_out: self.path,
                },
            ),
            verify_request(&layout),
        ];
        pages.extend(ErrorCode::ALL.iter().map(|code| {
            error(
                &layout,
                &Failure {
                    code,
                    sign_in: self.path,
                    callback_url: Some(self.callback_url),
                },
            )
        }));
        pages
    }

    fn sign_in(&self, error: Option<&'static ErrorCode>) -> SignIn<'a> {
        SignIn {
            base_path: self.path,
            providers: PROVIDERS,
            csrf_token: self.csrf_token,
            callback_url: Some(self.callback_url),
            error,
        }
    }
}

fn html(page: &Page) -> &str {
    &page.html.0
}

/// A start or end tag: its name and its attributes as they are written.
#[derive(Debug, PartialEq, Eq)]
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

/// The tags of a page, read as the HTML standard tokenizes them as long as attribute values are in double quotes, which is
/// asserted. What stands between `<style>` and `</style>` is skipped.
fn tags(mut rest: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = rest.find([' ', '>']).unwrap();
        let mut tag = Tag {
            name: &rest[..end],
            attributes: Vec::new(),
        };
        rest = &rest[end..];
        while !rest.starts_with('>') {
            rest = rest.strip_prefix(' ').unwrap();
            let end = rest.find(['=', '>', ' ']).unwrap();
            let name = &rest[..end];
            rest = &rest[end..];
            let mut value = "";
            if let Some(quoted) = rest.strip_prefix('=') {
                let quoted = quoted.strip_prefix('"').unwrap();
                let end = quoted.find('"').unwrap();
                value = &quoted[..end];
                rest = &quoted[end + 1..];
            }
            tag.attributes.push((name, value));
        }
        if tag.name == "style" {
            rest = &rest[rest.find("</style>").unwrap()..];
        }
        tags.push(tag);
    }
    tags
}

/// The names of all tags and attributes, in order: what a text must not be able to change.
fn shape(html: &str) -> Vec<String> {
    let names = |tag: Tag<'_>| {
        let attributes: Vec<_> = tag.attributes.iter().map(|(name, _)| *name).collect();
        format!("{} {}", tag.name, attributes.join(" "))
    };
    tags(html).into_iter().map(names).collect()
}

/// RU-09, FL-13
#[test]
fn no_text_can_add_or_end_an_element_or_an_attribute() {
    let plain: Vec<_> = Texts::PLAIN
        .pages()
        .iter()
        .map(|page| shape(html(page)))
        .collect();
    let mut random = Xorshift(0x9e37_79b9_7f4a_7c15);
    let made = (0..40).map(|_| random.hostile_text());
    for text in HOSTILE.iter().map(|text| (*text).to_owned()).chain(made) {
        for (page, plain) in Texts::all(&text).pages().iter().zip(&plain) {
            assert_eq!(shape(html(page)), *plain, "{text:?}");
        }
    }
}

/// HI-01
#[test]
fn no_text_reaches_a_header() {
    let plain: Vec<_> = Texts::PLAIN
        .pages()
        .into_iter()
        .map(|page| page.headers)
        .collect();
    for text in HOSTILE {
        let pages = Texts::all(text).pages();
        let headers: Vec<_> = pages.into_iter().map(|page| page.headers).collect();
        assert_eq!(headers, plain, "{text:?}");
    }
}

/// RU-09
#[test]
fn every_link_and_form_begins_with_a_path_of_the_application() {
    for callback_url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.test/",
        "https://evil.test/",
    ] {
        let texts = Texts {
            callback_url,
            path: "/auth",
            ..Texts::PLAIN
        };
        let mut targets = 0;
        for page in texts.pages() {
            for tag in tags(html(&page)) {
                for (name, value) in tag.attributes {
                    if tag.name != "link" && ["href", "action", "src", "formaction"].contains(&name)
                    {
                        assert!(
                            value == "/" || value.starts_with("/auth"),
                            "{} {name}={value}",
                            tag.name
                        );
                        targets += 1;
                    }
                }
            }
        }
        assert!(targets > 20);
    }
}

#[test]
fn the_callback_url_arrives_as_it_was() {
    let callback_url = "/search?q=a&b=\"c\"#d e";
    let page = &Texts {
        callback_url,
        ..Texts::PLAIN
    }
    .pages()[0];
    let value = "/search?q=a&amp;b=&quot;c&quot;#d e";
    let field = format!(r#"<input type="hidden" name="callbackUrl" value="{value}">"#);
    assert_eq!(html(page).matches(&field).count(), PROVIDERS.len());

    let layout = Layout::new("a", PROVIDERS);
    let failure = Failure {
        code: &ErrorCode::STATE_EXPIRED,
        sign_in: "/auth/signin",
        callback_url: Some(callback_url),
    };
    let page = error(&layout, &failure);
    let href = r#"href="/auth/signin?callbackUrl=%2Fsearch%3Fq%3Da%26b%3D%22c%22%23d+e""#;
    assert!(html(&page).contains(href));
}

#[test]
fn without_a_callback_url_nothing_is_said_of_one() {
    let layout = Layout::new("a", PROVIDERS);
    let input = SignIn {
        callback_url: None,
        ..Texts::PLAIN.sign_in(None)
    };
    assert!(!html(&sign_in(&layout, &input)).contains("callbackUrl"));
    let failure = Failure {
        code: &ErrorCode::STATE_EXPIRED,
        sign_in: "/auth/signin",
        callback_url: None,
    };
    assert!(html(&error(&layout, &failure)).contains(r#"href="/auth/signin""#));
}

#[test]
fn a_name_cannot_turn_the_text_around_it() {
    let display_name = "\u{202e}drowssap";
    for page in (Texts {
        display_name,
        ..Texts::PLAIN
    })
    .pages()
    {
        for (start, _) in html(&page).match_indices(display_name) {
            let before = &html(&page)[..start];
            assert!(before.rfind("<bdi").unwrap() > before.rfind("</").unwrap());
        }
    }
}

/// SR-07
#[test]
fn every_page_is_sent_with_the_same_protection() {
    for page in Texts::PLAIN.pages() {
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
    for page in Texts::PLAIN.pages() {
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

/// SR-09
#[test]
fn a_page_with_forms_names_its_origin_to_itself_and_any_other_nobody() {
    let mut seen = [0, 0];
    for page in Texts::PLAIN.pages() {
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
fn nothing_runs_and_nothing_is_loaded() {
    for page in Texts::PLAIN.pages() {
        for tag in tags(html(&page)) {
            let forbidden = [
                "script", "iframe", "object", "embed", "img", "base", "image", "use",
            ];
            assert!(!forbidden.contains(&tag.name), "{}", tag.name);
            for (name, value) in tag.attributes {
                assert!(
                    !name.starts_with("on") && name != "style" && name != "src",
                    "{name}"
                );
                assert!(
                    !value.starts_with("http") && !value.starts_with("//"),
                    "{name}={value}"
                );
            }
        }
    }
}

#[test]
fn elements_are_nested_and_closed() {
    let void = ["!DOCTYPE", "meta", "link", "input"];
    for page in Texts::PLAIN.pages() {
        let mut open = Vec::new();
        for tag in tags(html(&page)) {
            match tag.name.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None if void.contains(&tag.name) => {}
                None => open.push(tag.name),
            }
        }
        assert_eq!(open, [""; 0]);
    }
}

#[test]
fn screen_readers_find_language_title_landmarks_and_one_heading() {
    for page in (Texts {
        application: "app.test",
        ..Texts::PLAIN
    })
    .pages()
    {
        let html = html(&page);
        assert!(html.starts_with("<!DOCTYPE html><html lang=\"en\">"));
        let (_, title) = html.split_once("<title>").unwrap();
        assert!(
            title
                .split_once("</title>")
                .unwrap()
                .0
                .ends_with(" · app.test")
        );
        for element in ["<header", "<main>", "<h1>"] {
            assert_eq!(html.matches(element).count(), 1, "{element}");
        }
        let hidden = |tag: &Tag<'_>| tag.attributes.contains(&("aria-hidden", "true"));
        assert!(
            tags(html)
                .iter()
                .filter(|tag| tag.name == "svg")
                .all(hidden)
        );
        assert!(html.contains(r#"<meta name="robots" content="noindex">"#));
        assert!(html.contains(r#"<meta name="color-scheme" content="light dark">"#));
    }
}

/// S1-7
#[test]
fn each_provider_has_a_form_of_its_own() {
    let layout = Layout::new("app.test", PROVIDERS);
    let input = SignIn {
        base_path: "/auth",
        ..Texts::PLAIN.sign_in(None)
    };
    let page = sign_in(&layout, &input);
    for id in ["github", "acme-staff", "dev"] {
        let form = format!(r#"<form method="post" action="/auth/signin/{id}">"#);
        assert_eq!(html(&page).matches(&form).count(), 1, "{id}");
        assert!(html(&page).contains(&format!(r#"<button class="choice p-{id}" type="submit">"#)));
    }
    let field = r#"<input type="hidden" name="csrfToken" value="a">"#;
    assert_eq!(html(&page).matches(field).count(), PROVIDERS.len());
    assert!(html(&page).contains("Continue with <bdi>GitHub</bdi>"));
    assert!(html(&page).contains("Continue with <bdi>Staff &lt;ACME&gt;</bdi>"));
}

#[test]
fn the_development_provider_is_explained_where_it_is_declared() {
    let layout = Layout::new("app.test", PROVIDERS);
    let hint = "debug builds only";
    let all = Texts::PLAIN.sign_in(None);
    assert!(html(&sign_in(&layout, &all)).contains(hint));
    let without = SignIn {
        providers: &PROVIDERS[..2],
        ..all
    };
    assert!(!html(&sign_in(&layout, &without)).contains(hint));
}

#[test]
fn the_sign_in_page_says_why_somebody_is_here_again() {
    let layout = Layout::new("app.test", PROVIDERS);
    for code in ErrorCode::ALL {
        let page = sign_in(&layout, &Texts::PLAIN.sign_in(Some(code)));
        assert_eq!(page.status, 200);
        assert!(html(&page).contains(&format!("<code>{}</code> ({})", code.code, code.name)));
    }
    let failed = sign_in(
        &layout,
        &Texts::PLAIN.sign_in(Some(&ErrorCode::ACCESS_DENIED)),
    );
    assert!(
        html(&failed).contains("<title>Sign-in failed · ")
            && html(&failed).contains(r#"role="alert""#)
    );
    let asked = sign_in(
        &layout,
        &Texts::PLAIN.sign_in(Some(&ErrorCode::UNAUTHENTICATED)),
    );
    assert!(
        html(&asked).contains("<title>Sign in · ") && !html(&asked).contains(r#"role="alert""#)
    );
}

/// FL-13
#[test]
fn the_error_page_has_the_codes_status_its_sentence_and_a_way_back() {
    let layout = Layout::new("app.test", PROVIDERS);
    for code in ErrorCode::ALL {
        let page = error(
            &layout,
            &Failure {
                code,
                sign_in: "/login",
                callback_url: None,
            },
        );
        assert_eq!(page.status, status(code));
        assert!(html(&page).contains(&format!("<code>{}</code> ({})", code.code, code.name)));
        assert!(html(&page).contains(r#"href="/""#));
    }
    let page = error(
        &layout,
        &Failure {
            code: &ErrorCode::STATE_EXPIRED,
            sign_in: "/login",
            callback_url: None,
        },
    );
    assert!(html(&page).contains(ErrorCode::STATE_EXPIRED.summary));
    assert!(html(&page).contains(r#"<a class="button primary" href="/login">Try again</a>"#));
}

#[test]
fn signing_out_takes_a_form_and_says_what_stays() {
    let layout = Layout::new("app.test", PROVIDERS);
    let input = SignOut {
        base_path: "/auth",
        csrf_token: "token",
        callback_url: None,
        display_name: "Ada Lovelace",
        provider: Some("GitHub"),
    };
    let page = sign_out(&layout, &input);
    assert_eq!(page.status, 200);
    assert!(html(&page).contains(r#"<form class="actions" method="post" action="/auth/signout">"#));
    assert!(html(&page).contains(r#"name="csrfToken" value="token""#));
    assert!(html(&page).contains("You stay signed in at <bdi>GitHub</bdi> itself"));
    assert!(html(&page).contains("Ada Lovelace"));
}

#[test]
fn who_may_not_see_a_page_reads_as_whom_they_are_signed_in() {
    let layout = Layout::new("app.test", PROVIDERS);
    let page = forbidden(
        &layout,
        &Forbidden {
            display_name: "Ada Lovelace",
            sign_out: "/auth/signout",
        },
    );
    assert_eq!(page.status, 403);
    assert!(html(&page).contains("Ada Lovelace"));
    assert!(html(&page).contains(r#"href="/auth/signout""#));
}

#[test]
fn a_page_becomes_a_response_whole() {
    let layout = Layout::new("app.test", PROVIDERS);
    let page = forbidden(
        &layout,
        &Forbidden {
            display_name: "Ada",
            sign_out: "/auth/signout",
        },
    );
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

/// Marsaglia's generator: the same texts in every run.
struct Xorshift(u64);

impl Xorshift {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % bound
    }

    fn hostile_text(&mut self) -> String {
        let length = 1 + self.below(24);
        (0..length)
            .map(|_| PIECES[self.below(PIECES.len())])
            .collect()
    }
}

const PIECES: &[&str] = &[
    "<",
    ">",
    "\"",
    "'",
    "`",
    "&",
    "=",
    "/",
    "\\",
    " ",
    "\n",
    "\r",
    "\t",
    "\0",
    "-",
    "!",
    "--",
    "&#34;",
    "&quot",
    "&lt;",
    "script",
    "style",
    "</style>",
    "</title>",
    "onload",
    "javascript:",
    "{",
    "}",
    "%22",
    "%3c",
    "\u{202e}",
    "\u{2028}",
    "é",
    "a",
];

const HOSTILE: &[&str] = &[
    "",
    "<script>alert(1)</script>",
    "\"><script>alert(1)</script>",
    "\" autofocus onfocus=\"alert(1)",
    "' onmouseover='alert(1)",
    "</title></style></head><body onload=alert(1)>",
    "<!--",
    "]]><svg/onload=alert(1)>",
    "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "&quot;&#62;&lt;img src=x onerror=alert(1)&gt;",
    "{{7*7}}${7*7}",
    "javascript:alert(1)//",
    "\u{feff}\u{200b}\u{2066}<b>",
];

const PROVIDERS: &[ProviderDeclaration] = &[
    ProviderDeclaration::new(
        "github",
        &ProviderSpec {
            id: "github",
            name: "GitHub",
            protocol: Protocol::OAuth2,
            style: Style {
                background: "#24292f",
                text: "#ffffff",
            },
            ..ProviderSpec::OAUTH2
        },
    ),
    ProviderDeclaration {
        name: Some("Staff <ACME>"),
        ..ProviderDeclaration::new("acme-staff", &ProviderSpec::OIDC)
    },
    ProviderDeclaration::new("dev", &ProviderSpec::DEV),
];
