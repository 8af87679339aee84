//! Sessions, in the tables of Auth.js: the token stands in theirs, and what they have no place for beside it.

use sqlx::Row;
use sqlx::postgres::PgRow;

use super::users::COLUMNS;
use super::{AuthJs, answered, corrupt, number, seconds, users};
use crate::outbound::BoxFuture;
use crate::store::{
    FoundSession, OwnedCreation, SessionChange, SessionRecord, SessionToken, Sessions, SessionsOf,
    StoreError, TokenHash, Update,
};

impl AuthJs {
    async fn session(
        &self,
        statement: &str,
        key: SessionKey<'_>,
    ) -> Result<Option<FoundSession>, sqlx::Error> {
        self.prepared().await?;
        let statement = self.sql(statement);
        let query = sqlx::query(&statement);
        let query = match key {
            SessionKey::Token(token) => query.bind(token),
            SessionKey::Hash(hash) => query.bind(&hash.as_bytes()[..]),
        };
        let row = query.fetch_optional(&self.pool).await?;
        row.as_ref().map(found).transpose()
    }

    async fn insert(
        &self,
        token: &str,
        session: &SessionRecord,
    ) -> Result<OwnedCreation, sqlx::Error> {
        let mut transaction = self.begin().await?;
        let user = sqlx::query(&self.sql(ADMITTED))
            .bind(&session.user_id)
            .fetch_optional(&mut *transaction)
            .await?;
        if user.is_none() {
            return Ok(OwnedCreation::UserAbsent);
        }
        super::lock(&mut transaction, "session", &session.hash.to_string()).await?;
        let there = sqlx::query(&self.sql(THERE))
            .bind(token)
            .fetch_optional(&mut *transaction)
            .await?;
        if there.is_some() {
            return Ok(OwnedCreation::Exists);
        }
        sqlx::query(&self.sql(CREATE))
            .bind(&session.user_id)
            .bind(token)
            .bind(number(session.expires_at))
            .execute(&mut *transaction)
            .await?;
        sqlx::query(&self.sql(CREATE_EXTRA))
            .bind(token)
            .bind(&session.provider)
            .bind(&session.issuer)
            .bind(&session.subject)
            .bind(&session.provider_session)
            .bind(number(session.signed_in_at))
            .bind(session.authenticated_at.map(number))
            .bind(number(session.seen_at))
            .bind(&session.device)
            .bind(&session.address)
            .bind(&session.data)
            .bind(&session.id_token)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(OwnedCreation::Created)
    }

    async fn change(
        &self,
        hash: &TokenHash,
        change: &SessionChange,
    ) -> Result<Update, sqlx::Error> {
        let mut transaction = self.begin().await?;
        let changed = sqlx::query(&self.sql(UPDATE))
            .bind(&hash.as_bytes()[..])
            .bind(number(change.expires_at))
            .execute(&mut *transaction)
            .await?;
        if changed.rows_affected() == 0 {
            return Ok(Update::Absent);
        }
        // Their row is locked by that: nobody else finds or makes what is beside it.
        for statement in [UPDATE_EXTRA, CREATE_MISSING_EXTRA] {
            let changed = sqlx::query(&self.sql(statement))
                .bind(&hash.as_bytes()[..])
                .bind(number(change.seen_at))
                .bind(&change.data)
                .execute(&mut *transaction)
                .await?;
            if changed.rows_affected() > 0 {
                break;
            }
        }
        transaction.commit().await?;
        Ok(Update::Updated)
    }

    async fn end(&self, which: SessionsOf<'_>) -> Result<usize, sqlx::Error> {
        self.prepared().await?;
        let nothing: &[u8] = &[];
        let ended = match which {
            SessionsOf::User { id, except } => {
                let except = except.map_or(nothing, |hash| &hash.as_bytes()[..]);
                sqlx::query(&self.sql(DELETE_OF_USER))
                    .bind(id)
                    .bind(except)
                    .execute(&self.pool)
                    .await?
            }
            SessionsOf::Account { issuer, subject } => {
                sqlx::query(&self.sql(DELETE_OF_ACCOUNT))
                    .bind(issuer)
                    .bind(subject)
                    .bind(self.provider_of(issuer)?)
                    .execute(&self.pool)
                    .await?
            }
            SessionsOf::ProviderSession { issuer, id } => {
                sqlx::query(&self.sql(DELETE_OF_PROVIDER_SESSION))
                    .bind(issuer)
                    .bind(id)
                    .execute(&self.pool)
                    .await?
            }
        };
        Ok(usize::try_from(ended.rows_affected()).unwrap_or(usize::MAX))
    }

    async fn of_user(&self, user_id: &str) -> Result<Vec<SessionRecord>, sqlx::Error> {
        self.prepared().await?;
        let rows = sqlx::query(&self.sql(OF_USER))
            .bind(user_id)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| listed(row, user_id)).collect()
    }
}

/// What a session is found by.
#[derive(Clone, Copy)]
enum SessionKey<'a> {
    Token(&'a str),
    Hash(&'a TokenHash),
}

/// When a session that Auth.js began was begun is not known: not before it was last prolonged there, as far as that can be told.
fn found(row: &PgRow) -> Result<FoundSession, sqlx::Error> {
    let expires_at: i64 = row.try_get(COLUMNS)?;
    let signed_in_at: Option<i64> = row.try_get(COLUMNS + 1)?;
    let seen_at: Option<i64> = row.try_get(COLUMNS + 2)?;
    let provider: Option<String> = row.try_get(COLUMNS + 3)?;
    let begun = signed_in_at
        .or(seen_at)
        .unwrap_or(expires_at - THEIR_MAX_AGE);
    Ok(FoundSession {
        user: users::user(row)?,
        provider: provider.unwrap_or_default(),
        signed_in_at: seconds(begun),
        authenticated_at: row.try_get::<Option<i64>, _>(COLUMNS + 5)?.map(seconds),
        begun_elsewhere: signed_in_at.is_none(),
        seen_at: seconds(seen_at.unwrap_or(begun)),
        expires_at: seconds(expires_at),
        data: row.try_get(COLUMNS + 4)?,
    })
}

fn listed(row: &PgRow, user_id: &str) -> Result<SessionRecord, sqlx::Error> {
    let hash: Vec<u8> = row.try_get(0)?;
    let text = |place: usize| row.try_get::<Option<String>, _>(place);
    let expires_at: i64 = row.try_get(1)?;
    let signed_in_at: Option<i64> = row.try_get(2)?;
    let seen_at: Option<i64> = row.try_get(3)?;
    let begun = signed_in_at
        .or(seen_at)
        .unwrap_or(expires_at - THEIR_MAX_AGE);
    Ok(SessionRecord {
        hash: TokenHash::from_slice(&hash).ok_or_else(|| corrupt("a hash has not 32 bytes"))?,
        user_id: user_id.to_owned(),
        provider: text(4)?.unwrap_or_default(),
        issuer: text(5)?.unwrap_or_default(),
        subject: text(6)?.unwrap_or_default(),
        provider_session: text(7)?,
        signed_in_at: seconds(begun),
        authenticated_at: row.try_get::<Option<i64>, _>(12)?.map(seconds),
        seen_at: seconds(seen_at.unwrap_or(begun)),
        expires_at: seconds(expires_at),
        device: text(8)?,
        address: text(9)?,
        data: text(10)?,
        id_token: text(11)?,
    })
}

impl Sessions for AuthJs {
    fn find_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>> {
        Box::pin(async {
            let found = self.session(FIND_BY_HASH, SessionKey::Hash(hash));
            answered(found.await)
        })
    }

    fn find_session_by_token<'a>(
        &'a self,
        token: &'a SessionToken<'a>,
    ) -> BoxFuture<'a, Result<Option<FoundSession>, StoreError>> {
        Box::pin(async {
            let found = self.session(FIND, SessionKey::Token(token.expose()));
            answered(found.await)
        })
    }

    /// Auth.js could not find it.
    fn create_session<'a>(
        &'a self,
        session: &'a SessionRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        let _ = session;
        let why = "a session in the tables of Auth.js is made with its token";
        Box::pin(std::future::ready(Err(StoreError::unavailable(why))))
    }

    fn create_session_with_token<'a>(
        &'a self,
        token: &'a SessionToken<'a>,
        session: &'a SessionRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        Box::pin(async { answered(self.insert(token.expose(), session).await) })
    }

    fn update_session<'a>(
        &'a self,
        hash: &'a TokenHash,
        change: &'a SessionChange,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(async { answered(self.change(hash, change).await) })
    }

    fn delete_session<'a>(
        &'a self,
        hash: &'a TokenHash,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async {
            let delete = async {
                self.prepared().await?;
                let deleted = sqlx::query(&self.sql(DELETE))
                    .bind(&hash.as_bytes()[..])
                    .execute(&self.pool)
                    .await?;
                Ok(deleted.rows_affected() > 0)
            };
            answered(delete.await)
        })
    }

    fn delete_sessions<'a>(
        &'a self,
        which: SessionsOf<'a>,
    ) -> BoxFuture<'a, Result<usize, StoreError>> {
        Box::pin(async move { answered(self.end(which).await) })
    }

    fn sessions_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<SessionRecord>, StoreError>> {
        Box::pin(async { answered(self.of_user(user_id).await) })
    }

    fn delete_expired_sessions(
        &self,
        now: u64,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(async move {
            let delete = async {
                self.prepared().await?;
                let deleted = sqlx::query(&self.sql(DELETE_EXPIRED))
                    .bind(number(now))
                    .bind(i64::try_from(at_most).unwrap_or(i64::MAX))
                    .execute(&self.pool)
                    .await?;
                Ok(usize::try_from(deleted.rows_affected()).unwrap_or(usize::MAX))
            };
            answered(delete.await)
        })
    }
}

macro_rules! find {
    ($by:literal) => {
        concat!(
            "SELECT ",
            users::columns!(),
            ", EXTRACT(EPOCH FROM s.expires)::bigint, x.signed_in_at, x.seen_at, x.provider, x.data, \
             x.authenticated_at \
             FROM {sessions} s JOIN {users} u ON u.id = s.\"userId\" \
             LEFT JOIN auth_authjs_users e ON e.user_id = u.id \
             LEFT JOIN auth_authjs_sessions x ON x.session = s.{key} WHERE ",
            $by,
            " LIMIT 1"
        )
    };
}

const FIND: &str = find!("s.\"sessionToken\" = $1");

const FIND_BY_HASH: &str = find!("auth_authjs_hash(s.\"sessionToken\") = $1");

const ADMITTED: &str = "SELECT u.id::text FROM {users} u WHERE u.id = {id1} AND NOT EXISTS \
     (SELECT FROM auth_authjs_users e WHERE e.user_id = u.id AND e.disabled) FOR SHARE OF u";

const THERE: &str = "SELECT s.\"sessionToken\" FROM {sessions} s WHERE s.\"sessionToken\" = $1";

const CREATE: &str = "INSERT INTO {sessions} (\"userId\", \"sessionToken\", expires) \
     VALUES ({id1}, $2, {time3})";

const CREATE_EXTRA: &str = "INSERT INTO auth_authjs_sessions (session, provider, issuer, subject, \
     provider_session, signed_in_at, authenticated_at, seen_at, device, address, data, id_token) \
     SELECT s.{key}, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 FROM {sessions} s \
     WHERE s.\"sessionToken\" = $1";

const UPDATE: &str = "UPDATE {sessions} SET expires = {time2} \
     WHERE auth_authjs_hash(\"sessionToken\") = $1";

const UPDATE_EXTRA: &str = "UPDATE auth_authjs_sessions x SET seen_at = $2, \
     data = COALESCE($3, x.data) FROM {sessions} s \
     WHERE x.session = s.{key} AND auth_authjs_hash(s.\"sessionToken\") = $1";

const CREATE_MISSING_EXTRA: &str = "INSERT INTO auth_authjs_sessions (session, seen_at, data) \
     SELECT s.{key}, $2, $3 FROM {sessions} s WHERE auth_authjs_hash(s.\"sessionToken\") = $1";

const DELETE: &str = "DELETE FROM {sessions} WHERE auth_authjs_hash(\"sessionToken\") = $1";

const DELETE_OF_USER: &str = "DELETE FROM {sessions} WHERE \"userId\" = {id1} \
     AND auth_authjs_hash(\"sessionToken\") <> $2";

// Of those that Auth.js began nobody knows with which account: all of that user end.
const DELETE_OF_ACCOUNT: &str = "DELETE FROM {sessions} s WHERE s.{key} IN \
     (SELECT x.session FROM auth_authjs_sessions x WHERE x.issuer = $1 AND x.subject = $2) \
     OR s.\"userId\" IN (SELECT a.\"userId\" FROM {accounts} a \
         WHERE a.provider = $3 AND a.\"providerAccountId\" = $2) \
     AND NOT EXISTS (SELECT FROM auth_authjs_sessions x \
         WHERE x.session = s.{key} AND x.issuer IS NOT NULL)";

const DELETE_OF_PROVIDER_SESSION: &str = "DELETE FROM {sessions} s WHERE s.{key} IN \
     (SELECT x.session FROM auth_authjs_sessions x WHERE x.issuer = $1 AND x.provider_session = $2)";

const OF_USER: &str = "SELECT auth_authjs_hash(s.\"sessionToken\"), \
     EXTRACT(EPOCH FROM s.expires)::bigint, x.signed_in_at, x.seen_at, x.provider, x.issuer, \
     x.subject, x.provider_session, x.device, x.address, x.data, x.id_token, \
     x.authenticated_at \
     FROM {sessions} s LEFT JOIN auth_authjs_sessions x ON x.session = s.{key} \
     WHERE s.\"userId\" = {id1} ORDER BY x.seen_at DESC NULLS LAST, s.expires DESC";

const DELETE_EXPIRED: &str = "DELETE FROM {sessions} WHERE {key} IN \
     (SELECT s.{key} FROM {sessions} s WHERE s.expires < {time1} LIMIT $2)";

/// How long Auth.js lets a session live that is not used, in seconds.
const THEIR_MAX_AGE: i64 = 30 * 86_400;
