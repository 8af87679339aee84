//! Accounts, in the tables of Auth.js.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::{AuthJs, answered, corrupt, lock_account, lock_user, users};
use crate::outbound::BoxFuture;
use crate::store::{
    AccountDeletion, AccountRecord, Accounts, LinkedAccount, OwnedCreation, StoreError, Update,
};

impl AuthJs {
    async fn account(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<LinkedAccount>, sqlx::Error> {
        let provider = self.provider_of(issuer)?;
        self.prepared().await?;
        let rows = sqlx::query(&self.sql(FIND))
            .bind(provider)
            .bind(subject)
            .fetch_all(&self.pool)
            .await?;
        let [row] = &rows[..] else {
            return match rows.is_empty() {
                true => Ok(None),
                false => Err(corrupt("two users have one account")),
            };
        };
        let user = users::user(row)?;
        Ok(Some(LinkedAccount {
            account: record(issuer, provider, subject, &user.user.id),
            user,
        }))
    }

    async fn accounts(&self, user_id: &str) -> Result<Vec<AccountRecord>, sqlx::Error> {
        self.prepared().await?;
        let rows = sqlx::query(&self.sql(OF_USER))
            .bind(user_id)
            .fetch_all(&self.pool)
            .await?;
        let account = |row: &PgRow| {
            let (provider, subject): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let issuer = self.issuer_of(&provider);
            Ok(record(issuer, &provider, &subject, user_id))
        };
        rows.iter().map(account).collect()
    }

    async fn link(&self, account: &AccountRecord) -> Result<OwnedCreation, sqlx::Error> {
        let provider = self.provider_of(&account.issuer)?;
        let mut transaction = self.begin().await?;
        lock_account(&mut transaction, account).await?;
        if !lock_user(self, &mut transaction, &account.user_id).await? {
            return Ok(OwnedCreation::UserAbsent);
        }
        let linked = self.is_linked(&mut transaction, provider, &account.subject);
        if linked.await? {
            return Ok(OwnedCreation::Exists);
        }
        self.insert_account(&mut transaction, account, provider, &account.user_id)
            .await?;
        transaction.commit().await?;
        Ok(OwnedCreation::Created)
    }

    async fn unlink(
        &self,
        user_id: &str,
        issuer: &str,
        subject: &str,
    ) -> Result<AccountDeletion, sqlx::Error> {
        let provider = self.provider_of(issuer)?;
        let mut transaction = self.begin().await?;
        if !lock_user(self, &mut transaction, user_id).await? {
            return Ok(AccountDeletion::Absent);
        }
        let rows = sqlx::query(&self.sql(OF_USER))
            .bind(user_id)
            .fetch_all(&mut *transaction)
            .await?;
        let mut others = 0;
        for row in &rows {
            let is_this =
                row.try_get::<String, _>(0)? == provider && row.try_get::<String, _>(1)? == subject;
            others += usize::from(!is_this);
        }
        if others == rows.len() {
            return Ok(AccountDeletion::Absent);
        }
        if others == 0 {
            return Ok(AccountDeletion::Last);
        }
        sqlx::query(&self.sql(DELETE))
            .bind(user_id)
            .bind(provider)
            .bind(subject)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(AccountDeletion::Deleted)
    }

    /// Whether anybody has an account.
    pub(super) async fn is_linked(
        &self,
        connection: &mut PgConnection,
        provider: &str,
        subject: &str,
    ) -> Result<bool, sqlx::Error> {
        let statement = self.sql(LINKED);
        let found = sqlx::query(&statement)
            .bind(provider)
            .bind(subject)
            .fetch_optional(connection);
        Ok(found.await?.is_some())
    }

    pub(super) async fn insert_account(
        &self,
        connection: &mut PgConnection,
        account: &AccountRecord,
        provider: &str,
        user_id: &str,
    ) -> Result<(), sqlx::Error> {
        let kind = match account.issuer == provider {
            true => "oauth",
            false => "oidc",
        };
        sqlx::query(&self.sql(CREATE))
            .bind(user_id)
            .bind(kind)
            .bind(provider)
            .bind(&account.subject)
            .execute(connection)
            .await
            .map(drop)
    }
}

impl Accounts for AuthJs {
    fn find_account<'a>(
        &'a self,
        issuer: &'a str,
        subject: &'a str,
    ) -> BoxFuture<'a, Result<Option<LinkedAccount>, StoreError>> {
        Box::pin(async { answered(self.account(issuer, subject).await) })
    }

    fn accounts_of<'a>(
        &'a self,
        user_id: &'a str,
    ) -> BoxFuture<'a, Result<Vec<AccountRecord>, StoreError>> {
        Box::pin(async { answered(self.accounts(user_id).await) })
    }

    fn create_account<'a>(
        &'a self,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<OwnedCreation, StoreError>> {
        Box::pin(async { answered(self.link(account).await) })
    }

    /// There is nothing of it that is kept here, and what Auth.js keeps stays.
    fn update_account<'a>(
        &'a self,
        account: &'a AccountRecord,
    ) -> BoxFuture<'a, Result<Update, StoreError>> {
        Box::pin(async {
            let found = answered(self.account(&account.issuer, &account.subject).await)?;
            Ok(match found {
                Some(_) => Update::Updated,
                None => Update::Absent,
            })
        })
    }

    fn delete_account<'a>(
        &'a self,
        user_id: &'a str,
        issuer: &'a str,
        subject: &'a str,
    ) -> BoxFuture<'a, Result<AccountDeletion, StoreError>> {
        Box::pin(async { answered(self.unlink(user_id, issuer, subject).await) })
    }
}

fn record(issuer: &str, provider: &str, subject: &str, user_id: &str) -> AccountRecord {
    AccountRecord {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        user_id: user_id.to_owned(),
        provider: provider.to_owned(),
        label: None,
        tokens: None,
        created_at: 0,
    }
}

const FIND: &str = concat!(
    "SELECT ",
    users::columns!(),
    " FROM {accounts} a JOIN {users} u ON u.id = a.\"userId\" \
     LEFT JOIN auth_authjs_users e ON e.user_id = u.id \
     WHERE a.provider = $1 AND a.\"providerAccountId\" = $2 LIMIT 2"
);

const LINKED: &str = "SELECT a.provider FROM {accounts} a \
     WHERE a.provider = $1 AND a.\"providerAccountId\" = $2 LIMIT 1";

const OF_USER: &str = "SELECT a.provider::text, a.\"providerAccountId\"::text FROM {accounts} a \
     WHERE a.\"userId\" = {id1} ORDER BY a.provider, a.\"providerAccountId\"";

const CREATE: &str = "INSERT INTO {accounts} (\"userId\", type, provider, \"providerAccountId\") \
     VALUES ({id1}, $2, $3, $4)";

const DELETE: &str = "DELETE FROM {accounts} \
     WHERE \"userId\" = {id1} AND provider = $2 AND \"providerAccountId\" = $3";
