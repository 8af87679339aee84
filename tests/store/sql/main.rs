//! Everything in SQLite, PostgreSQL and MariaDB: what these back ends promise beyond the contract.

mod connections;
mod listening;
mod migrations;
mod notation;
mod races;
mod silence;
mod world;

use std::process::ExitCode;

use auth_store_tests::{Files, Mariadb, Postgresql, run};
use libtest_mimic::Trial;

use crate::world::Place;

fn main() -> ExitCode {
    let mut trials = of::<Files>("sqlite");
    trials.extend(of::<Postgresql>("postgresql"));
    trials.extend(of::<Mariadb>("mariadb"));
    trials.extend(connections::of_servers());
    trials.extend(listening::trials());
    trials.extend(notation::trials());
    trials.extend(races::trials());
    trials.extend(silence::trials());
    run(trials)
}

fn of<P: Place>(place: &str) -> Vec<Trial> {
    let mut trials = migrations::trials::<P>(place);
    trials.extend(connections::trials::<P>(place));
    trials
}
