//! The user as the application sees them.

use serde::{Deserialize, Serialize};

use crate::account::Profile;

/// Who is signed in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// The stable identifier. Without a store it is `provider:subject`, the same at every sign-in.
    pub id: String,
    /// A name to greet with.
    pub name: Option<String>,
    /// An e-mail address. It identifies nobody; see `email_verified`.
    pub email: Option<String>,
    /// Whether the provider has verified that address.
    pub email_verified: bool,
    /// A picture's URL.
    pub image: Option<String>,
}

impl User {
    /// Without a store a user is who one provider says they are; the identifier is the same at every sign-in.
    pub(crate) fn from_profile(provider: &str, profile: &Profile) -> Self {
        Self {
            id: [provider, ":", &profile.subject].concat(),
            name: profile.name.clone(),
            email: profile.email.clone(),
            email_verified: profile.email_verified,
            image: profile.picture.clone(),
        }
    }

    /// What to call this user: the name, else the e-mail address, else the identifier.
    pub fn display_name(&self) -> &str {
        let said =
            |text: &'_ Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        match (&self.name, &self.email) {
            (Some(name), _) if said(&self.name) => name,
            (_, Some(email)) if said(&self.email) => email,
            _ => &self.id,
        }
    }
}
