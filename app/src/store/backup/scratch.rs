//! A database to try a dump in, which goes afterwards.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use crate::store::{Store, StoreError};

/// A new database beside the store's, its name that of the store's with an ending. While this lives, no other process makes one.
#[derive(Debug)]
pub struct Scratch {
    connection: PgConnection,
    options: PgConnectOptions,
    drop: String,
}

/// SQLSTATE: the role may not make databases.
const NOT_ALLOWED: &str = "42501";

impl Scratch {
    /// Makes one, waiting for whoever has one now; none where the role may make no database.
    ///
    /// # Errors
    /// A query failed.
    pub async fn new(owner: &PgConnectOptions) -> Result<Option<Self>, StoreError> {
        let mut connection = PgConnection::connect_with(owner).await?;
        // That nothing was left is no news.
        sqlx::query("set client_min_messages = warning").execute(&mut connection).await?;
        sqlx::query!("select pg_advisory_lock(hashtextextended('scratch', 0))").fetch_one(&mut connection).await?;
        let row = sqlx::query!(
            r#"select name as "name!", format('drop database if exists %I', name) as "drop!",
                      format('create database %I template template0 encoding %L', name, 'UTF8') as "create!"
               from (select left(current_database(), 50) || '_pruefung') as scratch (name)"#
        )
        .fetch_one(&mut connection)
        .await?;
        // What a killed process left.
        let mut made = sqlx::raw_sql(AssertSqlSafe(row.drop.clone())).execute(&mut connection).await;
        if made.is_ok() {
            made = sqlx::raw_sql(AssertSqlSafe(row.create)).execute(&mut connection).await;
        }
        match made {
            Ok(_) => Ok(Some(Self { connection, options: owner.clone().database(&row.name), drop: row.drop })),
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some(NOT_ALLOWED) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// How to connect to it.
    pub fn options(&self) -> &PgConnectOptions {
        &self.options
    }

    /// A store in it. It is to be closed before the end.
    pub fn store(&self) -> Store {
        Store::new(self.options.clone(), 1)
    }

    /// Drops it.
    ///
    /// # Errors
    /// The query failed.
    pub async fn drop(mut self) -> Result<(), StoreError> {
        sqlx::raw_sql(AssertSqlSafe(self.drop)).execute(&mut self.connection).await?;
        Ok(self.connection.close().await?)
    }
}
