//! What backing up and restoring need of the store: a state that a dump can share, what each table holds, a database to try a dump in.

mod scratch;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sqlx::migrate::Migrate;
use sqlx::{AssertSqlSafe, PgConnection, Postgres, Transaction};

pub use self::scratch::Scratch;
use super::{MIGRATIONS, Store, StoreError};
use crate::model::LogAction;
use crate::store::log::{Actor, record_detail};

/// SQL for psql, before a dump that replaces all there is.
pub const REPLACING: &str = include_str!("replacing.sql");
/// After any dump that is to stay: gives `server_role` its rights.
pub const RESTORED_RIGHTS: &str = include_str!("restored_rights.sql");
/// After one that has replaced what was there: who was logged in is not any more, and the content is newer than `seen_version`.
pub const REPLACED: &str = include_str!("replaced.sql");

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableCount {
    /// How many rows.
    pub rows: i64,
    /// A sum over all of them, in whatever order: other rows, another sum.
    pub sum: String,
}

/// Each table with what it holds.
pub type TableCounts = BTreeMap<String, TableCount>;
/// Each migration's number with the checksum of its file.
pub type Migrations = BTreeMap<i64, String>;

/// One state of the store, for as long as this lives: a dump that names it has the same one.
#[derive(Debug)]
pub struct Snapshot {
    _transaction: Transaction<'static, Postgres>,
    /// What `pg_dump --snapshot` wants.
    pub id: String,
    /// When it was, in Berlin, as part of a file's name.
    pub file_time: String,
    /// The same for people.
    pub time: String,
    /// What it holds.
    pub tables: TableCounts,
    /// How far it was migrated.
    pub migrations: Migrations,
}

/// What a restore meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Occupant {
    /// No table at all, or a store without content and accounts.
    Nothing,
    /// A store in use.
    Store,
    /// Tables of something else.
    Stranger,
}

impl Store {
    /// Holds the present state, and counts it.
    ///
    /// # Errors
    /// A query failed.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        let mut transaction = self.pool.begin_with("begin isolation level repeatable read read only").await?;
        sqlx::query("set local idle_in_transaction_session_timeout = 0").execute(&mut *transaction).await?;
        let row = sqlx::query!(
            r#"select pg_export_snapshot() as "id!",
                      to_char(now() at time zone 'Europe/Berlin', 'YYYY-MM-DD-HH24MISS') as "file_time!",
                      to_char(now() at time zone 'Europe/Berlin', 'DD.MM.YYYY, HH24:MI:SS') as "time!""#
        )
        .fetch_one(&mut *transaction)
        .await?;
        let migrations = applied(&mut transaction).await?;
        let tables = count_tables(&mut transaction).await?;
        let (id, file_time, time) = (row.id, row.file_time, row.time);
        Ok(Snapshot { _transaction: transaction, id, file_time, time, tables, migrations })
    }

    /// What each table holds.
    ///
    /// # Errors
    /// A query failed.
    pub async fn table_counts(&self) -> Result<TableCounts, StoreError> {
        count_tables(&mut *self.pool.acquire().await?).await
    }

    /// What this program can bring a store to.
    pub fn known_migrations() -> Migrations {
        MIGRATIONS.iter().map(|migration| (migration.version, hex(&migration.checksum))).collect()
    }

    /// Whether anything is there that a restore would replace.
    ///
    /// # Errors
    /// A query failed.
    pub async fn occupant(&self) -> Result<Occupant, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let tables = sqlx::query_scalar!(
            r#"select count(*) as "count!" from pg_class
               where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
                 and not exists (select from pg_depend where objid = pg_class.oid and deptype = 'e')"#
        )
        .fetch_one(&mut *connection)
        .await?;
        if tables == 0 {
            return Ok(Occupant::Nothing);
        }
        // Ours begins with our first migration.
        let first = Self::known_migrations().into_iter().next();
        if first.is_none() || applied(&mut connection).await.unwrap_or_default().into_iter().next() != first {
            return Ok(Occupant::Stranger);
        }
        let is_used = sqlx::query_scalar!(
            r#"select exists (select from item where kind <> 'home') or exists (select from account) as "is_used!""#
        )
        .fetch_one(&mut *connection)
        .await?;
        Ok(if is_used { Occupant::Store } else { Occupant::Nothing })
    }

    /// The newest version of the content that a server may have seen; 0 in a store that has none.
    ///
    /// # Errors
    /// A query failed.
    pub async fn seen_content_version(&self) -> Result<i64, StoreError> {
        let has_one = sqlx::query_scalar!(r#"select to_regclass('public.content_version') is not null as "has_one!""#);
        if has_one.fetch_one(&self.pool).await? { self.content_version().await } else { Ok(0) }
    }

    /// Makes the content newer than whatever servers have seen, after the store was put back to an earlier state.
    ///
    /// # Errors
    /// The query failed.
    pub async fn outgrow(&self, seen: i64) -> Result<(), StoreError> {
        sqlx::query!(
            "with grown as (update content_version set version = $1 + 1 where version <= $1 returning version)
             select pg_notify('content', version::text) from grown",
            seen
        )
        .fetch_optional(&self.pool)
        .await?;
        Ok(())
    }

    /// Ends what others are connected to as the same role, such as running servers: they open new connections at once, on which
    /// nothing remembers the tables that were there before.
    ///
    /// # Errors
    /// The query failed.
    pub async fn end_other_connections(&self) -> Result<(), StoreError> {
        sqlx::query!(
            r#"select count(pg_terminate_backend(pid)) as "count!" from pg_stat_activity
               where datname = current_database() and usename = current_user and pid <> pg_backend_pid()"#
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(())
    }

    /// Remembers in the log that all of it was put back, and to when.
    ///
    /// # Errors
    /// The query failed.
    pub async fn log_store_restored(&self, time: &str) -> Result<(), StoreError> {
        let mut connection = self.pool.acquire().await?;
        record_detail(&mut connection, Actor::default(), LogAction::StoreRestored, time).await
    }

    /// Searches as this PostgreSQL does: another major version may know other endings of words.
    ///
    /// # Errors
    /// The query failed.
    pub async fn refresh_search(&self) -> Result<(), StoreError> {
        sqlx::query!(r#"select count(search_refresh(id)) as "count!" from item"#).fetch_one(&self.pool).await?;
        Ok(())
    }
}

/// None where nothing was ever migrated.
async fn applied(connection: &mut PgConnection) -> Result<Migrations, StoreError> {
    // A query that fails would end the transaction that this is asked in.
    let is_there = sqlx::query_scalar!(r#"select to_regclass('public._sqlx_migrations') is not null as "is_there!""#);
    if !is_there.fetch_one(&mut *connection).await? {
        return Ok(Migrations::default());
    }
    let applied = connection.list_applied_migrations(&MIGRATIONS.table_name).await.map_err(sqlx::Error::from)?;
    Ok(applied.into_iter().map(|migration| (migration.version, hex(&migration.checksum))).collect())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// PostgreSQL itself writes the query, since nothing else quotes names as it does.
async fn count_tables(connection: &mut PgConnection) -> Result<TableCounts, StoreError> {
    for setting in
        ["set bytea_output = hex", "set intervalstyle = postgres", "set datestyle = iso", "set timezone = utc"]
    {
        sqlx::query(setting).execute(&mut *connection).await?;
    }
    let query = sqlx::query_scalar!(
        r#"select string_agg(format(
               'select %L::text, count(*), coalesce(sum((''x'' || left(encode(sha256(convert_to(r::text, ''UTF8'')), ''hex''), 15))
                                                        ::bit(60)::bigint), 0)::text
                from public.%I as r', relname, relname), ' union all ')
           from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'"#
    )
    .fetch_one(&mut *connection)
    .await?;
    let Some(query) = query else { return Ok(TableCounts::new()) };
    let rows: Vec<(String, i64, String)> = sqlx::query_as(AssertSqlSafe(query)).fetch_all(&mut *connection).await?;
    Ok(rows.into_iter().map(|(name, rows, sum)| (name, TableCount { rows, sum })).collect())
}
