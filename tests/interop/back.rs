//! What a browser that keeps whole pages shows on the way back.

pub(crate) mod elsewhere;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::node;
use crate::parts::Parts;
use crate::tests;

tests![after_a_sign_out_the_way_back_shows_nothing_of_the_session];

/// What is to be seen after going back.
#[derive(Debug, Deserialize)]
struct Seen {
    /// From the back-forward cache.
    restored: bool,
    url: String,
    text: String,
    #[serde(default)]
    history: Vec<String>,
}

/// SR-07, S0-22
async fn after_a_sign_out_the_way_back_shows_nothing_of_the_session(parts: &'static Parts) {
    let app = App::start().await;
    let chromium = parts.chromium.display().to_string();
    let mut seen: BTreeMap<String, Seen> = node::ask(
        "browser/back.mjs",
        &[("CHROMIUM", &chromium)],
        &json!({ "origin": app.origin }),
    )
    .await;
    for way in ["signed_in", "signed_in_without_javascript"] {
        let seen = seen.remove(way).unwrap();
        assert!(seen.restored, "there is no such cache: {seen:?}");
        assert!(seen.text.contains("Ada Lovelace"), "{seen:?}");
    }
    assert_eq!(seen.len(), 16);
    for (way, seen) in seen {
        for name in ["Ada Lovelace", "Alice Archer"] {
            assert!(!seen.text.contains(name), "{way}: {seen:?}");
        }
        // A page that signs out with `client.js` comes back to be loaded again.
        assert!(!seen.restored || way == "script", "{way}: {seen:?}");
        let to_go_back = seen
            .history
            .iter()
            .filter(|url| url.starts_with("/auth/signed-out"));
        // Where it ends with that page, there is one.
        let expected = usize::from(way.starts_with("not_everything"));
        assert_eq!(to_go_back.count(), expected, "{way}: {seen:?}");
        assert!(!seen.url.is_empty(), "{way}");
    }
}
