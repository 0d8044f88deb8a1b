//! Accounts of staff.

use super::{Store, StoreError};
use crate::model::Role;

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
    /// Makes an account. `false`: the address is taken.
    ///
    /// # Errors
    /// The query failed.
    pub async fn add_account(&self, account: &NewAccount<'_>) -> Result<bool, StoreError> {
        let result = sqlx::query!(
            "insert into account (email, name, role, password_hash) values (lower($1), $2, $3, $4)",
            account.email,
            account.name,
            account.role.as_str(),
            account.password_hash,
        )
        .execute(&self.pool)
        .await
        .map_err(StoreError::from);
        match result {
            Err(error) if error.is_on_constraint("account_email_key") => Ok(false),
            result => result.map(|_| true),
        }
    }

    /// Makes the first account, and ends the set-up link that allowed it. `false`: the link is not valid, or there is an
    /// account already.
    ///
    /// # Errors
    /// A query failed.
    pub async fn add_first_account(&self, link_hash: &[u8], account: &NewAccount<'_>) -> Result<bool, StoreError> {
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
        sqlx::query!(
            "insert into account (email, name, role, password_hash) values (lower($1), $2, $3, $4)",
            account.email,
            account.name,
            account.role.as_str(),
            account.password_hash,
        )
        .execute(&mut *transaction)
        .await?;
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
        Ok(self.find_accounts(Some(email)).await?.pop())
    }

    /// All accounts, by address.
    ///
    /// # Errors
    /// The query failed.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.find_accounts(None).await
    }

    async fn find_accounts(&self, email: Option<&str>) -> Result<Vec<Account>, StoreError> {
        let rows = sqlx::query!(
            r#"select id, email, name, role, password_hash, disabled_at is not null as "disabled!"
               from account where $1::text is null or email = lower($1) order by email"#,
            email,
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

    /// Sets a password and ends the account's sessions. `false`: there is no such account.
    ///
    /// # Errors
    /// The query failed.
    pub async fn set_password(&self, email: &str, password_hash: &str) -> Result<bool, StoreError> {
        let changed = sqlx::query!(
            "with changed as (update account set password_hash = $2 where email = lower($1) returning id),
                  ended as (delete from session where account_id in (select id from changed))
             select id from changed",
            email,
            password_hash,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(changed.is_some())
    }

    /// Shuts an account out, which ends its sessions, or lets it in again. `false`: there is no such account.
    ///
    /// # Errors
    /// The query failed.
    pub async fn set_disabled(&self, email: &str, disabled: bool) -> Result<bool, StoreError> {
        let changed = sqlx::query!(
            "with changed as (update account set disabled_at = case when $2 then coalesce(disabled_at, now()) end
                              where email = lower($1) returning id),
                  ended as (delete from session where $2 and account_id in (select id from changed))
             select id from changed",
            email,
            disabled,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(changed.is_some())
    }
}
