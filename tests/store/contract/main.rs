//! Every back end through the contract, each on the server that it is for.

use std::process::ExitCode;
use std::sync::Arc;

use auth::store::{Memory, MySql, Postgres, Redis, Separate, Sqlite};
use auth::testing::contract::{self, promises};
use auth_store_tests::{self as servers, run, trial};

fn main() -> ExitCode {
    let mut trials = Vec::new();

    /// A test for each promise, on a store where nothing is.
    macro_rules! back_end {
        ($name:literal, |$server:ident: $Server:ty| $store:expr) => {
            promises!(users => each, ($name, $server, $Server, $store));
            promises!(accounts => each, ($name, $server, $Server, $store));
            promises!(sessions => each, ($name, $server, $Server, $store));
            promises!(passkeys => each, ($name, $server, $Server, $store));
            promises!(ended_sessions => each, ($name, $server, $Server, $store));
            promises!(verification_tokens => each, ($name, $server, $Server, $store));
        };
    }

    macro_rules! each {
        (($name:literal, $server:ident, $Server:ty, $store:expr) $group:ident: $($promise:ident,)*) => {
            $(trials.push(trial(
                concat!($name, "::", stringify!($group), "::", stringify!($promise)),
                async |$server: &'static $Server| {
                    contract::$group::$promise(&Arc::new($store)).await;
                },
            ));)*
        };
    }

    back_end!("sqlite", |files: servers::Files| {
        Sqlite::open(files.file()).unwrap()
    });
    back_end!("postgresql", |server: servers::Postgresql| {
        Postgres::connect(&server.database()).unwrap()
    });
    back_end!("mariadb", |server: servers::Mariadb| {
        MySql::connect(&server.database()).unwrap()
    });
    back_end!("redis", |server: servers::Redis| {
        let redis = Redis::connect(&server.url()).unwrap();
        Separate::new(Memory::new(), redis.prefix(&server.prefix()))
    });
    back_end!("redis_cluster", |cluster: servers::RedisCluster| {
        let redis = Redis::cluster(cluster.urls()).unwrap();
        Separate::new(Memory::new(), redis.prefix(&cluster.prefix()))
    });

    // What Redis keeps by itself.
    promises!(verification_tokens => each, ("redis_alone", server, servers::Redis, {
        Redis::connect(&server.url()).unwrap().prefix(&server.prefix())
    }));
    promises!(verification_tokens => each, ("redis_cluster_alone", cluster, servers::RedisCluster, {
        Redis::cluster(cluster.urls()).unwrap().prefix(&cluster.prefix())
    }));

    run(trials)
}
