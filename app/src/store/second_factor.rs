//! Who needs a second factor, who has one, and which session has shown it.

use uuid::Uuid;

use super::log::record;
use super::{Actor, Store, StoreError};
use crate::model::{AccountFactors, Factors, LogAction, Passkey, Security};

/// How far a session that has not ended opens the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// All that the account may do.
    Full,
    /// A second factor is required, and the account has none: all it may do is to get one.
    OwesFactor,
    /// The account has a factor that this session never showed: whoever holds it must log in again.
    Unproven,
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
    /// How far a session opens the site.
    ///
    /// # Errors
    /// The query failed.
    pub async fn standing(&self, session_hash: &[u8]) -> Result<Standing, StoreError> {
        let row = sqlx::query!(
            r#"select is_proven, passkeys > 0 as "has_passkey!", has_totp as "has_totp!", requires_second_factor
               from session join account_factor using (account_id) cross join security_setting where token_hash = $1"#,
            session_hash,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(match row {
            // The session ended a moment ago.
            None => Standing::Unproven,
            Some(row) if row.requires_second_factor && !row.has_totp && !row.has_passkey => Standing::OwesFactor,
            Some(row) if !row.is_proven && (row.has_totp || row.requires_second_factor) => Standing::Unproven,
            Some(_) => Standing::Full,
        })
    }

    /// Notes that a session has shown its account's second factor.
    ///
    /// # Errors
    /// The query failed.
    pub async fn prove_session(&self, session_hash: &[u8]) -> Result<(), StoreError> {
        sqlx::query!("update session set is_proven = true where token_hash = $1", session_hash)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

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
        let email = sqlx::query_scalar!(
            "with passkeys as (delete from passkey where account_id = $1),
                  apps as (delete from totp where account_id = $1),
                  codes as (delete from recovery_code where account_id = $1),
                  steps as (delete from log_in_step where account_id = $1),
                  sessions as (delete from session where account_id = $1)
             select email from account where id = $1",
            account,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(email) = &email {
            record(&mut transaction, actor, LogAction::FactorsReset, email).await?;
        }
        transaction.commit().await?;
        Ok(email.is_some())
    }

    /// Remembers that an account gave the right password and owes a code; for 10 minutes.
    ///
    /// # Errors
    /// The query failed.
    pub async fn open_log_in_step(&self, token_hash: &[u8], account: i64) -> Result<(), StoreError> {
        sqlx::query!(
            "with gone as (delete from log_in_step where expires_at < now())
             insert into log_in_step (token_hash, account_id) values ($1, $2)",
            token_hash,
            account,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
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

    /// Ends a step. `false`: it had ended before, so that nobody may go on with it.
    ///
    /// # Errors
    /// The query failed.
    pub async fn close_log_in_step(&self, token_hash: &[u8]) -> Result<bool, StoreError> {
        let closed = sqlx::query!("delete from log_in_step where token_hash = $1 and expires_at > now()", token_hash)
            .execute(&self.pool)
            .await?;
        Ok(closed.rows_affected() > 0)
    }
}
