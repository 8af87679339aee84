//! The connections to a server or a cluster.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::aio::{AsyncPushSender, MultiplexedConnection};
use redis::cluster::{ClusterClient, ClusterClientBuilder};
use redis::cluster_async::ClusterConnection;
use redis::io::tcp::TcpSettings;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionAddr, ConnectionInfo, FromRedisValue,
    IntoConnectionInfo, ProtocolVersion, RedisError,
};
use tokio::sync::Mutex;

use super::fault::loses_connection;
use crate::store::StoreError;

/// One connection for all that is asked at the same time, made when it is needed first and again when it is lost.
pub(super) struct Connections {
    topology: Topology,
    /// How often it has been tried.
    attempts: AtomicU64,
    state: Mutex<State>,
}

/// Where the keys are.
pub(super) enum Topology {
    /// All of them on one server.
    Server(Box<Client>),
    /// On several; `nodes` are some of these.
    Cluster {
        cluster: Box<ClusterClient>,
        nodes: Vec<Client>,
    },
}

#[derive(Default)]
struct State {
    live: Option<Live>,
    /// Of the last attempt, when it failed.
    failure: Option<RedisError>,
}

#[derive(Clone)]
struct Live {
    connection: Connection,
    /// Which attempt made it.
    attempt: u64,
}

#[derive(Clone)]
enum Connection {
    Server(MultiplexedConnection),
    Cluster(ClusterConnection),
}

impl Connections {
    pub(super) fn new(topology: Topology) -> Self {
        Self {
            topology,
            attempts: AtomicU64::new(0),
            state: Mutex::default(),
        }
    }

    /// The answer to a command that changes something. When an error says that the connection was lost, it may have been
    /// done all the same.
    pub(super) async fn write<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let mut live = self.live().await?;
        let answer = live.connection.query(command).await;
        if let Err(error) = &answer
            && loses_connection(error)
        {
            self.lose(live.attempt).await;
        }
        answer
    }

    /// The answer to a command that changes nothing, on another connection when one that was there has been lost.
    pub(super) async fn read<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, StoreError> {
        let answer = self.write(command).await;
        let answer = match answer {
            Err(error) if error.is_unrecoverable_error() => self.write(command).await,
            answer => answer,
        };
        answer.map_err(StoreError::from)
    }

    async fn live(&self) -> Result<Live, RedisError> {
        let before = self.attempts.load(Ordering::Acquire);
        let mut state = self.state.lock().await;
        if let Some(live) = &state.live {
            return Ok(live.clone());
        }
        // Whoever waited while somebody else tried in vain does not try once more.
        if let Some(failure) = &state.failure
            && self.attempts.load(Ordering::Acquire) != before
        {
            return Err(failure.clone());
        }
        let connected = self.topology.connect().await;
        let attempt = self.attempts.fetch_add(1, Ordering::AcqRel) + 1;
        match connected {
            Ok(connection) => {
                let live = Live {
                    connection,
                    attempt,
                };
                state.live = Some(live.clone());
                Ok(live)
            }
            Err(error) => {
                state.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    /// That connection is lost, unless there is another one already. The one to a cluster sees to its nodes by itself.
    async fn lose(&self, attempt: u64) {
        if matches!(self.topology, Topology::Cluster { .. }) {
            return;
        }
        let mut state = self.state.lock().await;
        if state
            .live
            .as_ref()
            .is_some_and(|live| live.attempt == attempt)
        {
            state.live = None;
        }
    }

    /// A connection of its own, on which a server may speak first. What is published is heard on every node of a cluster:
    /// any of them will do, and each `attempt` takes the next one.
    pub(super) async fn listen(
        &self,
        attempt: usize,
        sender: impl AsyncPushSender,
    ) -> Result<MultiplexedConnection, RedisError> {
        let client = match &self.topology {
            Topology::Server(client) => &**client,
            Topology::Cluster { nodes, .. } => {
                let node = nodes.iter().cycle().nth(attempt % nodes.len().max(1));
                node.ok_or((redis::ErrorKind::EmptySentinelList, "no node"))?
            }
        };
        let info = client.get_connection_info().clone();
        let settings = info
            .redis_settings()
            .clone()
            .set_protocol(ProtocolVersion::RESP3);
        let client = Client::open(info.set_redis_settings(settings))?;
        ready_for_tls(&client);
        client
            .get_multiplexed_async_connection_with_config(&config().set_push_sender(sender))
            .await
    }
}

impl Topology {
    async fn connect(&self) -> Result<Connection, RedisError> {
        match self {
            Self::Server(client) => {
                ready_for_tls(client);
                let config = config();
                let connection = client.get_multiplexed_async_connection_with_config(&config);
                connection.await.map(Connection::Server)
            }
            Self::Cluster { cluster, nodes } => {
                nodes.iter().for_each(ready_for_tls);
                let connection = cluster.get_async_connection();
                connection.await.map(Connection::Cluster)
            }
        }
    }
}

impl Connection {
    async fn query<T: FromRedisValue>(&mut self, command: &Cmd) -> Result<T, RedisError> {
        match self {
            Self::Server(connection) => command.query_async(connection).await,
            Self::Cluster(connection) => command.query_async(connection).await,
        }
    }
}

/// With the settings of a server that is not in a cluster.
pub(super) fn tuned(info: ConnectionInfo) -> ConnectionInfo {
    info.set_tcp_settings(TcpSettings::default().set_nodelay(true))
}

/// A cluster by some of its nodes.
pub(super) fn tuned_cluster(nodes: &[ConnectionInfo]) -> Result<ClusterClient, RedisError> {
    let nodes = nodes
        .iter()
        .cloned()
        .map(IntoConnectionInfo::into_connection_info);
    ClusterClientBuilder::new(nodes.collect::<Result<Vec<_>, _>>()?)
        .tcp_settings(TcpSettings::default().set_nodelay(true))
        .connection_timeout(CONNECTING)
        .response_timeout(ANSWERING)
        .retries(3)
        .build()
}

fn config() -> AsyncConnectionConfig {
    AsyncConnectionConfig::new()
        .set_connection_timeout(Some(CONNECTING))
        .set_response_timeout(Some(ANSWERING))
}

/// The driver takes what does the cryptography of TLS from the process, and panics where there is none to take, or more
/// than one.
fn ready_for_tls(client: &Client) {
    let secure = matches!(
        client.get_connection_info().addr(),
        ConnectionAddr::TcpTls { .. }
    );
    if secure && rustls::crypto::CryptoProvider::get_default().is_none() {
        // Who else has been first is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self.topology {
            Topology::Server(_) => "Server",
            Topology::Cluster { .. } => "Cluster",
        })
    }
}

/// How long a server may take until it is connected.
const CONNECTING: Duration = Duration::from_millis(1_500);
/// How long it may take to answer.
const ANSWERING: Duration = Duration::from_millis(2_500);
