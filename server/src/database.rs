//! The database: the operator's, or the program's own.

use std::str::FromStr;
use std::time::{Duration, Instant};

use app::store::Store;
use sqlx::postgres::PgConnectOptions;

use crate::cli::Failure;
use crate::config::Settings;
use crate::managed_postgres::{self, ManagedPostgres};

/// How long the start waits for a database that does not answer yet.
const PATIENCE: Duration = Duration::from_secs(15);

/// An open store with an up-to-date schema.
pub(crate) struct Database {
    pub(crate) store: Store,
    managed: Option<ManagedPostgres>,
}

#[derive(Debug, thiserror::Error)]
enum DatabaseError {
    #[error("DATABASE_URL ist nicht lesbar: Sie sieht so aus: postgres://name:passwort@host/datenbank.")]
    Url,
    #[error(
        "PostgreSQL ist nicht erreichbar (DATABASE_URL zeigt auf {target}): {cause}. Läuft der Server, und stimmen Name und Passwort?"
    )]
    Away { target: String, cause: String },
    #[error("PostgreSQL ist zu alt: Gebraucht wird mindestens Version 15, gefunden wurde {0}.")]
    TooOld(i32),
    #[error("Die Datenbank ließ sich nicht auf den Stand dieses Programms bringen: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

impl Database {
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        let (options, managed) = match &settings.database_url {
            Some(url) => (PgConnectOptions::from_str(url).map_err(|_| DatabaseError::Url)?, None),
            None => {
                let managed = managed_postgres::start(&settings.data).await?;
                (managed.connect_options(), Some(managed))
            }
        };
        let target =
            format!("{}:{}/{}", options.get_host(), options.get_port(), options.get_database().unwrap_or_default());
        let store = Store::new(options, settings.database_connections);
        let database = Self { store, managed };
        match database.prepare(target).await {
            Ok(()) => Ok(database),
            Err(error) => {
                database.close().await;
                Err(error.into())
            }
        }
    }

    async fn prepare(&self, target: String) -> Result<(), DatabaseError> {
        let start = Instant::now();
        let version = loop {
            match self.store.server_version().await {
                Ok(version) => break version,
                Err(error) if start.elapsed() > PATIENCE || !error.may_pass() => {
                    return Err(DatabaseError::Away { target, cause: error.cause() });
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
            }
        };
        if version < 15 {
            return Err(DatabaseError::TooOld(version));
        }
        self.store.migrate().await?;
        Ok(())
    }

    /// Ends all connections, and the program's own PostgreSQL where nobody else uses it.
    pub(crate) async fn close(self) {
        self.store.close().await;
        if let Some(managed) = self.managed
            && let Err(error) = managed.stop().await
        {
            tracing::warn!(%error, "the managed PostgreSQL did not stop");
        }
    }
}
