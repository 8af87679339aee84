//! The tables, and how they come to be as this version needs them.

use crate::store::sql::{Columns, Connection, Dialect, Fault};

/// Takes the steps that have not been taken, and notes each. The caller holds a lock that lets one process do it.
///
/// A database that has been taken further by a later version is left as it is.
pub(in crate::store) async fn apply<D: Dialect>(
    connection: &mut D::Connection,
) -> Result<(), sqlx::Error> {
    connection.batch(JOURNAL).await?;
    let taken = taken::<D>(connection).await?;
    for (number, step) in steps::<D>().filter(|(number, _)| *number > taken) {
        connection.batch(step).await?;
        connection.batch(&noted(number)).await?;
    }
    Ok(())
}

/// Whether all steps have been taken: what most processes find, without a lock and without the right to make tables.
pub(in crate::store) async fn is_applied<D: Dialect>(
    connection: &mut D::Connection,
) -> Result<bool, sqlx::Error> {
    match taken::<D>(connection).await {
        Ok(taken) => Ok(steps::<D>().all(|(number, _)| number <= taken)),
        Err(error) if Fault::of(&error) == Fault::TableAbsent => Ok(false),
        Err(error) => Err(error),
    }
}

/// All steps, to be taken by hand.
pub(in crate::store) fn schema<D: Dialect>() -> String {
    let steps = steps::<D>().map(|(number, step)| [step.trim(), "\n\n", &noted(number)].concat());
    let parts: Vec<_> = std::iter::once(JOURNAL.to_owned()).chain(steps).collect();
    parts.join("\n\n") + "\n"
}

/// The number of the last step that has been taken.
async fn taken<D: Dialect>(connection: &mut D::Connection) -> Result<i64, sqlx::Error> {
    let text = "SELECT COALESCE(MAX(version), 0) FROM auth_schema";
    let rows = connection.rows(text, &[]).await?;
    rows.first().map_or(Ok(0), |row| row.number(0))
}

fn steps<D: Dialect>() -> impl Iterator<Item = (i64, &'static str)> {
    (1..).zip(D::MIGRATIONS.iter().copied())
}

/// Notes that a step has been taken.
fn noted(number: i64) -> String {
    format!("INSERT INTO auth_schema (version) VALUES ({number});")
}

const JOURNAL: &str =
    "CREATE TABLE IF NOT EXISTS auth_schema (version BIGINT NOT NULL PRIMARY KEY);";
