//! The relying-party modules of the OpenID Foundation's conformance suite, played against this library by the programmable
//! provider.
//!
//! A test is named after its module, so that the suite's own list can be held against this one: `modules.tsv` has every module
//! of the plans for relying parties, and `auth/docs/conformance.md`, made from it, says where each is tested or why it does not
//! apply. Modules about logout tokens, frames and sign-ins that begin elsewhere are in `tests/logout`, where all of those are.
//!
//! In the suite a negative module passes when the relying party makes no further call. Here it has to refuse with the right code
//! and to sign nobody in, too, and the same flow without the fault has to go through: see [`world`].

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
#[cfg(test)]
mod basic;
#[cfg(test)]
mod config;
#[cfg(test)]
mod fapi2;
#[cfg(test)]
mod formpost;
#[cfg(test)]
mod logout;
mod network;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod wide;
mod world;
