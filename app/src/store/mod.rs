//! The store: PostgreSQL. One file per noun; every query is checked against the schema when it is compiled.

mod account;
mod account_link;
mod attempt;
mod backup;
mod barrier_report;
mod bin;
mod changes;
mod concerns;
mod content;
mod content_version;
mod drafted;
mod drafts;
mod error;
mod feed;
mod field;
mod figures;
mod history;
mod image;
mod item;
mod log;
mod page;
mod passkey;
mod person;
mod pooler;
mod post;
mod presence;
mod preview_link;
mod publish;
mod published;
mod pulse;
mod save;
mod schedule;
mod search;
mod second_factor;
mod session;
mod sitemap;
mod structure;
mod topic;
mod totp;
mod unfinished_page;

use std::future::ready;
use std::pin::Pin;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migrator};
use sqlx::pool::PoolConnectionMetadata;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, Connection, PgConnection, PgPool};

pub use account::{Account, AccountChange, AccountError, NewAccount};
pub use account_link::{AccountLink, NewInvitation};
pub use backup::{
    Migrations, Occupant, REPLACED, REPLACING, RESTORED_RIGHTS, Scratch, Snapshot, TableCount, TableCounts,
};
pub use barrier_report::NewBarrierReport;
pub(crate) use changes::shortened;
pub use content::{ContentItem, ContentPlace, ImportCounts};
pub use content_version::ContentListener;
pub use drafted::Drafted;
pub use error::StoreError;
pub use feed::{Feed, FeedEntry};
pub use figures::StoreFigures;
pub use history::item_name;
pub use image::{ImageFile, NewImage, StoredImageFile};
pub use item::{ItemAt, NewItem};
pub use log::Actor;
pub use passkey::{CeremonyKind, KnownPasskey, NewPasskey};
pub use preview_link::{NewPreviewLink, PreviewLinkTarget};
pub use publish::PublishError;
pub use published::Texts;
use pulse::Pulse;
pub use save::{Save, SaveError};
pub use schedule::{ScheduleError, ScheduleOutcome};
pub use search::{Facets, Found};
pub use second_factor::{LogIn, NewFactor, SecondStep};
pub use session::{NewSession, Proof, ProvenSession, Standing};
pub use sitemap::PublicAddress;

/// A handle to the store; cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: PgPool,
    pulse: Arc<Pulse>,
    counters: Arc<figures::Counters>,
}

/// Compiling a query takes PostgreSQL some 300 ms. No query of ours runs so long.
fn without_jit(connection: &mut PgConnection, _: PoolConnectionMetadata) -> BoxFuture<'_, Result<(), sqlx::Error>> {
    Box::pin(async move { sqlx::raw_sql("set jit = off").execute(connection).await.map(drop) })
}

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrations = sqlx::migrate!("./migrations");
    // Its lock belongs to the session, and behind a pooler to whoever comes next.
    migrations.set_locking(false);
    migrations
});

/// How long a request waits for a connection before it is told that the store is away.
const PATIENCE: Duration = Duration::from_millis(800);

impl Store {
    /// Makes a handle; connects at the first query.
    pub fn new(options: PgConnectOptions, connections: u32) -> Self {
        // Nothing here needs it, and pgbouncer refuses what it does not know.
        let options = options.extra_float_digits(None);
        let pulse = Arc::new(Pulse::new(options.clone()));
        let silence = pulse.clone();
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(PATIENCE)
            .after_connect(without_jit)
            // Asking it whether it is well would wait as long as what was given up on it.
            .after_release(move |_, connection| Box::pin(ready(Ok(!silence.was_silent_for(connection.age)))));
        Self { pool: pool.connect_lazy_with(options), pulse, counters: Arc::default() }
    }

    /// The major version of the server, such as 15. It needs no table, so it also tells whether the store answers.
    ///
    /// # Errors
    /// It does not.
    pub async fn server_version(&self) -> Result<i32, StoreError> {
        let number = sqlx::query_scalar!(r#"select current_setting('server_version_num')::int as "number!""#);
        let number: i32 =
            self.unless_silent(async { Ok::<_, StoreError>(number.fetch_one(&self.pool).await?) }).await?;
        Ok(number / 10_000)
    }

    /// Brings the schema up to date. Several servers may do this at once: a lock in the database lets one go first. Where it is up
    /// to date already, a role that may change no schema can do this, too.
    ///
    /// # Errors
    /// The store is away, or holds a schema from a newer version of this program.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        if self.is_up_to_date().await {
            return Ok(());
        }
        // Of a transaction of its own, beside those of the migrations.
        let mut connection = self.pool.connect_options().connect().await?;
        let mut turn = connection.begin().await?;
        sqlx::query!("select pg_advisory_xact_lock(hashtextextended('migrate', 0))").execute(&mut *turn).await?;
        MIGRATIONS.run(&self.pool).await?;
        Ok(turn.rollback().await?)
    }

    async fn is_up_to_date(&self) -> bool {
        let Ok(mut connection) = self.pool.acquire().await else { return false };
        // Before the first migration there is no such table.
        let Ok(applied) = connection.list_applied_migrations(&MIGRATIONS.table_name).await else { return false };
        applied.len() == MIGRATIONS.iter().count()
            && MIGRATIONS
                .iter()
                .zip(&applied)
                .all(|(known, applied)| (known.version, &known.checksum) == (applied.version, &applied.checksum))
    }

    /// Gives a role what the server needs, and nothing beyond it: it can change no schema, and nothing in the log. To be called by
    /// the owner of the tables after [`migrate`](Self::migrate).
    ///
    /// # Errors
    /// The query failed, such as for a role that is not there.
    pub async fn grant(&self, role: &str) -> Result<(), StoreError> {
        sqlx::query!("select grant_to_server($1)", role).execute(&self.pool).await?;
        Ok(())
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.pulse.close().await;
        self.pool.close().await;
    }
}
