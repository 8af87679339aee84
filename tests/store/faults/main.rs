//! An application whose store fails: nobody comes in who should not, and nothing is lost that was acknowledged.

#![allow(missing_docs, reason = "what `auth!` makes here is used only here")]

mod auth;
mod busy;
mod file;
mod journal;
mod killed;
mod outage;
mod place;
mod secrets;
mod several;
mod world;

use std::process::ExitCode;

use auth_store_tests::{Mariadb, Postgresql, Redis, run};
use libtest_mimic::Trial;

use crate::place::Place;

fn main() -> ExitCode {
    if let Some(status) = killed::working() {
        return status;
    }
    let mut trials = killed::trials_of_the_application();
    trials.extend(file::trials());
    trials.extend(several::trials_of_each());
    trials.extend(secrets::trials());
    trials.extend(of::<Postgresql>());
    trials.extend(of::<Mariadb>());
    trials.extend(of::<Redis>());
    run(trials)
}

fn of<P: Place>() -> Vec<Trial> {
    let mut trials = outage::trials::<P>();
    trials.extend(several::trials::<P>());
    trials.extend(killed::trials::<P>());
    trials
}
