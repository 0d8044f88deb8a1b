//! Finds PostgreSQL's programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;

use super::error::ManagedPostgresError;
use super::places::Places;

/// The oldest version whose ICU collations can be a database's default.
const OLDEST: u32 = 15;

/// One installation.
#[derive(Debug, Clone)]
pub(super) struct Binaries {
    dir: PathBuf,
    pub(super) major: u32,
}

/// The newest installation that has what backing up takes (`pg_dump`, `pg_restore`, `psql`), and its version.
pub(crate) async fn newest_clients() -> Option<(PathBuf, u32)> {
    let mut newest: Option<(PathBuf, u32)> = None;
    for dir in all_folders() {
        if ["pg_dump", "pg_restore", "psql"].iter().all(|name| dir.join(name).is_file())
            && let Some(major) = major_version(&dir.join("pg_dump")).await
            && newest.as_ref().is_none_or(|(_, best)| *best < major)
        {
            newest = Some((dir, major));
        }
    }
    newest
}

impl Binaries {
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// The installation of the version `wanted`, or else the newest.
    pub(super) async fn find(wanted: Option<u32>, places: &Places) -> Result<Self, ManagedPostgresError> {
        let mut newest: Option<Self> = None;
        for dir in candidates() {
            let Some(major) = major_version(&dir.join("postgres")).await else {
                continue;
            };
            if wanted == Some(major) {
                return Ok(Self { dir, major });
            }
            if newest.as_ref().is_none_or(|best| best.major < major) {
                newest = Some(Self { dir, major });
            }
        }
        match (newest, wanted) {
            (Some(newest), Some(wanted)) => Err(ManagedPostgresError::OtherVersion {
                cluster: places.cluster.clone(),
                wanted,
                installed: newest.major,
            }),
            (Some(newest), None) if newest.major >= OLDEST => Ok(newest),
            (newest, _) => Err(ManagedPostgresError::NotInstalled { found: newest.map(|found| found.major) }),
        }
    }
}

fn candidates() -> Vec<PathBuf> {
    let mut dirs = all_folders();
    dirs.retain(|dir| dir.join("postgres").is_file() && dir.join("initdb").is_file());
    dirs
}

/// Debian; Red Hat; Homebrew; Postgres.app; then whatever `PATH` leads to.
fn all_folders() -> Vec<PathBuf> {
    let mut dirs = Vec::new();
    for (parent, prefix) in [
        ("/usr/lib/postgresql", ""),
        ("/usr", "pgsql-"),
        ("/opt/homebrew/opt", "postgresql"),
        ("/usr/local/opt", "postgresql"),
        ("/home/linuxbrew/.linuxbrew/opt", "postgresql"),
        ("/Applications/Postgres.app/Contents/Versions", ""),
    ] {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(prefix) {
                dirs.push(entry.path().join("bin"));
            }
        }
    }
    dirs.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).filter_map(|dir| {
        // Next to the link's target lie initdb and the rest; a client alone has no `postgres`.
        let link = ["postgres", "pg_dump"].iter().find_map(|name| fs::canonicalize(dir.join(name)).ok())?;
        link.parent().map(Path::to_path_buf)
    }));
    dirs.retain(|dir| dir.is_absolute());
    dirs
}

/// From `postgres (PostgreSQL) 15.14 (Debian …)`.
async fn major_version(program: &Path) -> Option<u32> {
    let mut command = Command::new(program);
    let answer = command.arg("--version").stdin(Stdio::null()).output().await.ok()?;
    parse_major(std::str::from_utf8(&answer.stdout).ok()?.split_whitespace().nth(2)?)
}

/// 15 from `15`, `15.14` or `15beta2`.
pub(super) fn parse_major(version: &str) -> Option<u32> {
    let version = version.trim();
    let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
    version[..end].parse().ok()
}
