//! Sessions, kept on the server.

use super::{Store, StoreError};
use crate::model::Viewer;

impl Store {
    /// Opens a session; it ends after `hours`.
    ///
    /// # Errors
    /// The query failed.
    pub async fn open_session(&self, token_hash: &[u8], account: i64, hours: i32) -> Result<(), StoreError> {
        sqlx::query!(
            "with gone as (delete from session where expires_at < now())
             insert into session (token_hash, account_id, expires_at) values ($1, $2, now() + make_interval(hours => $3))",
            token_hash,
            account,
            hours,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Who holds a session that has not ended.
    ///
    /// # Errors
    /// The query failed.
    pub async fn viewer(&self, token_hash: &[u8]) -> Result<Option<Viewer>, StoreError> {
        let row = sqlx::query!(
            "select id, name, role from session join account on id = account_id
             where token_hash = $1 and expires_at > now() and disabled_at is null",
            token_hash,
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.and_then(|row| Some(Viewer { account: row.id, name: row.name, role: row.role.parse().ok()? })))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The query failed.
    pub async fn close_session(&self, token_hash: &[u8]) -> Result<(), StoreError> {
        sqlx::query!("delete from session where token_hash = $1", token_hash).execute(&self.pool).await?;
        Ok(())
    }
}
