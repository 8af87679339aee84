//! The same in browsers of other makers.

use std::collections::BTreeMap;

use serde_json::json;

use super::Seen;
use crate::app::App;
use crate::node;
use crate::parts::Parts;
use crate::tests;

/// Firefox, on Debian's.
pub(crate) mod firefox {
    use super::*;

    tests![firefox_shows_nothing_of_the_session_either];

    /// SR-07, S0-22
    async fn firefox_shows_nothing_of_the_session_either(parts: &'static Parts) {
        let app = App::start().await;
        let firefox = parts.firefox.as_ref().unwrap().display().to_string();
        let input = json!({ "origin": app.origin, "at_the_provider": true });
        let mut seen = look(&[("FIREFOX", &firefox)], &input).await;
        kept_anywhere(&mut seen);
        // It keeps this page too: else the rest would show nothing.
        let signed_in = seen.remove("signed_in").unwrap();
        assert!(signed_in.restored, "{signed_in:?}");
        assert!(signed_in.text.contains("Ada Lovelace"), "{signed_in:?}");
        assert_eq!(seen.len(), 5);
        nothing_is_seen(seen);
    }
}

/// What Safari is made of, as Debian has it.
pub(crate) mod webkit {
    use super::*;

    tests![webkit_shows_nothing_of_the_session_either];

    /// SR-07, S0-22: it keeps no page that says `no-store` where there is TLS, and none of ours lacks that.
    async fn webkit_shows_nothing_of_the_session_either(parts: &'static Parts) {
        let app = App::start_alone_over_tls().await;
        let webkit = parts.webkit.as_ref().unwrap();
        let variables = [
            ("WEBKIT_DRIVER", webkit.driver.display().to_string()),
            ("WEBKIT", webkit.browser.display().to_string()),
            ("XVFB", webkit.display.display().to_string()),
        ];
        let variables = variables.each_ref().map(|(name, value)| (*name, &**value));
        let input = json!({ "origin": app.origin, "at_the_provider": false });
        let mut seen = look(&variables, &input).await;
        kept_anywhere(&mut seen);
        let signed_in = seen.remove("signed_in").unwrap();
        assert!(!signed_in.restored, "{signed_in:?}");
        assert!(signed_in.text.contains("Ada Lovelace"), "{signed_in:?}");
        assert_eq!(seen.len(), 4);
        nothing_is_seen(seen);
    }
}

async fn look(variables: &[(&str, &str)], input: &serde_json::Value) -> BTreeMap<String, Seen> {
    node::ask("browser/back-elsewhere.mjs", variables, input).await
}

/// There is such a cache, and it is on.
fn kept_anywhere(seen: &mut BTreeMap<String, Seen>) {
    let anywhere = seen.remove("anywhere").unwrap();
    assert!(anywhere.restored, "{anywhere:?}");
}

fn nothing_is_seen(seen: BTreeMap<String, Seen>) {
    for (way, seen) in seen {
        assert!(!seen.restored, "{way}: {seen:?}");
        // One step back: the page on the way out is not in the history.
        let expected = match way.as_str() {
            "page_that_asks" => "/auth/signout",
            _ => "/auth/signin",
        };
        assert_eq!(seen.url, expected, "{way}: {seen:?}");
        for name in ["Ada Lovelace", "Alice Archer"] {
            assert!(!seen.text.contains(name), "{way}: {seen:?}");
        }
    }
}
