//! Codes from an app (TOTP), and recovery codes for the day on which it is lost.

use sqlx::PgConnection;

use super::log::record;
use super::{Actor, NewFactor, ProvenSession, Store, StoreError, session};
use crate::model::LogAction;

impl Store {
    /// Keeps the secret of an app that is to be confirmed in the same session, within 10 minutes; one that was shown before is
    /// forgotten. `false`: an app is confirmed already.
    ///
    /// # Errors
    /// The query failed.
    pub async fn begin_totp(&self, account: i64, session: i64, secret: &[u8]) -> Result<bool, StoreError> {
        let begun = sqlx::query!(
            "insert into totp (account_id, begun_in, secret) values ($1, $2, $3)
             on conflict (account_id) do update
                 set secret = excluded.secret, begun_in = excluded.begun_in, begun_at = excluded.begun_at
                 where totp.confirmed_at is null",
            account,
            session,
            secret,
        )
        .execute(&self.pool)
        .await?;
        Ok(begun.rows_affected() > 0)
    }

    /// The secret of an account's app that is to be confirmed in this session; none where there is no such one, or not any more.
    ///
    /// # Errors
    /// The query failed.
    pub async fn begun_totp_secret(&self, account: i64, session: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let query = sqlx::query_scalar!(
            "select secret from totp
             where account_id = $1 and begun_in = $2 and begun_at > now() - interval '10 minutes' and confirmed_at is null",
            account,
            session,
        );
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// The secret of an account's app.
    ///
    /// # Errors
    /// The query failed.
    pub async fn totp_secret(&self, account: i64) -> Result<Option<Vec<u8>>, StoreError> {
        let query =
            sqlx::query_scalar!("select secret from totp where account_id = $1 and confirmed_at is not null", account);
        Ok(query.fetch_optional(&self.pool).await?)
    }

    /// Confirms an app by the step of the code that came from it, keeps the hashes of the account's recovery codes, and notes that
    /// the session has shown it. Refused: another secret is the one by now, or none.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn confirm_totp(
        &self,
        proven: ProvenSession<'_>,
        secret: &[u8],
        step: i64,
        code_hashes: &[Vec<u8>],
        actor: Actor,
    ) -> Result<NewFactor, StoreError> {
        let mut transaction = self.pool.begin().await?;
        if !session::prove(&mut transaction, proven).await? {
            return Ok(NewFactor::SessionEnded);
        }
        let confirmed = sqlx::query!(
            "update totp set confirmed_at = now(), last_step = $3
             where account_id = $1 and secret = $2 and confirmed_at is null",
            proven.account,
            secret,
            step,
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if confirmed == 0 {
            return Ok(NewFactor::Refused);
        }
        put_recovery_codes(&mut transaction, proven.account, code_hashes).await?;
        record(&mut transaction, actor, LogAction::TotpTurnedOn, "").await?;
        transaction.commit().await?;
        Ok(NewFactor::Kept)
    }

    /// Uses a step of an account's app up. `false`: this one, or a later one, was used before.
    ///
    /// # Errors
    /// The query failed.
    pub async fn use_totp_step(&self, account: i64, step: i64) -> Result<bool, StoreError> {
        let used = sqlx::query!(
            "update totp set last_step = $2 where account_id = $1 and confirmed_at is not null and last_step < $2",
            account,
            step,
        )
        .execute(&self.pool)
        .await?;
        Ok(used.rows_affected() > 0)
    }

    /// Forgets an account's app and its recovery codes. `false`: it had none.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn turn_totp_off(&self, account: i64, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let turned_off = sqlx::query_scalar!(
            "with codes as (delete from recovery_code where account_id = $1)
             delete from totp where account_id = $1 and confirmed_at is not null returning account_id",
            account,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if turned_off.is_some() {
            record(&mut transaction, actor, LogAction::TotpTurnedOff, "").await?;
        }
        transaction.commit().await?;
        Ok(turned_off.is_some())
    }

    /// Gives an account with an app new recovery codes; those before end. `false`: it has no app.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn renew_recovery_codes(
        &self,
        account: i64,
        code_hashes: &[Vec<u8>],
        actor: Actor,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let has_app = sqlx::query_scalar!(
            "select account_id from totp where account_id = $1 and confirmed_at is not null for update",
            account,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if has_app.is_none() {
            return Ok(false);
        }
        put_recovery_codes(&mut transaction, account, code_hashes).await?;
        record(&mut transaction, actor, LogAction::RecoveryCodesMade, "").await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Uses a recovery code up. `false`: the account has no such code, or used it before.
    ///
    /// # Errors
    /// A query failed; nothing was changed.
    pub async fn use_recovery_code(&self, account: i64, code_hash: &[u8], actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let used = sqlx::query!(
            "update recovery_code set used_at = now() where account_id = $1 and code_hash = $2 and used_at is null",
            account,
            code_hash,
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if used > 0 {
            record(&mut transaction, actor, LogAction::RecoveryCodeUsed, "").await?;
        }
        transaction.commit().await?;
        Ok(used > 0)
    }
}

/// In place of those before.
async fn put_recovery_codes(
    connection: &mut PgConnection,
    account: i64,
    code_hashes: &[Vec<u8>],
) -> Result<(), StoreError> {
    sqlx::query!("delete from recovery_code where account_id = $1", account).execute(&mut *connection).await?;
    sqlx::query!(
        "insert into recovery_code (account_id, code_hash) select $1, unnest($2::bytea[])",
        account,
        code_hashes,
    )
    .execute(connection)
    .await?;
    Ok(())
}
