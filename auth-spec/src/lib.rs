//! What the macro and the runtime of `auth` both know, as data and pure functions.
//!
//! `no_std`, no dependencies, nothing that reads or writes: a row here is checked by the compiler, read by `auth!` while
//! a crate is built and by `auth` while it runs, so that the two can never disagree.
#![no_std]

#[cfg(test)]
extern crate std;

pub mod callback_url;
pub mod email_address;
pub mod error_code;
pub mod issuer;
pub mod page;
pub mod presets;
pub mod provider;
pub mod theme;
mod uri;

pub use error_code::{ErrorCode, Stage};
pub use provider::{
    Capabilities, ClientAuthentication, Endpoints, Issuer, ProfileMapping, ProfileQuirk, Protocol,
    ProviderSpec, Reauthentication, RefreshRecipe, ResponseMode, Style, WireId, is_reserved_id,
    is_valid_id, wire_id,
};
