//! Accounts at providers, as rows.

use sqlx::Connection as _;

use crate::store::sql::database::{ATTEMPTS, Row, each, undone};
use crate::store::sql::statement::Statement;
use crate::store::sql::users::{self, user, user_columns};
use crate::store::sql::{Columns, Connection, Database, Dialect, Value};
use crate::store::{AccountDeletion, AccountRecord, Lease, LinkedAccount, OwnedCreation, Update};

impl<D: Dialect> Database<D> {
    pub(in crate::store) async fn find_account(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<LinkedAccount>, sqlx::Error> {
        let values = [Value::Key(issuer), Value::Key(subject)];
        self.row(&FIND, &values, |row| {
            Ok(LinkedAccount {
                user: user::<Row<D>>(row, 0)?,
                account: account::<Row<D>>(row, users::COLUMNS)?,
            })
        })
        .await
    }

    pub(in crate::store) async fn accounts_of(
        &self,
        user_id: &str,
    ) -> Result<Vec<AccountRecord>, sqlx::Error> {
        let rows = self.rows(&OF_USER, &[Value::Key(user_id)]).await?;
        each(&rows, |row| account(row, 0))
    }

    pub(in crate::store) async fn create_account(
        &self,
        account: &AccountRecord,
    ) -> Result<OwnedCreation, sqlx::Error> {
        self.create_owned(&CREATE, &values(account, &account.user_id))
            .await
    }

    pub(in crate::store) async fn update_account(
        &self,
        account: &AccountRecord,
    ) -> Result<Update, sqlx::Error> {
        let values = [
            Value::Text(account.label.as_deref()),
            Value::Text(account.tokens.as_deref()),
            Value::Key(&account.issuer),
            Value::Key(&account.subject),
        ];
        self.update(&UPDATE, &values).await
    }

    pub(in crate::store) async fn lease_account(
        &self,
        issuer: &str,
        subject: &str,
        lease: Lease,
    ) -> Result<Update, sqlx::Error> {
        let values = [
            Value::number(lease.until),
            Value::Key(issuer),
            Value::Key(subject),
            Value::number(lease.now),
        ];
        self.update(&LEASE, &values).await
    }

    pub(in crate::store) async fn update_leased_account(
        &self,
        account: &AccountRecord,
        lease: Lease,
    ) -> Result<Update, sqlx::Error> {
        let values = [
            Value::Text(account.label.as_deref()),
            Value::Text(account.tokens.as_deref()),
            Value::Key(&account.issuer),
            Value::Key(&account.subject),
            Value::number(lease.until),
        ];
        self.update(&UPDATE_LEASED, &values).await
    }

    pub(in crate::store) async fn delete_account(
        &self,
        user_id: &str,
        issuer: &str,
        subject: &str,
    ) -> Result<AccountDeletion, sqlx::Error> {
        let mut attempt = 1;
        loop {
            let mut lease = self.lease_for_transaction().await?;
            let deleted = delete::<D>(lease.connection()?, user_id, issuer, subject).await;
            lease.settle(&deleted);
            if attempt == ATTEMPTS || !undone(&deleted) {
                return deleted;
            }
            attempt += 1;
        }
    }
}

/// Of two that take accounts away from one user at the same time the second waits for the first.
async fn delete<D: Dialect>(
    connection: &mut D::Connection,
    user_id: &str,
    issuer: &str,
    subject: &str,
) -> Result<AccountDeletion, sqlx::Error> {
    let mut transaction = connection.begin_with(D::BEGIN).await?;
    transaction
        .rows(LOCK_USER.text::<D>(), &[Value::Key(user_id)])
        .await?;
    let accounts = transaction
        .rows(KEYS_OF_USER.text::<D>(), &[Value::Key(user_id)])
        .await?;
    let keys = each(&accounts, |row| Ok((row.key(0)?, row.key(1)?)))?;
    let this = |(its_issuer, its_subject): &(String, String)| {
        its_issuer == issuer && its_subject == subject
    };
    if !keys.iter().any(this) {
        transaction.rollback().await?;
        return Ok(AccountDeletion::Absent);
    }
    if keys.len() == 1 {
        transaction.rollback().await?;
        return Ok(AccountDeletion::Last);
    }
    let values = [Value::Key(issuer), Value::Key(subject), Value::Key(user_id)];
    let deleted = transaction.change(DELETE.text::<D>(), &values).await?;
    transaction.commit().await?;
    Ok(match deleted {
        0 => AccountDeletion::Absent,
        _ => AccountDeletion::Deleted,
    })
}

/// The values of [`CREATE`].
pub(super) fn values<'a>(account: &'a AccountRecord, user_id: &'a str) -> [Value<'a>; 7] {
    [
        Value::Key(&account.issuer),
        Value::Key(&account.subject),
        Value::text(&account.provider),
        Value::Text(account.label.as_deref()),
        Value::Text(account.tokens.as_deref()),
        Value::number(account.created_at),
        Value::Key(user_id),
    ]
}

/// An account, in the columns from this one on: those of `account_columns!`.
fn account<R: Columns>(row: &R, from: usize) -> Result<AccountRecord, sqlx::Error> {
    Ok(AccountRecord {
        issuer: row.key(from)?,
        subject: row.key(from + 1)?,
        user_id: row.key(from + 2)?,
        provider: row.key(from + 3)?,
        label: row.text(from + 4)?,
        tokens: row.text(from + 5)?,
        created_at: row.time(from + 6)?,
    })
}

/// The columns that [`account`] reads.
macro_rules! account_columns {
    () => {
        "a.issuer, a.subject, a.user_id, a.provider, a.label, a.tokens, a.created_at"
    };
}

static FIND: Statement = Statement::new(concat!(
    "SELECT ",
    user_columns!(),
    ", ",
    account_columns!(),
    " FROM auth_accounts a JOIN auth_users u ON u.id = a.user_id \
     WHERE a.issuer = $1 AND a.subject = $2"
));

static OF_USER: Statement = Statement::new(concat!(
    "SELECT ",
    account_columns!(),
    " FROM auth_accounts a WHERE a.user_id = $1 ORDER BY a.created_at, a.issuer, a.subject"
));

pub(super) static CREATE: Statement = Statement::new(
    "INSERT INTO auth_accounts (issuer, subject, provider, label, tokens, created_at, user_id) \
     SELECT $1, $2, $3, $4, $5, $6, u.id FROM auth_users u WHERE u.id = $7 {share}",
);

static UPDATE: Statement = Statement::new(
    "UPDATE auth_accounts SET label = $1, tokens = $2, leased_until = NULL \
     WHERE issuer = $3 AND subject = $4",
);

static LEASE: Statement = Statement::new(
    "UPDATE auth_accounts SET leased_until = $1 WHERE issuer = $2 AND subject = $3 \
     AND (leased_until IS NULL OR leased_until <= $4)",
);

static UPDATE_LEASED: Statement = Statement::new(
    "UPDATE auth_accounts SET label = $1, tokens = $2, leased_until = NULL \
     WHERE issuer = $3 AND subject = $4 AND leased_until = $5",
);

static LOCK_USER: Statement =
    Statement::new("SELECT u.id FROM auth_users u WHERE u.id = $1 {lock}");

static KEYS_OF_USER: Statement =
    Statement::new("SELECT a.issuer, a.subject FROM auth_accounts a WHERE a.user_id = $1");

static DELETE: Statement =
    Statement::new("DELETE FROM auth_accounts WHERE issuer = $1 AND subject = $2 AND user_id = $3");
