//! Why the store did not answer.

/// A query failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// PostgreSQL cannot be reached, is starting, stopping, or out of connections. It may be back in a moment.
    #[error("the store is away")]
    Away(#[source] sqlx::Error),
    /// PostgreSQL refused the query: a fault of this program.
    #[error("a query failed")]
    Query(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether trying again in a moment may help.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Away(_))
    }

    /// What PostgreSQL or the network said, for the operator.
    pub fn cause(&self) -> String {
        match self {
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
