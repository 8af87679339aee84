//! Everything generated code may call; nothing else calls it.

mod callback;
pub mod ide;
mod provider;

pub use auth_macros::{__auth as auth, __callback_url as callback_url, __protected as protected};
pub use auth_spec::presets;
pub use auth_spec::{ClientAuthentication, ProviderSpec, ResponseMode};
pub use callback::{SignInCallback, checked_callback_url, sign_in_callback};
pub use provider::unless_dev_provider;

pub use crate::protection::routing::Marker;
pub use crate::protection::{
    All, Any, Condition, EndsAt, Fresh, Guard, HasRole, Not, Piece, Predicate, PredicateFn,
    SignedIn, SignedInWith, Text, Verdict, When, predicate,
};
