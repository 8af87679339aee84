//! A cluster of three Redis servers.

use std::sync::{Arc, OnceLock};

use crate::folder::Folder;
use crate::process::{Process, output};
use crate::server::redis::{CLIENTS, PASSWORD, node};
use crate::server::{Server, Unavailable, number, program};
use crate::trial::until;

/// Three masters, each with a third of the keys.
#[derive(Debug)]
pub struct RedisCluster {
    nodes: Vec<Process>,
}

impl RedisCluster {
    /// The nodes, to be stopped and started again.
    pub fn nodes(&self) -> &[Process] {
        &self.nodes
    }

    /// The URLs of the nodes. All tests share what is there, each under [a prefix of its own](Self::prefix).
    pub fn urls(&self) -> Vec<String> {
        self.nodes
            .iter()
            .map(|node| format!("redis://:{PASSWORD}@127.0.0.1:{}/", node.port()))
            .collect()
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
        let with_password = ["-a", PASSWORD, "--no-auth-warning"];
        output(
            folder
                .command(&client)
                .args(with_password)
                .args(["--cluster", "create"])
                .args(
                    nodes
                        .iter()
                        .map(|node| format!("127.0.0.1:{}", node.port())),
                )
                .arg("--cluster-yes"),
        )?;
        // Each of them has to have heard of all.
        for node in &nodes {
            until("the cluster is whole", || {
                let said = output(
                    folder
                        .command(&client)
                        .args(with_password)
                        .args(["-p", &node.port().to_string()])
                        .args(["cluster", "info"]),
                );
                said.is_ok_and(|said| said.contains("cluster_state:ok"))
            });
        }
        Ok(Self { nodes })
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
