//! What the program does by itself, and how that went: counted for the whole process, which does each in one place.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use app::store::{Store, StoreError};

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
    Attempts,
}

impl Job {
    pub(crate) const ALL: [Self; 8] = [
        Self::Publications,
        Self::Pictures,
        Self::Bin,
        Self::BarrierReports,
        Self::LogAddresses,
        Self::Sessions,
        Self::AccountLinks,
        Self::Attempts,
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
            Self::Attempts => "attempts",
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
fn noted<T, E>(job: Job, result: Result<T, E>) -> Result<T, E> {
    let outcome = &OUTCOMES[job as usize];
    if result.is_ok() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        outcome.last_done.store(now.as_secs(), Relaxed);
    } else {
        outcome.failures.fetch_add(1, Relaxed);
    }
    result
}

/// What is due goes out. Several servers may do this at once.
pub(crate) async fn publish_when_due(store: Store) {
    let mut seconds = tokio::time::interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut is_away = false;
    loop {
        seconds.tick().await;
        match noted(Job::Publications, store.unless_silent(store.publish_due()).await) {
            Ok(outcome) => {
                is_away = false;
                if let Some(outcome) = outcome {
                    tracing::info!(?outcome, "the time of a publication had come");
                    // There may be another one.
                    seconds.reset_immediately();
                }
            }
            Err(error) if is_away => tracing::debug!(cause = error.cause(), "the schedule still cannot be read"),
            Err(error) => {
                is_away = true;
                tracing::warn!(cause = error.cause(), "the schedule cannot be read; tried again every second");
            }
        }
    }
}

/// What was deleted or done long enough ago goes for good. Several servers may do this at once.
pub(crate) async fn clean_up_now_and_then(store: Store) {
    let mut hours = tokio::time::interval(Duration::from_hours(1));
    loop {
        hours.tick().await;
        tell(
            Job::Pictures,
            store.unless_silent(store.remove_unnamed_images()).await,
            "pictures that nothing names any more were removed",
        );
        tell(
            Job::Bin,
            store.unless_silent(store.empty_bin()).await,
            "the bin was emptied of what was deleted 30 days ago",
        );
        let reports = store.unless_silent(store.forget_barrier_reports()).await;
        tell(Job::BarrierReports, reports, "barrier reports that were done 90 days ago were removed");
        let addresses = store.unless_silent(store.shorten_log_addresses()).await;
        tell(Job::LogAddresses, addresses, "addresses in the log that were a week old were shortened");
        tell(Job::Sessions, store.unless_silent(store.forget_sessions()).await, "sessions had come to their end");
        let links = store.unless_silent(store.forget_account_links()).await;
        tell(Job::AccountLinks, links, "invitations and links for passwords had come to their end");
        let attempts = store.unless_silent(store.forget_old_attempts()).await;
        tell(Job::Attempts, attempts, "counted attempts of an hour ago were removed");
    }
}

/// Tells what was cleaned up, if anything was.
fn tell<N: tracing::Value + Default + PartialEq>(job: Job, result: Result<N, StoreError>, done: &str) {
    match noted(job, result) {
        Ok(count) if count == N::default() => {}
        Ok(count) => tracing::info!(count, "{done}"),
        Err(error) => {
            let (job, cause) = (job.as_str(), error.cause());
            tracing::warn!(job, cause, "a clean-up failed; tried again in an hour");
        }
    }
}
