//! Sealed sessions that have been ended, as rows.

use crate::store::sql::connection::unreadable;
use crate::store::sql::statement::{Statement, delete_expired};
use crate::store::sql::{Columns, Database, Dialect, Value};
use crate::store::{Creation, EndedSession, SessionEpoch, Standing, Update, UserEpoch};

impl<D: Dialect> Database<D> {
    pub(in crate::store) async fn standing(
        &self,
        user_id: &str,
        session_id: &str,
    ) -> Result<Standing, sqlx::Error> {
        let values = [Value::Key(user_id), Value::Key(session_id)];
        let standing = self
            .row(&STANDING, &values, |row| {
                let epoch = row.bytes(0)?.map(|bytes| {
                    bytes
                        .try_into()
                        .map(SessionEpoch::from_bytes)
                        .map_err(|_| unreadable("`epoch` has not 16 bytes"))
                });
                Ok(Standing {
                    epoch: epoch.transpose()?,
                    ended: row.number(1)? > 0,
                })
            })
            .await?;
        // Nothing can be there of what cannot be written.
        Ok(standing.unwrap_or(Standing {
            epoch: None,
            ended: false,
        }))
    }

    pub(in crate::store) async fn create_ended(
        &self,
        session: &EndedSession<'_>,
    ) -> Result<Creation, sqlx::Error> {
        let values = [
            Value::Key(session.id),
            Value::Key(session.user_id),
            Value::number(session.expires_at),
        ];
        self.create(&CREATE_ENDED, &values).await
    }

    pub(in crate::store) async fn create_epoch(
        &self,
        epoch: &UserEpoch<'_>,
    ) -> Result<Creation, sqlx::Error> {
        let bytes = epoch.epoch.to_bytes();
        self.create(&CREATE_EPOCH, &of_epoch(epoch, &bytes)).await
    }

    pub(in crate::store) async fn update_epoch(
        &self,
        epoch: &UserEpoch<'_>,
    ) -> Result<Update, sqlx::Error> {
        let bytes = epoch.epoch.to_bytes();
        self.update(&UPDATE_EPOCH, &of_epoch(epoch, &bytes)).await
    }

    pub(in crate::store) async fn delete_expired(
        &self,
        now: u64,
        at_most: usize,
    ) -> Result<usize, sqlx::Error> {
        let values = [Value::number(now), Value::number(at_most)];
        let ended = self.delete_all(&DELETE_EXPIRED_ENDED, &values).await?;
        let room = at_most.saturating_sub(ended);
        if room == 0 {
            return Ok(ended);
        }
        let values = [Value::number(now), Value::number(room)];
        let epochs = self.delete_all(&DELETE_EXPIRED_EPOCHS, &values).await?;
        Ok(ended + epochs)
    }
}

fn of_epoch<'a>(epoch: &UserEpoch<'a>, bytes: &'a [u8]) -> [Value<'a>; 3] {
    [
        Value::Bytes(bytes),
        Value::number(epoch.expires_at),
        Value::Key(epoch.user_id),
    ]
}

static STANDING: Statement = Statement::new(
    "SELECT (SELECT epoch FROM auth_session_epochs WHERE user_id = $1), \
     (SELECT COUNT(*) FROM auth_ended_sessions WHERE id = $2)",
);

/// What makes PostgreSQL tell the listeners whose sessions have been ended, in the same transaction. A notification has
/// fewer than 8,000 bytes; an empty one says that something has been missed.
macro_rules! notifying {
    ($statement:expr) => {
        concat!(
            "WITH changed AS (",
            $statement,
            " RETURNING user_id) SELECT pg_notify('auth_sessions_ended', \
             CASE WHEN octet_length(user_id) < 8000 THEN user_id ELSE '' END) FROM changed"
        )
    };
}

macro_rules! create_ended {
    () => {
        "INSERT INTO auth_ended_sessions (id, user_id, expires_at) VALUES ($1, $2, $3)"
    };
}

macro_rules! create_epoch {
    () => {
        "INSERT INTO auth_session_epochs (epoch, expires_at, user_id) VALUES ($1, $2, $3)"
    };
}

macro_rules! update_epoch {
    () => {
        "UPDATE auth_session_epochs SET epoch = $1, expires_at = $2 WHERE user_id = $3"
    };
}

static CREATE_ENDED: Statement = Statement::each(
    create_ended!(),
    notifying!(create_ended!()),
    create_ended!(),
);

static CREATE_EPOCH: Statement = Statement::each(
    create_epoch!(),
    notifying!(create_epoch!()),
    create_epoch!(),
);

static UPDATE_EPOCH: Statement = Statement::each(
    update_epoch!(),
    notifying!(update_epoch!()),
    update_epoch!(),
);

static DELETE_EXPIRED_ENDED: Statement = delete_expired!("auth_ended_sessions");
static DELETE_EXPIRED_EPOCHS: Statement = delete_expired!("auth_session_epochs");
