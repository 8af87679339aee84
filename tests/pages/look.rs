//! What Chromium saw, and what it has to have seen.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::parts::Parts;
use crate::{app, node, readme, root};

/// A test's name and what it looks at.
type Test = (&'static str, fn(&Report));

/// The tests, by name.
pub(crate) const TESTS: &[Test] = &[
    ("every_page_meets_wcag_2_2_aa", every_page_meets_wcag_2_2_aa),
    ("every_page_was_looked_at", every_page_was_looked_at),
    (
        "nothing_has_to_be_scrolled_sideways",
        nothing_has_to_be_scrolled_sideways,
    ),
    ("text_can_be_twice_as_large", text_can_be_twice_as_large),
    ("pages_grow_with_the_screen", pages_grow_with_the_screen),
    (
        "pages_are_turned_around_for_who_reads_so",
        pages_are_turned_around_for_who_reads_so,
    ),
    (
        "the_keyboard_alone_signs_in_and_out_without_javascript",
        the_keyboard_alone_signs_in_and_out_without_javascript,
    ),
    ("another_account_can_be_used", another_account_can_be_used),
    (
        "in_forced_colours_controls_are_seen",
        in_forced_colours_controls_are_seen,
    ),
    (
        "who_wants_no_motion_sees_none",
        who_wants_no_motion_sees_none,
    ),
    (
        "the_logo_is_shown_and_nothing_is_refused",
        the_logo_is_shown_and_nothing_is_refused,
    ),
];

#[derive(Debug, Serialize)]
struct Plan<'a> {
    origin: String,
    pictures: PathBuf,
    /// Where those of the README go, if they are to be made anew.
    blessed: Option<PathBuf>,
    for_the_readme: &'a [&'a str],
}

/// What the browser saw.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    error: Option<String>,
    looks: Vec<Look>,
    /// What had the focus, in order, in a browser without JavaScript.
    keyboard: Vec<Focus>,
    /// The titles of the pages that were come to by keyboard.
    keyboard_titles: Vec<String>,
    forced_colours: ForcedColours,
    /// Seconds that a button takes to change its colour.
    motion: Motion,
    complaints: Vec<String>,
    /// What the page said that Ada was refused, when Grace was.
    switched: Vec<String>,
}

/// One look at one page.
#[derive(Debug, Deserialize)]
struct Look {
    page: String,
    scheme: String,
    language: String,
    width: u32,
    direction: String,
    violations: Vec<String>,
    /// By how many pixels the page is wider than the window.
    overflow: i32,
    /// Elements whose content does not fit into them.
    cut_off: Vec<String>,
    font_size: f64,
    logo_width: f64,
    /// How far the heading is from the left edge of the card, and from the right one.
    heading: [f64; 2],
    zoomed: bool,
}

#[derive(Debug, Deserialize)]
struct Focus {
    name: String,
    outline: f64,
}

#[derive(Debug, Deserialize)]
struct ForcedColours {
    active: bool,
    borders: Vec<f64>,
    outline: f64,
    violations: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Motion {
    wanted: f64,
    reduced: f64,
}

/// Looks at everything, once.
pub(crate) fn look(parts: &Parts) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let report: Report = runtime.block_on(async {
        let plan = Plan {
            origin: app::start().await,
            pictures: root().join("target/pages"),
            blessed: std::env::var_os("AUTH_TESTS_BLESS").map(|_| readme::folder()),
            for_the_readme: readme::PAGES,
        };
        let chromium = parts.chromium.to_str().unwrap();
        node::ask("pages/pages.mjs", &[("CHROMIUM", chromium)], &plan).await
    });
    if let Some(error) = &report.error {
        panic!("{error}\n{report:#?}");
    }
    report
}

fn every_page_meets_wcag_2_2_aa(report: &Report) {
    for look in &report.looks {
        assert!(look.violations.is_empty(), "{look:#?}");
    }
}

/// The test above is worth as much as the list of pages is complete.
fn every_page_was_looked_at(report: &Report) {
    for scheme in ["light", "dark"] {
        for width in [320, 1280] {
            let seen: BTreeSet<&str> = report
                .looks
                .iter()
                .filter(|look| (look.scheme.as_str(), look.width) == (scheme, width))
                .filter(|look| look.language == "en")
                .map(|look| look.page.as_str())
                .collect();
            let all: BTreeSet<&str> = PAGES.iter().copied().collect();
            assert_eq!(seen, all, "{scheme}, {width}");
        }
    }
}

/// WCAG 2.2, 1.4.10.
fn nothing_has_to_be_scrolled_sideways(report: &Report) {
    for look in &report.looks {
        assert!(look.overflow <= 0, "{look:#?}");
    }
}

/// WCAG 2.2, 1.4.4.
fn text_can_be_twice_as_large(report: &Report) {
    let mut zoomed = 0;
    for look in report.looks.iter().filter(|look| look.zoomed) {
        assert!(
            look.font_size >= 32.0 && look.cut_off.is_empty(),
            "{look:#?}"
        );
        zoomed += 1;
    }
    assert!(zoomed >= PAGES.len());
}

fn pages_grow_with_the_screen(report: &Report) {
    let size = |width| {
        let mut looks = report
            .looks
            .iter()
            .filter(|look| look.width == width && !look.zoomed);
        let look = looks.find(|look| look.page == "sign-in").unwrap();
        look.font_size
    };
    assert_eq!([size(320), size(1280)], [16.0, 16.0]);
    assert!(size(3840) >= 24.0);
}

fn pages_are_turned_around_for_who_reads_so(report: &Report) {
    let mut turned = 0;
    for look in &report.looks {
        let [left, right] = look.heading;
        match look.language.as_str() {
            "ar" => {
                assert_eq!(look.direction, "rtl");
                assert!(right < left, "{look:#?}");
                turned += 1;
            }
            _ => {
                assert_eq!(look.direction, "ltr");
                assert!(left <= right, "{look:#?}");
            }
        }
    }
    assert!(turned >= 2 * (PAGES.len() - 1), "{turned}");
}

/// WCAG 2.2, 2.1.1, 2.4.3, 2.4.7.
fn the_keyboard_alone_signs_in_and_out_without_javascript(report: &Report) {
    let names: Vec<&str> = report
        .keyboard
        .iter()
        .map(|focus| focus.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "User name",
            "Password",
            "Sign in",
            "E-mail address",
            "E-mail me a link",
            "Continue with GitHub",
            "Continue with Google",
            "Continue with Acme ID",
            "Development sign-in",
            // At the provider.
            "Ada Lovelace",
            // On the sign-out page.
            "Also take back what you allowed this application at Development sign-in",
            "Sign out",
        ]
    );
    for focus in &report.keyboard {
        assert!(focus.outline >= 2.0, "{focus:?}");
    }
    assert_eq!(
        report.keyboard_titles,
        [
            "account of Ada Lovelace",
            "You are signed out · Acme",
            "Sign in · Acme"
        ]
    );
}

/// Somebody who is not meant can be somebody else, whom the provider asks, and comes back to where they were.
fn another_account_can_be_used(report: &Report) {
    assert_eq!(report.switched.len(), 2);
    for text in &report.switched {
        assert!(text.contains("You are signed in as Grace Hopper"), "{text}");
    }
}

fn in_forced_colours_controls_are_seen(report: &Report) {
    let seen = &report.forced_colours;
    assert!(seen.active);
    assert!(seen.borders.len() >= 6);
    assert!(seen.borders.iter().all(|width| *width >= 1.0), "{seen:?}");
    assert!(seen.outline >= 2.0);
    assert!(seen.violations.is_empty(), "{seen:#?}");
}

/// WCAG 2.2, 2.3.3, though nothing here moves much.
fn who_wants_no_motion_sees_none(report: &Report) {
    assert!(report.motion.wanted > 0.0);
    assert!(report.motion.reduced.abs() < f64::EPSILON);
}

fn the_logo_is_shown_and_nothing_is_refused(report: &Report) {
    for look in report
        .looks
        .iter()
        .filter(|look| !look.page.starts_with("dev"))
    {
        assert!(look.logo_width > 20.0, "{look:#?}");
    }
    assert_eq!(report.complaints, [""; 0]);
}

/// Every page there is, by the name of its picture.
const PAGES: &[&str] = &[
    "sign-in",
    "sign-in-failed",
    "another-account",
    "verify-request",
    "link",
    "error",
    "not-set-up",
    "not-signed-in",
    "signed-out",
    "dev",
    "dev-refusal",
    "dev-sign-out",
    "dev-still-signed-in",
    "form-post",
    "sign-out",
    "forbidden",
    "signed-out-here",
];
