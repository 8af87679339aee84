//! An application whose users, accounts and sessions a store keeps: `session: { strategy: database }`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "what does not go as a test expects ends the test"
)]
#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

#[cfg(test)]
mod accounts;
mod auth;
mod book;
#[cfg(test)]
mod ending;
#[cfg(test)]
mod events;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod lifetime;
#[cfg(test)]
mod linking;
#[cfg(test)]
mod live;
#[cfg(test)]
mod my_sessions;
#[cfg(test)]
mod provider_tokens;
#[cfg(test)]
mod rehearsal;
#[cfg(test)]
mod round_trips;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod update;
#[cfg(test)]
mod users;
mod watched;
mod world;
