//! `DATABASE_URL`: the store of an application that was given none.

use std::error::Error;

use auth_spec::ErrorCode;

use crate::config::{Checked, Said, database_url};
use crate::declaration::{Declaration, EmailSignIn, Kept, SessionStrategy};
use crate::store::StoreError;

/// What the environment names, if the declaration needs a store at all. It is not connected to yet.
pub(super) fn kept<D: Declaration>(said: &Said, checked: &mut Checked) -> Kept {
    if !<D::Sessions as SessionStrategy>::REVOCABLE && !<D::Email as EmailSignIn>::LINKS {
        return Kept::default();
    }
    let url = database_url(said);
    match named_by(url.as_deref()) {
        Ok(kept) => {
            if url.is_none() {
                checked.configuration.notices.push(
                    "DATABASE_URL is not set, so that everything is kept in the file `auth.db` here"
                        .into(),
                );
            }
            kept.needed_by::<D::Sessions, D::Email>()
        }
        Err(Unusable { what, way_out }) => {
            checked
                .problems
                .push(&ErrorCode::STORE_UNUSABLE, what, way_out);
            Kept::default()
        }
    }
}

/// Why what the environment names cannot be used. Neither text repeats the URL, for a password may stand in it.
#[derive(Debug)]
struct Unusable {
    what: String,
    way_out: String,
}

/// The store that a URL names; without one, the file `auth.db`.
fn named_by(url: Option<&str>) -> Result<Kept, Unusable> {
    let url = url.unwrap_or(DEFAULT);
    match url.split_once(':').map(|(scheme, _)| scheme) {
        Some("sqlite") => sqlite(url),
        Some("postgres" | "postgresql") => postgres(url),
        Some("mysql" | "mariadb") => mysql(url),
        _ => Err(Unusable {
            what: "DATABASE_URL names no database that this library knows".into(),
            way_out: "write a URL that begins with `sqlite:`, `postgres:` or `mysql:`, or add `.store(…)` to `Auth::builder()`"
                .into(),
        }),
    }
}

#[cfg(feature = "sqlite")]
fn sqlite(url: &str) -> Result<Kept, Unusable> {
    let opened = crate::store::Sqlite::named_by(url);
    opened
        .map(Kept::all_in_one)
        .map_err(|error| malformed(&error))
}

#[cfg(not(feature = "sqlite"))]
fn sqlite(url: &str) -> Result<Kept, Unusable> {
    let mut unusable = not_built("an SQLite database", "sqlite");
    if url == DEFAULT {
        unusable.what = "DATABASE_URL is not set, and the declaration needs a store".into();
        unusable.way_out = [
            "set it to the URL of a database, or ",
            &unusable.way_out,
            ", which takes the file `auth.db`",
        ]
        .concat();
    }
    Err(unusable)
}

#[cfg(feature = "postgres")]
fn postgres(url: &str) -> Result<Kept, Unusable> {
    let connected = crate::store::Postgres::connect(url);
    connected
        .map(Kept::all_in_one)
        .map_err(|error| malformed(&error))
}

#[cfg(not(feature = "postgres"))]
fn postgres(_: &str) -> Result<Kept, Unusable> {
    Err(not_built("a PostgreSQL database", "postgres"))
}

#[cfg(feature = "mysql")]
fn mysql(url: &str) -> Result<Kept, Unusable> {
    let connected = crate::store::MySql::connect(url);
    connected
        .map(Kept::all_in_one)
        .map_err(|error| malformed(&error))
}

#[cfg(not(feature = "mysql"))]
fn mysql(_: &str) -> Result<Kept, Unusable> {
    Err(not_built("a MySQL or MariaDB database", "mysql"))
}

fn malformed(error: &StoreError) -> Unusable {
    let why = error.source().unwrap_or(error);
    Unusable {
        what: format!("DATABASE_URL cannot be used: {why}"),
        way_out: "write for instance `sqlite:auth.db`, `postgres://user:password@host/name` or `mysql://user:password@host/name`"
            .into(),
    }
}

#[cfg(not(all(feature = "sqlite", feature = "postgres", feature = "mysql")))]
fn not_built(what: &str, feature: &str) -> Unusable {
    Unusable {
        what: format!("DATABASE_URL names {what}, which this build knows nothing of"),
        way_out: format!("enable the feature `{feature}` of `auth` in `Cargo.toml`"),
    }
}

const DEFAULT: &str = "sqlite:auth.db";

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> Unusable {
        let Unusable { what, way_out } = named_by(Some(url)).unwrap_err();
        assert!(!what.contains("canary") && !way_out.contains("canary"));
        Unusable { what, way_out }
    }

    #[test]
    fn a_url_of_no_database_is_refused_without_being_repeated() {
        for url in [
            "canary",
            "redis://:canary@host",
            "\"postgres://user:canary@host/name\"",
            "user:canary@host",
            "//user:canary@host",
            "",
        ] {
            assert!(refused(url).way_out.contains("postgres:"), "{url}");
        }
    }

    #[test]
    fn a_malformed_url_is_refused_without_being_repeated() {
        for url in [
            "postgres://user:canary@host:port/name",
            "postgres://user:canary#x@host/name",
            "postgresql://user:canary@host/name?sslmode=whatever",
            "mysql://user:canary@host:99999/name",
            "mariadb://user:canary@host",
            "sqlite:nowhere/canary/auth.db",
            "sqlite:auth.db?mode=canary",
            "sqlite:",
        ] {
            assert!(!refused(url).what.is_empty(), "{url}");
        }
    }

    #[cfg(all(feature = "sqlite", feature = "postgres", feature = "mysql"))]
    #[test]
    fn every_database_is_named_by_its_scheme_and_none_by_default_is_a_file() {
        for url in [
            "sqlite:auth.db",
            "sqlite://auth.db?mode=rwc",
            "sqlite::memory:",
            "postgres://user:secret@host/name",
            "postgresql:///name?host=/run/postgresql",
            "mysql://user:secret@host/name",
            "mariadb://user:secret@host:3306/name",
        ] {
            assert!(named_by(Some(url)).is_ok(), "{url}");
        }
        assert!(named_by(None).is_ok());
    }

    #[cfg(not(feature = "sqlite"))]
    #[test]
    fn without_a_url_it_is_said_which_feature_to_enable() {
        let Unusable { what, way_out } = named_by(None).unwrap_err();
        assert!(what.contains("is not set"));
        assert!(way_out.contains("`sqlite`"));
    }

    #[cfg(not(feature = "postgres"))]
    #[test]
    fn a_database_that_is_not_built_in_is_refused_with_its_feature() {
        let unusable = refused("postgres://user:canary@host/name");
        assert!(unusable.way_out.contains("`postgres`"));
    }
}
