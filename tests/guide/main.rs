//! The guide in `auth/docs` against what it describes: codes, texts of the compiler and of start-up, presets, expansions.
//!
//! `AUTH_TESTS_BLESS=1 cargo test -p auth-tests --test guide` writes anew what is made from data.

#[cfg(test)]
mod build;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod conformance;
#[cfg(test)]
mod expansion;
#[cfg(test)]
mod mistakes;
#[cfg(test)]
mod page;
#[cfg(test)]
mod providers;
#[cfg(test)]
mod start_up;
#[cfg(test)]
mod words;
