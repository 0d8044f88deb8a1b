//! Hears of each new content version, whichever server made it.

use std::convert::Infallible;
use std::time::Duration;

use app::store::{Store, StoreError};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::PageCache;

/// How often the version is asked for, in case it is not told: by a pooler in between, or on a connection that is dead unnoticed.
const POLL: Duration = Duration::from_secs(1);
/// How long PostgreSQL may take to answer. Behind that, the connection counts as lost.
const PATIENCE: Duration = Duration::from_secs(1);
/// How soon a lost connection is opened again. Until then the store counts as away, and what is kept goes on being served.
const PAUSE: Duration = Duration::from_millis(100);

/// Keeps the cache in step with the store, for as long as it runs. The cache keeps nothing before.
pub async fn watch(cache: PageCache, store: Store) {
    let mut is_away = false;
    loop {
        let Err(error) = follow(&cache, &store, &mut is_away).await;
        if is_away {
            tracing::debug!(cause = error.cause(), "changes still cannot be heard of");
        } else {
            tracing::warn!(cause = error.cause(), "changes cannot be heard of; pages are served as they are kept");
        }
        is_away = true;
        sleep(PAUSE).await;
    }
}

/// Listens, and compares at once: what was told before is not told again.
async fn follow(cache: &PageCache, store: &Store, is_away: &mut bool) -> Result<Infallible, StoreError> {
    let mut listener = in_time(store.listen_to_content()).await?;
    let mut polls = interval(POLL);
    polls.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            told = listener.next() => cache.saw(told?),
            _ = polls.tick() => {
                let before = cache.version();
                let version = in_time(listener.version()).await?;
                cache.compare(before, version);
                if std::mem::take(is_away) {
                    tracing::info!("changes are heard of again");
                }
            }
        }
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(StoreError::silent()))
}
