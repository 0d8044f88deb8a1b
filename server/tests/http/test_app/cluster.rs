//! A PostgreSQL of a test's own with a streaming replica, since it can be told to lag.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use app::store::Store;
use rustix::process::{Pid, Signal, geteuid, kill_process};
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{ConnectOptions, Connection};
use tempfile::TempDir;
use themenseite::content;

use super::PATIENCE;

const PRIMARY: u16 = 5432;
const REPLICA: u16 = 5433;

/// Both go with this value.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    /// As whom PostgreSQL runs where we are root, which it refuses.
    account: Option<(u32, u32)>,
    primary: Option<Child>,
    replica: Option<Child>,
}

impl Cluster {
    /// With the demonstration content, and a replica that has it, too.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let account = geteuid().is_root().then(|| (id("-u"), id("-g")));
        if let Some((uid, gid)) = account {
            chown(folder.path(), Some(uid), Some(gid)).expect("a folder of its own");
        }
        let mut cluster = Self { folder, programs: programs(), account, primary: None, replica: None };
        cluster.run("initdb", &["-D", "primary", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        cluster.primary = Some(cluster.serve("primary", PRIMARY));
        cluster.fill().await;
        let (port, socket) = (PRIMARY.to_string(), cluster.folder.path().display().to_string());
        cluster.run(
            "pg_basebackup",
            &["-h", &socket, "-p", &port, "-U", "postgres", "-D", "replica", "-R", "-c", "fast", "-N"],
        );
        cluster.replica = Some(cluster.serve("replica", REPLICA));
        connected(&cluster.options(REPLICA, "postgres")).await;
        cluster
    }

    /// The primary, as the owner of the tables.
    pub fn owner(&self) -> PgConnectOptions {
        self.options(PRIMARY, "postgres")
    }

    /// The primary, as whoever serves.
    pub fn primary(&self) -> PgConnectOptions {
        self.options(PRIMARY, "run")
    }

    /// The replica, as whoever serves.
    pub fn replica(&self) -> PgConnectOptions {
        self.options(REPLICA, "run")
    }

    /// The replica, to ask how it is.
    pub fn replica_db(&self) -> PgPool {
        PgPool::connect_lazy_with(self.options(REPLICA, "postgres"))
    }

    /// From now on the replica shows the past, or goes on.
    pub async fn replay(&self, goes_on: bool) {
        let (db, state) = (self.replica_db(), if goes_on { "not paused" } else { "paused" });
        let change = if goes_on { "select pg_wal_replay_resume()" } else { "select pg_wal_replay_pause()" };
        sqlx::query(change).execute(&db).await.expect("a change");
        let end = Instant::now() + PATIENCE;
        while sqlx::query_scalar::<_, String>("select pg_get_wal_replay_pause_state()")
            .fetch_one(&db)
            .await
            .expect("a state")
            != state
        {
            assert!(Instant::now() < end, "{state}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Ends the replica.
    pub fn stop_replica(&mut self) {
        end(&mut self.replica);
    }

    fn options(&self, port: u16, role: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass().socket(self.folder.path()).port(port).username(role);
        options.database("postgres").disable_statement_logging()
    }

    async fn fill(&self) {
        let mut connection = connected(&self.owner()).await;
        sqlx::raw_sql("create role run login").execute(&mut connection).await.expect("a role");
        connection.close().await.expect("an end");
        let store = Store::new(self.owner(), 2);
        store.migrate().await.expect("the schema");
        store.grant("run").await.expect("the rights");
        content::import_demonstration(&store).await.expect("the demonstration content").expect("an empty store");
        store.close().await;
    }

    fn serve(&self, data: &str, port: u16) -> Child {
        let log = fs::File::create(self.folder.path().join(format!("{data}.log"))).expect("a log");
        let mut command = self.command("postgres");
        command.args(["-D", data, "-p"]).arg(port.to_string()).arg("-k").arg(self.folder.path());
        command.stderr(log).stdout(Stdio::null());
        for setting in ["listen_addresses=", "fsync=off", "dynamic_shared_memory_type=mmap", "max_connections=50"] {
            command.arg("-c").arg(setting);
        }
        command.spawn().expect("PostgreSQL")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program).args(arguments).output().expect("a program of PostgreSQL");
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.programs.join(program));
        command.current_dir(self.folder.path()).env("LC_ALL", "C.UTF-8").env_remove("PGDATA").stdin(Stdio::null());
        if let Some((uid, gid)) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        end(&mut self.replica);
        end(&mut self.primary);
    }
}

fn end(server: &mut Option<Child>) {
    if let Some(mut server) = server.take() {
        let id = i32::try_from(server.id()).ok().and_then(Pid::from_raw);
        // A panic here would hide the one that ended the test.
        let _ = id.map(|id| kill_process(id, Signal::QUIT));
        let _ = server.wait();
    }
}

async fn connected(options: &PgConnectOptions) -> sqlx::PgConnection {
    let end = Instant::now() + PATIENCE;
    loop {
        match options.connect().await {
            Ok(connection) => return connection,
            Err(error) => assert!(Instant::now() < end, "{error}"),
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The newest of Debian's, or those of `pg_config`.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest =
        versions.max_by_key(|version| version.file_name().to_string_lossy().parse::<u32>().unwrap_or_default());
    newest.map_or_else(|| asked("pg_config", "--bindir").into(), |version| version.path().join("bin"))
}

fn id(flag: &str) -> u32 {
    let output = Command::new("id").args([flag, "postgres"]).output().expect("id");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("the account postgres")
}

fn asked(program: &str, flag: &str) -> String {
    let output = Command::new(program).arg(flag).output().expect("PostgreSQL's programs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
