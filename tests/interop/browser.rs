//! A person at Chromium: what they do, step by step, and what they and the browser then see.

#![allow(
    dead_code,
    reason = "two test binaries share this file, and neither needs all of it"
)]

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::node;
use crate::parts::Parts;

/// What a person does, in order. Controls go by the name a screen reader reads out.
#[derive(Debug, Serialize)]
pub(crate) struct Person {
    #[serde(skip)]
    origin: String,
    #[serde(skip)]
    current_tab: usize,
    javascript: bool,
    screenshots: Option<String>,
    steps: Vec<Step>,
}

#[derive(Debug, Serialize)]
struct Step {
    tab: usize,
    #[serde(flatten)]
    action: Action,
}

#[derive(Debug, Serialize)]
#[serde(tag = "do", rename_all = "snake_case")]
enum Action {
    Open {
        url: String,
    },
    Press {
        name: &'static str,
    },
    Click {
        name: &'static str,
    },
    Fill {
        name: &'static str,
        value: &'static str,
    },
    Back,
    Arrive {
        url: String,
    },
    Run {
        name: &'static str,
        script: String,
    },
    Wait {
        script: &'static str,
    },
    Offline {
        offline: bool,
    },
    Cut {
        url: String,
        cut: bool,
    },
    Clock {
        by: Option<u64>,
    },
    Note {
        name: &'static str,
    },
}

impl Person {
    /// Somebody with an empty browser who is about to visit the application at `origin`. Screenshots of every step go to
    /// `$AUTH_TESTS_SCREENSHOTS/<name>` when that is set.
    pub(crate) fn at(origin: &str, name: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            current_tab: 0,
            javascript: true,
            screenshots: std::env::var("AUTH_TESTS_SCREENSHOTS")
                .ok()
                .map(|folder| format!("{folder}/{name}")),
            steps: Vec::new(),
        }
    }

    /// Has JavaScript switched off.
    pub(crate) fn without_javascript(mut self) -> Self {
        self.javascript = false;
        self
    }

    /// Turns to another tab, opened if it is new; the first is 0.
    pub(crate) fn in_tab(mut self, tab: usize) -> Self {
        self.current_tab = tab;
        self
    }

    /// Types a path of the application into the address bar.
    pub(crate) fn opens(self, path: &str) -> Self {
        let url = format!("{}{path}", self.origin);
        self.does(Action::Open { url })
    }

    /// Types an address of somebody else's into the address bar.
    pub(crate) fn opens_outside(self, url: &str) -> Self {
        let url = url.to_owned();
        self.does(Action::Open { url })
    }

    /// Presses a button or follows a link, and waits for the page that comes.
    pub(crate) fn presses(self, name: &'static str) -> Self {
        self.does(Action::Press { name })
    }

    /// Presses a button whose page stays; what then comes is waited for with [`Person::waits_until`].
    pub(crate) fn clicks(self, name: &'static str) -> Self {
        self.does(Action::Click { name })
    }

    /// Fills in the field with this label.
    pub(crate) fn fills_in(self, name: &'static str, value: &'static str) -> Self {
        self.does(Action::Fill { name, value })
    }

    /// Waits until pages that go on by themselves have come to this path of the application.
    pub(crate) fn arrives_at(self, path: &str) -> Self {
        let url = format!("{}{path}", self.origin);
        self.does(Action::Arrive { url })
    }

    /// Presses the browser's own back button.
    pub(crate) fn goes_back(self) -> Self {
        self.does(Action::Back)
    }

    /// Looks at the page: [`Report::page`] tells what was there.
    pub(crate) fn notes(self, name: &'static str) -> Self {
        self.does(Action::Note { name })
    }

    /// Runs the body of an async function in the page: [`Report::value`] is what it returns.
    pub(crate) fn runs(self, name: &'static str, script: &str) -> Self {
        let script = script.to_owned();
        self.does(Action::Run { name, script })
    }

    /// Waits until an expression is true in the page.
    pub(crate) fn waits_until(self, script: &'static str) -> Self {
        self.does(Action::Wait { script })
    }

    /// Pulls the network cable out, or puts it back.
    pub(crate) fn goes_offline(self, offline: bool) -> Self {
        self.does(Action::Offline { offline })
    }

    /// Gets no answer from this path of the application, or gets one again.
    pub(crate) fn cuts_off(self, path: &str, cut: bool) -> Self {
        let url = format!("{}{path}", self.origin);
        self.does(Action::Cut { url, cut })
    }

    /// Stops the clock of the tab.
    pub(crate) fn stops_the_clock(self) -> Self {
        self.does(Action::Clock { by: None })
    }

    /// Moves the stopped clock on; timers that are due run.
    pub(crate) fn moves_the_clock(self, by: Duration) -> Self {
        let by = u64::try_from(by.as_millis()).ok();
        self.does(Action::Clock { by })
    }

    /// Does it all, in Chromium.
    ///
    /// # Panics
    ///
    /// When a step cannot be done: a control is not there, a page does not come.
    pub(crate) async fn done(self, parts: &Parts) -> Report {
        let chromium = parts
            .chromium
            .to_str()
            .expect("the path of Chromium is UTF-8");
        let browser = BROWSER
            .get_or_init(|| node::Shared::start("browser/browser.mjs", &[("CHROMIUM", chromium)]));
        let report: Report = browser.ask(&self).await;
        if let Some(error) = &report.error {
            panic!("{error}\n{report:#?}");
        }
        report
    }

    fn does(mut self, action: Action) -> Self {
        self.steps.push(Step {
            tab: self.current_tab,
            action,
        });
        self
    }
}

/// What happened in the browser.
#[derive(Debug, Deserialize)]
pub(crate) struct Report {
    error: Option<String>,
    notes: HashMap<String, Page>,
    values: HashMap<String, Value>,
    /// Every request for a page, redirects included, in order.
    pub(crate) navigations: Vec<Navigation>,
    /// What the browser holds at the end.
    pub(crate) cookies: Vec<Cookie>,
    console: Vec<Message>,
    issues: Vec<String>,
    failed_requests: Vec<String>,
    outside_requests: Vec<String>,
}

/// A page as the person found it.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) url: String,
    pub(crate) status: u16,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) cookies: Vec<Cookie>,
}

/// One request for a page.
#[derive(Debug, Deserialize)]
pub(crate) struct Navigation {
    pub(crate) tab: usize,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) status: u16,
}

/// A cookie in the browser's store.
#[derive(Debug, Deserialize)]
pub(crate) struct Cookie {
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) path: String,
    pub(crate) http_only: bool,
    pub(crate) secure: bool,
    pub(crate) same_site: String,
}

#[derive(Debug, Deserialize)]
struct Message {
    text: String,
    url: String,
}

impl Report {
    /// What the person noted under this name.
    pub(crate) fn page(&self, name: &str) -> &Page {
        &self.notes[name]
    }

    /// What the script of this name returned.
    pub(crate) fn value(&self, name: &str) -> &Value {
        &self.values[name]
    }

    /// Everything that a developer would be sorry to see in the browser's developer tools. A page that came with a status
    /// of 400 or more is no such thing, since the test says whether it should have; nor is an application without an icon.
    pub(crate) fn complaints(&self) -> Vec<&str> {
        self.complaints_that(|_| true)
    }

    /// The same, but for what is about pages of somebody else at `origin`.
    pub(crate) fn complaints_but_of(&self, origin: &str) -> Vec<&str> {
        self.complaints_that(|about| !about.contains(origin))
    }

    fn complaints_that(&self, concern: impl Fn(&str) -> bool) -> Vec<&str> {
        let status_is_expected = |url: &str| {
            url.ends_with("/favicon.ico")
                || self
                    .navigations
                    .iter()
                    .any(|navigation| navigation.url == url)
        };
        let console = self
            .console
            .iter()
            .filter(|message| {
                !(message.text.starts_with("Failed to load") && status_is_expected(&message.url))
            })
            .map(|message| (&*message.url, &*message.text));
        let others = [&self.issues, &self.failed_requests, &self.outside_requests]
            .into_iter()
            .flatten()
            .map(|text| (&**text, &**text));
        console
            .chain(others)
            .filter(|(about, _)| concern(about))
            .map(|(_, text)| text)
            .collect()
    }
}

impl Page {
    /// The cookies that are ours, by name: those whose name has the word `auth` in it.
    pub(crate) fn auth_cookies(&self) -> Vec<&str> {
        auth_cookies(&self.cookies)
    }
}

/// The names of the cookies that are ours.
pub(crate) fn auth_cookies(cookies: &[Cookie]) -> Vec<&str> {
    cookies
        .iter()
        .map(|cookie| cookie.name.as_str())
        .filter(|name| name.contains("auth"))
        .collect()
}

/// All people's browser, in which each is the only one.
static BROWSER: OnceLock<node::Shared> = OnceLock::new();
