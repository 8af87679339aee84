//! What the application under test declares.

use ::auth::declaration::{self, ProviderDeclaration, ProviderId};
use auth_spec::ProviderSpec;
use serde::{Deserialize, Serialize};

/// The declaration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Declaration;

/// Its providers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    Acme,
}

/// What its sessions carry: as much text as a test likes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notes {
    pub(crate) text: String,
}

impl declaration::Declaration for Declaration {
    type Provider = Provider;
    type SessionData = Notes;

    const PROVIDERS: &'static [ProviderDeclaration] =
        &[ProviderDeclaration::new("acme", &ProviderSpec::OIDC)];
}

impl ProviderId for Provider {
    const ALL: &'static [Self] = &[Self::Acme];

    fn index(self) -> usize {
        self as usize
    }
}
