//! Callback URLs: what our grammar accepts, a second and independent parser (`url`, the WHATWG standard that browsers
//! follow) must take for the same destination; what our matcher allows, axum's router must route alike.
#![allow(clippy::expect_used, clippy::panic)]

pub(crate) mod open_redirects;

use std::cell::Cell;

use auth_spec::callback_url::{self, AbsoluteUrl, Target};
use auth_spec::{issuer, page};
use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, StatusCode};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use tower::ServiceExt;
use url::Url;

/// RU-02, RU-04, RU-12, RU-15
#[test]
fn an_accepted_path_stays_on_the_own_origin_in_a_browser() {
    for_accepted(own_paths(), |candidate| {
        let Ok(target @ Target::Path(_)) = callback_url::parse(candidate) else {
            return Ok(false);
        };
        let normalised = target.to_string();
        let seen = base().join(&normalised).expect("a browser can read it");
        prop_assert_eq!(seen.origin(), base().origin());
        prop_assert!(seen.username().is_empty() && seen.password().is_none());
        // What we send is what the browser would have made of the candidate, and the browser changes nothing in it.
        if !keeps_a_drive(candidate) {
            prop_assert_eq!(&base().join(candidate).expect("likewise"), &seen);
        }
        prop_assert_eq!(path_of(&normalised), seen.path());
        prop_assert!(normalised.starts_with('/'));
        prop_assert!(!path_of(&normalised).contains("//") && !normalised.contains('\\'));
        Ok(true)
    });
}

/// RU-15
#[test]
fn a_normalised_url_is_accepted_again_and_stays_as_it_is() {
    for_accepted(prop_oneof![own_paths(), whole_urls()], |candidate| {
        let Ok(target) = callback_url::parse(candidate) else {
            return Ok(false);
        };
        let once = target.to_string();
        let again = callback_url::parse(&once).expect("what is normalised is accepted");
        prop_assert_eq!(again.to_string(), once.as_str());
        prop_assert!(again.reference().is_normalised());
        Ok(true)
    });
}

/// RU-06, RU-07, RU-14
#[test]
fn an_accepted_whole_url_has_the_same_host_in_a_browser() {
    for_accepted(whole_urls(), |candidate| {
        let Ok(Target::Absolute(url)) = callback_url::parse(candidate) else {
            return Ok(false);
        };
        let Ok(seen) = Url::parse(candidate) else {
            // Only what Punycode stands for can be wrong, and a browser goes nowhere then.
            prop_assert!(url.host().contains("xn--"));
            return Ok(true);
        };
        prop_assert_eq!(url.scheme().as_str(), seen.scheme());
        prop_assert_eq!(Some(url.host()), seen.host_str());
        prop_assert_eq!(url.port(), seen.port());
        prop_assert!(seen.username().is_empty() && seen.password().is_none());
        if !keeps_a_drive(candidate) {
            let normalised = Url::parse(&url.to_string()).expect("a browser can read it");
            prop_assert_eq!(normalised, seen);
        }
        Ok(true)
    });
}

/// RU-01, RU-07: whatever a browser would follow to another origin is not allowed.
#[test]
fn what_leads_a_browser_elsewhere_is_never_allowed() {
    for_accepted(
        prop_oneof![own_paths(), whole_urls(), anything()],
        |candidate| {
            let Ok(seen) = base().join(candidate) else {
                return Ok(false);
            };
            if seen.origin() == base().origin() {
                return Ok(false);
            }
            prop_assert!(!is_allowed(None, candidate));
            prop_assert!(!is_allowed(Some(ALLOW), candidate));
            Ok(true)
        },
    );
}

/// RU-17
#[test]
fn no_text_makes_a_parser_panic() {
    for_accepted(prop_oneof![anything(), any::<String>()], |candidate| {
        let _ = callback_url::parse(candidate).map(|target| target.to_string());
        let _ = callback_url::parse_pattern(candidate);
        let _ = page::check_page(candidate);
        let _ = page::check_base_path(candidate);
        let _ = issuer::check_issuer(candidate);
        let _ = issuer::check_endpoint(candidate);
        Ok(true)
    });
}

/// M-23: a pattern means what it means in a route of the same application.
#[test]
fn a_pattern_matches_the_paths_that_axum_routes() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    for pattern in [
        "/",
        "/a",
        "/a/",
        "/a/{id}",
        "/a/{id}/",
        "/{x}/b",
        "/a/{*rest}",
        "/{*rest}",
        "/{x}/{*rest}",
    ] {
        let router: Router = Router::new().route(pattern, get(|| async {}));
        for_accepted(short_paths(), |candidate| {
            let Ok(target) = callback_url::parse(candidate) else {
                return Ok(false);
            };
            let request = Request::get(target.to_string())
                .body(Body::empty())
                .expect("a request");
            let routed = runtime
                .block_on(router.clone().oneshot(request))
                .expect("an answer")
                .status()
                == StatusCode::OK;
            let parsed = callback_url::parse_pattern(pattern).expect("a pattern");
            prop_assert_eq!(
                callback_url::matches(&parsed, &target),
                routed,
                "{}",
                pattern
            );
            Ok(true)
        });
    }
}

/// RU-01, RU-02, RU-04, RU-06, RU-07, RU-09, RU-11, RU-12, RU-14, RU-17
#[test]
fn no_known_open_redirect_is_allowed() {
    let payloads = open_redirects::all();
    assert!(payloads.len() > 500, "{}", payloads.len());
    for payload in &payloads {
        assert!(!is_allowed(None, payload), "{payload:?}");
        assert!(!is_allowed(Some(ALLOW), payload), "{payload:?}");
    }
}

/// The other half of the above: the list refuses too much no more than too little.
#[test]
fn ordinary_destinations_are_allowed() {
    for destination in [
        "/",
        "/account/emails",
        "/account/a/b/?tab=1&next=%2Fhome#top",
        "/account/../account/x",
        "https://app.test",
        "https://app.test:443/account/x",
        "https://pr-7.preview.acme.example/anything",
    ] {
        assert!(is_allowed(Some(ALLOW), destination), "{destination:?}");
    }
}

/// The application that all of this is about.
const OWN: &str = "https://app.test";
const ALLOW: &[&str] = &[
    "/",
    "/account/{*rest}",
    "https://*.preview.acme.example/{*rest}",
];

fn base() -> Url {
    Url::parse(OWN).expect("the own origin")
}

fn own_origin() -> AbsoluteUrl<'static> {
    match callback_url::parse(OWN) {
        Ok(Target::Absolute(url)) => url,
        other => panic!("{other:?}"),
    }
}

/// What a request handler does with a candidate.
fn is_allowed(allow: Option<&[&str]>, candidate: &str) -> bool {
    callback_url::parse(candidate)
        .is_ok_and(|target| callback_url::allowed(allow, &target.seen_from(&own_origin())))
}

fn path_of(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

/// Whether `url` resolves the path in its own way: it takes `/c:/..` for a drive in every scheme, where the standard
/// (and every browser) does so in `file` alone.
fn keeps_a_drive(candidate: &str) -> bool {
    path_of(candidate)
        .split('/')
        .any(|segment| matches!(segment.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic()))
}

/// Checks a property, and that it was not empty: of the candidates, at least one in fifty must have been used.
fn for_accepted(
    candidates: impl Strategy<Value = String>,
    property: impl Fn(&str) -> Result<bool, TestCaseError>,
) {
    const CASES: u32 = 2_000;
    let used = Cell::new(0);
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    TestRunner::new(config)
        .run(&candidates, |candidate| {
            if property(&candidate)? {
                used.set(used.get() + 1);
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    assert!(
        used.get() >= CASES / 50,
        "only {} candidates were used",
        used.get()
    );
}

/// Pieces that are harmless in a path, and dot segments.
const PLAIN: &[&str] = &[
    "/",
    "/",
    "/",
    "/",
    "a",
    "b",
    "account",
    ".",
    "..",
    "/..",
    "/../",
    "/.",
    "/./",
    "...",
    "%20",
    "%C3%A9",
    "%2ea",
    "a%2E",
    ":",
    "@",
    ";",
    ",",
    "'",
    "!",
    "*",
    "?",
    "#",
    "?x=1",
    "&y=%2F%5C",
    "=",
    "#top",
    "~",
    "$",
];

/// Pieces that some program somewhere reads in its own way.
const NASTY: &[&str] = &[
    "//",
    "\\",
    "\\\\",
    "/\\",
    "%2f",
    "%2F",
    "%5c",
    "%2e",
    "%2e%2e",
    "%09",
    "%0d%0a",
    "%00",
    "%",
    "%2",
    "%ff",
    "%c0%af",
    "%252f",
    "\t",
    "\n",
    "\r",
    "\0",
    "\u{b}",
    " ",
    "\u{a0}",
    "\u{ff0f}",
    "\u{3002}",
    "\u{200b}",
    "é",
    "[",
    "]",
    "[::1]",
    "{",
    "}",
    "<",
    ">",
    "\"",
    "|",
    "^",
    "`",
    "evil.test",
    "@evil.test",
    "https://",
    "https:",
    "http://",
    "//evil.test",
    "javascript:",
    ":80",
    ":443",
    "xn--",
    "xn--app-",
    "xn--bcher-kva",
    "127.0.0.1",
    "0x7f.1",
    "app.test",
    "localhost",
    ".",
];

fn anything() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(NASTY).prop_map(String::from),
        4 => select(PLAIN).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn tail() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        16 => select(PLAIN).prop_map(String::from),
        1 => select(NASTY).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn own_paths() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => tail().prop_map(|tail| format!("/{tail}")),
        1 => anything(),
    ]
}

fn short_paths() -> impl Strategy<Value = String> {
    let segment = select(&["a", "b", "", ".", "..", "%20", "{id}", "*"][..]);
    prop::collection::vec(segment, 1..5).prop_map(|segments| format!("/{}", segments.join("/")))
}

fn whole_urls() -> impl Strategy<Value = String> {
    let label = prop_oneof![
        6 => "[a-z0-9]{1,3}",
        2 => "[a-z0-9-]{1,6}",
        2 => select(&["app", "test", "evil", "acme", "example", "preview", "0x7f", "1", "08"][..])
            .prop_map(String::from),
        1 => select(NASTY).prop_map(String::from),
        1 => "xn--[a-z0-9-]{0,6}",
        1 => any::<char>().prop_map(String::from),
    ];
    let host = prop_oneof![
        8 => prop::collection::vec(label, 1..4).prop_map(|labels| labels.join(".")),
        2 => "[0-9]{1,3}(\\.[0-9]{1,3}){0,3}",
        1 => select(&["localhost", "127.0.0.1", "[::1]", "app.test"][..]).prop_map(String::from),
    ];
    let port = prop_oneof![
        6 => Just(String::new()),
        2 => "[0-9]{0,5}".prop_map(|port| format!(":{port}")),
        1 => select(&[":443", ":80", ":8443", "@evil.test"][..]).prop_map(String::from),
    ];
    let scheme = prop_oneof![
        6 => Just("https://"),
        2 => Just("http://"),
        1 => select(&["https:", "https:/", "https:///", "HTTPS://", "//", "ftp://"][..]),
    ];
    let rest = prop_oneof![
        1 => Just(String::new()),
        2 => tail().prop_map(|tail| format!("/{tail}")),
        1 => tail(),
    ];
    (scheme, host, port, rest)
        .prop_map(|(scheme, host, port, rest)| format!("{scheme}{host}{port}{rest}"))
}
