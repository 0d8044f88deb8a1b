//! Hears of each new content version, whichever server made it.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
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

/// Keeps the cache in step with the store, for as long as it runs. The cache keeps nothing before. `listening` is the store reached
/// without a pooler in between; while it cannot be listened to, `store` is asked instead.
pub async fn watch(cache: PageCache, listening: Store, store: Store) {
    let is_away = AtomicBool::new(false);
    tokio::join!(listen(&cache, &listening, &is_away), ask_instead(&cache, &store, &is_away));
}

async fn listen(cache: &PageCache, store: &Store, is_away: &AtomicBool) {
    loop {
        let Err(error) = follow(cache, store, is_away).await;
        cache.set_hears(false);
        if is_away.swap(true, Ordering::Relaxed) {
            tracing::debug!(cause = error.cause(), "changes still cannot be heard of");
        } else {
            tracing::warn!(
                cause = error.cause(),
                "changes cannot be heard of; the store is asked for them every second"
            );
        }
        sleep(PAUSE).await;
    }
}

/// The way that requests take may be open where the one for listening is cut. Where neither is, pages are served as they are kept.
async fn ask_instead(cache: &PageCache, store: &Store, is_away: &AtomicBool) {
    let mut polls = interval(POLL);
    polls.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        polls.tick().await;
        if is_away.load(Ordering::Relaxed) {
            let before = cache.version();
            if let Ok(version) = in_time(store.unless_silent(store.content_version())).await {
                cache.compare(before, version);
            }
        }
    }
}

/// Listens, and compares at once: what was told before is not told again.
async fn follow(cache: &PageCache, store: &Store, is_away: &AtomicBool) -> Result<Infallible, StoreError> {
    // In a box, since it is large and hardly ever needed.
    let mut listener = Box::pin(in_time(store.unless_silent(store.listen_to_content()))).await?;
    let mut polls = interval(POLL);
    polls.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            told = listener.next() => cache.saw(told?),
            _ = polls.tick() => {
                let before = cache.version();
                let version = in_time(listener.version()).await?;
                cache.compare(before, version);
                cache.set_hears(true);
                if is_away.swap(false, Ordering::Relaxed) {
                    tracing::info!("changes are heard of again");
                }
            }
        }
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    timeout(PATIENCE, work).await.unwrap_or_else(|_| Err(StoreError::silent()))
}
