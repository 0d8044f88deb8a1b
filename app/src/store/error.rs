//! Why the store did not answer.

use std::fmt;

/// A query failed. Whatever of it is shown or logged holds no text that someone wrote: [`cause`](Self::cause).
#[derive(thiserror::Error)]
pub enum StoreError {
    /// PostgreSQL cannot be reached, is starting, stopping, or out of connections. It may be back in a moment.
    #[error("the store is away")]
    Away(sqlx::Error),
    /// PostgreSQL refused the query: a fault of this program.
    #[error("a query failed")]
    Query(sqlx::Error),
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {}", self.cause())
    }
}

impl StoreError {
    /// Whether trying again in a moment may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Away(_))
    }

    /// PostgreSQL did not answer in time.
    pub fn silent() -> Self {
        Self::Away(sqlx::Error::PoolTimedOut)
    }

    /// What PostgreSQL or the network said, for the operator; of a query what was wrong with it, without the values in it.
    pub fn cause(&self) -> String {
        match self {
            Self::Query(sqlx::Error::Database(error)) => {
                let code = error.code().unwrap_or_default();
                let constraint = error.constraint().map(|name| format!(", constraint {name}")).unwrap_or_default();
                // Of wrong data, PostgreSQL's message quotes them; of all others only its detail, which is told nowhere.
                let message = if code.starts_with(WRONG_DATA) { "wrong data" } else { error.message() };
                format!("SQLSTATE {code}{constraint}: {message}")
            }
            Self::Query(sqlx::Error::Decode(_) | sqlx::Error::ColumnDecode { .. } | sqlx::Error::Encode(_)) => {
                "a value could not be read or written".to_owned()
            }
            Self::Away(cause) | Self::Query(cause) => cause.to_string(),
        }
    }

    /// Whether a unique or check constraint of this name refused the query.
    pub fn is_on_constraint(&self, name: &str) -> bool {
        match self {
            Self::Query(sqlx::Error::Database(error)) => error.constraint() == Some(name),
            _ => false,
        }
    }
}

/// The SQLSTATE class of data that are not what they should be.
const WRONG_DATA: &str = "22";

/// SQLSTATE classes in which trying again later helps: connection exception, insufficient resources, operator
/// intervention. <https://www.postgresql.org/docs/current/errcodes-appendix.html>
const AWAY: [&str; 3] = ["08", "53", "57"];

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let away = match &error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| AWAY.iter().any(|class| code.starts_with(class)))
            }
            _ => false,
        };
        if away { Self::Away(error) } else { Self::Query(error) }
    }
}
