//! Who may do what: the guard of handlers, and proof that a request comes from this application (CSRF).

mod caller;
mod condition;
mod csrf;
mod guard;
pub mod routing;
mod text;

pub(crate) use caller::{Caller, accepts_html, accepts_json, accepts_problem, is_htmx, navigates};
pub use condition::{
    All, Any, Condition, EndsAt, Fresh, HasRole, Not, Predicate, SignedIn, SignedInWith, Verdict,
    When,
};
pub(crate) use csrf::{Csrf, CsrfRejected};
pub use guard::{Forbidden, Guard, GuardRefused, Unauthenticated};
pub use text::{Piece, Text};
