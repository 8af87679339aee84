//! The guide: [the language](language), [what is refused](refused), [what `auth!` generates](generated), [sessions, users and accounts in
//! a store](stores), [signing out](sign_out), [connections that stay open](live),
//! [the browser](browser), [conformance].
//!
//! The pages are files of the repository, in `auth/docs`; their declarations and handlers are compiled with the tests.

// Links between the pages lead elsewhere in the repository: the first definition of a link counts.

/// [refused]: crate::guide::refused
/// [generated]: crate::guide::generated
/// [stores]: crate::guide::stores
/// [browser]: crate::guide::browser
///
#[doc = include_str!("../docs/language.md")]
pub mod language {}

/// [language]: crate::guide::language
/// [generated]: crate::guide::generated
/// [stores]: crate::guide::stores
///
#[doc = include_str!("../docs/refused.md")]
pub mod refused {}

/// [language]: crate::guide::language
/// [refused]: crate::guide::refused
///
#[doc = include_str!("../docs/generated.md")]
pub mod generated {}

/// [language]: crate::guide::language
/// [refused]: crate::guide::refused
///
#[doc = include_str!("../docs/stores.md")]
pub mod stores {}

/// [language]: crate::guide::language
/// [refused]: crate::guide::refused
/// [stores]: crate::guide::stores
///
#[doc = include_str!("../docs/sign_out.md")]
pub mod sign_out {}

/// [sign_out]: crate::guide::sign_out
/// [stores]: crate::guide::stores
///
#[doc = include_str!("../docs/live.md")]
pub mod live {}

/// [stores]: crate::guide::stores
///
#[doc = include_str!("../docs/authjs.md")]
pub mod authjs {}

/// [readme]: crate
/// [refused]: crate::guide::refused
/// [sign_out]: crate::guide::sign_out
///
#[doc = include_str!("../docs/browser.md")]
pub mod browser {}

/// [refused]: crate::guide::refused
///
#[doc = include_str!("../docs/conformance.md")]
pub mod conformance {}
