//! Who needs a second factor, who has one, and which session has shown it.

use uuid::Uuid;

use super::account::lock;
use super::log::record;
use super::{Actor, Store, StoreError, session};
use crate::model::{AccountFactors, Factors, LogAction, Passkey, Security};

/// What came of a new second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewFactor {
    /// The account has it, and the session its new token.
    Kept,
    /// It cannot be one, or not any more.
    Refused,
    /// The session has ended meanwhile, or its account is shut out.
    SessionEnded,
}

/// What is asked for after the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondStep {
    /// Nothing.
    None,
    /// A code.
    Code,
    /// A passkey instead of the password.
    Passkey,
    /// A second factor, which the account does not have yet.
    NewFactor,
}

/// What an account logs in with.
#[derive(Clone, Debug)]
pub struct LogIn {
    /// In lower case.
    pub email: String,
    /// The name colleagues see.
    pub name: String,
    /// argon2id, as a PHC string.
    pub password_hash: String,
    /// What authenticators know it by.
    pub user_handle: Uuid,
}

impl Store {
    /// What is asked for after an account's right password.
    ///
    /// # Errors
    /// The query failed.
    pub async fn second_step(&self, account: i64) -> Result<SecondStep, StoreError> {
        let row = sqlx::query!(
            r#"select passkeys > 0 as "has_passkey!", has_totp as "has_totp!", requires_second_factor
               from account_factor cross join security_setting where account_id = $1"#,
            account,
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(match (row.has_totp, row.requires_second_factor, row.has_passkey) {
            (true, ..) => SecondStep::Code,
            (false, true, true) => SecondStep::Passkey,
            (false, true, false) => SecondStep::NewFactor,
            (false, false, _) => SecondStep::None,
        })
    }

    /// What an account logs in with; none where there is no such account.
    ///
    /// # Errors
    /// The query failed.
    pub async fn log_in_of(&self, account: i64) -> Result<Option<LogIn>, StoreError> {
        let query = sqlx::query_as!(
            LogIn,
            "select email, name, password_hash, user_handle from account where id = $1 and disabled_at is null",
            account,
        );
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// An account's factors.
    ///
    /// # Errors
    /// A query failed.
    pub async fn factors(&self, account: i64) -> Result<Factors, StoreError> {
        let passkeys = sqlx::query_as!(
            Passkey,
            r#"select id, name,
                      to_char(created_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "created_at!",
                      to_char(last_used_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as last_used_at
               from passkey where account_id = $1 order by id"#,
            account,
        )
        .fetch_all(&self.pool)
        .await?;
        let row = sqlx::query!(
            r#"select has_totp as "has_totp!", requires_second_factor,
                      (select count(*) from recovery_code where account_id = $1 and used_at is null) as "recovery_codes!"
               from account_factor cross join security_setting where account_id = $1"#,
            account,
        )
        .fetch_one(&self.pool)
        .await?;
        let is_owed = row.requires_second_factor && !row.has_totp && passkeys.is_empty();
        Ok(Factors { passkeys, has_totp: row.has_totp, recovery_codes: row.recovery_codes, is_owed })
    }

    /// Whether everyone needs a second factor, and who has one.
    ///
    /// # Errors
    /// A query failed.
    pub async fn security(&self) -> Result<Security, StoreError> {
        let accounts = sqlx::query_as!(
            AccountFactors,
            r#"select account_id as "account!", name, passkeys as "passkeys!", has_totp as "has_totp!"
               from account_factor join account on id = account_id where disabled_at is null order by name, id"#,
        )
        .fetch_all(&self.pool)
        .await?;
        let requires_second_factor =
            sqlx::query_scalar!("select requires_second_factor from security_setting").fetch_one(&self.pool).await?;
        Ok(Security { requires_second_factor, accounts })
    }

    /// Requires a second factor of everyone, or does not any more.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn require_second_factor(&self, is_required: bool, actor: Actor) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let changed = sqlx::query!(
            "update security_setting set requires_second_factor = $1 where requires_second_factor <> $1",
            is_required,
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if changed > 0 {
            let action = if is_required { LogAction::SecondFactorRequired } else { LogAction::SecondFactorNotRequired };
            record(&mut transaction, actor, action, "").await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Takes all factors of an account away, and ends its sessions: what it takes where a phone is lost. `false`: there is no such
    /// account.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn reset_factors(&self, account: i64, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(locked) = lock(&mut transaction, account).await? else { return Ok(false) };
        sqlx::query!(
            "with passkeys as (delete from passkey where account_id = $1),
                  apps as (delete from totp where account_id = $1)
             delete from recovery_code where account_id = $1",
            account,
        )
        .execute(&mut *transaction)
        .await?;
        session::end_all(&mut transaction, account, None).await?;
        record(&mut transaction, actor, LogAction::FactorsReset, &locked.email).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Remembers that an account gave the password with this hash and owes a code; for 10 minutes. `false`: it has another
    /// password by now, or is shut out.
    ///
    /// # Errors
    /// The query failed.
    pub async fn open_log_in_step(
        &self,
        token_hash: &[u8],
        account: i64,
        password_hash: &str,
    ) -> Result<bool, StoreError> {
        // The lock waits for whoever changes the account.
        let opened = sqlx::query!(
            "with gone as (delete from log_in_step where expires_at < now()),
                  let_in as (select id from account where id = $2 and password_hash = $3 and disabled_at is null for share)
             insert into log_in_step (token_hash, account_id) select $1, id from let_in",
            token_hash,
            account,
            password_hash,
        )
        .execute(&self.pool)
        .await?;
        Ok(opened.rows_affected() > 0)
    }

    /// The account that owes a code; none where the step has ended.
    ///
    /// # Errors
    /// The query failed.
    pub async fn log_in_step(&self, token_hash: &[u8]) -> Result<Option<i64>, StoreError> {
        let query = sqlx::query_scalar!(
            "select account_id from log_in_step join account on id = account_id
             where token_hash = $1 and expires_at > now() and disabled_at is null",
            token_hash,
        );
        Ok(query.fetch_optional(&self.pool).await?)
    }
}
