//! Everything in SQLite, PostgreSQL and MariaDB: the contract, and what these back ends promise beyond it.

mod connections;
mod listening;
mod migrations;
mod notation;
mod world;

use std::process::ExitCode;
use std::sync::Arc;

use auth::testing::contract::{self, promises};
use auth_store_tests::{Mariadb, Postgresql, run, trial};
use libtest_mimic::Trial;

use crate::world::{Files, Place};

fn main() -> ExitCode {
    let mut trials = Vec::new();
    of::<Files>("sqlite", &mut trials);
    of::<Postgresql>("postgresql", &mut trials);
    of::<Mariadb>("mariadb", &mut trials);
    trials.extend(connections::of_servers());
    trials.extend(listening::trials());
    trials.extend(notation::trials());
    run(trials)
}

fn of<P: Place>(place: &'static str, trials: &mut Vec<Trial>) {
    macro_rules! promised {
        ($group:ident: $($promise:ident,)*) => {
            $(trials.push(trial(
                format!(concat!("{}::", stringify!($group), "::", stringify!($promise)), place),
                async |server: &P| {
                    let (store, _) = server.empty();
                    contract::$group::$promise(&Arc::new(store)).await;
                },
            ));)*
        };
    }
    promises!(users => promised);
    promises!(accounts => promised);
    promises!(sessions => promised);
    promises!(passkeys => promised);
    promises!(ended_sessions => promised);
    promises!(verification_tokens => promised);
    trials.extend(migrations::trials::<P>(place));
    trials.extend(connections::trials::<P>(place));
}
