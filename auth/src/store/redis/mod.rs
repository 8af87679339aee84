//! Sessions, ended sessions and sign-in links in Redis or Valkey, on one server or in a cluster.

mod connection;
mod ended;
mod fault;
mod key;
mod listening;
mod record;
mod script;
mod session;
mod together;
mod verification;

use std::fmt;
use std::sync::Arc;

use ::redis::cluster::ClusterClient;
use ::redis::{Client, IntoConnectionInfo};

use self::connection::{Connections, Topology};
use self::key::Keys;
use crate::store::StoreError;

/// A store in Redis 6.2 or later, or Valkey: one server, or a cluster.
///
/// It keeps ended sessions ([`EndedSessions`](crate::store::EndedSessions)) and sign-in links
/// ([`VerificationTokens`](crate::store::VerificationTokens)) by itself. Users and accounts need a database:
/// [`Separate`](crate::store::Separate) makes a store out of one and of the sessions that are kept here
/// ([`SessionSnapshots`](crate::store::SessionSnapshots)), each with a snapshot of its user, so that a guarded request
/// costs one round trip to Redis and none to the database.
///
/// ```no_run
/// # extern crate auth as _;
/// # mod auth { ::auth::auth! { providers: [github], session: { strategy: database } } }
/// # use auth::Auth;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let database = ::auth::store::Memory::new();
/// use ::auth::store::{Redis, Separate};
///
/// let redis = Redis::connect("rediss://default:password@redis.internal/0")?.prefix("shop:");
/// let auth = Auth::builder().store(Separate::new(database, redis)).build()?;
/// # Ok(())
/// # }
/// ```
///
/// # Connections
/// Nothing is connected before something is asked. One connection (in a cluster one to each node) carries all requests of
/// the process, and is made anew when it has been lost; clones are one and the same store. A server that takes longer
/// than two and a half seconds is not waited for. Of what other processes end, all are told by publish and subscribe.
/// `rediss:` is TLS, with the certificates that the system trusts.
///
/// # What is kept, and for how long
/// Every key begins with [the prefix](Self::prefix) and has a time to live: Redis forgets by its own clock what has expired,
/// and [`delete_expired`](crate::store::EndedSessions::delete_expired) finds nothing to do. No key holds the name of anybody.
/// Sessions are listed by user, account and provider's session; a list forgets what has expired as it grows.
///
/// # What it does not promise
/// * **Memory.** With `maxmemory`, the policy has to be `noeviction`: any other makes room by forgetting lists that sessions
///   are ended by, or that a session has been ended. A full server refuses what is new ([`StoreError::Full`]).
/// * **Power failures.** What has been answered is lost with the server's memory unless it writes it down first:
///   `appendonly yes` with `appendfsync always` loses nothing that has been answered; with `everysec` up to two seconds
///   of it are lost when the machine fails, and as good as nothing when only the process is killed; with snapshots alone
///   everything since the last one. What is lost may be that a session began, which its user notices, and also that one
///   ended: it then lives again until it expires.
/// * **Failover.** Replicas follow later than the answer. A primary that fails takes along what they have not been told,
///   with the same effect.
/// * **Several steps.** In a cluster no script spans two keys. Each session lives by its own key alone, is listed before it
///   is there, and unlisted after it has ended: a failure in between leaves an entry in a list too many, which is forgotten
///   with time, and never a session that cannot be ended.
#[derive(Clone)]
pub struct Redis {
    connections: Arc<Connections>,
    keys: Keys,
}

impl Redis {
    /// One server: `redis://user:password@host:port/database`, or `rediss:` for TLS. Nothing is connected yet.
    ///
    /// # Errors
    /// When that is no such URL.
    pub fn connect(url: &str) -> Result<Self, StoreError> {
        let client = parsed(url)
            .and_then(|info| Client::open(connection::tuned(info)))
            .map_err(|error| malformed(&error))?;
        Ok(Self::over(Topology::Server(Box::new(client))))
    }

    /// A cluster, by the URLs of some of its nodes: the others are found by asking them. Nothing is connected yet.
    ///
    /// # Errors
    /// When one of them is no such URL, they have not all the same user and password, or there is none.
    pub fn cluster(urls: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, StoreError> {
        let nodes = urls
            .into_iter()
            .map(|url| parsed(url.as_ref()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| malformed(&error))?;
        let cluster: ClusterClient =
            connection::tuned_cluster(&nodes).map_err(|error| malformed(&error))?;
        let nodes = nodes
            .into_iter()
            .map(|info| Client::open(connection::tuned(info)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| malformed(&error))?;
        Ok(Self::over(Topology::Cluster {
            cluster: Box::new(cluster),
            nodes,
        }))
    }

    /// What every key begins with, instead of `auth:`; for applications that share a server. Braces have a meaning in the
    /// keys of a cluster and are left out.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.keys = Keys::new(prefix);
        self
    }

    fn over(topology: Topology) -> Self {
        Self {
            connections: Arc::new(Connections::new(topology)),
            keys: Keys::new("auth:"),
        }
    }
}

fn parsed(url: &str) -> Result<::redis::ConnectionInfo, ::redis::RedisError> {
    url.into_connection_info()
}

fn malformed(error: &::redis::RedisError) -> StoreError {
    StoreError::unavailable(format!(
        "not the URL of a Redis server: {}",
        error.category()
    ))
}

/// Not where it is, nor the password.
impl fmt::Debug for Redis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Redis")
            .field("connections", &self.connections)
            .field("keys", &self.keys)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SR-14
    #[test]
    fn what_is_no_url_of_a_server_is_refused_at_once() {
        for url in [
            "",
            "redis",
            "http://localhost/",
            "redis://",
            "redis://localhost/x",
            "postgres://localhost/",
        ] {
            assert!(Redis::connect(url).is_err(), "{url}");
            assert!(Redis::cluster([url]).is_err(), "{url}");
        }
        assert!(Redis::cluster([""; 0]).is_err());
        let differ = ["redis://:one@localhost:1/", "redis://:two@localhost:2/"];
        assert!(Redis::cluster(differ).is_err());
    }

    #[test]
    fn nothing_is_connected_and_nobody_is_told_the_password() {
        let urls = [
            "redis://ada:canary@localhost:1/",
            "rediss://ada:canary@localhost:1/",
        ];
        for url in urls {
            let server = Redis::connect(url).unwrap().prefix("shop:");
            let cluster = Redis::cluster([url]).unwrap();
            for store in [server, cluster] {
                let printed = format!("{store:?}");
                assert!(!printed.contains("canary"), "{printed}");
            }
        }
        let refused = Redis::connect("redis://ada:canary@localhost:port/").unwrap_err();
        assert!(!format!("{refused:?}").contains("canary"));
    }
}
