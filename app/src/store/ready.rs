//! Connections that lie ready for readers' questions. The pool tests a connection after each use, at the price of a second round
//! trip to the store; these have just answered.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::Postgres;
use sqlx::pool::PoolConnection;

/// Then a connection goes back to the pool, which tests it, and ends it where it is old.
const LONGEST: Duration = Duration::from_secs(10);

/// They count as the pool's, which cannot give them to anyone else.
#[derive(Debug)]
pub(super) struct Ready {
    /// None once the store is closed.
    connections: Mutex<Option<Vec<ReadyConnection>>>,
    most: usize,
}

/// A connection, and when the pool gave it.
#[derive(Debug)]
pub(super) struct ReadyConnection {
    pub(super) connection: PoolConnection<Postgres>,
    since: Instant,
}

impl From<PoolConnection<Postgres>> for ReadyConnection {
    fn from(connection: PoolConnection<Postgres>) -> Self {
        Self { connection, since: Instant::now() }
    }
}

impl Ready {
    /// Half of a pool of so many: the rest is for everything else.
    pub(super) fn half_of(pool: u32) -> Self {
        Self { connections: Mutex::new(Some(Vec::new())), most: pool as usize / 2 }
    }

    /// The one that was used last.
    pub(super) fn take(&self) -> Option<ReadyConnection> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).as_mut()?.pop()
    }

    /// Keeps one that has answered, and whose answer was read to its end.
    pub(super) fn keep(&self, ready: ReadyConnection) {
        if ready.since.elapsed() < LONGEST
            && let Some(connections) = &mut *self.connections.lock().unwrap_or_else(PoisonError::into_inner)
            && connections.len() < self.most
        {
            connections.push(ready);
        }
    }

    /// How many lie here.
    pub(super) fn count(&self) -> usize {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map_or(0, Vec::len)
    }

    /// Gives all back to the pool, which is about to be closed; from now on none is kept.
    pub(super) fn close(&self) {
        drop(self.connections.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
