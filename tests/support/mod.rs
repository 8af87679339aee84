//! One application under test, its providers, and a browser, all in this process.

pub mod browser;
pub mod cargo;
pub mod proof;
pub mod socket;
pub mod world;
