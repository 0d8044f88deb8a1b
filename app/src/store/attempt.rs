//! Attempts that are counted, so that nobody can try without end.

use sqlx::{Postgres, Transaction};

use super::{Store, StoreError};
use crate::model::LogAction;

/// What readers do. They stand in no log.
const BY_READERS: [&str; 2] = ["address", "barrier"];

impl Store {
    /// Counts an attempt. `false`: it is one too many, more than `limit` under one key within `minutes`, at most 60, and was not
    /// counted. No attempt is remembered for longer than two hours, since keys may hold network addresses. A key says what is tried, and
    /// of what it is one: `log-in:peer:…`, `log-in:from:…`, `log-in:account:…` by its address, `own-password:number:…`. What staff are refused
    /// stands in the log, once in that time.
    ///
    /// # Errors
    /// The query failed.
    pub async fn count_attempt(&self, key: &str, limit: i64, minutes: i32) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // One after the other per key, so that a flood cannot slip through between counting and inserting.
        sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(&mut *transaction).await?;
        let inserted = sqlx::query!(
            "insert into attempt (key) select $1
             where (select count(*) from attempt
                    where key = $1 and attempted_at > now() - make_interval(mins => $3)) < $2",
            key,
            limit,
            minutes,
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        if inserted == 0 {
            record_limit(&mut transaction, key, minutes).await?;
        }
        transaction.commit().await?;
        Ok(inserted > 0)
    }

    /// Forgets the attempts that count no more, of an hour ago; answers how many that were. To be called every hour.
    ///
    /// # Errors
    /// The query failed.
    pub async fn forget_old_attempts(&self) -> Result<u64, StoreError> {
        let forgotten = sqlx::query!("delete from attempt where attempted_at < now() - interval '1 hour'")
            .execute(&self.pool)
            .await?;
        Ok(forgotten.rows_affected())
    }

    /// Forgets the last attempt under a key: it was none, since it succeeded, or was not even looked at.
    ///
    /// # Errors
    /// The query failed.
    pub async fn forget_last_attempt(&self, key: &str) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from attempt where ctid = (
                 select ctid from attempt where key = $1 order by attempted_at desc limit 1 for update skip locked)",
            key,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets the attempts under a key, after a success.
    ///
    /// # Errors
    /// The query failed.
    pub async fn forget_attempts(&self, key: &str) -> Result<(), StoreError> {
        sqlx::query!("delete from attempt where key = $1", key).execute(&self.pool).await?;
        Ok(())
    }
}

/// Of an account that there is, or of a network address. The lock on the key makes it one entry.
async fn record_limit(transaction: &mut Transaction<'_, Postgres>, key: &str, minutes: i32) -> Result<(), StoreError> {
    let mut parts = key.splitn(3, ':');
    let (Some(what), Some(kind), Some(who)) = (parts.next(), parts.next(), parts.next()) else { return Ok(()) };
    if BY_READERS.contains(&what) {
        return Ok(());
    }
    // `log-in:from:192.0.2.1 ida@example.org`: an account, from one network address.
    let (peer, who) = match kind {
        "peer" => (who, ""),
        "from" => who.split_once(' ').unwrap_or((who, "")),
        _ => ("", who),
    };
    let number = who.parse::<i64>().ok().filter(|_| kind == "number");
    let peer = peer.parse::<std::net::IpAddr>().ok().map(|peer| peer.to_string());
    sqlx::query!(
        "insert into log_entry (action, subject, detail, address)
         select $1, who, $2, $4::text::inet
         from (select email from account where email = lower($3) or id = $6
               union all select '' where $3 = '' and $4::text is not null) as known (who)
         where not exists (
             select from log_entry
             where action = $1 and subject = who and detail = $2 and address is not distinct from $4::text::inet
               and happened_at > now() - make_interval(mins => $5))",
        LogAction::TooManyAttempts.as_str(),
        what,
        who,
        peer,
        minutes,
        number,
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
