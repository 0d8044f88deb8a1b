//! What was done with the store, counted, and the state of its connections.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

use super::{Store, StoreError};
use crate::model::LogAction;

/// Counts since the start, of this server alone, and its connections as they are now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreFigures {
    /// Texts that were saved as drafts.
    pub saves: u64,
    /// Saves that met a change by someone else; nothing was overwritten.
    pub save_conflicts: u64,
    /// Publications that an editor sent.
    pub publications: u64,
    /// Publications that were refused since what was shown had changed.
    pub publish_conflicts: u64,
    /// Publications whose time had come.
    pub scheduled_publications: u64,
    /// Log-ins.
    pub log_ins: u64,
    /// Log-ins with a wrong password or a wrong second factor.
    pub failed_log_ins: u64,
    /// Connections to PostgreSQL that are open.
    pub connections: u32,
    /// Those of them that nobody uses.
    pub idle_connections: u32,
    /// How many there may be.
    pub most_connections: u32,
}

#[derive(Debug, Default)]
pub(super) struct Count(AtomicU64);

impl Count {
    pub(super) fn one(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    fn read(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) saves: Count,
    pub(super) save_conflicts: Count,
    pub(super) publications: Count,
    pub(super) publish_conflicts: Count,
    pub(super) scheduled_publications: Count,
    log_ins: Count,
    failed_log_ins: Count,
}

impl Counters {
    /// Counts what is logged on its own, where that is a log-in.
    pub(super) fn logged(&self, action: LogAction) {
        match action {
            LogAction::LoggedIn => self.log_ins.one(),
            LogAction::LogInFailed => self.failed_log_ins.one(),
            _ => {}
        }
    }
}

impl Store {
    /// What was done with it, and its connections.
    pub fn figures(&self) -> StoreFigures {
        let counters = &self.counters;
        StoreFigures {
            saves: counters.saves.read(),
            save_conflicts: counters.save_conflicts.read(),
            publications: counters.publications.read(),
            publish_conflicts: counters.publish_conflicts.read(),
            scheduled_publications: counters.scheduled_publications.read(),
            log_ins: counters.log_ins.read(),
            failed_log_ins: counters.failed_log_ins.read(),
            connections: self.pool.size(),
            idle_connections: u32::try_from(self.pool.num_idle()).unwrap_or(u32::MAX),
            most_connections: self.pool.options().get_max_connections(),
        }
    }

    /// How long it takes to get a connection now. Whoever asks stands in line with all others.
    ///
    /// # Errors
    /// There is none.
    pub async fn wait_for_connection(&self) -> Result<Duration, StoreError> {
        let start = Instant::now();
        drop(self.pool.acquire().await?);
        Ok(start.elapsed())
    }
}
