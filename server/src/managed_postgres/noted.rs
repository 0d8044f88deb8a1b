//! Which process the server is, and what it notes about itself.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::process::Pid;

use super::error::{ManagedPostgresError, at};
use super::places::Places;
use super::postmaster::PORT;

/// What the server notes about itself in `postmaster.pid`.
pub(super) struct Noted {
    pub(super) pid: Pid,
    pub(super) socket: Option<PathBuf>,
    /// `starting`, `ready`, `stopping` …
    pub(super) status: String,
}

pub(super) fn read(places: &Places) -> Option<Noted> {
    let text = fs::read(places.pid_file()).ok()?;
    let mut lines = text.split(|byte| *byte == b'\n');
    let pid = std::str::from_utf8(lines.next()?)
        .ok()?
        .trim()
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .and_then(Pid::from_raw)?;
    let socket = lines.nth(3).filter(|line| line.starts_with(b"/")).map(|line| PathBuf::from(OsStr::from_bytes(line)));
    let status = lines.nth(2).map(|line| String::from_utf8_lossy(line).trim().to_owned()).unwrap_or_default();
    Some(Noted { pid, socket, status })
}

/// Where the server that notes `noted` listens: where it says, or, moved with the data folder, beside it.
pub(super) fn running_socket(places: &Places, noted: Noted) -> Option<PathBuf> {
    let beside = places.data.join("postgres.socket");
    [noted.socket?, beside].into_iter().find(|folder| folder.join(format!(".s.PGSQL.{PORT}")).exists())
}

/// The server's process, if it is certain that it is that.
pub(super) fn server(places: &Places) -> Result<Option<Pid>, ManagedPostgresError> {
    let mark = cluster_name(places)?;
    // Without /proc, the lock that is held has to do.
    Ok(read(places).map(|noted| noted.pid).filter(|pid| {
        !Path::new("/proc/self").exists() || command_line(*pid).is_some_and(|line| line.contains(&mark.clone().into()))
    }))
}

/// Marks the server's command line as that of this cluster, wherever its folder is moved.
pub(super) fn cluster_name(places: &Places) -> Result<String, ManagedPostgresError> {
    let inode = fs::metadata(&places.cluster).map_err(at(&places.cluster))?.ino();
    Ok(format!("cluster_name=themenseite-{inode}"))
}

/// Whether the process is a PostgreSQL on this cluster that doesn't hold our lock.
pub(super) fn serves_by_hand(pid: Pid, cluster: &Path) -> bool {
    let arguments = command_line(pid).unwrap_or_default();
    let program = arguments.first().and_then(|first| Path::new(first).file_name().map(OsStr::to_owned));
    program.is_some_and(|name| name == "postgres" || name == "postmaster")
        && arguments.iter().skip(1).any(|argument| {
            let path =
                Path::new(argument.to_str().and_then(|text| text.strip_prefix("-D")).map_or(&**argument, OsStr::new));
            path.is_absolute() && fs::canonicalize(path).is_ok_and(|path| path == cluster)
        })
}

fn command_line(pid: Pid) -> Option<Vec<OsString>> {
    let line = fs::read(format!("/proc/{}/cmdline", pid.as_raw_nonzero())).ok()?;
    Some(line.split(|byte| *byte == 0).map(|argument| OsString::from_vec(argument.to_vec())).collect())
}
