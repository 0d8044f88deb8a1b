//! Sessions, kept on the server.

use serde_json::Value;
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
    /// Why it may be opened.
    pub proof: Proof<'a>,
    /// What the browser says of itself.
    pub user_agent: &'a str,
    /// What the store keeps of the token of an older session of the same browser, which ends.
    pub replaces: Option<&'a [u8]>,
}

/// What someone has shown to be let in. It must still hold in the moment in which the session is opened.
#[derive(Clone, Copy, Debug)]
pub enum Proof<'a> {
    /// The password of which this is the hash, as a PHC string.
    Password(&'a str),
    /// The password before, and now a code: the hash of the token of the step between them, which is used up.
    Code(&'a [u8]),
    /// A passkey, which is both factors.
    Passkey {
        /// Its number.
        id: i64,
        /// Public key, and what it counts by now.
        credential: &'a Value,
    },
}

/// A session in which a second factor was shown, and the token that it gets for that.
#[derive(Clone, Copy, Debug)]
pub struct ProvenSession<'a> {
    /// Whose it is.
    pub account: i64,
    /// Its number.
    pub session: i64,
    /// What the store keeps of the new token.
    pub new_token_hash: &'a [u8],
}

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

impl Store {
    /// A session that is not used for so many hours ends: a device that was sold, or left behind, is then no way in. Three days,
    /// so that a weekend does not log anyone out.
    pub const IDLE_HOURS: i32 = 72;
    /// A session ends after this many hours, whatever happens: two weeks, so that whoever comes now and then is still known, and a
    /// cookie that was stolen is not good for ever.
    pub const SESSION_HOURS: i32 = 24 * 14;

    /// Logs someone in. `false`: what was shown does not hold any more, since the account has been shut out meanwhile, or has
    /// another password or other factors.
    ///
    /// # Errors
    /// A query failed; no session was opened.
    pub async fn open_session(&self, new: NewSession<'_>, actor: Actor) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // The account's row is locked by this: whoever changes it meanwhile is waited for, and whoever does later ends this session.
        let is_let_in = sqlx::query_scalar!(
            "update account set last_log_in_at = now() where id = $1 and disabled_at is null returning password_hash",
            new.account,
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let holds = match (is_let_in, new.proof) {
            (None, _) => false,
            (Some(hash), Proof::Password(shown)) => hash == shown,
            (Some(_), Proof::Code(step)) => use_log_in_step(&mut transaction, new.account, step).await?,
            (Some(_), Proof::Passkey { id, credential }) => {
                use_passkey(&mut transaction, new.account, id, credential).await?
            }
        };
        if !holds {
            return Ok(false);
        }
        sqlx::query!(
            "with replaced as (delete from session where token_hash = $6)
             insert into session (token_hash, account_id, expires_at, user_agent, is_proven)
             values ($1, $2, now() + make_interval(hours => $3), left($4, 200), $5)",
            new.token_hash,
            new.account,
            Self::SESSION_HOURS,
            new.user_agent,
            !matches!(new.proof, Proof::Password(_)),
            new.replaces,
        )
        .execute(&mut *transaction)
        .await?;
        log::record(&mut transaction, actor, LogAction::LoggedIn, "").await?;
        transaction.commit().await?;
        self.counters.logged(LogAction::LoggedIn);
        Ok(true)
    }

    /// Who holds a session that has not ended, and how far it opens the site. That it is used is noted every five minutes: more
    /// often would be a write for each request.
    ///
    /// # Errors
    /// The query failed.
    pub async fn session_holder(&self, token_hash: &[u8]) -> Result<Option<(Viewer, Standing)>, StoreError> {
        let row = sqlx::query!(
            r#"with used as (
                 update session set last_used_at = now()
                 where token_hash = $1 and expires_at > now() and last_used_at < now() - interval '5 minutes'
                   and last_used_at > now() - make_interval(hours => $2))
             select account.id, name, role, session.id as session, is_proven, requires_second_factor,
                    passkeys > 0 as "has_passkey!", has_totp as "has_totp!"
             from session join account on account.id = account_id join account_factor using (account_id)
             cross join security_setting
             where token_hash = $1 and expires_at > now() and last_used_at > now() - make_interval(hours => $2)
               and disabled_at is null"#,
            token_hash,
            Self::IDLE_HOURS,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.and_then(|row| {
            let standing = match row.requires_second_factor {
                true if !row.has_totp && !row.has_passkey => Standing::OwesFactor,
                is_required if !row.is_proven && (row.has_totp || is_required) => Standing::Unproven,
                _ => Standing::Full,
            };
            let viewer = Viewer { account: row.id, name: row.name, role: row.role.parse().ok()?, session: row.session };
            Some((viewer, standing))
        }))
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
        let ended = sqlx::query_scalar!(
            "delete from session using account
             where account.id = account_id
               and (expires_at < now() or last_used_at < now() - make_interval(hours => $1)) returning email",
            Self::IDLE_HOURS,
        )
        .fetch_all(&mut *transaction)
        .await?;
        for email in &ended {
            log::record(&mut transaction, Actor::default(), LogAction::SessionExpired, email).await?;
        }
        transaction.commit().await?;
        Ok(ended.len())
    }
}

/// Ends all sessions of an account, or all but one, and log-ins that wait for a code. The account's row must be locked, so that no
/// log-in slips through.
pub(super) async fn end_all(connection: &mut PgConnection, account: i64, but: Option<i64>) -> Result<(), StoreError> {
    sqlx::query!(
        "with steps as (delete from log_in_step where account_id = $1)
         delete from session where account_id = $1 and id is distinct from $2",
        account,
        but,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn use_log_in_step(connection: &mut PgConnection, account: i64, step: &[u8]) -> Result<bool, StoreError> {
    let used = sqlx::query!(
        "delete from log_in_step where token_hash = $1 and account_id = $2 and expires_at > now()",
        step,
        account,
    )
    .execute(connection)
    .await?;
    Ok(used.rows_affected() > 0)
}

async fn use_passkey(
    connection: &mut PgConnection,
    account: i64,
    passkey: i64,
    credential: &Value,
) -> Result<bool, StoreError> {
    let used = sqlx::query!(
        "update passkey set credential = $3, last_used_at = now() where id = $1 and account_id = $2",
        passkey,
        account,
        credential,
    )
    .execute(connection)
    .await?;
    Ok(used.rows_affected() > 0)
}

/// Gives a session its new token. `false`: it has ended, or its account is shut out. The account's row is locked from then on, as
/// by whoever ends sessions.
pub(super) async fn prove(connection: &mut PgConnection, proven: ProvenSession<'_>) -> Result<bool, StoreError> {
    let is_let_in = sqlx::query_scalar!(
        "select id from account where id = $1 and disabled_at is null for no key update",
        proven.account,
    )
    .fetch_optional(&mut *connection)
    .await?;
    if is_let_in.is_none() {
        return Ok(false);
    }
    let renewed = sqlx::query!(
        "update session set token_hash = $3, is_proven = true where id = $1 and account_id = $2",
        proven.session,
        proven.account,
        proven.new_token_hash,
    )
    .execute(connection)
    .await?;
    Ok(renewed.rows_affected() > 0)
}
