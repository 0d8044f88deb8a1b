//! Attempts that are counted, so that nobody can try without end.

use super::{Store, StoreError};

impl Store {
    /// Counts an attempt and tells whether it is one too many: more than `limit` under one key within `minutes`, at most
    /// 60. No attempt is remembered for longer than an hour, since keys may hold network addresses.
    ///
    /// # Errors
    /// The query failed.
    pub async fn is_one_too_many(&self, key: &str, limit: i64, minutes: i32) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // One after the other per key, so that a flood cannot slip through between counting and inserting.
        sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 0))", key).execute(&mut *transaction).await?;
        sqlx::query!("delete from attempt where attempted_at < now() - interval '1 hour'")
            .execute(&mut *transaction)
            .await?;
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
        transaction.commit().await?;
        Ok(inserted == 0)
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
