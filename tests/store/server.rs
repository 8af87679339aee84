//! The servers.

mod files;
mod mariadb;
mod postgresql;
mod redis;
mod redis_cluster;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

pub use files::Files;
pub use mariadb::Mariadb;
pub use postgresql::Postgresql;
pub use redis::Redis;
pub use redis_cluster::RedisCluster;

/// A private server.
pub trait Server: Sized + Send + Sync + 'static {
    /// What it is called.
    const NAME: &'static str;

    /// Starts one that is stopped when it is dropped.
    ///
    /// # Errors
    /// When the program is not here, or does not come up.
    fn launch() -> Result<Self, Unavailable>;

    #[doc(hidden)]
    fn place() -> &'static OnceLock<Result<Self, Unavailable>>;

    /// The one that the tests of this process share; the first to ask starts it. Nobody may stop it.
    ///
    /// # Errors
    /// As those of [`Self::launch`].
    fn shared() -> Result<&'static Self, Unavailable> {
        Self::place()
            .get_or_init(Self::launch)
            .as_ref()
            .map_err(Clone::clone)
    }
}

/// Why there is no server.
#[derive(Debug, Clone)]
pub enum Unavailable {
    /// A program is not installed.
    Missing(&'static str),
    /// It does not come up; with the end of its log.
    Broken(String),
}

impl From<String> for Unavailable {
    fn from(error: String) -> Self {
        Self::Broken(error)
    }
}

impl From<std::io::Error> for Unavailable {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// A program, or what is missing without it.
fn program(names: &[&str], of: &'static str) -> Result<std::path::PathBuf, Unavailable> {
    crate::executable::find(names).ok_or(Unavailable::Missing(of))
}

/// A number that no other test of this process is given.
fn number() -> u32 {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}
