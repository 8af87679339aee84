//! Private servers for the tests of the stores: PostgreSQL, MariaDB, Redis, and a cluster of Redis.
//!
//! A test says which [`Server`] it needs and is given one that nobody else on this machine uses. [`trial`] shares one
//! between all tests of a process, each of which takes an empty part of it; [`trial_alone`] starts one for a single test,
//! which may then stop, kill or pause it. `./tests/run` installs the programs; a test whose program is not here is left
//! out, and says so.
//!
//! Nothing is left running, however the tests end: beside each folder of servers waits a shell that ends them and removes
//! the folder as soon as this process is gone.

mod executable;
mod folder;
mod port;
mod process;
mod server;
mod trial;

pub use process::Process;
pub use server::{Files, Mariadb, Postgresql, Redis, RedisCluster, Server, Unavailable};
pub use trial::{run, trial, trial_alone, until, until_async};
