//! Accounts of staff.

use std::net::IpAddr;

use sqlx::PgConnection;

use super::{Actor, Store, StoreError, log, session};
use crate::model::{Accounts, EmailAddress, ListedAccount, LogAction, OwnAccount, Role};

/// Someone who can log in.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its id.
    pub id: i64,
    /// In lower case; what one logs in with.
    pub email: String,
    /// The name colleagues see.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// argon2id, as a PHC string.
    pub password_hash: String,
    /// Whether it is shut out.
    pub disabled: bool,
}

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount<'a> {
    /// What one logs in with; any case.
    pub email: &'a str,
    /// The name colleagues see.
    pub name: &'a str,
    /// What it may do.
    pub role: Role,
    /// argon2id, as a PHC string.
    pub password_hash: &'a str,
}

impl Store {
    /// Makes an account on the operator's behalf. `false`: the address is taken.
    ///
    /// # Errors
    /// A query failed.
    pub async fn add_account(&self, account: &NewAccount<'_>) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        if insert(&mut transaction, account).await?.is_none() {
            return Ok(false);
        }
        let email = account.email.to_lowercase();
        log::record_role(&mut transaction, Actor::default(), LogAction::AccountMade, &email, account.role).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Makes the first account, and ends the set-up link that allowed it. `false`: the link is not valid, or there is an
    /// account already.
    ///
    /// # Errors
    /// A query failed.
    pub async fn add_first_account(
        &self,
        address: IpAddr,
        link_hash: &[u8],
        account: &NewAccount<'_>,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let valid = sqlx::query!("delete from setup_link where token_hash = $1", link_hash)
            .execute(&mut *transaction)
            .await?
            .rows_affected();
        let taken = sqlx::query_scalar!(r#"select exists (select from account) as "taken!""#)
            .fetch_one(&mut *transaction)
            .await?;
        if valid == 0 || taken {
            return Ok(false);
        }
        if insert(&mut transaction, account).await?.is_none() {
            return Ok(false);
        }
        let email = account.email.to_lowercase();
        let actor = Actor { account: None, address: Some(address) };
        log::record_role(&mut transaction, actor, LogAction::AccountMade, &email, account.role).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Makes a set-up link the only valid one. `false`: there is an account already, so none is needed.
    ///
    /// # Errors
    /// A query failed.
    pub async fn set_setup_link(&self, link_hash: &[u8]) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query!("delete from setup_link").execute(&mut *transaction).await?;
        let made = sqlx::query!(
            "insert into setup_link (token_hash) select $1 where not exists (select from account)",
            link_hash,
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        transaction.commit().await?;
        Ok(made == 1)
    }

    /// Whether a set-up link can still be used.
    ///
    /// # Errors
    /// The query failed.
    pub async fn is_setup_link(&self, link_hash: &[u8]) -> Result<bool, StoreError> {
        let valid = sqlx::query_scalar!(
            r#"select exists (select from setup_link where token_hash = $1 and not exists (select from account)) as "valid!""#,
            link_hash,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(valid)
    }

    /// The account with this address.
    ///
    /// # Errors
    /// The query failed.
    pub async fn account_by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        Ok(self.find_accounts(Some(email), None).await?.pop())
    }

    /// All accounts, by address.
    ///
    /// # Errors
    /// The query failed.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.find_accounts(None, None).await
    }

    /// The account with this id.
    ///
    /// # Errors
    /// The query failed.
    pub async fn account(&self, id: i64) -> Result<Option<Account>, StoreError> {
        Ok(self.find_accounts(None, Some(id)).await?.pop())
    }

    async fn find_accounts(&self, email: Option<&str>, id: Option<i64>) -> Result<Vec<Account>, StoreError> {
        let rows = sqlx::query!(
            r#"select id, email, name, role, password_hash, disabled_at is not null as "disabled!"
               from account where ($1::text is null or email = lower($1)) and ($2::bigint is null or id = $2) order by email"#,
            email,
            id,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                Some(Account {
                    id: row.id,
                    email: row.email,
                    name: row.name,
                    role: row.role.parse().ok()?,
                    password_hash: row.password_hash,
                    disabled: row.disabled,
                })
            })
            .collect())
    }

    /// Sets a password on the operator's behalf, and ends the account's sessions and links. `false`: there is no such account.
    ///
    /// # Errors
    /// A query failed.
    pub async fn set_password(&self, email: &str, password_hash: &str) -> Result<bool, StoreError> {
        let Some(account) = self.account_by_email(email).await? else { return Ok(false) };
        let mut transaction = self.pool.begin().await?;
        write_password(&mut transaction, account.id, password_hash).await?;
        session::end_all(&mut transaction, account.id, None).await?;
        log::record(&mut transaction, Actor::default(), LogAction::PasswordChanged, &account.email).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Changes the password of whoever asks for it and has shown the one of now, of which `shown_hash` is: every other session of
    /// the account ends, this one gets a new token. `false`: it is another one by now, or the session has ended.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn change_own_password(
        &self,
        actor: Actor,
        session: i64,
        shown_hash: &str,
        password_hash: &str,
        new_token_hash: &[u8],
    ) -> Result<bool, StoreError> {
        let Some(account) = actor.account else { return Ok(false) };
        let mut transaction = self.pool.begin().await?;
        let current = lock(&mut transaction, account).await?;
        if current.is_none_or(|current| current.password_hash != shown_hash) {
            return Ok(false);
        }
        write_password(&mut transaction, account, password_hash).await?;
        let email = sqlx::query_scalar!(
            "update session set token_hash = $3 from account
             where session.id = $1 and account_id = $2 and account.id = account_id returning email",
            session,
            account,
            new_token_hash,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(email) = email else { return Ok(false) };
        session::end_all(&mut transaction, account, Some(session)).await?;
        log::record(&mut transaction, actor, LogAction::PasswordChanged, &email).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Gives an account another name; the log keeps the one before. `false`: there is no such account.
    ///
    /// # Errors
    /// A query failed.
    pub async fn rename_account(&self, actor: Actor, account: i64, name: &str) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(before) = lock(&mut transaction, account).await? else { return Ok(false) };
        if before.name == name {
            return Ok(true);
        }
        sqlx::query!("update account set name = $2 where id = $1", account, name).execute(&mut *transaction).await?;
        log::record_with(&mut transaction, actor, LogAction::NameChanged, &before.email, &before.name).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Shuts an account out on the operator's behalf, or lets it in again. `false`: there is no such account.
    ///
    /// # Errors
    /// It is the last administrator; a query failed. Nothing was changed.
    pub async fn set_disabled(&self, email: &str, disabled: bool) -> Result<bool, AccountError> {
        let Some(account) = self.account_by_email(email).await? else { return Ok(false) };
        let changed = self.change_account(Actor::default(), account.id, AccountChange::Disabled(disabled)).await?;
        Ok(changed.is_some())
    }

    /// Changes what an account may do. Every change but letting in ends its sessions; answers its name, none where there is no
    /// such account. One that is so already stays as it is.
    ///
    /// # Errors
    /// It is the last administrator; a query failed. Nothing was changed.
    pub async fn change_account(
        &self,
        actor: Actor,
        account: i64,
        change: AccountChange,
    ) -> Result<Option<String>, AccountError> {
        let mut transaction = self.pool.begin().await?;
        // The locks let one change be made at a time, so that two administrators cannot demote each other.
        let admins = sqlx::query_scalar!(
            "select id from account where role = 'admin' and disabled_at is null order by id for no key update"
        )
        .fetch_all(&mut *transaction)
        .await?;
        let row = sqlx::query!(
            r#"select email, name, role, disabled_at is not null as "is_disabled!" from account
               where id = $1 for no key update"#,
            account,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (is_so, action) = match change {
            AccountChange::Role(role) => (row.role == role.as_str(), LogAction::RoleChanged),
            AccountChange::Disabled(true) => (row.is_disabled, LogAction::AccountDisabled),
            AccountChange::Disabled(false) => (!row.is_disabled, LogAction::AccountEnabled),
        };
        if is_so {
            return Ok(Some(row.name));
        }
        if admins == [account] {
            return Err(AccountError::LastAdmin);
        }
        write_change(&mut transaction, account, change).await?;
        match change {
            AccountChange::Role(role) => log::record_role(&mut transaction, actor, action, &row.email, role).await?,
            AccountChange::Disabled(_) => log::record(&mut transaction, actor, action, &row.email).await?,
        }
        transaction.commit().await?;
        Ok(Some(row.name))
    }

    /// All accounts and the invitations that can still be accepted, as administrators see them.
    ///
    /// # Errors
    /// A query failed.
    pub async fn listed_accounts(&self) -> Result<Accounts, StoreError> {
        let rows = sqlx::query!(
            r#"select id, name, email, role, disabled_at is not null as "is_disabled!",
                      to_char(last_log_in_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as last_log_in
               from account order by lower(name), id"#,
        )
        .fetch_all(&self.pool)
        .await?;
        let accounts = rows.into_iter().filter_map(|row| {
            Some(ListedAccount {
                id: row.id,
                name: row.name,
                masked_email: EmailAddress::mask(&row.email),
                role: row.role.parse().ok()?,
                is_disabled: row.is_disabled,
                last_log_in: row.last_log_in,
            })
        });
        Ok(Accounts { accounts: accounts.collect(), invitations: self.invitations().await? })
    }

    /// An account, as whoever has it sees it in one of its sessions; none where there is no such account.
    ///
    /// # Errors
    /// A query failed.
    pub async fn own_account(&self, account: i64, session: i64) -> Result<Option<OwnAccount>, StoreError> {
        let row = sqlx::query!("select name, email, role from account where id = $1", account)
            .fetch_optional(&self.pool)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let Ok(role) = row.role.parse() else { return Ok(None) };
        let sessions = self.own_sessions(account, session).await?;
        Ok(Some(OwnAccount { name: row.name, masked_email: EmailAddress::mask(&row.email), role, sessions }))
    }
}

/// What administrators change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// What it may do.
    Role(Role),
    /// Whether it is shut out.
    Disabled(bool),
}

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Nobody could keep the accounts any more.
    #[error("the last administrator")]
    LastAdmin,
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for AccountError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What an account has, locked until the transaction ends: whoever changes what lets someone in does so first, and only then touches
/// sessions and links, so that two who do wait for each other in one order.
pub(super) async fn lock(connection: &mut PgConnection, account: i64) -> Result<Option<LockedAccount>, StoreError> {
    let query = sqlx::query_as!(
        LockedAccount,
        "select email, name, password_hash from account where id = $1 for no key update",
        account,
    );
    Ok(query.fetch_optional(connection).await?)
}

/// What [`lock`] has read.
pub(super) struct LockedAccount {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) password_hash: String,
}

async fn write_change(connection: &mut PgConnection, account: i64, change: AccountChange) -> Result<(), StoreError> {
    match change {
        AccountChange::Role(role) => {
            sqlx::query!("update account set role = $2 where id = $1", account, role.as_str())
                .execute(&mut *connection)
                .await?;
        }
        AccountChange::Disabled(disabled) => {
            sqlx::query!(
                "update account set disabled_at = case when $2 then now() end where id = $1",
                account,
                disabled,
            )
            .execute(&mut *connection)
            .await?;
        }
    }
    // A session keeps nothing of what its account was allowed to do before.
    session::end_all(connection, account, None).await?;
    sqlx::query!("delete from account_link where account_id = $1", account).execute(connection).await?;
    Ok(())
}

/// Links that would set another password end with the old one.
pub(super) async fn write_password(
    connection: &mut PgConnection,
    account: i64,
    password_hash: &str,
) -> Result<(), StoreError> {
    sqlx::query!("update account set password_hash = $2 where id = $1", account, password_hash)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("delete from account_link where account_id = $1", account).execute(connection).await?;
    Ok(())
}

/// Makes an account, and ends what invited it; answers its id, none where the address is taken.
pub(super) async fn insert(connection: &mut PgConnection, account: &NewAccount<'_>) -> Result<Option<i64>, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into account (email, name, role, password_hash) values (lower($1), $2, $3, $4)
         on conflict (email) do nothing returning id",
        account.email,
        account.name,
        account.role.as_str(),
        account.password_hash,
    )
    .fetch_optional(&mut *connection)
    .await?;
    if id.is_some() {
        sqlx::query!("delete from account_link where kind = 'invitation' and email = lower($1)", account.email)
            .execute(connection)
            .await?;
    }
    Ok(id)
}
