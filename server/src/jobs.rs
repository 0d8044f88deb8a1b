//! What the program does by itself, and how that went: counted for the whole process, which does each in one place.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{SystemTime, UNIX_EPOCH};

/// What is done now and then, without being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Job {
    Publications,
    Pictures,
    Bin,
    BarrierReports,
    LogAddresses,
    Sessions,
    AccountLinks,
}

impl Job {
    pub(crate) const ALL: [Self; 7] = [
        Self::Publications,
        Self::Pictures,
        Self::Bin,
        Self::BarrierReports,
        Self::LogAddresses,
        Self::Sessions,
        Self::AccountLinks,
    ];

    /// Its name, in figures.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Publications => "publications",
            Self::Pictures => "pictures",
            Self::Bin => "bin",
            Self::BarrierReports => "barrier_reports",
            Self::LogAddresses => "log_addresses",
            Self::Sessions => "sessions",
            Self::AccountLinks => "account_links",
        }
    }

    /// When it last went well, in seconds since 1970; none where it never has since the start.
    pub(crate) fn last_done(self) -> Option<u64> {
        Some(OUTCOMES[self as usize].last_done.load(Relaxed)).filter(|seconds| *seconds > 0)
    }

    /// How often it has failed since the start.
    pub(crate) fn failures(self) -> u64 {
        OUTCOMES[self as usize].failures.load(Relaxed)
    }
}

struct Outcome {
    last_done: AtomicU64,
    failures: AtomicU64,
}

static OUTCOMES: [Outcome; Job::ALL.len()] =
    [const { Outcome { last_done: AtomicU64::new(0), failures: AtomicU64::new(0) } }; Job::ALL.len()];

/// Notes how a job went, and passes that on.
pub(crate) fn noted<T, E>(job: Job, result: Result<T, E>) -> Result<T, E> {
    let outcome = &OUTCOMES[job as usize];
    if result.is_ok() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        outcome.last_done.store(now.as_secs(), Relaxed);
    } else {
        outcome.failures.fetch_add(1, Relaxed);
    }
    result
}
