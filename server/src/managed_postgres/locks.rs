//! The lock files: who uses the cluster, who is starting it, whether it is alive.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::account::Account;
use super::error::{ManagedPostgresError, at};
use super::places::Places;
use super::{PATIENCE, postmaster};

/// Opens a file of ours for appending, creating it for the cluster's account: root must not lock that one out.
pub(super) fn open(path: &Path, account: &Account) -> Result<File, ManagedPostgresError> {
    let file = OpenOptions::new().create(true).read(true).append(true).mode(0o600).open(path).map_err(at(path))?;
    if rustix::process::geteuid().is_root() && file.metadata().map_err(at(path))?.uid() != account.uid {
        fchown(&file, Some(account.uid), Some(account.gid)).map_err(at(path))?;
    }
    Ok(file)
}

/// Waits for the lock together with others.
pub(super) async fn shared(file: &File, path: &Path, deadline: Instant) -> Result<(), ManagedPostgresError> {
    wait_for(|| file.try_lock_shared(), path, deadline).await
}

/// Waits for the lock alone.
pub(super) async fn exclusive(file: &File, path: &Path, deadline: Instant) -> Result<(), ManagedPostgresError> {
    wait_for(|| file.try_lock(), path, deadline).await
}

async fn wait_for(
    attempt: impl Fn() -> Result<(), TryLockError>,
    path: &Path,
    deadline: Instant,
) -> Result<(), ManagedPostgresError> {
    let mut notice = postmaster::Notice::new("ein anderer Vorgang startet oder beendet PostgreSQL gerade");
    while !got(attempt(), path)? {
        if Instant::now() >= deadline {
            return Err(ManagedPostgresError::Busy { path: path.to_path_buf(), seconds: PATIENCE.as_secs() });
        }
        notice.after_a_while();
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Whether the holder of a shared lock is the only one. The lock is given up either way.
pub(super) async fn alone(file: &File, path: &Path) -> Result<bool, ManagedPostgresError> {
    file.unlock().map_err(at(path))?;
    // More than once: a program that is just being started has a copy for a moment.
    for _ in 0..3 {
        if got(file.try_lock(), path)? {
            return Ok(true);
        }
        sleep(Duration::from_millis(10)).await;
    }
    Ok(false)
}

/// The cluster's own lock where nothing of the cluster runs, for the server (or initdb) that is to be started.
pub(super) fn take_alive(places: &Places, account: &Account) -> Result<Option<File>, ManagedPostgresError> {
    let file = open(&places.alive, account)?;
    Ok(got(file.try_lock(), &places.alive)?.then_some(file))
}

/// Whether anything of the cluster runs.
pub(super) fn is_alive(places: &Places) -> Result<bool, ManagedPostgresError> {
    let file = File::open(&places.alive).map_err(at(&places.alive))?;
    Ok(!got(file.try_lock_shared(), &places.alive)?)
}

fn got(attempt: Result<(), TryLockError>, path: &Path) -> Result<bool, ManagedPostgresError> {
    match attempt {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(at(path)(source)),
    }
}
