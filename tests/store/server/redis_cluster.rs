//! A cluster of three Redis servers.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use crate::folder::Folder;
use crate::process::{Process, output};
use crate::server::redis::{CLIENTS, PASSWORD, cli, node};
use crate::server::{Server, Unavailable, number, program};
use crate::trial::until;

/// Three masters, each with a third of the keys.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Process>,
    folder: Arc<Folder>,
    client: PathBuf,
}

impl RedisCluster {
    /// The nodes, to be stopped and started again.
    pub fn nodes(&self) -> &[Process] {
        &self.nodes
    }

    /// Starts every node that is not running, and waits until each of them has heard of all.
    pub fn start(&self) {
        self.nodes.iter().for_each(Process::start);
        self.wait_until_it_is_whole();
    }

    fn wait_until_it_is_whole(&self) {
        for node in 0..self.nodes.len() {
            until("the cluster is whole", || {
                let said = self.command(node, &["CLUSTER", "INFO"]);
                said.contains("cluster_state:ok")
            });
        }
    }

    /// The URLs of the nodes. All tests share what is there, each under [a prefix of its own](Self::prefix).
    pub fn urls(&self) -> Vec<String> {
        self.nodes
            .iter()
            .map(|node| format!("redis://:{PASSWORD}@127.0.0.1:{}/", node.port()))
            .collect()
    }

    /// What `redis-cli` prints of a command on one of the nodes.
    pub fn command(&self, node: usize, words: &[&str]) -> String {
        let mut command = self.folder.command(&self.client);
        command.args(cli(self.nodes[node].port())).args(words);
        output(&mut command).unwrap_or_else(|error| panic!("{error}"))
    }

    /// What no other key begins with.
    pub fn prefix(&self) -> String {
        format!("test_{}:", number())
    }
}

impl Server for RedisCluster {
    const NAME: &'static str = "Redis";

    fn launch() -> Result<Self, Unavailable> {
        let client = program(&CLIENTS, Self::NAME)?;
        let folder: Arc<Folder> = Folder::new("redis-cluster")?;
        let nodes = ["one", "two", "three"]
            .into_iter()
            .map(|name| {
                let process = node(&folder, name, &OPTIONS)?;
                process.try_start()?;
                Ok(process)
            })
            .collect::<Result<Vec<_>, Unavailable>>()?;
        output(
            folder
                .command(&client)
                .args(["-a", PASSWORD, "--no-auth-warning"])
                .args(["--cluster", "create"])
                .args(
                    nodes
                        .iter()
                        .map(|node| format!("127.0.0.1:{}", node.port())),
                )
                .arg("--cluster-yes"),
        )?;
        let cluster = Self {
            nodes,
            folder,
            client,
        };
        cluster.wait_until_it_is_whole();
        Ok(cluster)
    }

    fn place() -> &'static OnceLock<Result<Self, Unavailable>> {
        static PLACE: OnceLock<Result<RedisCluster, Unavailable>> = OnceLock::new();
        &PLACE
    }
}

const OPTIONS: [&str; 8] = [
    "--cluster-enabled",
    "yes",
    "--cluster-node-timeout",
    "5000",
    "--requirepass",
    PASSWORD,
    "--masterauth",
    PASSWORD,
];
