//! The database: the operator's, or the program's own.

use std::str::FromStr;
use std::time::{Duration, Instant};

use app::store::{Store, StoreError};
use sqlx::postgres::PgConnectOptions;
use tokio::time::timeout;

use crate::cli::Failure;
use crate::config::{Secret, Settings};
use crate::managed_postgres::{self, ManagedPostgres};
use crate::replica::Replica;

/// What is still asked of the database when the program ends has this long.
const CLOSE_PATIENCE: Duration = Duration::from_secs(5);
/// How long the start waits for a database that does not answer yet.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a replica may lack a table that the primary has.
const REPLICA_PATIENCE: Duration = Duration::from_secs(5);
/// How long a pooler is tried.
const POOLER_PATIENCE: Duration = Duration::from_secs(2);

/// An open store with an up-to-date schema.
pub(crate) struct Database {
    pub(crate) store: Store,
    /// The same store, reached without a pooler in between: only there PostgreSQL tells what has changed.
    pub(crate) listening: Store,
    /// What readers are answered from where it is up to date. It may be away.
    pub(crate) replica: Option<Replica>,
    managed: Option<ManagedPostgres>,
}

#[derive(Debug, thiserror::Error)]
enum DatabaseError {
    #[error("{0} ist nicht lesbar: Sie sieht so aus: postgres://name:passwort@host/datenbank.")]
    Url(&'static str),
    #[error(
        "PostgreSQL ist nicht erreichbar ({setting} zeigt auf {target}): {cause}. Läuft der Server, und stimmen Name und Passwort?"
    )]
    Away { setting: &'static str, target: String, cause: String },
    #[error(
        "THEMENSEITE_MIGRATE_DATABASE_URL braucht daneben DATABASE_URL, mit derselben Datenbank und einer anderen Rolle."
    )]
    MigrateUrlAlone,
    #[error(
        "THEMENSEITE_MIGRATE_DATABASE_URL und DATABASE_URL nennen verschiedene Datenbanken: {migrated} und {run}. Beide müssen dieselbe nennen; führt DATABASE_URL zu einem Pooler, dann THEMENSEITE_LISTEN_DATABASE_URL."
    )]
    OtherDatabase { migrated: String, run: String },
    #[error("{setting} führt nach {target}, und das ist nicht die Datenbank aus DATABASE_URL.")]
    OtherStore { setting: &'static str, target: String },
    #[error(
        "Die Rolle {role} aus DATABASE_URL bekam ihre Rechte nicht: {cause}. Gibt es sie? Die Anleitung steht in docs/betrieb.md."
    )]
    Grant { role: String, cause: String },
    #[error(
        "DATABASE_URL führt über einen Pooler, der vorbereitete Anweisungen vergisst. Mit pool_mode = transaction braucht es pgbouncer ab Version 1.21 und darin max_prepared_statements = 200."
    )]
    Forgetful,
    #[error("PostgreSQL ist zu alt: Gebraucht wird mindestens Version 15, gefunden wurde {0}.")]
    TooOld(i32),
    #[error("Die Datenbank ließ sich nicht auf den Stand dieses Programms bringen: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
}

fn options(setting: &'static str, url: &Secret) -> Result<PgConnectOptions, DatabaseError> {
    PgConnectOptions::from_str(url.reveal()).map_err(|_| DatabaseError::Url(setting))
}

impl Database {
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        Self::prepared(Reached::by(settings).await?, settings).await
    }

    /// The database that was reached, with its schema brought up to date.
    pub(crate) async fn prepared(reached: Reached, settings: &Settings) -> Result<Self, Failure> {
        let Reached { roles, managed } = reached;
        let store = Store::new(roles.run.clone(), settings.database_connections);
        let direct = Way::by("THEMENSEITE_LISTEN_DATABASE_URL", settings.listen_database_url.as_ref(), 1)?;
        let connections = settings.database_connections;
        let replica = Way::by("THEMENSEITE_READ_DATABASE_URL", settings.read_database_url.as_ref(), connections)?;
        let listening = direct.as_ref().map_or_else(|| store.clone(), |way| way.store.clone());
        let others: Vec<Way> = direct.into_iter().chain(replica.clone()).collect();
        let database = Self { store, listening, replica: replica.map(|way| Replica::new(way.store)), managed };
        match database.prepare(&roles, &others).await {
            Ok(()) => Ok(database),
            Err(error) => {
                database.close().await;
                Err(error.into())
            }
        }
    }

    async fn prepare(&self, roles: &Roles, others: &[Way]) -> Result<(), DatabaseError> {
        self.migrate(roles).await?;
        for way in others {
            way.check(&self.store, roles).await?;
        }
        Ok(())
    }

    /// The owner brings the schema up to date and gives the role that serves what it needs; where there is one role only, it does
    /// both.
    async fn migrate(&self, roles: &Roles) -> Result<(), DatabaseError> {
        let Some(owner) = &roles.owner else {
            self.wait_to_serve(roles).await?;
            return Ok(self.store.migrate().await?);
        };
        let store = Store::new(owner.clone(), 1);
        let prepared = async {
            wait_for(&store, "THEMENSEITE_MIGRATE_DATABASE_URL", owner).await?;
            store.migrate().await?;
            let role = roles.run.get_username();
            let granted = store.grant(role).await;
            granted.map_err(|error| DatabaseError::Grant { role: role.to_owned(), cause: error.cause() })
        };
        let prepared = prepared.await;
        store.close().await;
        prepared?;
        self.wait_to_serve(roles).await
    }

    async fn wait_to_serve(&self, roles: &Roles) -> Result<(), DatabaseError> {
        wait_for(&self.store, "DATABASE_URL", &roles.run).await?;
        // One that has a single connection for all cannot be asked, nor can it forget.
        match timeout(POOLER_PATIENCE, self.store.keeps_statements()).await {
            Ok(Ok(false)) => Err(DatabaseError::Forgetful),
            _ => Ok(()),
        }
    }

    /// Ends all connections, and the program's own PostgreSQL where nobody else uses it.
    pub(crate) async fn close(self) {
        let connections = async {
            self.store.close().await;
            if let Some(replica) = self.replica {
                replica.close().await;
            }
        };
        if timeout(CLOSE_PATIENCE, connections).await.is_err() {
            tracing::warn!("connections to the database did not end in time");
        }
        if let Some(managed) = self.managed {
            stop(managed).await;
        }
    }
}

/// Another way to the same store.
#[derive(Clone)]
struct Way {
    setting: &'static str,
    options: PgConnectOptions,
    store: Store,
}

impl Way {
    fn by(setting: &'static str, url: Option<&Secret>, connections: u32) -> Result<Option<Self>, DatabaseError> {
        let Some(url) = url else { return Ok(None) };
        let options = options(setting, url)?;
        Ok(Some(Self { setting, store: Store::new(options.clone(), connections), options }))
    }

    /// It may be closed now; but who opens must not refuse us, and it must lead nowhere else.
    async fn check(&self, store: &Store, roles: &Roles) -> Result<(), DatabaseError> {
        let (setting, options) = (self.setting, &self.options);
        let away = |setting, options, error: &StoreError| {
            let (target, cause) = (target(options), error.cause());
            DatabaseError::Away { setting, target, cause }
        };
        match self.store.server_version().await {
            Ok(_) => {}
            Err(error) if error.may_pass() => return Ok(()),
            Err(error) => return Err(away(setting, options, &error)),
        }
        let wanted = store.id().await.map_err(|error| away("DATABASE_URL", &roles.run, &error))?;
        let start = Instant::now();
        loop {
            match self.store.id().await {
                Ok(found) if found.is_none() || found == wanted => return Ok(()),
                Err(error) if error.may_pass() => return Ok(()),
                Err(_) if start.elapsed() < REPLICA_PATIENCE => tokio::time::sleep(Duration::from_millis(100)).await,
                Ok(_) => return Err(DatabaseError::OtherStore { setting, target: target(options) }),
                Err(error) => return Err(away(setting, options, &error)),
            }
        }
    }
}

/// Which store the settings lead to: two servers with the same answer show the same site.
pub(crate) fn which(settings: &Settings) -> Result<String, Failure> {
    Ok(match &settings.database_url {
        Some(url) => target(&options("DATABASE_URL", url)?),
        None => managed_postgres::folder(&settings.data)?.display().to_string(),
    })
}

/// A database that may have any schema, or none.
pub(crate) struct Reached {
    roles: Roles,
    managed: Option<ManagedPostgres>,
}

impl Reached {
    pub(crate) async fn by(settings: &Settings) -> Result<Self, Failure> {
        let (roles, managed) = match &settings.database_url {
            Some(url) => (Roles::of(url, settings)?, None),
            None if settings.migrate_database_url.is_some() => return Err(DatabaseError::MigrateUrlAlone.into()),
            None => {
                let managed = managed_postgres::start(&settings.data).await?;
                (Roles { run: managed.run_options(), owner: Some(managed.connect_options()) }, Some(managed))
            }
        };
        Ok(Self { roles, managed })
    }

    /// How its tables' owner connects.
    pub(crate) fn owner(&self) -> &PgConnectOptions {
        self.roles.owner.as_ref().unwrap_or(&self.roles.run)
    }

    /// How whoever serves connects.
    pub(crate) fn run(&self) -> &PgConnectOptions {
        &self.roles.run
    }

    /// The major version of its server, once that answers.
    pub(crate) async fn server_version(&self) -> Result<u32, Failure> {
        let (setting, options) = match &self.roles.owner {
            Some(owner) => ("THEMENSEITE_MIGRATE_DATABASE_URL", owner),
            None => ("DATABASE_URL", &self.roles.run),
        };
        let store = Store::new(options.clone(), 1);
        let version = wait_for(&store, setting, options).await;
        store.close().await;
        Ok(version?.unsigned_abs())
    }

    /// Ends the program's own PostgreSQL where nobody else uses it.
    pub(crate) async fn close(self) {
        if let Some(managed) = self.managed {
            stop(managed).await;
        }
    }
}

async fn stop(managed: ManagedPostgres) {
    if let Err(error) = managed.stop().await {
        tracing::warn!(%error, "the managed PostgreSQL did not stop");
    }
}

/// As whom the program works in the database.
struct Roles {
    /// The role that serves.
    run: PgConnectOptions,
    /// The owner of the tables, where that is another one.
    owner: Option<PgConnectOptions>,
}

impl Roles {
    fn of(url: &Secret, settings: &Settings) -> Result<Self, DatabaseError> {
        let run = options("DATABASE_URL", url)?;
        let Some(owner) = &settings.migrate_database_url else { return Ok(Self { run, owner: None }) };
        let owner = options("THEMENSEITE_MIGRATE_DATABASE_URL", owner)?;
        // Behind a pooler, the database has two addresses.
        let direct = settings.listen_database_url.as_ref();
        let direct = direct.map(|url| options("THEMENSEITE_LISTEN_DATABASE_URL", url)).transpose()?;
        if ![Some(&run), direct.as_ref()].into_iter().flatten().any(|known| target(known) == target(&owner)) {
            return Err(DatabaseError::OtherDatabase { migrated: target(&owner), run: target(&run) });
        }
        // The same role twice is one role.
        let owner = Some(owner).filter(|owner| owner.get_username() != run.get_username());
        Ok(Self { run, owner })
    }
}

/// Where options lead, without whoever goes there.
fn target(options: &PgConnectOptions) -> String {
    format!("{}:{}/{}", options.get_host(), options.get_port(), options.get_database().unwrap_or_default())
}

/// Waits until a store answers, and makes sure that it is not too old.
async fn wait_for(store: &Store, setting: &'static str, options: &PgConnectOptions) -> Result<i32, DatabaseError> {
    let start = Instant::now();
    let version = loop {
        match store.server_version().await {
            Ok(version) => break version,
            Err(error) if start.elapsed() > PATIENCE || !error.may_pass() => {
                return Err(DatabaseError::Away { setting, target: target(options), cause: error.cause() });
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(500)).await,
        }
    };
    if version < 15 { Err(DatabaseError::TooOld(version)) } else { Ok(version) }
}
