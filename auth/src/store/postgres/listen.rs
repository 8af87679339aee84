//! Hearing from PostgreSQL whose sessions have been ended (`LISTEN`).

use std::sync::Arc;
use std::time::Duration;

use sqlx::Executor;
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgListener;

use crate::store::EndingListener;
use crate::store::postgres::dialect::Postgres;
use crate::store::sql::Database;

/// Listens for as long as it is awaited, and connects anew whenever the connection is lost.
pub(super) async fn listen(database: Database<Postgres>, listener: Arc<dyn EndingListener>) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        let listened = hear(&database, &*listener, &mut pause).await;
        if let Err(error) = listened {
            tracing::warn!(%error, "PostgreSQL cannot be heard");
        }
        // What is ended from now on is not heard, and what is known of sessions is known for a few seconds only.
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Until the connection is lost.
async fn hear(
    database: &Database<Postgres>,
    listener: &dyn EndingListener,
    pause: &mut Duration,
) -> Result<(), sqlx::Error> {
    let options = database.connect_options()?;
    // One of its own: it is never given back.
    let pool = PoolOptions::new()
        .max_connections(1)
        .acquire_timeout(LONGEST_PAUSE)
        .max_lifetime(None)
        .idle_timeout(None)
        .connect_lazy_with(options);
    let mut connection = PgListener::connect_with(&pool).await?;
    connection.listen(CHANNEL).await?;
    *pause = SHORTEST_PAUSE;
    listener.missed();
    loop {
        let Ok(heard) = tokio::time::timeout(SILENCE, connection.try_recv()).await else {
            // A server that has vanished says nothing, for ever.
            let asked = tokio::time::timeout(LONGEST_PAUSE, (&mut connection).execute(ALIVE));
            asked.await.map_err(|_| sqlx::Error::PoolTimedOut)??;
            continue;
        };
        match heard? {
            Some(notification) if notification.payload().is_empty() => listener.missed(),
            Some(notification) => listener.ended(notification.payload()),
            None => return Ok(()),
        }
    }
}

/// As in `notifying!` of the statements.
const CHANNEL: &str = "auth_sessions_ended";
const ALIVE: &str = "SELECT 1";
/// How long nothing is heard before it is asked whether there is still somebody to hear.
const SILENCE: Duration = Duration::from_secs(5);
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
