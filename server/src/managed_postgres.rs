//! Starts, shares and keeps the program's own PostgreSQL under the data folder, for when no `DATABASE_URL` is set.
//!
//! Several processes use the same cluster (`serve`, `user add`, `import` …). Four files in the data folder order that:
//!
//! - `postgres.users`: everyone who uses the cluster holds it shared. Whoever leaves and can have it alone is the last
//!   one, and stops the cluster.
//! - `postgres.starting`: coming, leaving and restarting happen one at a time, under this one.
//! - `postgres.alive`: the cluster itself holds it, as the standard input of all its processes. So "is it running?" has
//!   an answer without process numbers, which after a reboot belong to someone else.
//! - `postgres.log`: what PostgreSQL says.
//!
//! All are `flock`s: the kernel drops them with their process, however that dies.

mod account;
mod binaries;
mod error;
mod locks;
mod noted;
mod places;
mod postmaster;
mod store;
#[cfg(test)]
mod tests;
mod upgrade;

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use account::Account;
pub(crate) use binaries::newest_clients;
pub use error::ManagedPostgresError;
use error::at;
use places::Places;
use postmaster::Waited;
pub use upgrade::Upgrade;

/// How long a start, a recovery or someone else's start is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often a user looks whether the cluster still lives; that costs one `flock`.
const GLANCE: Duration = Duration::from_millis(250);
/// How soon a start that failed is tried again.
const AGAIN: Duration = Duration::from_millis(500);
/// How often one is told that it still fails.
const TOLD_AGAIN: Duration = Duration::from_mins(1);
/// The role and the database of the site; the role owns the database and is no superuser.
const SITE: &str = "themenseite";
/// The role that serves: it may read and write what the server needs, and changes no schema.
const RUN: &str = "themenseite_run";
/// The cluster's superuser, used here only, to create the above.
const SUPERUSER: &str = "postgres";

/// A running PostgreSQL that this process has a share in.
///
/// While this value lives the cluster is not stopped by another process, and is started again should it die.
/// Dropped without [`ManagedPostgres::stop`] it leaves the cluster running, to be taken over by the next start.
#[derive(Debug)]
pub struct ManagedPostgres {
    cluster: Arc<Cluster>,
    users: File,
    socket: PathBuf,
    watch: Watch,
}

/// What it takes to start the cluster, now or again.
#[derive(Debug)]
struct Cluster {
    places: Places,
    account: Account,
}

/// The data folder by its one true name, made where it is missing.
pub(crate) fn folder(data_dir: &Path) -> Result<PathBuf, ManagedPostgresError> {
    DirBuilder::new().recursive(true).mode(0o700).create(data_dir).map_err(at(data_dir))?;
    fs::canonicalize(data_dir).map_err(at(data_dir))
}

/// Makes sure that the cluster under `data_dir` is there and runs, and takes a share in it.
///
/// # Errors
///
/// Where PostgreSQL is missing, of another version than the data, or doesn't start: a message for the operator.
pub async fn start(data_dir: &Path) -> Result<ManagedPostgres, ManagedPostgresError> {
    let places = Places::of(&folder(data_dir)?);
    let account = Account::for_cluster(&places).await?;
    let cluster = Cluster { places, account };

    let deadline = Instant::now() + PATIENCE;
    let entrance = cluster.enter(deadline).await?;
    let users = locks::open(&cluster.places.users, &cluster.account)?;
    // Only someone leaving ever has it alone, and that happens inside the entrance.
    locks::shared(&users, &cluster.places.users, deadline).await?;
    let socket = cluster.ensure_running().await?;
    drop(entrance);

    let cluster = Arc::new(cluster);
    let watch = Watch(tokio::spawn(watch(Arc::clone(&cluster))));
    Ok(ManagedPostgres { cluster, users, socket, watch })
}

impl ManagedPostgres {
    /// How to connect to change the schema: through the Unix socket, as the site's role, to the site's database.
    pub fn connect_options(&self) -> PgConnectOptions {
        connect_options(&self.socket).username(SITE).database(SITE)
    }

    /// How to connect to serve.
    pub fn run_options(&self) -> PgConnectOptions {
        self.connect_options().username(RUN)
    }

    /// The folder of the Unix socket, for `psql -h … -U themenseite themenseite`.
    pub fn socket_dir(&self) -> &Path {
        &self.socket
    }

    /// Gives the share back, and stops the cluster if nobody else has one. Close the pools first.
    ///
    /// # Errors
    ///
    /// Where the cluster doesn't stop in time; it then goes on running and the next start takes it over.
    pub async fn stop(self) -> Result<(), ManagedPostgresError> {
        let Self { cluster, users, watch, .. } = self;
        drop(watch);
        let _entrance = cluster.enter(Instant::now() + PATIENCE).await?;
        if locks::alone(&users, &cluster.places.users).await? {
            postmaster::stop(&cluster.places).await?;
        }
        Ok(())
    }
}

impl Cluster {
    async fn enter(&self, deadline: Instant) -> Result<File, ManagedPostgresError> {
        let entrance = locks::open(&self.places.starting, &self.account)?;
        locks::exclusive(&entrance, &self.places.starting, deadline).await?;
        Ok(entrance)
    }

    /// Creates and starts what is missing; answers the folder of the socket. To be called inside the entrance.
    async fn ensure_running(&self) -> Result<PathBuf, ManagedPostgresError> {
        let deadline = Instant::now() + PATIENCE;
        let mut started = None;
        loop {
            if let Some(alive) = locks::take_alive(&self.places, &self.account)? {
                if let Some(log_start) = started {
                    return Err(postmaster::death(&self.places, log_start));
                }
                let binaries = store::prepare(&self.places, &self.account, &alive).await?;
                started = Some(postmaster::spawn(&self.places, &self.account, &binaries, alive)?);
            }
            match postmaster::wait_until_ready(&self.places, deadline).await? {
                Waited::Ready(socket) => {
                    store::complete(&self.places, &self.account, &socket, started.is_some()).await?;
                    return Ok(socket);
                }
                Waited::Gone => {}
            }
        }
    }
}

/// Options that name everything, so that `PGHOST`, `PGPASSWORD` and the like in the environment don't matter.
fn connect_options(socket: &Path) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("localhost")
        .port(postmaster::PORT)
        .socket(socket)
        .password("")
        .ssl_mode(PgSslMode::Disable)
        .application_name(SITE)
}

/// The task that starts the cluster again should it die; ends with its owner.
#[derive(Debug)]
struct Watch(JoinHandle<()>);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// As long as it cannot be started, such as on a full disk, it is tried twice a second; that is told when it begins and every minute.
async fn watch(cluster: Arc<Cluster>) {
    let mut told: Option<Instant> = None;
    loop {
        sleep(if told.is_some() { AGAIN } else { GLANCE }).await;
        postmaster::trim_log(&cluster.places);
        match revive(&cluster, told.is_none()).await {
            Ok(false) if told.is_none() => {}
            Ok(_) => {
                told = None;
                tracing::info!("PostgreSQL läuft wieder");
            }
            Err(error) if told.is_none_or(|told| told.elapsed() > TOLD_AGAIN) => {
                tracing::error!("{error}");
                told = Some(Instant::now());
            }
            Err(_) => {}
        }
    }
}

/// Answers whether it had to be started.
async fn revive(cluster: &Cluster, is_news: bool) -> Result<bool, ManagedPostgresError> {
    if locks::is_alive(&cluster.places)? {
        return Ok(false);
    }
    if is_news {
        tracing::warn!("PostgreSQL läuft nicht mehr und wird neu gestartet");
    }
    let _entrance = cluster.enter(Instant::now() + PATIENCE).await?;
    cluster.ensure_running().await?;
    Ok(true)
}
