//! The program itself, on an address that stays when it is killed and started again.

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use app::model::Role;
use app::store::{NewAccount, Store};
use rustix::process::{Pid, Signal, kill_process};
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;
use themenseite::hash_password;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::test_app::{Client, PASSWORD, PATIENCE, Random, email_of, site_folder};
use crate::verwaltung_cli::program;

/// A program that serves.
pub struct Program {
    /// Where it serves, whenever it runs.
    pub address: SocketAddr,
    settings: Vec<(String, String)>,
    /// What starts the program, where that is something else: its arguments come first.
    around: Option<Vec<String>>,
    folder: TempDir,
    running: Option<(Child, Lines<BufReader<ChildStdout>>)>,
}

impl Program {
    /// Starts one with a database, or with settings of its own.
    pub async fn start(settings: &[(&str, &str)]) -> Self {
        Self::start_within(settings, None).await
    }

    /// The same, by another program.
    pub async fn start_within(settings: &[(&str, &str)], around: Option<Vec<String>>) -> Self {
        let address = free_address();
        let settings = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let mut program = Self { address, settings, around, folder, running: None };
        program.start_again().await;
        program
    }

    /// Starts it where it does not run; answers how long it took until it served.
    pub async fn start_again(&mut self) -> Duration {
        let start = Instant::now();
        let (addr, site) = (self.address.to_string(), site_folder());
        let mut settings: Vec<_> = self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        settings.extend([
            ("THEMENSEITE_ADDR", addr.as_str()),
            ("THEMENSEITE_SITE", site.to_str().expect("a path")),
            ("RUST_LOG", "warn,themenseite::managed_postgres=info"),
        ]);
        let mut command = self.wrapped(program(&["serve"], &settings));
        let log = File::options().append(true).create(true).open(self.log_path()).expect("a log");
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program");
        let mut out = BufReader::new(child.stdout.take().expect("an output")).lines();
        let first = tokio::time::timeout(PATIENCE, out.next_line()).await.expect("a start").expect("an output");
        assert_eq!(first, Some(format!("Themenseite: http://{}", self.address)), "{}", self.log());
        self.running = Some((child, out));
        start.elapsed()
    }

    fn wrapped(&self, command: Command) -> Command {
        let Some((first, others)) = self.around.as_ref().and_then(|around| around.split_first()) else {
            return command;
        };
        let inner = command.as_std();
        let mut outer = Command::new(first);
        outer.args(others).arg(inner.get_program()).args(inner.get_args()).kill_on_drop(true);
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => outer.env(name, value),
                None => outer.env_remove(name),
            };
        }
        outer
    }

    /// Its process.
    pub fn pid(&self) -> Pid {
        let id = self.running.as_ref().and_then(|(child, _)| child.id());
        id.and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)).expect("a process")
    }

    /// Ends it by a signal.
    pub async fn end(&mut self, signal: Signal) -> ExitStatus {
        kill_process(self.pid(), signal).expect("a signal");
        let (mut child, _) = self.running.take().expect("a process");
        tokio::time::timeout(PATIENCE, child.wait()).await.expect("an end").expect("a status")
    }

    /// What it wrote to its log, of all its starts.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    fn log_path(&self) -> std::path::PathBuf {
        self.folder.path().join("log")
    }

    /// Someone who is not logged in.
    pub fn reader(&self) -> Client {
        Client::new(self.address)
    }

    /// Makes an account in its store, and logs in.
    pub async fn log_in_as(&self, name: &str, options: &PgConnectOptions) -> Client {
        let (email, hash) = (email_of(name), hash_password(PASSWORD).expect("a hash"));
        let store = Store::new(options.clone(), 1);
        let account = NewAccount { email: &email, name, role: Role::Editor, password_hash: &hash };
        store.add_account(&account).await.expect("an account");
        store.close().await;
        let mut client = self.reader();
        let answer = client.log_in(&email, PASSWORD).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        client
    }
}

/// A PostgreSQL of its own is not left running by a test that fails.
impl Drop for Program {
    fn drop(&mut self) {
        let Some((child, _)) = &mut self.running else { return };
        let id = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        if id.is_some_and(|id| kill_process(id, Signal::TERM).is_ok()) {
            for _ in 0..100 {
                if !matches!(child.try_wait(), Ok(None)) {
                    return;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }
}

/// Of a port that the system gives nobody by itself, so that nobody else gets it while the program is down.
fn free_address() -> SocketAddr {
    let mut random = Random(u64::from(std::process::id()) ^ u64::from(moment()));
    loop {
        let port = u16::try_from(20_000 + random.below(10_000)).expect("a port");
        if let Ok(address) = TcpListener::bind(("127.0.0.1", port)).and_then(|listener| listener.local_addr()) {
            return address;
        }
    }
}

fn moment() -> u32 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.subsec_nanos())
}
