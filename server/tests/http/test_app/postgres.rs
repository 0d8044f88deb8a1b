//! The PostgreSQL of the tests, and a database of its own for each test.
//!
//! `TEST_DATABASE_URL` names a server on which databases may be created; without it the program's own PostgreSQL is
//! started under `target/test-postgres`, and left running for the next tests. Databases go some tests after their own has ended; what a
//! run leaves behind goes at the start of the next one.

use std::path::Path;
use std::sync::{LazyLock, PoisonError};
use std::time::Duration;

use app::store::Store;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions};
use themenseite::content;
use themenseite::managed_postgres::{self, ManagedPostgres};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Mutex, OnceCell, Semaphore, SemaphorePermit};
use uuid::Uuid;

/// What outlives a test runs here: PostgreSQL, and the servers, on threads with the program's own stack size.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(2).thread_stack_size(8 << 20).enable_all().build().expect("a runtime")
});

static POSTGRES: OnceCell<Postgres> = OnceCell::const_new();

/// Each test takes some connections, and PostgreSQL has a hundred.
static AT_ONCE: Semaphore = Semaphore::const_new(10);

const PREFIX: &str = "themenseite_test";
/// With the schema only.
const EMPTY: &str = "empty";
/// With the demonstration content, too.
const DEMONSTRATION: &str = "demonstration";

/// Runs something where it can outlive the test.
pub async fn on_runtime<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    RUNTIME.spawn(work).await.expect("work that does not panic")
}

/// The role that serves, on a server of the operator's. All runs share it, so its password is no secret; it owns nothing.
const RUN_ROLE: &str = "themenseite_test_run";

/// So many databases go together. A file system may look at every file that was deleted in the last seconds before it makes a new one
/// (ext4 does), and a database is some 400 files: one by one, half of the time went there.
const TOGETHER: usize = 32;

/// Those whose tests have ended.
static ENDED: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

/// A database that goes after this value.
pub struct TestDatabase {
    /// How to connect to it as its owner.
    pub options: PgConnectOptions,
    /// How the server connects to it.
    pub run_options: PgConnectOptions,
    /// None where it goes with the PostgreSQL that it is in.
    name: Option<String>,
    _turn: SemaphorePermit<'static>,
}

impl TestDatabase {
    /// With the schema and nothing else.
    pub async fn empty() -> Self {
        Self::like(EMPTY).await
    }

    /// With the demonstration content.
    pub async fn with_demonstration() -> Self {
        Self::like(DEMONSTRATION).await
    }

    /// In a PostgreSQL that a test has for itself.
    pub async fn elsewhere(options: PgConnectOptions, run_options: PgConnectOptions) -> Self {
        let turn = AT_ONCE.acquire().await.expect("a turn");
        Self { options, run_options, name: None, _turn: turn }
    }

    /// How the command line gets to it, as its owner.
    pub fn url(&self) -> String {
        self.options.to_url_lossy().to_string()
    }

    async fn like(template: &'static str) -> Self {
        let turn = AT_ONCE.acquire().await.expect("a turn");
        let (options, run_options, name) = on_runtime(async move {
            let postgres = POSTGRES.get_or_init(Postgres::start).await;
            let name = postgres.name(&Uuid::new_v4().simple().to_string());
            let template = postgres.name(template);
            postgres.admin(&format!("create database {name} template {template}")).await;
            (postgres.options.clone().database(&name), postgres.run_options.clone().database(&name), name)
        })
        .await;
        Self { options, run_options, name: Some(name), _turn: turn }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some(name) = self.name.take() else { return };
        let names = {
            let mut ended = ENDED.lock().unwrap_or_else(PoisonError::into_inner);
            ended.push(name);
            if ended.len() < TOGETHER {
                return;
            }
            std::mem::take(&mut *ended)
        };
        let drop = async move {
            if let Some(postgres) = POSTGRES.get() {
                for name in &names {
                    postgres.drop(name).await;
                }
            }
        };
        // This thread may be inside a runtime, where nothing may block. A panic here would hide the one that ended the test.
        let _ = std::thread::spawn(|| RUNTIME.block_on(drop)).join();
    }
}

struct Postgres {
    options: PgConnectOptions,
    run_options: PgConnectOptions,
    /// Holds the lock that tells other runs that this one lives.
    connection: Mutex<PgConnection>,
    run: String,
    _managed: Option<ManagedPostgres>,
}

impl Postgres {
    async fn start() -> Self {
        let (options, managed): (PgConnectOptions, _) = match std::env::var("TEST_DATABASE_URL") {
            Ok(url) => (url.parse().expect("TEST_DATABASE_URL is an address of PostgreSQL"), None),
            Err(_) => {
                let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("test-postgres");
                let managed = managed_postgres::start(&folder).await.unwrap_or_else(|error| panic!("{error}"));
                (managed.connect_options(), Some(managed))
            }
        };
        let connection = Mutex::new(options.connect().await.expect("PostgreSQL answers"));
        let run = Uuid::new_v4().simple().to_string()[..12].to_owned();
        let run_options = match &managed {
            Some(managed) => managed.run_options(),
            None => options.clone().username(RUN_ROLE).password(RUN_ROLE),
        };
        let is_managed = managed.is_some();
        let postgres = Self { options, run_options, connection, run, _managed: managed };
        if !is_managed {
            postgres.make_run_role().await;
        }
        postgres.lock(&postgres.run).await;
        postgres.drop_what_others_left().await;
        postgres.make_templates().await;
        postgres
    }

    /// Other runs may do so at this very moment.
    async fn make_run_role(&self) {
        let role = format!("create role {RUN_ROLE} login password '{RUN_ROLE}'");
        let there_already = "when duplicate_object or unique_violation then null";
        self.admin(&format!("do $$ begin {role}; exception {there_already}; end $$")).await;
    }

    fn name(&self, suffix: &str) -> String {
        format!("{PREFIX}_{}_{suffix}", self.run)
    }

    async fn admin(&self, statement: &str) {
        let result = sqlx::query(AssertSqlSafe(statement.to_owned())).execute(&mut *self.connection.lock().await).await;
        result.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }

    /// Drops a database. Its owner cannot end what the server's role is connected to, so it waits for that; but not for ever, since the
    /// next run drops what is left.
    async fn drop(&self, name: &str) {
        for _ in 0..100 {
            let statement = AssertSqlSafe(format!("drop database {name} with (force)"));
            if sqlx::query(statement).execute(&mut *self.connection.lock().await).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Whether this run has the lock of a run now: its own, or that of one that has ended.
    async fn lock(&self, run: &str) -> bool {
        let query = "select pg_try_advisory_lock(hashtextextended($1, 0))";
        let lock = sqlx::query_scalar(query).bind(format!("{PREFIX}_{run}"));
        lock.fetch_one(&mut *self.connection.lock().await).await.expect("an answer")
    }

    async fn drop_what_others_left(&self) {
        let query = "select datname::text from pg_database where starts_with(datname, $1 || '_')";
        let names: Vec<String> =
            sqlx::query_scalar(query).bind(PREFIX).fetch_all(&mut *self.connection.lock().await).await.expect("names");
        for name in names {
            let run = name.strip_prefix(PREFIX).and_then(|rest| rest.split('_').nth(1)).unwrap_or_default().to_owned();
            if run != self.run && self.lock(&run).await {
                self.drop(&name).await;
            }
        }
    }

    async fn make_templates(&self) {
        let (empty, demonstration) = (self.name(EMPTY), self.name(DEMONSTRATION));
        self.admin(&format!("create database {empty} template template0 encoding 'UTF8'")).await;
        let store = Store::new(self.options.clone().database(&empty), 1);
        store.migrate().await.expect("the schema");
        store.grant(self.run_options.get_username()).await.expect("the rights");
        store.close().await;
        self.admin(&format!("create database {demonstration} template {empty}")).await;
        let store = Store::new(self.options.clone().database(&demonstration), 1);
        content::import_demonstration(&store).await.expect("the demonstration content").expect("an empty store");
        store.close().await;
    }
}
