//! The version of all that readers see, and who listens for its growth.

use sqlx::postgres::{PgListener, PgPoolOptions};
use uuid::Uuid;

use super::{Store, StoreError};

/// On which PostgreSQL tells the new version.
const CHANNEL: &str = "content";

/// A connection of its own, to which PostgreSQL tells each new version.
pub struct ContentListener(PgListener);

impl Store {
    /// The version of what readers see: what is read after it is at least as new.
    ///
    /// # Errors
    /// The query failed.
    pub async fn content_version(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar!("select version from content_version").fetch_one(&self.pool).await?)
    }

    /// Which store it is, whatever address leads to it; none where a replica does not have all migrations yet.
    ///
    /// # Errors
    /// The query failed.
    pub async fn id(&self) -> Result<Option<Uuid>, StoreError> {
        let id =
            sqlx::query_scalar!(r#"select (to_jsonb(content_version) ->> 'store')::uuid as id from content_version"#);
        Ok(id.fetch_one(&self.pool).await?)
    }

    /// Opens a connection that hears of each new version from now on.
    ///
    /// # Errors
    /// The store is away.
    pub async fn listen_to_content(&self) -> Result<ContentListener, StoreError> {
        // Of one, since a listener takes its connection from a pool.
        let pool = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let pool = pool.connect_lazy_with((*self.pool.connect_options()).clone());
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.ignore_pool_close_event(true);
        // Whoever lost it must compare versions first, on a new one.
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(ContentListener(listener))
    }
}

impl ContentListener {
    /// Waits for the next new version. Whatever was told meanwhile is not lost when this is given up and called again.
    ///
    /// # Errors
    /// The connection is lost.
    pub async fn next(&mut self) -> Result<i64, StoreError> {
        let told = self.0.try_recv().await?.ok_or(lost())?;
        told.payload().parse().map_err(|error| sqlx::Error::Decode(Box::new(error)).into())
    }

    /// The version now, on this very connection: an answer also says that it still hears.
    ///
    /// # Errors
    /// The connection is lost.
    pub async fn version(&mut self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar!("select version from content_version").fetch_one(&mut self.0).await?)
    }
}

fn lost() -> sqlx::Error {
    std::io::Error::from(std::io::ErrorKind::ConnectionAborted).into()
}
