//! Users and their accounts, where a store keeps them: whose account it is that somebody has signed in with.
//!
//! | somebody has identified themselves with | and | they are |
//! |---|---|---|
//! | an account that is linked | – | its user; its tokens are replaced |
//! | one that is not | nobody has its e-mail address, or it has none | a new user |
//! | one that is not | somebody has its e-mail address | refused: `account_not_linked` |
//! | one that is not | somebody has its e-mail address, both sides have verified it, and `link_by_email: verified` | that user, linked from now on |
//!
//! An account is known by (issuer, subject) and by nothing else. A signed-in user links further accounts on purpose
//! ([`Registry::link`]), never by signing in with them.

use std::sync::Arc;

use crate::account::{Claims, Profile, Roles, User};
use crate::clock::SharedClock;
use crate::config::Secret;
use crate::declaration::RoleId;
use crate::error::AccountError;
use crate::sealed::random_text;
use crate::store::{
    AccountDeletion, AccountRecord, Accounts, Lease, LinkedAccount, OwnedCreation, Update,
    UserChange, UserCreation, UserRecord, UserUpdate, Users, in_time,
};
use crate::token::{ProviderTokens, TokensAtRest};

/// Asks a store who somebody is, and tells it.
#[derive(Debug)]
pub(crate) struct Registry {
    users: Arc<dyn Users>,
    accounts: Arc<dyn Accounts>,
    at_rest: TokensAtRest,
    clock: SharedClock,
}

/// What an account is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccountId {
    /// The `iss` of the provider's ID tokens; of a provider that has none, its id in the declaration.
    pub(crate) issuer: String,
    /// Its `sub` there.
    pub(crate) subject: String,
}

/// An account that somebody has just proved to be theirs.
#[derive(Debug)]
pub(crate) struct Proved<'a> {
    pub(crate) id: &'a AccountId,
    /// The id of the provider in the declaration.
    pub(crate) provider: &'static str,
    pub(crate) profile: &'a Profile,
    pub(crate) tokens: Option<&'a ProviderTokens>,
    /// Whether it may be linked to a user who has its e-mail address, where both sides have verified that.
    pub(crate) links_by_email: bool,
}

/// Who somebody is, before anything is written.
#[derive(Debug)]
pub(crate) enum Standing {
    /// The user whose account it is.
    Known(UserRecord),
    /// A user who has its e-mail address; it will be linked to them.
    SameAddress(UserRecord),
    /// Nobody yet.
    New(UserRecord),
}

/// Who somebody is, and what has been written.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) user: User,
    /// They have signed in for the first time.
    pub(crate) created: bool,
    /// The account has been linked to a user who was there.
    pub(crate) linked: bool,
    /// What is known of them has changed.
    pub(crate) updated: bool,
}

impl Standing {
    pub(crate) fn record(&self) -> &UserRecord {
        match self {
            Self::Known(record) | Self::SameAddress(record) | Self::New(record) => record,
        }
    }
}

impl Registry {
    pub(crate) fn new(
        users: Arc<dyn Users>,
        accounts: Arc<dyn Accounts>,
        secrets: &[Secret],
        clock: SharedClock,
    ) -> Self {
        Self {
            users,
            accounts,
            at_rest: TokensAtRest::new(secrets),
            clock,
        }
    }

    /// Who it is whose account this is; nothing is written.
    ///
    /// # Errors
    /// When it is nobody's and may not become anybody's, when its user is kept out, and when the store does not say.
    pub(crate) async fn standing(&self, proved: &Proved<'_>) -> Result<Standing, AccountError> {
        if let Some(linked) = self.find(proved.id).await? {
            return admitted(linked.user).map(Standing::Known);
        }
        let profile = proved.profile;
        let Some(email) = &profile.email else {
            return self.somebody_new(profile).await.map(Standing::New);
        };
        match in_time(self.users.find_user_by_email(email)).await? {
            None => self.somebody_new(profile).await.map(Standing::New),
            Some(record)
                if proved.links_by_email
                    && profile.email_verified
                    && record.user.email_verified =>
            {
                admitted(record).map(Standing::SameAddress)
            }
            Some(_) => Err(AccountError::NotLinked),
        }
    }

    /// Writes who it is. `user` and `roles` are what the application has made of what it was shown; the id of a user who
    /// is there stays.
    ///
    /// # Errors
    /// As those of [`standing`](Self::standing): somebody else may have come first.
    pub(crate) async fn settle<R: RoleId>(
        &self,
        standing: Standing,
        user: User,
        roles: &Roles<R>,
        proved: &Proved<'_>,
    ) -> Result<Settled, AccountError> {
        let (record, linked) = match standing {
            Standing::New(record) => {
                let record = UserRecord {
                    user,
                    roles: roles.ids().map(str::to_owned).collect(),
                    ..record
                };
                return self.create(record, proved).await;
            }
            Standing::SameAddress(record) => {
                let account = self.record(proved, &record.user.id)?;
                match in_time(self.accounts.create_account(&account)).await? {
                    OwnedCreation::Created => (record, true),
                    OwnedCreation::UserAbsent => return Err(AccountError::Disabled),
                    // Somebody has signed in with it at the same time.
                    OwnedCreation::Exists => (self.user_of(proved.id).await?, false),
                }
            }
            Standing::Known(record) => {
                let account = self.record(proved, &record.user.id)?;
                if in_time(self.accounts.update_account(&account)).await? == Update::Absent {
                    // It has been taken away meanwhile.
                    return Err(AccountError::NotLinked);
                }
                (record, false)
            }
        };
        let user = User {
            id: record.user.id.clone(),
            email_verified: user.email_verified || has_verified(proved.profile, &user),
            ..user
        };
        let mut updated = false;
        if user != record.user {
            updated = true;
            self.change(&user.id, UserChange::Profile(&user)).await?;
        }
        let before = Roles::<R>::from_ids(record.roles.iter().map(String::as_str));
        if before != *roles {
            updated = true;
            let ids = self.changed_roles(&user.id, &before, roles).await?;
            self.change(&user.id, UserChange::Roles(&ids)).await?;
        }
        Ok(Settled {
            user,
            created: false,
            linked,
            updated,
        })
    }

    /// Links an account to a user, because they want it. Whether it is new to them.
    ///
    /// # Errors
    /// When it is somebody else's, when there is no such user, and when the store does not do it.
    pub(crate) async fn link(
        &self,
        user_id: &str,
        proved: &Proved<'_>,
    ) -> Result<bool, AccountError> {
        let account = self.record(proved, user_id)?;
        match in_time(self.accounts.create_account(&account)).await? {
            OwnedCreation::Created => return Ok(true),
            OwnedCreation::UserAbsent => return Err(AccountError::Disabled),
            OwnedCreation::Exists => {}
        }
        match self.find(proved.id).await? {
            Some(linked) if linked.account.user_id == user_id => {
                let _ = in_time(self.accounts.update_account(&account)).await?;
                Ok(false)
            }
            _ => Err(AccountError::AlreadyLinked),
        }
    }

    /// Takes an account away from a user. Whether they had it.
    ///
    /// # Errors
    /// When it is their last one, and when the store does not do it.
    pub(crate) async fn unlink(
        &self,
        user_id: &str,
        account: &AccountId,
    ) -> Result<bool, AccountError> {
        let AccountId { issuer, subject } = account;
        match in_time(self.accounts.delete_account(user_id, issuer, subject)).await? {
            AccountDeletion::Deleted => Ok(true),
            AccountDeletion::Absent => Ok(false),
            AccountDeletion::Last => Err(AccountError::Last),
        }
    }

    /// The accounts of a user, oldest first.
    pub(crate) async fn accounts_of(
        &self,
        user_id: &str,
    ) -> Result<Vec<AccountRecord>, AccountError> {
        Ok(in_time(self.accounts.accounts_of(user_id)).await?)
    }

    /// What a provider has given for an account.
    pub(crate) fn tokens(&self, account: &AccountRecord) -> Option<ProviderTokens> {
        let place = place(&account.issuer, &account.subject);
        self.at_rest.open(&place, account.tokens.as_deref()?)
    }

    /// An account.
    pub(crate) async fn account(
        &self,
        account: &AccountId,
    ) -> Result<Option<AccountRecord>, AccountError> {
        Ok(self.find(account).await?.map(|linked| linked.account))
    }

    /// Reserves an account for its tokens to be refreshed.
    pub(crate) async fn lease(
        &self,
        account: &AccountId,
        lease: Lease,
    ) -> Result<Update, AccountError> {
        let AccountId { issuer, subject } = account;
        Ok(in_time(self.accounts.lease_account(issuer, subject, lease)).await?)
    }

    /// Keeps what a provider has given for an account that is reserved, and ends that. Where somebody has signed in with it
    /// meanwhile, what they were given stays.
    pub(crate) async fn keep_leased(
        &self,
        account: &AccountRecord,
        tokens: &ProviderTokens,
        lease: Lease,
    ) -> Result<(), AccountError> {
        let account = AccountRecord {
            tokens: self.sealed(&account.issuer, &account.subject, tokens.clone())?,
            ..account.clone()
        };
        let kept = in_time(self.accounts.update_leased_account(&account, lease)).await?;
        if kept == Update::Absent {
            tracing::debug!(
                provider = account.provider,
                "refreshed tokens came too late"
            );
        }
        Ok(())
    }

    /// Forgets what a provider has given for an account.
    pub(crate) async fn forget_tokens(&self, account: &AccountRecord) -> Result<(), AccountError> {
        let account = AccountRecord {
            tokens: None,
            ..account.clone()
        };
        let _ = in_time(self.accounts.update_account(&account)).await?;
        Ok(())
    }

    /// A user by their id.
    pub(crate) async fn user(&self, id: &str) -> Result<Option<UserRecord>, AccountError> {
        Ok(in_time(self.users.find_user(id)).await?)
    }

    /// A user by their e-mail address.
    pub(crate) async fn user_by_email(
        &self,
        email: &str,
    ) -> Result<Option<UserRecord>, AccountError> {
        Ok(in_time(self.users.find_user_by_email(email)).await?)
    }

    /// Changes one thing of a user who is there.
    ///
    /// # Errors
    /// When they are not, when somebody else has the e-mail address, and when the store does not do it.
    pub(crate) async fn change(
        &self,
        id: &str,
        change: UserChange<'_>,
    ) -> Result<(), AccountError> {
        match in_time(self.users.update_user(id, change)).await? {
            UserUpdate::Updated => Ok(()),
            UserUpdate::Absent => Err(AccountError::UserAbsent),
            UserUpdate::EmailTaken => Err(AccountError::NotLinked),
        }
    }

    /// Deletes a user with all that is theirs. Whether there was one.
    pub(crate) async fn delete(&self, id: &str) -> Result<bool, AccountError> {
        Ok(in_time(self.users.delete_user(id)).await?)
    }

    async fn create(
        &self,
        record: UserRecord,
        proved: &Proved<'_>,
    ) -> Result<Settled, AccountError> {
        let account = self.record(proved, &record.user.id)?;
        let created = match in_time(self.users.create_user(&record, &account)).await? {
            UserCreation::Created => true,
            // Somebody has signed in with it at the same time: they are that user.
            UserCreation::AccountExists => false,
            UserCreation::EmailTaken | UserCreation::UserExists => {
                return Err(AccountError::NotLinked);
            }
        };
        let user = match created {
            true => record.user,
            false => self.user_of(proved.id).await?.user,
        };
        Ok(Settled {
            user,
            created,
            linked: false,
            updated: false,
        })
    }

    /// The roles that a user has now, with what the application has given and taken: while its function was running somebody
    /// may have taken another one, which is not given back. What is not declared stays, for it may be declared again.
    async fn changed_roles<R: RoleId>(
        &self,
        id: &str,
        before: &Roles<R>,
        after: &Roles<R>,
    ) -> Result<Vec<String>, AccountError> {
        let now = self.user(id).await?.ok_or(AccountError::UserAbsent)?;
        let mut roles = Roles::<R>::from_ids(now.roles.iter().map(String::as_str));
        before
            .iter()
            .filter(|role| !after.contains(*role))
            .for_each(|role| roles.remove(role));
        roles.extend(after.iter().filter(|role| !before.contains(*role)));
        let declared = roles.ids().map(str::to_owned);
        let mut ids: Vec<String> = declared.collect();
        ids.extend(
            now.roles
                .into_iter()
                .filter(|id| !R::IDS.contains(&id.as_str())),
        );
        Ok(ids)
    }

    async fn find(&self, account: &AccountId) -> Result<Option<LinkedAccount>, AccountError> {
        let AccountId { issuer, subject } = account;
        Ok(in_time(self.accounts.find_account(issuer, subject)).await?)
    }

    async fn user_of(&self, account: &AccountId) -> Result<UserRecord, AccountError> {
        let linked = self.find(account).await?.ok_or(AccountError::NotLinked)?;
        admitted(linked.user)
    }

    fn record(&self, proved: &Proved<'_>, user_id: &str) -> Result<AccountRecord, AccountError> {
        let AccountId { issuer, subject } = proved.id.clone();
        let tokens = proved.tokens.cloned().unwrap_or_default();
        let tokens = self.sealed(&issuer, &subject, tokens)?;
        let profile = proved.profile;
        Ok(AccountRecord {
            tokens,
            user_id: user_id.to_owned(),
            provider: proved.provider.to_owned(),
            label: profile.email.clone().or_else(|| profile.name.clone()),
            created_at: self.clock.now(),
            issuer,
            subject,
        })
    }

    fn sealed(
        &self,
        issuer: &str,
        subject: &str,
        tokens: ProviderTokens,
    ) -> Result<Option<String>, AccountError> {
        let tokens = ProviderTokens {
            // It belongs to one sign-in, and is kept with its session.
            id_token: None,
            ..tokens
        };
        Ok(self.at_rest.seal(&place(issuer, subject), tokens)?)
    }

    async fn somebody_new(&self, profile: &Profile) -> Result<UserRecord, AccountError> {
        let id = match in_time(self.users.new_user_id()).await? {
            Some(id) => id,
            None => random_text::<16>()?,
        };
        Ok(UserRecord {
            user: User {
                id,
                ..User::from_profile("", profile)
            },
            roles: Vec::new(),
            disabled: false,
            created_at: self.clock.now(),
        })
    }
}

impl AccountId {
    /// Of an account that a provider describes; `provider` is its id, for those that have no issuer.
    pub(crate) fn new(issuer: Option<String>, provider: &str, subject: &str) -> Self {
        Self {
            issuer: issuer.unwrap_or_else(|| provider.to_owned()),
            subject: subject.to_owned(),
        }
    }

    /// The provider's session that these claims name (OpenID Connect Front-Channel Logout §3).
    pub(crate) fn provider_session(claims: &Claims) -> Option<String> {
        let sid = claims.get("sid")?.as_str()?;
        (!sid.is_empty() && sid.len() <= 255).then(|| sid.to_owned())
    }
}

/// Whoever is kept out does not come in.
fn admitted(user: UserRecord) -> Result<UserRecord, AccountError> {
    if user.disabled {
        return Err(AccountError::Disabled);
    }
    Ok(user)
}

/// Whether a provider has verified the address that a user has.
fn has_verified(profile: &Profile, user: &User) -> bool {
    match (&profile.email, &user.email) {
        (Some(proved), Some(own)) => {
            profile.email_verified && proved.to_lowercase() == own.to_lowercase()
        }
        _ => false,
    }
}

/// Where an account's tokens are sealed for.
fn place(issuer: &str, subject: &str) -> String {
    format!("account {issuer} {subject}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use crate::store::Memory;

    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    enum Role {
        Admin,
        Editor,
    }

    impl RoleId for Role {
        const ALL: &'static [Self] = &[Self::Admin, Self::Editor];
        const IDS: &'static [&'static str] = &["admin", "editor"];

        fn index(self) -> usize {
            self as usize
        }
    }

    /// SS-12: what an administrator takes while somebody signs in is not given back by what was read before.
    #[tokio::test]
    async fn a_role_that_is_taken_during_a_sign_in_stays_taken() {
        let store = Arc::new(Memory::new());
        let secrets = [Secret::issued("a".repeat(32))];
        let clock = Arc::new(SystemClock);
        let registry = Registry::new(store.clone(), store, &secrets, clock);
        let profile = Profile {
            subject: "ada".into(),
            ..Profile::default()
        };
        let id = AccountId::new(None, "github", "ada");
        let proved = Proved {
            id: &id,
            provider: "github",
            profile: &profile,
            tokens: None,
            links_by_email: false,
        };
        let signs_in = async |roles: &[Role], meanwhile: &[&str]| {
            let standing = registry.standing(&proved).await.unwrap();
            let user = standing.record().user.clone();
            let now: Vec<String> = meanwhile.iter().map(|id| (*id).to_owned()).collect();
            if matches!(standing, Standing::Known(_)) {
                let change = UserChange::Roles(&now);
                registry.change(&user.id, change).await.unwrap();
            }
            let roles: Roles<Role> = roles.iter().copied().collect();
            let settled = registry.settle(standing, user, &roles, &proved).await;
            let user = registry.user(&settled.unwrap().user.id).await.unwrap();
            user.unwrap().roles
        };
        assert_eq!(signs_in(&[Role::Admin], &[]).await, ["admin"]);
        let after = signs_in(&[Role::Admin, Role::Editor], &["owner"]).await;
        assert_eq!(after, ["editor", "owner"]);
        assert_eq!(signs_in(&[], &["owner", "editor"]).await, ["owner"]);
    }
}
