//! A pooler between this program and PostgreSQL: whether one can work through it.

use sqlx::{ConnectOptions, Connection, PgConnection};

use super::{Store, StoreError};

/// SQLSTATE: a prepared statement that is not there, and one that somebody else has.
const FORGOTTEN: [&str; 2] = ["26000", "42P05"];

impl Store {
    /// Whether what was prepared on a connection is there for its next transaction, as it must be. A pooler that gives each transaction
    /// another connection of PostgreSQL may not see to that.
    ///
    /// # Errors
    /// The store is away.
    pub async fn keeps_statements(&self) -> Result<bool, StoreError> {
        let options = self.pool.connect_options();
        let (mut one, mut other) = (options.connect().await?, options.connect().await?);
        match crossed(&mut one, &mut other).await {
            Ok(()) => {}
            Err(sqlx::Error::Database(error))
                if error.code().is_some_and(|code| FORGOTTEN.contains(&code.as_ref())) =>
            {
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        one.close().await?;
        other.close().await?;
        Ok(true)
    }
}

/// The other one's transaction takes what the first one has prepared on, so that this one gets a new one.
async fn crossed(one: &mut PgConnection, other: &mut PgConnection) -> Result<(), sqlx::Error> {
    ask(one).await?;
    let mut held = other.begin().await?;
    ask(&mut held).await?;
    ask(one).await?;
    held.rollback().await
}

async fn ask(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!("select 1").fetch_one(connection).await.map(drop)
}
