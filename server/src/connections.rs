//! How many connections there may be: as many as there are file handles for, and not all of them for one client.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::client_address::household;

/// File handles for everything else: the store's connections, the log, files that are being sent.
const RESERVED: usize = 256;
/// Some 13 KB each: more would need more memory than a small server has.
const MOST: usize = 50_000;

/// Lets this program have as many file handles as the system allows; most start it with 1,024.
pub(crate) fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, rustix::process::Rlimit { current: limit.maximum, ..limit }) {
        tracing::warn!(%error, "the limit on file handles stays as it is");
    }
}

fn most() -> usize {
    let handles =
        getrlimit(Resource::Nofile).current.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    handles.saturating_sub(RESERVED).clamp(RESERVED, MOST)
}

/// Of all servers in this process: it has one.
static OPEN: AtomicU64 = AtomicU64::new(0);
static REFUSED: AtomicU64 = AtomicU64::new(0);

/// How many there are now.
pub(crate) fn open() -> u64 {
    OPEN.load(Relaxed)
}

/// How many were refused since the start.
pub(crate) fn refused() -> u64 {
    REFUSED.load(Relaxed)
}

/// The connections that there are now.
#[derive(Clone, Debug)]
pub(crate) struct Connections {
    free: Arc<Semaphore>,
    most_per_client: usize,
    by_client: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Connections {
    pub(crate) fn new() -> Self {
        Self::up_to(most())
    }

    fn up_to(most: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), most_per_client: most / 2, by_client: Arc::default() }
    }

    /// Waits until there may be one more.
    pub(crate) async fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// Keeps the place for as long as the answer is held; none where this client has half of all.
    pub(crate) fn take(&self, room: Option<OwnedSemaphorePermit>, client: IpAddr) -> Option<Place> {
        let client = household(client);
        let mut by_client = self.by_client.lock().unwrap_or_else(PoisonError::into_inner);
        let count = by_client.entry(client).or_default();
        if *count >= self.most_per_client {
            REFUSED.fetch_add(1, Relaxed);
            return None;
        }
        *count += 1;
        drop(by_client);
        OPEN.fetch_add(1, Relaxed);
        Some(Place { by_client: Arc::clone(&self.by_client), client, _room: room })
    }
}

/// One connection's place.
#[derive(Debug)]
pub(crate) struct Place {
    by_client: Arc<Mutex<HashMap<IpAddr, usize>>>,
    client: IpAddr,
    _room: Option<OwnedSemaphorePermit>,
}

impl Drop for Place {
    fn drop(&mut self) {
        OPEN.fetch_sub(1, Relaxed);
        let mut by_client = self.by_client.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_client.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                by_client.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_client_gets_half_of_all_and_others_the_rest() {
        let connections = Connections::up_to(4);
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().expect("an address"));
        let take = async |client| connections.take(connections.room().await, client);
        let first = take(one).await;
        let second = take(one).await;
        assert!(first.is_some() && second.is_some() && take(one).await.is_none());
        let (_third, fourth) = (take(other).await, take(other).await);
        assert_eq!(connections.free.available_permits(), 0);
        drop(fourth);
        drop(second);
        assert_eq!(connections.free.available_permits(), 2);
        assert!(take(one).await.is_some());
        drop(first);
        assert_eq!(connections.by_client.lock().expect("a map").len(), 1);
    }
}
