//! Changing the cluster for one of a newer major version: the new one is made beside it, and takes its place in one step.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{CWD, RenameFlags, renameat_with};
use sqlx::postgres::PgConnectOptions;
use tokio::time::{Instant, sleep};

use super::account::Account;
use super::binaries::{Binaries, parse_major};
use super::error::{ManagedPostgresError, at};
use super::places::Places;
use super::{Cluster, ManagedPostgres, PATIENCE, SITE, connect_options, locks, postmaster, start};

/// An upgrade under way. While it lives, no other process starts or uses the cluster.
#[derive(Debug)]
pub struct Upgrade {
    cluster: Cluster,
    _entrance: File,
    from: u32,
    to: u32,
    folder: PathBuf,
}

impl Upgrade {
    /// Begins, where a newer version is installed than the cluster has. What an upgrade that was killed has left is put in order.
    ///
    /// # Errors
    /// Someone uses the cluster, or the programs of its version are missing.
    pub async fn begin(data_dir: &Path) -> Result<Option<Self>, ManagedPostgresError> {
        let data = fs::canonicalize(data_dir).map_err(at(data_dir))?;
        let places = Places::of(&data);
        let account = Account::for_cluster(&places).await?;
        let cluster = Cluster { places, account };
        let entrance = cluster.enter(Instant::now() + PATIENCE).await?;
        let users = locks::open(&cluster.places.users, &cluster.account)?;
        if !locks::alone(&users, &cluster.places.users).await? {
            return Err(ManagedPostgresError::InUse);
        }
        drop(users);
        let from = version_of(&cluster.places.cluster)
            .ok_or_else(|| ManagedPostgresError::NoCluster { path: cluster.places.cluster.clone() })?;
        let folder = data.join("postgres.upgrade");
        // Killed right after the change: what lies there is the old one.
        if let Some(old) = version_of(&folder.join("postgres")).filter(|old| *old < from) {
            keep_old(&data, &folder, old)?;
        }
        end_leftovers(&Places::of(&folder)).await?;
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(at(&folder)(error)),
            _ => {}
        }
        let to = Binaries::find(None, &cluster.places).await?.major;
        if to <= from {
            return Ok(None);
        }
        Binaries::find(Some(from), &cluster.places).await?;
        fs::create_dir(&folder).map_err(at(&folder))?;
        Ok(Some(Self { cluster, _entrance: entrance, from, to, folder }))
    }

    /// The cluster's version.
    pub fn from(&self) -> u32 {
        self.from
    }

    /// The version that it is to have.
    pub fn to(&self) -> u32 {
        self.to
    }

    /// A folder for what is needed until the end.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Starts the old cluster; answers how its tables' owner connects.
    ///
    /// # Errors
    /// As for [`start`].
    pub async fn start_old(&self) -> Result<PgConnectOptions, ManagedPostgresError> {
        Ok(connect_options(&self.cluster.ensure_running().await?).username(SITE).database(SITE))
    }

    /// Stops it again.
    ///
    /// # Errors
    /// It does not stop in time.
    pub async fn stop_old(&self) -> Result<(), ManagedPostgresError> {
        postmaster::stop(&self.cluster.places).await
    }

    /// Makes and starts the new cluster, empty.
    ///
    /// # Errors
    /// As for [`start`].
    pub async fn start_new(&self) -> Result<ManagedPostgres, ManagedPostgresError> {
        start(&self.folder).await
    }

    /// Puts the new cluster, which was stopped, in the place of the old one; answers where that lies from now on. Whenever this is
    /// killed, one of the two is in place as a whole.
    ///
    /// # Errors
    /// The file system refuses; the old cluster is still in place.
    pub fn swap(self) -> Result<PathBuf, ManagedPostgresError> {
        let Places { data, cluster, .. } = &self.cluster.places;
        let new = self.folder.join("postgres");
        self.cluster.account.own(&new)?;
        renameat_with(CWD, &new, CWD, cluster, RenameFlags::EXCHANGE).map_err(|error| at(cluster)(error.into()))?;
        File::open(data).and_then(|folder| folder.sync_all()).map_err(at(data))?;
        let kept = keep_old(data, &self.folder, self.from)?;
        fs::remove_dir_all(&self.folder).map_err(at(&self.folder))?;
        Ok(kept)
    }
}

/// Ends what an upgrade that was killed has left running: the new cluster, or the `initdb` that was making it.
async fn end_leftovers(places: &Places) -> Result<(), ManagedPostgresError> {
    if !places.alive.exists() {
        return Ok(());
    }
    if places.cluster.exists() {
        return postmaster::stop(places).await;
    }
    let deadline = Instant::now() + PATIENCE;
    while locks::is_alive(places)? {
        if Instant::now() >= deadline {
            return Err(ManagedPostgresError::Busy { path: places.alive.clone(), seconds: PATIENCE.as_secs() });
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

fn version_of(cluster: &Path) -> Option<u32> {
    parse_major(&fs::read_to_string(cluster.join("PG_VERSION")).ok()?)
}

/// Moves the old cluster out of the folder of an upgrade, to a name that nothing has.
fn keep_old(data: &Path, folder: &Path, version: u32) -> Result<PathBuf, ManagedPostgresError> {
    let mut kept = data.join(format!("postgres-{version}"));
    let mut number = 1;
    while kept.symlink_metadata().is_ok() {
        number += 1;
        kept = data.join(format!("postgres-{version}.{number}"));
    }
    fs::rename(folder.join("postgres"), &kept).map_err(at(&kept))?;
    File::open(data).and_then(|folder| folder.sync_all()).map_err(at(data))?;
    Ok(kept)
}
