//! Sign-in for Rust web apps on axum, declared once and proved by the compiler.

extern crate self as auth;

pub mod account;
pub mod clock;
pub mod config;
pub mod declaration;
pub mod error;
pub mod outbound;

mod authorization;
mod callback_url;
mod cookies;
mod openid;
mod pages;
mod protection;
mod provider;
mod routes;
mod sealed;
mod session;
mod token;

#[cfg(any(debug_assertions, feature = "testing"))]
pub mod testing;

#[doc(hidden)]
pub mod __private;

pub use callback_url::CallbackUrl;
pub use session::{Session, SessionContent};
