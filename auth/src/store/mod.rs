//! Where an application keeps what must be known on every one of its servers: its users with their accounts and sessions,
//! which sessions have been ended, and which links have been sent.
//!
//! A back end is a type that implements the traits of this module, one for each thing that a declaration may need:
//!
//! | `auth!` says | the store implements |
//! |---|---|
//! | `session: { strategy: database }` | [`Users`], [`Accounts`], [`Sessions`] |
//! | `session: { revocable: on }` | [`EndedSessions`] |
//! | `providers: [email]` | [`VerificationTokens`] |
//!
//! It is handed to [`Builder::store`](crate::Builder::store). [`Memory`] is one for one process and for tests. [`Separate`] makes
//! one of two: users and accounts in a database, sessions in a store that is quicker ([`SessionSnapshots`]).
//!
//! # For those who write a back end
//!
//! * There are three verbs that write: *create* fails where something is already, *update* says so where there is
//!   nothing, *delete* does what it says. There is no upsert: what has ended is never brought back by a request that
//!   was under way.
//! * What a method says has been done is done for everybody who asks afterwards, on every server.
//! * Texts are kept as they are and are the same when their bytes are, but for the case of an e-mail address: no
//!   collation takes `ADA` or `ada ` for `ada`. The id of a user has at most 600 bytes; an issuer, a subject and the id of
//!   a session at the provider have 255; the name of a device has 255 characters and an e-mail address 254; the data of a
//!   session has 64 KiB. None of them has a NUL in it.
//! * Times are seconds since 1970-01-01T00:00:00Z. What has an `expires_at` in the past may be forgotten, and is
//!   forgotten by `delete_expired` at the latest.
//! * Every call is given four seconds. What takes longer is as good as an error, and an error is never an open door:
//!   whoever has to know whether a session lives, and cannot, answers `503`.
//! * All of this is tested: `auth::testing::contract`, with the feature `testing`, is a suite for any back end.
//! * The traits are object safe and their futures are boxed, because the handle of a declaration has no parameter for
//!   its store. A box costs nothing beside the round trip that it stands for, and what is answered from memory
//!   makes no call at all.

mod account;
#[cfg(feature = "postgres")]
mod authjs;
mod deadline;
mod ended;
mod error;
mod memory;
#[cfg(feature = "mysql")]
mod mysql;
mod outcome;
mod passkey;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "redis")]
mod redis;
mod separate;
mod session;
mod shared;
mod snapshot;
#[cfg(feature = "_sql")]
mod sql;
#[cfg(feature = "sqlite")]
mod sqlite;
mod user;
mod verification;

#[cfg(feature = "redis")]
pub use self::redis::Redis;
pub use account::{AccountDeletion, AccountRecord, Accounts, Lease, LinkedAccount};
#[cfg(feature = "postgres")]
pub use authjs::AuthJs;
pub(crate) use deadline::{LATEST, in_time};
pub use ended::{EndedSession, EndedSessions, EndingListener, SessionEpoch, Standing, UserEpoch};
pub use error::StoreError;
pub use memory::Memory;
#[cfg(feature = "mysql")]
pub use mysql::MySql;
pub use outcome::{Creation, OwnedCreation, Update};
pub use passkey::{PasskeyRecord, Passkeys};
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use separate::Separate;
pub use session::{
    FoundSession, SessionChange, SessionRecord, SessionToken, Sessions, SessionsOf, TokenHash,
};
use shared::shared;
pub use snapshot::{SessionSnapshots, SnapshotUpdate, Turn};
#[cfg(feature = "sqlite")]
pub use sqlite::Sqlite;
pub use user::{UserChange, UserCreation, UserRecord, UserUpdate, Users};
pub use verification::{TakenToken, VerificationToken, VerificationTokens};

pub use crate::outbound::BoxFuture;
