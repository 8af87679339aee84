//! Passkeys, as rows.

use crate::store::sql::connection::unreadable;
use crate::store::sql::database::{Row, each};
use crate::store::sql::statement::Statement;
use crate::store::sql::{Columns, Database, Dialect, Value};
use crate::store::{OwnedCreation, PasskeyRecord, Update};

impl<D: Dialect> Database<D> {
    pub(in crate::store) async fn find_passkey(
        &self,
        credential_id: &[u8],
    ) -> Result<Option<PasskeyRecord>, sqlx::Error> {
        self.row(&FIND, &[Value::Bytes(credential_id)], passkey::<Row<D>>)
            .await
    }

    pub(in crate::store) async fn passkeys_of(
        &self,
        user_id: &str,
    ) -> Result<Vec<PasskeyRecord>, sqlx::Error> {
        let rows = self.rows(&OF_USER, &[Value::Key(user_id)]).await?;
        each(&rows, passkey)
    }

    pub(in crate::store) async fn create_passkey(
        &self,
        passkey: &PasskeyRecord,
    ) -> Result<OwnedCreation, sqlx::Error> {
        let values = [
            Value::Bytes(&passkey.credential_id),
            Value::Bytes(&passkey.public_key),
            Value::number(passkey.counter),
            Value::Flag(passkey.backed_up),
            Value::Text(passkey.transports.as_deref()),
            Value::Text(passkey.name.as_deref()),
            Value::number(passkey.created_at),
            Value::Key(&passkey.user_id),
        ];
        self.create_owned(&CREATE, &values).await
    }

    pub(in crate::store) async fn update_passkey(
        &self,
        credential_id: &[u8],
        from: u32,
        to: u32,
    ) -> Result<Update, sqlx::Error> {
        let values = [
            Value::number(to),
            Value::Bytes(credential_id),
            Value::number(from),
        ];
        self.update(&UPDATE, &values).await
    }

    pub(in crate::store) async fn delete_passkey(
        &self,
        user_id: &str,
        credential_id: &[u8],
    ) -> Result<bool, sqlx::Error> {
        let values = [Value::Key(user_id), Value::Bytes(credential_id)];
        self.delete(&DELETE, &values).await
    }
}

fn passkey<R: Columns>(row: &R) -> Result<PasskeyRecord, sqlx::Error> {
    let bytes = |place| {
        row.bytes(place)?
            .ok_or_else(|| unreadable("bytes are missing"))
    };
    let counter = row.number(3)?.try_into();
    Ok(PasskeyRecord {
        credential_id: bytes(0)?,
        user_id: row.key(1)?,
        public_key: bytes(2)?,
        counter: counter.map_err(|_| unreadable("`counter` is not one of 32 bits"))?,
        backed_up: row.flag(4)?,
        transports: row.text(5)?,
        name: row.text(6)?,
        created_at: row.time(7)?,
    })
}

macro_rules! passkey_columns {
    () => {
        "credential_id, user_id, public_key, counter, backed_up, transports, name, created_at"
    };
}

static FIND: Statement = Statement::new(concat!(
    "SELECT ",
    passkey_columns!(),
    " FROM auth_passkeys WHERE credential_id = $1"
));

static OF_USER: Statement = Statement::new(concat!(
    "SELECT ",
    passkey_columns!(),
    " FROM auth_passkeys WHERE user_id = $1 ORDER BY created_at, credential_id"
));

static CREATE: Statement = Statement::new(
    "INSERT INTO auth_passkeys (credential_id, public_key, counter, backed_up, transports, name, \
     created_at, user_id) \
     SELECT $1, $2, $3, $4, $5, $6, $7, u.id FROM auth_users u WHERE u.id = $8 {share}",
);

static UPDATE: Statement = Statement::new(
    "UPDATE auth_passkeys SET counter = $1 WHERE credential_id = $2 AND counter = $3",
);

static DELETE: Statement =
    Statement::new("DELETE FROM auth_passkeys WHERE user_id = $1 AND credential_id = $2");
