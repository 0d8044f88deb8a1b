//! The log of changes: rows are only ever added.

use std::net::IpAddr;

use sqlx::PgConnection;

use super::{Store, StoreError};
use crate::model::LogAction;

/// Who does something, and from where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    /// The account; none where nobody is logged in, and for what the program does by itself.
    pub account: Option<i64>,
    /// The client's network address; none on the command line.
    pub address: Option<IpAddr>,
}

impl Store {
    /// Remembers what was done, on its own. What changes rows calls [`record`] within its transaction instead.
    ///
    /// # Errors
    /// The query failed.
    pub async fn log(&self, actor: Actor, action: LogAction, subject: &str) -> Result<(), StoreError> {
        record(&mut *self.pool.acquire().await?, actor, action, subject).await
    }
}

/// Remembers what was done, in the transaction that does it.
pub(super) async fn record(
    connection: &mut PgConnection,
    actor: Actor,
    action: LogAction,
    subject: &str,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into log_entry (account_id, action, subject, address) values ($1, $2, $3, $4::text::inet)",
        actor.account,
        action.as_str(),
        subject,
        actor.address.map(|address| address.to_string()),
    )
    .execute(connection)
    .await?;
    Ok(())
}
