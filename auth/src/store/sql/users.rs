//! Users, as rows.

use sqlx::Connection as _;

use crate::account::User;
use crate::store::sql::connection::unreadable;
use crate::store::sql::database::{ATTEMPTS, Row};
use crate::store::sql::statement::Statement;
use crate::store::sql::{Columns, Connection, Database, Dialect, Fault, Value, accounts};
use crate::store::{AccountRecord, UserChange, UserCreation, UserRecord, UserUpdate};

impl<D: Dialect> Database<D> {
    pub(in crate::store) async fn find_user(
        &self,
        id: &str,
    ) -> Result<Option<UserRecord>, sqlx::Error> {
        self.row(&FIND, &[Value::Key(id)], |row| user::<Row<D>>(row, 0))
            .await
    }

    pub(in crate::store) async fn find_user_by_email(
        &self,
        email: &str,
    ) -> Result<Option<UserRecord>, sqlx::Error> {
        let key = email_key(email);
        self.row(&FIND_BY_EMAIL, &[Value::Key(&key)], |row| {
            user::<Row<D>>(row, 0)
        })
        .await
    }

    pub(in crate::store) async fn create_user(
        &self,
        user: &UserRecord,
        account: &AccountRecord,
    ) -> Result<UserCreation, sqlx::Error> {
        let mut attempt = 1;
        loop {
            let mut lease = self.lease_for_transaction().await?;
            let created = create::<D>(lease.connection()?, user, account).await;
            lease.settle(&created);
            drop(lease);
            match created {
                Ok(()) => return Ok(UserCreation::Created),
                Err(error) if Fault::of(&error) == Fault::Exists => {
                    if let Some(what) = self.what_is_there(user, account).await? {
                        return Ok(what);
                    }
                    // It was there, and has been deleted since.
                    if attempt == ATTEMPTS {
                        return Err(error);
                    }
                }
                Err(error) if attempt == ATTEMPTS || Fault::of(&error) != Fault::Conflict => {
                    return Err(error);
                }
                Err(_) => {}
            }
            attempt += 1;
        }
    }

    pub(in crate::store) async fn update_user(
        &self,
        id: &str,
        change: UserChange<'_>,
    ) -> Result<UserUpdate, sqlx::Error> {
        let id = Value::Key(id);
        let changed = match change {
            UserChange::Profile(user) => {
                let email_key = user.email.as_deref().map(email_key);
                let values = [
                    Value::Text(user.name.as_deref()),
                    Value::Text(user.email.as_deref()),
                    Value::MaybeKey(email_key.as_deref()),
                    Value::Flag(user.email_verified),
                    Value::Text(user.image.as_deref()),
                    id,
                ];
                self.change(&UPDATE_PROFILE, &values).await
            }
            UserChange::Roles(roles) => {
                let roles = written(roles)?;
                let values = [Value::text(&roles), id];
                self.change(&UPDATE_ROLES, &values).await
            }
            UserChange::Disabled(disabled) => {
                let values = [Value::Flag(disabled), id];
                self.change(&UPDATE_DISABLED, &values).await
            }
        };
        match changed {
            Ok(0) => Ok(UserUpdate::Absent),
            Ok(_) => Ok(UserUpdate::Updated),
            Err(error) if Fault::of(&error) == Fault::Exists => Ok(UserUpdate::EmailTaken),
            Err(error) => Err(error),
        }
    }

    /// With them go their accounts, passkeys and sessions: `ON DELETE CASCADE`.
    pub(in crate::store) async fn delete_user(&self, id: &str) -> Result<bool, sqlx::Error> {
        self.delete(&DELETE, &[Value::Key(id)]).await
    }

    /// Which part of a new user is there already. Whose account it is comes first: they are the same person.
    async fn what_is_there(
        &self,
        user: &UserRecord,
        account: &AccountRecord,
    ) -> Result<Option<UserCreation>, sqlx::Error> {
        let linked = self.find_account(&account.issuer, &account.subject).await?;
        if linked.is_some() {
            return Ok(Some(UserCreation::AccountExists));
        }
        let id = &user.user.id;
        if let Some(email) = &user.user.email
            && let Some(owner) = self.find_user_by_email(email).await?
            && owner.user.id != *id
        {
            return Ok(Some(UserCreation::EmailTaken));
        }
        let there = self.find_user(id).await?;
        Ok(there.map(|_| UserCreation::UserExists))
    }
}

/// Both or neither.
async fn create<D: Dialect>(
    connection: &mut D::Connection,
    UserRecord {
        user,
        roles,
        disabled,
        created_at,
    }: &UserRecord,
    account: &AccountRecord,
) -> Result<(), sqlx::Error> {
    let email_key = user.email.as_deref().map(email_key);
    let roles = written(roles)?;
    let values = [
        Value::Key(&user.id),
        Value::Text(user.name.as_deref()),
        Value::Text(user.email.as_deref()),
        Value::MaybeKey(email_key.as_deref()),
        Value::Flag(user.email_verified),
        Value::Text(user.image.as_deref()),
        Value::text(&roles),
        Value::Flag(*disabled),
        Value::number(*created_at),
    ];
    let mut transaction = connection.begin_with(D::BEGIN).await?;
    transaction.change(CREATE.text::<D>(), &values).await?;
    let linked = transaction
        .change(
            accounts::CREATE.text::<D>(),
            &accounts::values(account, &user.id),
        )
        .await?;
    if linked == 0 {
        return Err(sqlx::Error::RowNotFound);
    }
    transaction.commit().await
}

/// A user, in the columns from this one on: those of `user_columns!`.
pub(super) fn user<R: Columns>(row: &R, from: usize) -> Result<UserRecord, sqlx::Error> {
    Ok(UserRecord {
        user: User {
            id: row.key(from)?,
            name: row.text(from + 1)?,
            email: row.text(from + 2)?,
            email_verified: row.flag(from + 3)?,
            image: row.text(from + 4)?,
        },
        roles: read(&row.key(from + 5)?)?,
        disabled: row.flag(from + 6)?,
        created_at: row.time(from + 7)?,
    })
}

/// How many columns a user takes.
pub(super) const COLUMNS: usize = 8;

/// What an address is found by: no two users differ in the case of its letters alone.
fn email_key(email: &str) -> String {
    email.to_lowercase()
}

fn written(roles: &[String]) -> Result<String, sqlx::Error> {
    serde_json::to_string(roles).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// Roles that cannot be read are not taken for none: a guard may ask whether somebody does not have one.
fn read(roles: &str) -> Result<Vec<String>, sqlx::Error> {
    serde_json::from_str(roles).map_err(|_| unreadable("`roles` is not a JSON array of strings"))
}

/// The columns that [`user`] reads.
macro_rules! user_columns {
    () => {
        "u.id, u.name, u.email, u.email_verified, u.image, u.roles, u.disabled, u.created_at"
    };
}

pub(super) use user_columns;

static FIND: Statement = Statement::new(concat!(
    "SELECT ",
    user_columns!(),
    " FROM auth_users u WHERE u.id = $1"
));

static FIND_BY_EMAIL: Statement = Statement::new(concat!(
    "SELECT ",
    user_columns!(),
    " FROM auth_users u WHERE u.email_key = $1"
));

static CREATE: Statement = Statement::new(
    "INSERT INTO auth_users \
     (id, name, email, email_key, email_verified, image, roles, disabled, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
);

static UPDATE_PROFILE: Statement = Statement::new(
    "UPDATE auth_users SET name = $1, email = $2, email_key = $3, email_verified = $4, image = $5 \
     WHERE id = $6",
);

static UPDATE_ROLES: Statement = Statement::new("UPDATE auth_users SET roles = $1 WHERE id = $2");

static UPDATE_DISABLED: Statement =
    Statement::new("UPDATE auth_users SET disabled = $1 WHERE id = $2");

static DELETE: Statement = Statement::new("DELETE FROM auth_users WHERE id = $1");
