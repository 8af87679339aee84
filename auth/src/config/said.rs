//! What an application said at start-up beyond its declaration.

use std::collections::HashMap;

/// What the application said, by the place of the provider in the declaration.
pub(crate) struct Said {
    pub(crate) secret: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) providers: HashMap<usize, ProviderSaid>,
    pub(crate) variables: Variables,
    /// Whether what is missing may be made up, which a release build never does.
    pub(crate) debug_build: bool,
}

#[derive(Default)]
pub(crate) struct ProviderSaid {
    pub(crate) client_id: Option<String>,
    pub(crate) client_secret: Option<String>,
    pub(crate) private_key: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) optional: bool,
}

/// Where environment variables are read.
type Variables = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

impl Default for Said {
    /// Nothing: everything is read from the process's environment.
    fn default() -> Self {
        Self {
            secret: None,
            base_url: None,
            providers: HashMap::new(),
            variables: Box::new(|name| std::env::var(name).ok()),
            debug_build: cfg!(debug_assertions),
        }
    }
}
