//! Under which account PostgreSQL's programs run. As root, which PostgreSQL refuses, that is the cluster's owner.

use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, lchown};
use std::path::Path;
use std::process::Stdio;

use tokio::process::Command;

use super::error::{ManagedPostgresError, at};
use super::places::Places;

/// Without a `PATH` of our own.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Who the cluster belongs to.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// The names of those who may connect: us, the owner, root.
    pub(super) may_connect: Vec<String>,
    switch: Switch,
}

/// How one gets from this process to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Switch {
    /// That is us.
    No,
    /// From root.
    Plain,
    /// From root, and the data folder can't be reached otherwise (below a home of mode 0700): keeps the right to pass.
    PassingFolders,
}

impl Account {
    /// The owner of the cluster; where there is none yet, we, or as root `postgres`.
    pub(super) async fn for_cluster(places: &Places) -> Result<Self, ManagedPostgresError> {
        let us = rustix::process::geteuid().as_raw();
        let owner = match fs::symlink_metadata(&places.cluster) {
            Ok(found) => Some((found.uid(), found.gid())),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(at(&places.cluster)(error)),
        };
        let ((uid, gid), switch) = match owner {
            Some((uid, _)) if us != 0 && uid != us => {
                return Err(ManagedPostgresError::OtherOwner { path: places.cluster.clone(), owner: uid, uid: us });
            }
            _ if us != 0 => ((us, rustix::process::getegid().as_raw()), Switch::No),
            Some(owner) if owner.0 != 0 => (owner, Switch::Plain),
            // None yet, or a backup that root has copied back.
            _ => (postgres_ids().await?, Switch::Plain),
        };
        let mut may_connect = vec!["root".to_owned()];
        for name in [ask_id(&["-un"]).await, ask_id(&["-un", &uid.to_string()]).await].into_iter().flatten() {
            if !may_connect.contains(&name) {
                may_connect.push(name);
            }
        }
        let mut account = Self { uid, gid, may_connect, switch };
        if switch == Switch::Plain && !account.reaches(&places.data).await {
            account.switch = Switch::PassingFolders;
        }
        Ok(account)
    }

    /// A command under the account: an environment without surprises (`LANG`, `PGDATA` …), a folder that exists.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = match self.switch {
            Switch::No => Command::new(program),
            Switch::Plain => {
                let mut command = Command::new(program);
                command.uid(self.uid).gid(self.gid);
                command
            }
            Switch::PassingFolders => {
                let mut command = Command::new("setpriv");
                command
                    .arg(format!("--reuid={}", self.uid))
                    .arg(format!("--regid={}", self.gid))
                    .arg("--clear-groups")
                    .args(["--inh-caps=+dac_override", "--ambient-caps=+dac_override"])
                    .args(["--bounding-set=-all,+dac_override", "--"])
                    .arg(program);
                command
            }
        };
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_else(|| DEFAULT_PATH.into()));
        if let Some(libraries) = std::env::var_os("LD_LIBRARY_PATH") {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        command.env("LC_ALL", "C").env("TZ", "UTC").current_dir("/");
        command
    }

    /// Says what is missing where such a command could not be started.
    pub(super) fn not_started(&self, program: &Path, source: std::io::Error) -> ManagedPostgresError {
        let (program, remedy) = if self.switch == Switch::PassingFolders && source.kind() == ErrorKind::NotFound {
            let remedy = "Installieren Sie util-linux, oder wählen Sie mit THEMENSEITE_DATA einen Datenordner, \
                          den das Konto »postgres« erreichen kann.";
            ("setpriv".to_owned(), remedy)
        } else {
            (program.display().to_string(), "Prüfen Sie die Installation von PostgreSQL.")
        };
        ManagedPostgresError::Program { program, remedy, source }
    }

    /// Makes everything below a folder the account's, where root may do so; links are not followed.
    pub(super) fn own(&self, path: &Path) -> Result<(), ManagedPostgresError> {
        if self.switch == Switch::No {
            return Ok(());
        }
        lchown(path, Some(self.uid), Some(self.gid)).map_err(at(path))?;
        if fs::symlink_metadata(path).map_err(at(path))?.is_dir() {
            for entry in fs::read_dir(path).map_err(at(path))? {
                self.own(&entry.map_err(at(path))?.path())?;
            }
        }
        Ok(())
    }

    async fn reaches(&self, folder: &Path) -> bool {
        let mut test = self.command(Path::new("test"));
        test.arg("-x").arg(folder).stdin(Stdio::null());
        test.status().await.is_ok_and(|status| status.success())
    }
}

async fn postgres_ids() -> Result<(u32, u32), ManagedPostgresError> {
    let number = async |flag: &str| ask_id(&[flag, "postgres"]).await?.parse::<u32>().ok().filter(|id| *id != 0);
    match (number("-u").await, number("-g").await) {
        (Some(uid), Some(gid)) => Ok((uid, gid)),
        _ => Err(ManagedPostgresError::NoAccount),
    }
}

/// The system's own `id`, which knows accounts from LDAP too.
async fn ask_id(arguments: &[impl AsRef<OsStr>]) -> Option<String> {
    let answer = Command::new("id").args(arguments).stdin(Stdio::null()).output().await.ok()?;
    let answer_text = String::from_utf8(answer.stdout).ok()?;
    let text = answer_text.trim();
    (answer.status.success() && !text.is_empty()).then(|| text.to_owned())
}
