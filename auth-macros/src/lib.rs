//! The macros of `auth`.
