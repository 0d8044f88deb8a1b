//! What the cache does, counted.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Counts since the start, and sizes as they are now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageCacheFigures {
    /// Requests that were answered with what was there.
    pub hits: u64,
    /// Requests for readers' pages that were not.
    pub misses: u64,
    /// Pages rendered for readers; fewer than misses, where several asked for one page at once.
    pub renders: u64,
    /// How often everything was dropped.
    pub drops: u64,
    /// Pages there are.
    pub pages: u64,
    /// The memory that they take, in bytes.
    pub bytes: u64,
}

/// The counts.
#[derive(Debug, Default)]
pub(super) struct Counters {
    hits: AtomicU64,
    misses: AtomicU64,
    renders: AtomicU64,
    drops: AtomicU64,
    /// Whether changes are heard of.
    pub(super) hears: AtomicBool,
}

impl Counters {
    pub(super) fn hit(&self) {
        self.hits.fetch_add(1, Relaxed);
    }

    pub(super) fn miss(&self) {
        self.misses.fetch_add(1, Relaxed);
    }

    pub(super) fn render(&self) {
        self.renders.fetch_add(1, Relaxed);
    }

    pub(super) fn drop(&self) {
        self.drops.fetch_add(1, Relaxed);
    }

    /// The counts; the sizes are none.
    pub(super) fn read(&self) -> PageCacheFigures {
        PageCacheFigures {
            hits: self.hits.load(Relaxed),
            misses: self.misses.load(Relaxed),
            renders: self.renders.load(Relaxed),
            drops: self.drops.load(Relaxed),
            ..PageCacheFigures::default()
        }
    }
}
