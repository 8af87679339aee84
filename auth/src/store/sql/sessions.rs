//! Sessions, as rows.

use crate::store::sql::connection::unreadable;
use crate::store::sql::database::{Row, each};
use crate::store::sql::statement::{Statement, delete_expired};
use crate::store::sql::users::{self, user, user_columns};
use crate::store::sql::{Columns, Database, Dialect, Value};
use crate::store::{
    FoundSession, OwnedCreation, SessionChange, SessionRecord, SessionsOf, TokenHash, Update,
};

impl<D: Dialect> Database<D> {
    pub(in crate::store) async fn find_session(
        &self,
        hash: &TokenHash,
    ) -> Result<Option<FoundSession>, sqlx::Error> {
        self.row(&FIND, &[Value::Bytes(hash.as_bytes())], |row| {
            let after_user = users::COLUMNS;
            Ok(FoundSession {
                user: user::<Row<D>>(row, 0)?,
                provider: row.key(after_user)?,
                signed_in_at: row.time(after_user + 1)?,
                authenticated_at: row.maybe_time(after_user + 5)?,
                begun_elsewhere: false,
                seen_at: row.time(after_user + 2)?,
                expires_at: row.time(after_user + 3)?,
                data: row.text(after_user + 4)?,
            })
        })
        .await
    }

    pub(in crate::store) async fn create_session(
        &self,
        session: &SessionRecord,
    ) -> Result<OwnedCreation, sqlx::Error> {
        let values = [
            Value::Bytes(session.hash.as_bytes()),
            Value::text(&session.provider),
            Value::Key(&session.issuer),
            Value::Key(&session.subject),
            Value::MaybeKey(session.provider_session.as_deref()),
            Value::number(session.signed_in_at),
            Value::maybe_number(session.authenticated_at),
            Value::number(session.seen_at),
            Value::number(session.expires_at),
            Value::Text(session.device.as_deref()),
            Value::Text(session.address.as_deref()),
            Value::Text(session.data.as_deref()),
            Value::Text(session.id_token.as_deref()),
            Value::Key(&session.user_id),
        ];
        self.create_owned(&CREATE, &values).await
    }

    pub(in crate::store) async fn update_session(
        &self,
        hash: &TokenHash,
        change: &SessionChange,
    ) -> Result<Update, sqlx::Error> {
        let values = [
            Value::number(change.seen_at),
            Value::number(change.expires_at),
            Value::Text(change.data.as_deref()),
            Value::Bytes(hash.as_bytes()),
        ];
        self.update(&UPDATE, &values).await
    }

    pub(in crate::store) async fn delete_session(
        &self,
        hash: &TokenHash,
    ) -> Result<bool, sqlx::Error> {
        self.delete(&DELETE, &[Value::Bytes(hash.as_bytes())]).await
    }

    pub(in crate::store) async fn delete_sessions(
        &self,
        which: SessionsOf<'_>,
    ) -> Result<usize, sqlx::Error> {
        match which {
            SessionsOf::User { id, except: None } => {
                self.delete_all(&DELETE_OF_USER, &[Value::Key(id)]).await
            }
            SessionsOf::User {
                id,
                except: Some(hash),
            } => {
                let values = [Value::Key(id), Value::Bytes(hash.as_bytes())];
                self.delete_all(&DELETE_OTHERS_OF_USER, &values).await
            }
            SessionsOf::Account { issuer, subject } => {
                let values = [Value::Key(issuer), Value::Key(subject)];
                self.delete_all(&DELETE_OF_ACCOUNT, &values).await
            }
            SessionsOf::ProviderSession { issuer, id } => {
                let values = [Value::Key(issuer), Value::Key(id)];
                self.delete_all(&DELETE_OF_PROVIDER_SESSION, &values).await
            }
        }
    }

    pub(in crate::store) async fn sessions_of(
        &self,
        user_id: &str,
    ) -> Result<Vec<SessionRecord>, sqlx::Error> {
        let rows = self.rows(&OF_USER, &[Value::Key(user_id)]).await?;
        each(&rows, session)
    }

    pub(in crate::store) async fn delete_expired_sessions(
        &self,
        now: u64,
        at_most: usize,
    ) -> Result<usize, sqlx::Error> {
        let values = [Value::number(now), Value::number(at_most)];
        self.delete_all(&DELETE_EXPIRED, &values).await
    }
}

fn session<R: Columns>(row: &R) -> Result<SessionRecord, sqlx::Error> {
    let hash = row.bytes(0)?.as_deref().and_then(TokenHash::from_slice);
    Ok(SessionRecord {
        hash: hash.ok_or_else(|| unreadable("`hash` has not 32 bytes"))?,
        user_id: row.key(1)?,
        provider: row.key(2)?,
        issuer: row.key(3)?,
        subject: row.key(4)?,
        provider_session: row.text(5)?,
        signed_in_at: row.time(6)?,
        authenticated_at: row.maybe_time(7)?,
        seen_at: row.time(8)?,
        expires_at: row.time(9)?,
        device: row.text(10)?,
        address: row.text(11)?,
        data: row.text(12)?,
        id_token: row.text(13)?,
    })
}

static FIND: Statement = Statement::new(concat!(
    "SELECT ",
    user_columns!(),
    ", s.provider, s.signed_in_at, s.seen_at, s.expires_at, s.data, s.authenticated_at \
     FROM auth_sessions s JOIN auth_users u ON u.id = s.user_id WHERE s.hash = $1"
));

static CREATE: Statement = Statement::new(
    "INSERT INTO auth_sessions (hash, provider, issuer, subject, provider_session, signed_in_at, \
     authenticated_at, seen_at, expires_at, device, address, data, id_token, user_id) \
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, u.id \
     FROM auth_users u WHERE u.id = $14 AND NOT u.disabled {share}",
);

static UPDATE: Statement = Statement::new(
    "UPDATE auth_sessions SET seen_at = $1, expires_at = $2, data = COALESCE($3, data) \
     WHERE hash = $4",
);

static DELETE: Statement = Statement::new("DELETE FROM auth_sessions WHERE hash = $1");

static DELETE_OF_USER: Statement = Statement::new("DELETE FROM auth_sessions WHERE user_id = $1");

static DELETE_OTHERS_OF_USER: Statement =
    Statement::new("DELETE FROM auth_sessions WHERE user_id = $1 AND hash <> $2");

static DELETE_OF_ACCOUNT: Statement =
    Statement::new("DELETE FROM auth_sessions WHERE issuer = $1 AND subject = $2");

static DELETE_OF_PROVIDER_SESSION: Statement =
    Statement::new("DELETE FROM auth_sessions WHERE issuer = $1 AND provider_session = $2");

static OF_USER: Statement = Statement::new(
    "SELECT hash, user_id, provider, issuer, subject, provider_session, signed_in_at, \
     authenticated_at, seen_at, expires_at, device, address, data, id_token FROM auth_sessions \
     WHERE user_id = $1 ORDER BY seen_at DESC, signed_in_at DESC",
);

static DELETE_EXPIRED: Statement = delete_expired!("auth_sessions");
