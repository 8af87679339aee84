//! The pictures of the README.

use std::fs;
use std::path::PathBuf;

use crate::root;

/// Those of the pages that it shows.
pub(crate) const PAGES: &[&str] = &[
    "sign-in",
    "sign-out",
    "error",
    "verify-request",
    "signed-out",
    "forbidden",
    "dev",
];

/// Where they are.
pub(crate) fn folder() -> PathBuf {
    root().join("auth/docs/pages")
}

pub(crate) fn it_shows_every_page_in_both_schemes() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut bytes = 0;
    for page in PAGES {
        for scheme in ["light", "dark"] {
            let name = format!("{page}-{scheme}.webp");
            assert!(
                readme.contains(&format!("auth/docs/pages/{name}")),
                "{name}"
            );
            bytes += fs::metadata(folder().join(&name)).expect(&name).len();
        }
    }
    let files = fs::read_dir(folder()).unwrap().count();
    assert_eq!(files, 2 * PAGES.len());
    assert!(bytes < 800_000, "{bytes} bytes");
}
