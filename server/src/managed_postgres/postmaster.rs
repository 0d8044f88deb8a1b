//! The running server: starting it, waiting for it, stopping it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Signal, kill_process, test_kill_process};
use sqlx::{Connection, PgConnection};
use tokio::time::{Instant, sleep, timeout};

use super::account::Account;
use super::binaries::Binaries;
use super::error::{ManagedPostgresError, at};
use super::noted::{self, Noted};
use super::places::Places;
use super::store::last_words;
use super::{PATIENCE, SUPERUSER, connect_options, locks};

/// Only names the socket's file; nothing listens on TCP.
pub(super) const PORT: u16 = 5432;
/// From this size on the log is moved to `postgres.log.1`.
const LONGEST_LOG: u64 = 10 << 20;
/// How long one attempt to connect may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// How the wait for the server ended.
pub(super) enum Waited {
    /// It answers, in this socket folder.
    Ready(PathBuf),
    /// Nothing of it runs any more.
    Gone,
}

/// Starts the server with `alive` as its standard input; answers where in the log its words begin.
///
/// Not through `pg_ctl`, which passes paths through a shell. In a process group of its own, so that Ctrl-C in our
/// terminal isn't for it; its output goes to the log, so that a reader of ours sees our end.
pub(super) fn spawn(
    places: &Places,
    account: &Account,
    binaries: &Binaries,
    alive: File,
) -> Result<u64, ManagedPostgresError> {
    let socket = places.socket_folder(account)?;
    remove_leftovers(places, &socket)?;
    trim_log(places);
    let log = locks::open(&places.log, account)?;
    let log_start = log.metadata().map_err(at(&places.log))?.len();

    let program = binaries.program("postgres");
    let mut command = account.command(&program);
    command.arg("-D").arg(&places.cluster).arg("-c").arg(socket_setting(&socket));
    for setting in [
        &*noted::cluster_name(places)?,
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "fsync=on",
        "synchronous_commit=on",
        "full_page_writes=on",
        // After a crash, one call for all files instead of one for each of a thousand: up to nine seconds on a slow disk.
        "recovery_init_sync_method=syncfs",
        "log_destination=stderr",
        // The details of an error quote what is in the rows.
        "log_error_verbosity=terse",
        "logging_collector=off",
        "lc_messages=C",
        // No query of ours runs long enough for it, and it would need memory that is both written and run.
        "jit=off",
        // In the data folder: /dev/shm is tiny in containers, and systemd clears it when an ordinary user logs out.
        "dynamic_shared_memory_type=mmap",
    ] {
        command.arg("-c").arg(setting);
    }
    command.arg("-p").arg(PORT.to_string()).process_group(0).stdin(Stdio::from(alive));
    command.stdout(Stdio::from(log.try_clone().map_err(at(&places.log))?)).stderr(Stdio::from(log));
    let mut child = command.spawn().map_err(|error| account.not_started(&program, error))?;
    drop(command);
    // It outlives us; but as long as we are there, it must not stay behind as a zombie.
    tokio::spawn(async move { child.wait().await });
    Ok(log_start)
}

/// The setting is a list; quoted, a comma or a blank in the path is none of its separators.
fn socket_setting(folder: &Path) -> OsString {
    let mut setting = b"unix_socket_directories=\"".to_vec();
    for byte in folder.as_os_str().as_bytes() {
        if *byte == b'"' {
            setting.push(b'"');
        }
        setting.push(*byte);
    }
    setting.push(b'"');
    OsString::from_vec(setting)
}

/// Removes what a killed server left, and would take for a running one if its process number is in use again.
fn remove_leftovers(places: &Places, socket: &Path) -> Result<(), ManagedPostgresError> {
    let pid_file = places.pid_file();
    if let Some(Noted { pid, .. }) = noted::read(places)
        && test_kill_process(pid).is_ok()
        && noted::serves_by_hand(pid, &places.cluster)
    {
        return Err(ManagedPostgresError::StartedByHand {
            cluster: places.cluster.clone(),
            pid: pid.as_raw_nonzero().get(),
        });
    }
    // `postgres --single` notes its number negated; whether that still runs, PostgreSQL knows.
    if fs::read(&pid_file).is_ok_and(|text| text.starts_with(b"-")) {
        return Ok(());
    }
    let name = format!(".s.PGSQL.{PORT}");
    for file in [pid_file, socket.join(format!("{name}.lock")), socket.join(name)] {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(at(&file)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Waits until the server takes connections; a start, a recovery and a shutdown are waited for.
pub(super) async fn wait_until_ready(places: &Places, deadline: Instant) -> Result<Waited, ManagedPostgresError> {
    let mut notice = Notice::new("PostgreSQL startet noch, nach einem Absturz stellt es sich wieder her");
    let mut reason = "noch ohne Socket".to_owned();
    loop {
        if !locks::is_alive(places)? {
            return Ok(Waited::Gone);
        }
        let mut pause = Duration::from_millis(20);
        // Not earlier than it says, as each attempt is a line in its log.
        let now = noted::read(places);
        if let Some(now) = &now {
            reason.clone_from(&now.status);
        }
        if let Some(socket) = now.filter(|it| it.status == "ready").and_then(|it| noted::running_socket(places, it)) {
            let options = connect_options(&socket).username(SUPERUSER).database("postgres");
            match timeout(ATTEMPT, PgConnection::connect_with(&options)).await {
                Ok(Ok(connection)) => {
                    let _ = connection.close().await;
                    return Ok(Waited::Ready(socket));
                }
                Ok(Err(error)) if passes(&error) => reason = error.to_string(),
                Ok(Err(error)) => return Err(error.into()),
                Err(_) => "keine Antwort".clone_into(&mut reason),
            }
            pause = Duration::from_millis(200);
        }
        if Instant::now() >= deadline {
            return Err(ManagedPostgresError::Silent {
                seconds: PATIENCE.as_secs(),
                reason,
                log: places.log.clone(),
                pid_file: places.pid_file(),
            });
        }
        notice.after_a_while();
        sleep(pause).await;
    }
}

/// Whether the error is one of a server that is starting, stopping or full.
fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(error) => {
            error.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("53"))
        }
        _ => false,
    }
}

/// Why the server that we started is gone, by its own last words.
pub(super) fn death(places: &Places, log_start: u64) -> ManagedPostgresError {
    let mut words = Vec::new();
    if let Ok(mut log) = File::open(&places.log)
        && log.seek(SeekFrom::Start(log_start)).is_ok()
    {
        let _ = log.take(1 << 20).read_to_end(&mut words);
    }
    let reason = last_words(&String::from_utf8_lossy(&words)).unwrap_or_else(|| "ohne ein Wort".to_owned());
    ManagedPostgresError::Died { reason, log: places.log.clone() }
}

/// Stops the server: at first in an orderly way, if that takes too long, at once.
pub(super) async fn stop(places: &Places) -> Result<(), ManagedPostgresError> {
    let mut pid = None;
    for (signal, patience) in [(Signal::INT, PATIENCE), (Signal::QUIT, Duration::from_secs(10))] {
        let deadline = Instant::now() + patience;
        let mut notice = Notice::new("PostgreSQL wird beendet");
        let mut sent = false;
        while Instant::now() < deadline {
            if !locks::is_alive(places)? {
                return Ok(());
            }
            // Just started, it may have no file yet.
            if !sent && let Some(server) = noted::server(places)? {
                pid = Some(server);
                sent = kill_process(server, signal).is_ok();
            }
            notice.after_a_while();
            sleep(Duration::from_millis(10)).await;
        }
    }
    Err(ManagedPostgresError::NotStopped { pid: pid.map_or(0, |pid| pid.as_raw_nonzero().get()) })
}

/// Keeps the log from growing for ever. The server goes on appending to the same file.
pub(super) fn trim_log(places: &Places) {
    let length = fs::metadata(&places.log).map_or(0, |log| log.len());
    // On a full disk it cannot be put aside; its end is then worth less than the space.
    let put_aside = || fs::copy(&places.log, places.log.with_extension("log.1")).is_ok();
    if length > LONGEST_LOG && (put_aside() || length > 2 * LONGEST_LOG) {
        let emptied = File::options().write(true).open(&places.log).and_then(|log| log.set_len(0));
        if let Err(error) = emptied {
            tracing::warn!("{}: {error}", places.log.display());
        }
    }
}

/// Says once that something takes long.
pub(super) struct Notice {
    text: &'static str,
    due: Option<Instant>,
}

impl Notice {
    pub(super) fn new(text: &'static str) -> Self {
        Self { text, due: Some(Instant::now() + Duration::from_secs(3)) }
    }

    pub(super) fn after_a_while(&mut self) {
        if self.due.is_some_and(|due| Instant::now() >= due) {
            tracing::warn!("{}, bitte warten …", self.text);
            self.due = None;
        }
    }
}
