//! The words that were typed and where, for completion in editors.

use proc_macro2::Ident;

/// A place of the language whose words come from a closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A key of `auth!` itself.
    Section,
    /// The name of a provider.
    Preset,
    /// A key of a provider's `{ … }`.
    Option,
    /// A value of `client_auth`.
    ClientAuth,
    /// A value of `response_mode`.
    ResponseMode,
    /// A value of `refresh`.
    Refresh,
    /// A value of `link_by_email`.
    LinkByEmail,
    /// A key of `pages`.
    Page,
    /// A key of `theme`.
    Theme,
    /// A language that is built in.
    Language,
    /// A key of `callbacks`.
    Callback,
    /// A key of `events`.
    Event,
    /// A key of `session`.
    Session,
    /// A value of `strategy`.
    Strategy,
    /// `on` or `off`.
    Switch,
    /// The unit of a lifetime.
    Unit,
    /// A condition of `#[protected]`.
    Condition,
    /// A declared role.
    Role,
    /// A declared provider.
    Provider,
}

/// A word and its place.
pub(crate) type Word = (Place, Ident);
