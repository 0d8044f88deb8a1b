//! Sessions, kept on the server.

use sqlx::PgConnection;

use super::{Actor, Store, StoreError, log};
use crate::i18n;
use crate::model::{Device, LogAction, OwnSession, Viewer};

/// A session to be opened.
#[derive(Clone, Copy, Debug)]
pub struct NewSession<'a> {
    /// What the store keeps of the token in its cookie.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub account: i64,
    /// It ends after so many hours, whatever happens.
    pub hours: i32,
    /// What the browser says of itself.
    pub user_agent: &'a str,
}

impl Store {
    /// A session that is not used for so many hours ends: a device that was sold, or left behind, is then no way in. Three days,
    /// so that a weekend does not log anyone out.
    pub const IDLE_HOURS: i32 = 72;

    /// Opens a session.
    ///
    /// # Errors
    /// A query failed.
    pub async fn open_session(&self, new: NewSession<'_>) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query!(
            "with used as (update account set last_log_in_at = now() where id = $2)
             insert into session (token_hash, account_id, expires_at, user_agent)
             values ($1, $2, now() + make_interval(hours => $3), left($4, 200))",
            new.token_hash,
            new.account,
            new.hours,
            new.user_agent,
        )
        .execute(&mut *transaction)
        .await?;
        forget_ended(&mut transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Who holds a session that has not ended. That it is used is noted every five minutes: more often would be a write for
    /// each request.
    ///
    /// # Errors
    /// The query failed.
    pub async fn viewer(&self, token_hash: &[u8]) -> Result<Option<Viewer>, StoreError> {
        let row = sqlx::query!(
            "with used as (
                 update session set last_used_at = now()
                 where token_hash = $1 and expires_at > now() and last_used_at < now() - interval '5 minutes'
                   and last_used_at > now() - make_interval(hours => $2))
             select account.id, name, role, session.id as session from session join account on account.id = account_id
             where token_hash = $1 and expires_at > now() and last_used_at > now() - make_interval(hours => $2)
               and disabled_at is null",
            token_hash,
            Self::IDLE_HOURS,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.and_then(|row| {
            Some(Viewer { account: row.id, name: row.name, role: row.role.parse().ok()?, session: row.session })
        }))
    }

    /// Ends a session that another one of the same browser takes the place of.
    ///
    /// # Errors
    /// The query failed.
    pub async fn close_session(&self, token_hash: &[u8]) -> Result<(), StoreError> {
        sqlx::query!("delete from session where token_hash = $1", token_hash).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends the session of someone who logs out. One that has ended stays as it is.
    ///
    /// # Errors
    /// A query failed.
    pub async fn log_out(&self, actor: Actor, token_hash: &[u8]) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        let ended = sqlx::query!(
            "delete from session using account where token_hash = $1 and account.id = account_id returning email",
            token_hash,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(ended) = ended {
            log::record(&mut transaction, actor, LogAction::LoggedOut, &ended.email).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Ends a session of one's own account by its number. `false`: it has ended already, or is someone else's.
    ///
    /// # Errors
    /// A query failed.
    pub async fn end_own_session(&self, actor: Actor, session: i64) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let ended = sqlx::query!(
            "delete from session using account
             where session.id = $1 and account_id = $2 and account.id = account_id returning email",
            session,
            actor.account,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(ended) = ended else { return Ok(false) };
        log::record(&mut transaction, actor, LogAction::SessionEnded, &ended.email).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Ends all sessions of one's own account but this one; answers how many that were.
    ///
    /// # Errors
    /// A query failed.
    pub async fn end_other_sessions(&self, actor: Actor, this: i64) -> Result<usize, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let ended = sqlx::query_scalar!(
            "delete from session using account
             where account_id = $1 and session.id <> $2 and account.id = account_id returning email",
            actor.account,
            this,
        )
        .fetch_all(&mut *transaction)
        .await?;
        for email in &ended {
            log::record(&mut transaction, actor, LogAction::SessionEnded, email).await?;
        }
        transaction.commit().await?;
        Ok(ended.len())
    }

    pub(super) async fn own_sessions(&self, account: i64, this: i64) -> Result<Vec<OwnSession>, StoreError> {
        let rows = sqlx::query!(
            r#"select id, user_agent,
                      to_char(created_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "opened_at!",
                      to_char(last_used_at at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI') as "used_at!"
               from session
               where account_id = $1 and expires_at > now() and last_used_at > now() - make_interval(hours => $3)
               order by id = $2 desc, last_used_at desc, id desc"#,
            account,
            this,
            Self::IDLE_HOURS,
        )
        .fetch_all(&self.pool)
        .await?;
        let sessions = rows.into_iter().map(|row| OwnSession {
            id: row.id,
            device: i18n::device(Device::of(&row.user_agent)),
            opened_at: row.opened_at,
            last_used_at: row.used_at,
            is_this: row.id == this,
        });
        Ok(sessions.collect())
    }

    /// Removes sessions that have come to their end; answers how many that were.
    ///
    /// # Errors
    /// A query failed.
    pub async fn forget_sessions(&self) -> Result<usize, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let forgotten = forget_ended(&mut transaction).await?;
        transaction.commit().await?;
        Ok(forgotten)
    }
}

/// Ends all sessions of an account, or all but one.
pub(super) async fn end_all(connection: &mut PgConnection, account: i64, but: Option<i64>) -> Result<(), StoreError> {
    sqlx::query!("delete from session where account_id = $1 and id is distinct from $2", account, but)
        .execute(connection)
        .await?;
    Ok(())
}

async fn forget_ended(connection: &mut PgConnection) -> Result<usize, StoreError> {
    let ended = sqlx::query_scalar!(
        "delete from session using account
         where account.id = account_id
           and (expires_at < now() or last_used_at < now() - make_interval(hours => $1)) returning email",
        Store::IDLE_HOURS,
    )
    .fetch_all(&mut *connection)
    .await?;
    for email in &ended {
        log::record(connection, Actor::default(), LogAction::SessionExpired, email).await?;
    }
    Ok(ended.len())
}
