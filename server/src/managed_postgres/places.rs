//! Where everything of the managed PostgreSQL lies.

use std::fs::{self, DirBuilder};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, lchown};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::error::{ManagedPostgresError, at};

/// A socket's path may have 107 bytes on Linux and 103 on macOS; this many remain for its folder.
const LONGEST_SOCKET_FOLDER: usize = 103 - "/.s.PGSQL.5432.lock".len();

/// The paths under one data folder.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// The data folder, canonical.
    pub(super) data: PathBuf,
    /// The cluster.
    pub(super) cluster: PathBuf,
    /// A cluster that initdb is still working on.
    pub(super) unfinished: PathBuf,
    /// The lock of all users.
    pub(super) users: PathBuf,
    /// The lock for coming and leaving.
    pub(super) starting: PathBuf,
    /// The lock that the cluster holds.
    pub(super) alive: PathBuf,
    /// PostgreSQL's log.
    pub(super) log: PathBuf,
}

impl Places {
    pub(super) fn of(data: &Path) -> Self {
        Self {
            data: data.to_path_buf(),
            cluster: data.join("postgres"),
            unfinished: data.join("postgres.unfinished"),
            users: data.join("postgres.users"),
            starting: data.join("postgres.starting"),
            alive: data.join("postgres.alive"),
            log: data.join("postgres.log"),
        }
    }

    /// The process number and the socket's folder, as the running server notes them.
    pub(super) fn pid_file(&self) -> PathBuf {
        self.cluster.join("postmaster.pid")
    }

    /// Makes the folder for the socket: in the data folder, where a login's end, a `PrivateTmp` or a cleaner of `/tmp`
    /// doesn't touch it; else (path too long, no sockets on that file system) a private one under `/tmp`.
    pub(super) fn socket_folder(&self, account: &Account) -> Result<PathBuf, ManagedPostgresError> {
        let near = self.data.join("postgres.socket");
        // sqlx wants UTF-8.
        if near.to_str().is_some_and(|path| path.len() <= LONGEST_SOCKET_FOLDER) {
            private_folder(&near, account)?;
            if takes_sockets(&near) {
                return Ok(near);
            }
        }
        let mut hasher = DefaultHasher::new();
        self.data.hash(&mut hasher);
        let far = PathBuf::from(format!("/tmp/themenseite-{}-{:016x}", account.uid, hasher.finish()));
        private_folder(&far, account)?;
        Ok(far)
    }
}

/// A folder that only the account can enter; refuses one that somebody else put there.
fn private_folder(path: &Path, account: &Account) -> Result<(), ManagedPostgresError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(at(path)(error)),
        _ => {}
    }
    // Not following links. Its parent is ours or sticky, so what is ours here can't be swapped afterwards.
    let found = fs::symlink_metadata(path).map_err(at(path))?;
    let ours = found.uid() == account.uid || found.uid() == rustix::process::geteuid().as_raw();
    if !found.is_dir() || !ours || found.mode() & 0o077 != 0 {
        return Err(ManagedPostgresError::UnsafeSocketFolder { path: path.to_path_buf() });
    }
    if found.uid() != account.uid {
        lchown(path, Some(account.uid), Some(account.gid)).map_err(at(path))?;
    }
    Ok(())
}

fn takes_sockets(folder: &Path) -> bool {
    let trial = folder.join(".trial");
    let _ = fs::remove_file(&trial);
    let takes = UnixListener::bind(&trial).is_ok();
    let _ = fs::remove_file(&trial);
    takes
}
