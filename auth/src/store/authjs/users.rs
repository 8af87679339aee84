//! Users, in the tables of Auth.js.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::{AuthJs, answered, corrupt, lock, lock_account, lock_user, number, seconds};
use crate::account::User;
use crate::outbound::BoxFuture;
use crate::store::{
    AccountRecord, StoreError, UserChange, UserCreation, UserRecord, UserUpdate, Users,
};

/// The columns of a user, for [`user`]; `u` is theirs and `e` ours.
macro_rules! columns {
    () => {
        "u.id::text, u.name, u.email, u.\"emailVerified\" IS NOT NULL, u.image, \
         e.roles, COALESCE(e.disabled, FALSE), COALESCE(e.created_at, 0)"
    };
}

pub(super) use columns;

/// How many columns a user takes.
pub(super) const COLUMNS: usize = 8;

/// A user, in the first columns of a row.
pub(super) fn user(row: &PgRow) -> Result<UserRecord, sqlx::Error> {
    let roles: Option<String> = row.try_get(5)?;
    let roles = match roles {
        None => Vec::new(),
        Some(roles) => serde_json::from_str(&roles)
            .map_err(|_| corrupt("the roles of a user are no JSON array of texts"))?,
    };
    Ok(UserRecord {
        user: User {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            email: row.try_get(2)?,
            email_verified: row.try_get(3)?,
            image: row.try_get(4)?,
        },
        roles,
        disabled: row.try_get(6)?,
        created_at: seconds(row.try_get(7)?),
    })
}

impl AuthJs {
    async fn user_by_id(&self, id: &str) -> Result<Option<UserRecord>, sqlx::Error> {
        self.prepared().await?;
        let row = sqlx::query(&self.sql(FIND))
            .bind(id)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(user).transpose()
    }

    async fn user_by_email(&self, email: &str) -> Result<Option<UserRecord>, sqlx::Error> {
        self.prepared().await?;
        let rows = sqlx::query(&self.sql(FIND_BY_EMAIL))
            .bind(email.to_lowercase())
            .fetch_all(&self.pool)
            .await?;
        match &rows[..] {
            [] => Ok(None),
            [row] => user(row).map(Some),
            _ => Err(corrupt("two users have one e-mail address")),
        }
    }

    async fn next_id(&self) -> Result<Option<String>, sqlx::Error> {
        if !self.layout.makes_ids() {
            return Ok(None);
        }
        let statement = "SELECT nextval(pg_get_serial_sequence('users', 'id'))::text";
        let row = sqlx::query(statement).fetch_one(&self.pool).await?;
        row.try_get(0).map(Some)
    }

    async fn create(
        &self,
        record: &UserRecord,
        account: &AccountRecord,
    ) -> Result<UserCreation, sqlx::Error> {
        let provider = self.provider_of(&account.issuer)?;
        let mut transaction = self.begin().await?;
        lock_account(&mut transaction, account).await?;
        let user = &record.user;
        let email = user.email.as_deref().map(str::to_lowercase);
        if let Some(email) = &email {
            lock(&mut transaction, "address", email).await?;
        }
        if self
            .is_linked(&mut transaction, provider, &account.subject)
            .await?
        {
            return Ok(UserCreation::AccountExists);
        }
        if self
            .is_taken(&mut transaction, email.as_deref(), "")
            .await?
        {
            return Ok(UserCreation::EmailTaken);
        }
        if lock_user(self, &mut transaction, &user.id).await? {
            return Ok(UserCreation::UserExists);
        }
        sqlx::query(&self.sql(CREATE))
            .bind(&user.id)
            .bind(&user.name)
            .bind(&email)
            .bind(number(record.created_at))
            .bind(user.email_verified)
            .bind(&user.image)
            .execute(&mut *transaction)
            .await?;
        self.insert_account(&mut transaction, account, provider, &user.id)
            .await?;
        self.insert_extra(&mut transaction, record).await?;
        transaction.commit().await?;
        Ok(UserCreation::Created)
    }

    async fn update(&self, id: &str, change: UserChange<'_>) -> Result<UserUpdate, sqlx::Error> {
        let mut transaction = self.begin().await?;
        if let UserChange::Profile(user) = change
            && let Some(email) = &user.email
        {
            lock(&mut transaction, "address", &email.to_lowercase()).await?;
        }
        if !lock_user(self, &mut transaction, id).await? {
            return Ok(UserUpdate::Absent);
        }
        let (roles, disabled) = match change {
            UserChange::Profile(user) => {
                let email = user.email.as_deref().map(str::to_lowercase);
                if self
                    .is_taken(&mut transaction, email.as_deref(), id)
                    .await?
                {
                    return Ok(UserUpdate::EmailTaken);
                }
                sqlx::query(&self.sql(UPDATE))
                    .bind(id)
                    .bind(&user.name)
                    .bind(&email)
                    .bind(user.email_verified)
                    .bind(&user.image)
                    .execute(&mut *transaction)
                    .await?;
                transaction.commit().await?;
                return Ok(UserUpdate::Updated);
            }
            UserChange::Roles(roles) => (Some(written(roles)?), None),
            UserChange::Disabled(disabled) => (None, Some(disabled)),
        };
        // The row of the user is locked: nobody else finds or makes what is beside it.
        let changed = sqlx::query(&self.sql(UPDATE_EXTRA))
            .bind(id)
            .bind(&roles)
            .bind(disabled)
            .execute(&mut *transaction)
            .await?;
        if changed.rows_affected() == 0 {
            sqlx::query(&self.sql(CREATE_EXTRA))
                .bind(id)
                .bind(roles.unwrap_or_else(|| "[]".to_owned()))
                .bind(disabled.unwrap_or_default())
                .bind(0_i64)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(UserUpdate::Updated)
    }

    /// Their tables delete nothing with a user, in one of the layouts.
    async fn delete(&self, id: &str) -> Result<bool, sqlx::Error> {
        let mut transaction = self.begin().await?;
        let there = lock_user(self, &mut transaction, id).await?;
        for statement in DELETE {
            sqlx::query(&self.sql(statement))
                .bind(id)
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(there)
    }

    async fn insert_extra(
        &self,
        connection: &mut PgConnection,
        record: &UserRecord,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(&self.sql(CREATE_EXTRA))
            .bind(&record.user.id)
            .bind(written(&record.roles)?)
            .bind(record.disabled)
            .bind(number(record.created_at))
            .execute(connection)
            .await
            .map(drop)
    }

    /// Whether somebody else has an address.
    async fn is_taken(
        &self,
        connection: &mut PgConnection,
        email: Option<&str>,
        id: &str,
    ) -> Result<bool, sqlx::Error> {
        let Some(email) = email else {
            return Ok(false);
        };
        let statement = self.sql(TAKEN);
        let found = sqlx::query(&statement)
            .bind(email)
            .bind(id)
            .fetch_optional(connection);
        Ok(found.await?.is_some())
    }
}

impl Users for AuthJs {
    fn new_user_id(&self) -> BoxFuture<'_, Result<Option<String>, StoreError>> {
        Box::pin(async { answered(self.next_id().await) })
    }

    fn find_user<'a>(
        &'a self,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        Box::pin(async { answered(self.user_by_id(id).await) })
    }

    fn find_user_by_email<'a>(
        &'a self,
        email: &'a str,
    ) -> BoxFuture<'a, Result<Option<UserRecord>, StoreError>> {
        Box::pin(async { answered(self.user_by_email(email).await) })
    }

    fn create_user<'a>(
        &'a self,
        user: &'a UserRecord,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<UserCreation, StoreError>> {
        Box::pin(async { answered(self.create(user, account).await) })
    }

    fn update_user<'a>(
        &'a self,
        id: &'a str,
        change: UserChange<'a>,
    ) -> BoxFuture<'a, Result<UserUpdate, StoreError>> {
        Box::pin(async move { answered(self.update(id, change).await) })
    }

    fn delete_user<'a>(&'a self, id: &'a str) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async { answered(self.delete(id).await) })
    }
}

fn written(roles: &[String]) -> Result<String, sqlx::Error> {
    serde_json::to_string(roles).map_err(|error| sqlx::Error::Encode(error.into()))
}

const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM {users} u LEFT JOIN auth_authjs_users e ON e.user_id = u.id WHERE u.id = {id1}"
);

const FIND_BY_EMAIL: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM {users} u LEFT JOIN auth_authjs_users e ON e.user_id = u.id \
     WHERE lower(u.email) = $1 LIMIT 2"
);

const TAKEN: &str =
    "SELECT u.id::text FROM {users} u WHERE lower(u.email) = $1 AND u.id::text <> $2 LIMIT 1";

const CREATE: &str = "INSERT INTO {users} (id, name, email, \"emailVerified\", image) \
     VALUES ({id1}, $2, $3, CASE WHEN $5 THEN {time4} END, $6)";

const UPDATE: &str = "UPDATE {users} SET name = $2, email = $3, image = $5, \
     \"emailVerified\" = CASE WHEN $4 THEN COALESCE(\"emailVerified\", {now}) END WHERE id = {id1}";

const CREATE_EXTRA: &str = "INSERT INTO auth_authjs_users (user_id, roles, disabled, created_at) \
     VALUES ({id1}, $2, $3, $4)";

const UPDATE_EXTRA: &str = "UPDATE auth_authjs_users SET roles = COALESCE($2, roles), \
     disabled = COALESCE($3, disabled) WHERE user_id = {id1}";

const DELETE: [&str; 3] = [
    "DELETE FROM {sessions} WHERE \"userId\" = {id1}",
    "DELETE FROM {accounts} WHERE \"userId\" = {id1}",
    "DELETE FROM {users} WHERE id = {id1}",
];
