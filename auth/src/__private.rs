//! Everything generated code may call; nothing else calls it.

mod callback;
mod credentials;
mod function;
pub mod ide;
mod provider;
mod typescript;

pub use auth_macros::{__auth as auth, __callback_url as callback_url, __protected as protected};
pub use auth_spec::presets;
pub use auth_spec::{ClientAuthentication, ProviderSpec, ResponseMode};
pub use callback::checked_callback_url;
pub use credentials::{AuthorizeFunction, checked};
pub use function::{
    JwtCallback, OnAfterSignOut, OnCreateUser, OnLinkAccount, OnRefused, OnSession, OnSignIn,
    OnSignOut, OnUpdateUser, PredicateFunction, ProfileFunction, RolesCallback, Sendable, Sent,
    SessionCallback, SignInCallback, UpdateCallback, role_set, shown, updated,
};
pub use provider::unless_dev_provider;
pub use typescript::{
    Answering, Taking, adjacent, described_or_not, external, flattened, internal, member, nested,
    object, part, said, tuple, union,
};

pub use serde_json::Value;

pub use crate::client::TypeScript;
pub use crate::protection::routing::Marker;
pub use crate::protection::{
    All, Any, Condition, EndsAt, Fresh, Guard, HasRole, Not, Piece, Predicate, SignedIn,
    SignedInWith, Text, Verdict, When,
};
