//! Sessions in Redis, on one server and in a cluster: what no other back end has to say for itself.

mod faults;
mod keys;
mod listening;
mod meanwhile;
mod races;
mod world;

use std::process::ExitCode;

use auth_store_tests::{Redis, RedisCluster, run};

fn main() -> ExitCode {
    let mut trials = Vec::new();
    trials.extend(keys::trials::<Redis>("server"));
    trials.extend(keys::trials::<RedisCluster>("cluster"));
    trials.extend(races::trials::<Redis>("server"));
    trials.extend(races::trials::<RedisCluster>("cluster"));
    trials.extend(meanwhile::trials::<Redis>("server"));
    trials.extend(meanwhile::trials::<RedisCluster>("cluster"));
    trials.extend(listening::trials::<Redis>("server"));
    trials.extend(listening::trials::<RedisCluster>("cluster"));
    trials.extend(faults::trials());
    run(trials)
}
