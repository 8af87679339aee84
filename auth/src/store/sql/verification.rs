//! What links are recognised by, as rows.

use crate::store::sql::database::each;
use crate::store::sql::statement::{Statement, delete_expired};
use crate::store::sql::{Columns, Database, Dialect, Value};
use crate::store::{Creation, TakenToken, VerificationToken};

impl<D: Dialect> Database<D> {
    pub(in crate::store) async fn create_token(
        &self,
        token: &VerificationToken<'_>,
    ) -> Result<Creation, sqlx::Error> {
        let values = [
            Value::Key(token.identifier),
            Value::Key(token.token),
            Value::number(token.expires_at),
        ];
        self.create(&CREATE, &values).await
    }

    /// Where `DELETE` cannot say what it has deleted it is told what it has to delete: of many that have read the same,
    /// one deletes it.
    pub(in crate::store) async fn take_token(
        &self,
        identifier: &str,
        token: &str,
    ) -> Result<Option<TakenToken>, sqlx::Error> {
        let [identifier, token] = [Value::Key(identifier), Value::Key(token)];
        let rows = if D::RETURNING {
            self.change_and_read(&TAKE, &[identifier, token]).await?
        } else {
            self.rows(&FIND, &[identifier, token]).await?
        };
        let Some(expires_at) = each(&rows, |row| row.time(0))?.first().copied() else {
            return Ok(None);
        };
        if !D::RETURNING {
            let values = [identifier, token, Value::number(expires_at)];
            if !self.delete(&DELETE, &values).await? {
                return Ok(None);
            }
        }
        Ok(Some(TakenToken { expires_at }))
    }

    pub(in crate::store) async fn delete_expired_tokens(
        &self,
        now: u64,
        at_most: usize,
    ) -> Result<usize, sqlx::Error> {
        let values = [Value::number(now), Value::number(at_most)];
        self.delete_all(&DELETE_EXPIRED, &values).await
    }
}

static CREATE: Statement = Statement::new(
    "INSERT INTO auth_verification_tokens (identifier, token, expires_at) VALUES ($1, $2, $3)",
);

static TAKE: Statement = Statement::new(
    "DELETE FROM auth_verification_tokens WHERE identifier = $1 AND token = $2 \
     RETURNING expires_at",
);

static FIND: Statement = Statement::new(
    "SELECT expires_at FROM auth_verification_tokens WHERE identifier = $1 AND token = $2",
);

static DELETE: Statement = Statement::new(
    "DELETE FROM auth_verification_tokens \
     WHERE identifier = $1 AND token = $2 AND expires_at = $3",
);

static DELETE_EXPIRED: Statement = delete_expired!("auth_verification_tokens");
