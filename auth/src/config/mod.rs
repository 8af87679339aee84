//! From the declaration, the environment and the builder to a configuration that cannot be wrong.

mod check;
mod private_key;
mod provider;
mod said;
mod secret;

#[cfg(feature = "_sql")]
pub(crate) use check::database_url;
pub(crate) use check::{Checked, check};
pub(crate) use private_key::{PrivateKey, PrivateKeyFault, SignatureAlgorithm};
pub(crate) use provider::ProviderConfiguration;
pub(crate) use said::{ProviderSaid, Said};
pub(crate) use secret::{Secret, SecretFault};

use crate::base_url::BaseUrl;
use crate::callback_url::CallbackUrls;
use crate::declaration::{Callbacks, Pages, Theme};
use crate::pages::Texts;

/// Everything start-up found, checked. The declaration's types are gone here, so that what reads it is compiled once.
#[derive(Debug)]
pub(crate) struct Configuration {
    pub(crate) base_url: BaseUrl,
    pub(crate) base_path: &'static str,
    pub(crate) pages: Pages,
    pub(crate) theme: Theme,
    /// Those of the built-in pages.
    pub(crate) languages: &'static [&'static Texts],
    pub(crate) callbacks: Callbacks,
    /// Where users may be sent.
    pub(crate) callback_urls: CallbackUrls,
    /// What whoever starts the application should know: generated secrets, providers left out.
    pub(crate) notices: Vec<String>,
}

impl Configuration {
    /// An absolute URL of this application for a path that starts with a slash.
    pub(crate) fn url(&self, path: &str) -> String {
        [self.base_url.origin(), path].concat()
    }

    /// An absolute URL below the base path.
    pub(crate) fn route(&self, path: &str) -> String {
        [self.base_url.origin(), self.base_path, path].concat()
    }

    /// Where people choose how to sign in.
    pub(crate) fn sign_in_page(&self) -> String {
        self.pages
            .sign_in
            .map_or_else(|| self.route("/signin"), |page| self.url(page))
    }

    /// Which page for people who are not signed in has this path, by its key in `pages`; the application's own or the
    /// built-in one.
    pub(crate) fn open_page(&self, path: &str) -> Option<&'static str> {
        let pages = [
            ("sign_in", self.pages.sign_in, "/signin"),
            ("error", self.pages.error, "/error"),
            (
                "verify_request",
                self.pages.verify_request,
                "/verify-request",
            ),
        ];
        let below = path.strip_prefix(self.base_path);
        pages
            .into_iter()
            .find(|(_, own, built_in)| own.map_or(below == Some(*built_in), |own| own == path))
            .map(|(key, ..)| key)
    }

    /// "Check your e-mail."
    pub(crate) fn verify_request_page(&self) -> String {
        self.pages
            .verify_request
            .map_or_else(|| self.route("/verify-request"), |page| self.url(page))
    }

    /// Where a flow that failed ends.
    pub(crate) fn error_page(&self) -> String {
        self.pages
            .error
            .map_or_else(|| self.route("/error"), |page| self.url(page))
    }
}
