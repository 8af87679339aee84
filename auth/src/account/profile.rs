//! What a provider says of a user, in our terms.

/// A user as one provider describes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// The provider's stable identifier of the user (`sub`); never an e-mail address.
    pub subject: String,
    /// A name to greet with.
    pub name: Option<String>,
    /// An e-mail address; see `email_verified`.
    pub email: Option<String>,
    /// Whether the provider has verified that address.
    pub email_verified: bool,
    /// A picture's URL.
    pub picture: Option<String>,
}
