//! What `./tests/run` installs, and where it is.

#![allow(
    dead_code,
    reason = "two test binaries share this file, and neither needs all of it"
)]

use std::env;
use std::path::{Path, PathBuf};

/// Everything that is not Rust.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// The browser's executable.
    pub(crate) chromium: PathBuf,
    pub(crate) firefox: Option<PathBuf>,
    pub(crate) webkit: Option<WebKit>,
}

/// WebKit, which Safari is made of.
#[derive(Debug, Clone)]
pub(crate) struct WebKit {
    pub(crate) driver: PathBuf,
    pub(crate) browser: PathBuf,
    /// Xvfb: it shows its windows nowhere else.
    pub(crate) display: PathBuf,
}

impl Parts {
    /// Finds them all, or names the first that is missing.
    pub(crate) fn find() -> Result<Self, String> {
        executable("node").ok_or("Node.js")?;
        if !folder().join("node_modules/.package-lock.json").exists() {
            return Err("the Node packages of tests/interop".to_owned());
        }
        let chromium = ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .find_map(executable)
            .ok_or("Chromium")?;
        Ok(Self {
            chromium,
            firefox: None,
            webkit: None,
        })
    }

    /// With Firefox.
    pub(crate) fn with_firefox(mut self) -> Result<Self, String> {
        let found = ["firefox-esr", "firefox"].into_iter().find_map(executable);
        self.firefox = Some(found.ok_or("Firefox")?);
        Ok(self)
    }

    /// With WebKit.
    pub(crate) fn with_webkit(mut self) -> Result<Self, String> {
        let libraries = Path::new("/usr/lib").read_dir().map_err(|_| "WebKit")?;
        let folders = libraries.flatten().map(|folder| folder.path());
        let mut browsers = folders.map(|folder| folder.join("webkit2gtk-4.1/MiniBrowser"));
        let browser = browsers.find(|file| file.is_file());
        self.webkit = Some(WebKit {
            driver: executable("WebKitWebDriver").ok_or("WebKit's driver")?,
            browser: browser.ok_or("WebKit")?,
            display: executable("Xvfb").ok_or("Xvfb")?,
        });
        Ok(self)
    }

    /// The Python that has `canaille`.
    pub(crate) fn canaille() -> Result<PathBuf, String> {
        let folder = folder().join("../../target/tools/canaille");
        let python = folder.join("bin/python");
        let installed = folder.join("installed").exists() && python.exists();
        installed
            .then_some(python)
            .ok_or("the Python packages of tests/interop/canaille".to_owned())
    }
}

/// `tests/interop`.
pub(crate) fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/interop"))
}

fn executable(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}
