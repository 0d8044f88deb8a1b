//! A PostgreSQL that nobody but the test looks after.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;

/// It is stopped and goes with this value.
pub struct OutsidePostgres {
    folder: TempDir,
    programs: PathBuf,
    /// As root, whom PostgreSQL refuses, it runs under the account `postgres`.
    account: Option<(u32, u32)>,
    port: u16,
}

impl OutsidePostgres {
    /// An empty one that runs.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let account = rustix::process::geteuid().is_root().then(|| (id("-u"), id("-g")));
        if let Some((uid, gid)) = account {
            chown(folder.path(), Some(uid), Some(gid)).expect("a folder of its own");
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port").port();
        let postgres = Self { folder, programs: programs(), account, port };
        let data = postgres.data();
        let arguments = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "-D"];
        postgres.call("initdb", &arguments, &data);
        postgres.run();
        postgres
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn call(&self, program: &str, arguments: &[&str], data: &Path) {
        let mut command = Command::new(self.programs.join(program));
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command.args(arguments).arg(data).current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(Stdio::null());
        let status = command.status().expect("PostgreSQL's programs");
        assert!(status.success(), "{program} {arguments:?}: {status}");
    }

    /// Runs it, again; it answers then.
    pub fn run(&self) {
        let folder = self.folder.path().display();
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}", self.port);
        let log = self.folder.path().join("log");
        self.call("pg_ctl", &["start", "-w", "-o", &options, "-l", log.to_str().expect("a path"), "-D"], &self.data());
    }

    /// Stops it as a crash does.
    pub fn crash(&self) {
        self.call("pg_ctl", &["stop", "-w", "-m", "immediate", "-D"], &self.data());
    }

    /// A signal for all of its processes.
    pub fn signal_all(&self, signal: Signal) {
        for process in family(postmaster(&self.data()).expect("a server")) {
            // One of them may just have ended.
            let _ = kill_process(process, signal);
        }
    }

    /// How to connect to a database of it.
    pub fn options(&self) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass().host("127.0.0.1").port(self.port);
        options.username("postgres").database("postgres").password("x")
    }
}

impl Drop for OutsidePostgres {
    fn drop(&mut self) {
        if let Some(server) = postmaster(&self.data()) {
            for process in family(server) {
                let _ = kill_process(process, Signal::CONT);
            }
            let _ = kill_process(server, Signal::QUIT);
        }
    }
}

/// The process of the server in a data folder, as it notes it.
pub fn postmaster(data: &Path) -> Option<Pid> {
    let text = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    Pid::from_raw(text.lines().next()?.trim().parse().ok()?)
}

/// A process, and those that it has started.
pub fn family(parent: Pid) -> Vec<Pid> {
    let mut all = vec![parent];
    for entry in fs::read_dir("/proc").expect("/proc").flatten() {
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        // Behind the name in brackets: the state, then the parent.
        let mut rest = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        let is_child = rest.nth(1).and_then(|id| id.parse().ok()) == Some(parent.as_raw_nonzero().get());
        let id = entry.file_name().to_str().and_then(|name| name.parse().ok()).and_then(Pid::from_raw);
        all.extend(id.filter(|_| is_child));
    }
    all
}

fn id(flag: &str) -> u32 {
    let output = Command::new("id").args([flag, "postgres"]).output().expect("id");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("an account postgres")
}

/// The folder of the newest version's programs.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok()).max();
    newest.map_or_else(from_path, |version| format!("/usr/lib/postgresql/{version}/bin").into())
}

fn from_path() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).find_map(|folder| fs::canonicalize(folder.join("postgres")).ok());
    found.and_then(|program| program.parent().map(Path::to_path_buf)).expect("PostgreSQL's programs")
}
